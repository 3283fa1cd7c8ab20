from collections import defaultdict

import pytz
from odoo import api, fields, models

from ..reporting.flow_picture import AgencyState, StepState, picture
from ..reporting.flow_picture_words import WORDS

#: Of several tasks of one question: the first of these that any has is the step's.
_FIRST = ("ready", "paused", "done", "no_reply", "planned")


class ProcedureCase(models.Model):
    """Where a case stands, as a picture of its flow."""

    _inherit = "procedure.case"

    @api.readonly
    def flow_pictures(self):
        """[{"name": "", "svg": text}]; empty before the case has steps.

        Raises AccessError for who may not read the case.
        """
        self.ensure_one()
        self.check_access("read")
        language = self.env["procedure.revision"]._picture_language()
        drawn = self._flow_picture(language, self.env.tz)
        return [{"name": "", "svg": drawn.svg(f"flow-{self.id}")}] if drawn else []

    def _flow_picture(self, language, zone):
        """The Picture of one case, None without steps; times on the clock of ``zone``.

        A step shows its state to all who read the case; who has it, only to those who
        may read its task.
        """
        # The caller may read the case; its path is the same whoever looks at it.
        case = self.sudo()
        if not case.task_ids:
            return None
        runtime = case.revision_id._runtime()
        seen = set(self.env["procedure.task"]._search([("case_id", "=", self.id)]))
        ids_of = defaultdict(list)
        for task in case.task_ids.sorted(lambda t: (t.occurrence, t.id)):
            # What ended under another revision may be no step of this one.
            if key := runtime.step_keys.get(task.step_id.id):
                ids_of[key].append(task.id)
        tasks = case.task_ids
        states = {
            key: self._step_state(
                # Names are read for all steps at once, not for each.
                tasks.browse(ids).with_prefetch(tasks.ids),
                seen,
                language,
                zone,
            )
            for key, ids in ids_of.items()
        }
        return picture(runtime.content, case._variant_key(), states, language)

    def _step_state(self, tasks, seen, language, zone):
        """The StepState of all tasks of one step, in order of their occurrence."""
        last = tasks.filtered(lambda t: t.occurrence == tasks[-1].occurrence)
        states = last.mapped("state")
        state = next((one for one in _FIRST if one in states), states[-1])
        told = last.filtered(lambda task: task.state == state)[-1]
        asked = tasks.step_id.kind == "consult" and state != "planned"
        return StepState(
            state=state,
            late=any(map(self._is_late, last)),
            times=len(set(tasks.mapped("occurrence"))),
            who=self._who_shown(told) if told.id in seen and not asked else "",
            when="" if asked else self._task_moment(told, language, zone),
            chosen=frozenset(tasks.outcome_id.mapped("name")),
            agencies=tuple(
                AgencyState(
                    task.company_id.name,
                    task.state,
                    self._is_late(task),
                    self._task_moment(task, language, zone),
                )
                for task in last
            )
            if asked
            else (),
        )

    def _who_shown(self, task):
        """As its reader: of a late step he may be told the department instead."""
        return task.with_env(self.env).sudo(False).person_shown or ""

    @staticmethod
    def _is_late(task):
        if task.verdict:
            return task.verdict == "late"
        due = task.due_at
        return task.state == "ready" and bool(due) and due < fields.Datetime.now()

    @staticmethod
    def _task_moment(task, language, zone):
        """ "Hạn 05/10 17:00", or when it was done; empty for what has not come."""
        if task.state in ("done", "sent_back", "skipped"):
            word, at = "done_at", task.done_at
        elif task.state in ("ready", "paused"):
            word, at = "due_at", task.due_at
        else:
            return ""
        if not at:
            return ""
        local = pytz.utc.localize(at).astimezone(zone)
        return WORDS[language][word].format(f"{local:%H:%M %d/%m}")
