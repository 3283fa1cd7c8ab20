# `_` is self.env._ here: the sentences come in the language of the reader.
# pylint: disable=prefer-env-translation
from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models

from ..engine import stands

#: Dates around now that tell when work goes on.
WINDOW = timedelta(days=60)


class ProcedureCase(models.Model):
    """Why the clock of a case stands now."""

    _inherit = "procedure.case"

    clock_note = fields.Char(string="Why the clock stands", compute="_compute_stands")

    @api.depends("state", "pause_ids.date_to", "task_ids.state", "clock_start_at")
    @api.depends_context("lang")
    def _compute_stands(self):
        running = self.filtered(lambda case: case.state in ("running", "paused"))
        (self - running).clock_note = False
        if not running:
            return
        at = fields.Datetime.now()
        times = running.company_id._times_of_now(at)
        waiting = running._waiting()
        for case in running:
            found = case._why_stands(at, times[case.company_id], waiting)
            case.clock_note = case._stand_sentence(found, times[case.company_id])

    def _waiting(self):
        """{case id: (open pause or None, [tasks of agencies asked])}, two queries."""
        # Why a clock stands is told to whoever sees the clock.
        pauses = self.env["procedure.pause"].sudo()
        tasks = self.env["procedure.task"].sudo()
        open_ = pauses.search([("case_id", "in", self.ids), ("date_to", "=", False)])
        asked = tasks.search(
            [
                ("case_id", "in", self.ids),
                ("state", "=", "ready"),
                ("step_id.kind", "=", "consult"),
            ]
        )
        by_case, asked_by_case = open_.grouped("case_id"), asked.grouped("case_id")
        return {
            case.id: (by_case.get(case), asked_by_case.get(case, tasks))
            for case in self.with_env(tasks.env)
        }

    def _why_stands(self, at, time, waiting, own=None):
        """`engine.stands.Stand` of this case, or of one of its tasks; None if it runs.

        :param own: the task asked about, who does not wait for its own answer
        """
        pause, asked = waiting[self.id]
        agencies = asked.company_id.sorted(
            lambda agency: (agency.sequence, agency.name)
        )
        names = [] if own and own.state == "ready" else agencies.mapped("name")
        if own and own.step_id.kind == "wait":
            pause = None
        return stands.why(
            at,
            time,
            clock_start=self.clock_start_at or None,
            pause=pause and (pause[0].kind, pause[0].date_from),
            asked=names,
            until=max(asked.filtered("due_at").mapped("due_at"), default=None),
        )

    def _stand_sentence(self, stand, time):
        """Why a clock stands, in the reader's language; False while it runs."""
        if stand is None:
            return False
        said = self._stand_words()[stand.code]
        data = {
            key: self._moment_in_words(value, time) if key != "name" else value
            for key, value in stand.data.items()
            if key != "names" and value
        }
        if stand.code == "consult":
            data["names"] = ", ".join(stand.data["names"])
            if not stand.data["until"]:
                said = self.env._("Waiting for the answer of %(names)s.")
        if stand.code == "day_off" and not stand.data["name"]:
            said = self.env._("Not a working day: the clock goes on %(opens)s.")
        return said % data

    def _stand_words(self):
        _ = self.env._
        return {
            "supplement": _(
                "The clock stands since %(since)s: a supplement was requested."
            ),
            "wait": _("The clock stands since %(since)s: waiting for the requester."),
            "consult": _("Waiting for the answer of %(names)s until %(until)s."),
            "not_started": _("The clock starts %(opens)s."),
            "closed": _("Outside office hours: the clock goes on %(opens)s."),
            "day_off": _("Day off (%(name)s): the clock goes on %(opens)s."),
        }

    def _moment_in_words(self, at, time):
        words = self.env["procedure.wording"]._deadline_words()
        local = at.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(time.tz))
        day = words[f"weekday_{local.weekday()}"]
        return f"{day} {local:%d/%m/%Y %H:%M}"


class ProcedureTask(models.Model):
    """Why the clock of a step stands now."""

    _inherit = "procedure.task"

    clock_note = fields.Char(string="Why the clock stands", compute="_compute_stands")

    @api.depends("state", "due_at", "case_id.pause_ids.date_to")
    @api.depends_context("lang")
    def _compute_stands(self):
        asked = self.filtered(
            lambda t: (
                t.state in ("paused", "planned") or t.state == "ready" and t.due_at
            )
        )
        (self - asked).clock_note = False
        if not asked:
            return
        at = fields.Datetime.now()
        times = asked.company_id._times_of_now(at)
        # Whoever sees a step is told why its clock stands.
        waiting = asked.sudo().case_id._waiting()
        for task in asked:
            case, time = task.sudo().case_id, times[task.company_id]  # as above
            found = case._why_stands(at, time, waiting, own=task)
            if task.state == "planned" and found and found.code != "consult":
                found = None  # a step that nobody has to do yet has no clock
            task.clock_note = case._stand_sentence(found, time)


class ResCompany(models.Model):
    _inherit = "res.company"

    def _times_of_now(self, at):
        """{agency: WorkingTime} around this moment."""
        return self._procedure_working_time((at - WINDOW).date(), (at + WINDOW).date())
