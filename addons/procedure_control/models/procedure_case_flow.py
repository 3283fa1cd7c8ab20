from odoo import models
from odoo.tools import SQL

from ..engine import flow

ENDS = {"done": "result_ready", "refused": "refused", "terminated": "terminated"}


class ProcedureCase(models.Model):
    """How a case moves: started, advanced, sent back, ended."""

    _inherit = "procedure.case"

    def _lock(self):
        """One case, one writer: every act first updates the row of its case.

        Two acts at once conflict here and Odoo retries the later one, which then sees
        what the first did. An advisory lock would not: under REPEATABLE READ each
        would still read the other's task as undone.
        """
        if not self:
            return
        self.flush_recordset(["clock_version"])
        self.env.cr.execute(
            SQL(
                "UPDATE procedure_case SET clock_version = clock_version + 1"
                " WHERE id IN %s",
                tuple(self.ids),
            )
        )
        self.invalidate_recordset(["clock_version"])

    def _start(self, at):
        """Make the tasks of received cases and put their first steps to work."""
        agencies = self._step_agencies()
        cases = self.sudo()  # staff act on cases through named acts only
        for case in cases:
            case.agency_ids |= self.env["res.company"].union(*agencies[case].values())
        times = cases._working_times(at)
        vals_list, first = [], []
        for case in cases:
            runtime = case.revision_id._runtime()
            variant = runtime.variant_keys.get(case.variant_id.id, "")
            plan = case._plan(times, agencies[case])
            case._set_due(plan.case_due, "received", at)
            case.due_unit = plan.case_due.derivation.get("unit") if plan.case_due.at else False
            starting = flow.first(runtime.content, variant)
            for order, step in enumerate(runtime.content.steps_of(variant), 1):
                planned = plan.steps[step.key]
                vals_list.append(
                    case._task_values(step, order, agencies[case][step.key], planned)
                )
                first.append(step.key in starting)
        tasks = self.env["procedure.task"].sudo().create(vals_list)
        cases.write({"state": "running"})
        ready = tasks.browse(
            [task.id for task, is_first in zip(tasks, first, strict=True) if is_first]
        )
        ready._make_ready(at, times)
        self.env["procedure.event"]._log("case.started", cases, at=at)

    def _task_values(self, step, order, agency, planned, occurrence=1):
        runtime = self.revision_id._runtime()
        return {
            "case_id": self.id,
            "step_id": runtime.step_ids[step.key],
            "document_id": self.document_id.id,
            "field_id": self.field_id.id,
            "company_id": agency.id,
            "sequence": order,
            "occurrence": occurrence,
            "label": step.label,
            "name": step.name,
            "counted": step.counted,
            "scheduled_ready_at": planned.scheduled_ready if planned else False,
            "planned_due_at": planned.planned_due if planned else False,
        }

    def _step_agencies(self):
        """{case: {step key: agency}}: receiving, fixed, or chosen so far."""
        result = {}
        for case in self.sudo():  # other agencies of the path may be out of sight
            runtime = case.revision_id._runtime()
            steps = self.env["procedure.step"].sudo().browse(runtime.step_ids.values())
            chosen = {
                task.step_id.id: task.company_id
                for task in case.task_ids
                if task.step_id.agency_mode == "chosen"
            }
            result[case] = {
                runtime.step_keys[step.id]: step.agency_id
                if step.agency_mode == "fixed" and step.agency_id
                else chosen.get(step.id, case.company_id)
                for step in steps
            }
        return result

    def _current(self):
        """{step key: the latest task of that step} of this case."""
        self.ensure_one()
        keys = self.revision_id._runtime().step_keys
        latest = {}
        for task in self.task_ids.sorted(lambda t: (t.occurrence, t.id)):
            latest[keys[task.step_id.id]] = task
        return latest

    def _advance(self, task, outcome, at, times):
        """Follow the flow after `task` ended with `outcome` (empty: the next step).

        Called under the case's lock, which is what lets a join open once.
        """
        self.ensure_one()
        runtime = self.revision_id._runtime()
        variant = runtime.variant_keys.get(self.variant_id.id, "")
        current = self._current()
        key = runtime.step_keys[task.step_id.id]
        move = flow.next_ready(
            runtime.content,
            variant,
            {k: t.state for k, t in current.items()},
            key,
            self._flow_outcome(runtime, key, outcome),
        )
        tasks = self.env["procedure.task"].sudo()
        not_arisen = tasks.union(*(current[k] for k in move.not_arisen if k in current))
        not_arisen._stop("not_arisen", at)
        reopened = {k: self._reopen(current[k], at) for k in move.reopened}
        ready = tasks.union(*((reopened.get(k) or current[k]) for k in move.ready))
        ready._make_ready(at, times)
        self._take_verdict(task, key, move, at)
        if move.ended and self.state in ("running", "paused", "result_ready"):
            self._finish(move.ended, at)

    def _flow_outcome(self, runtime, key, outcome):
        if not outcome:
            return None
        for position, value in enumerate(runtime.content.step(key).outcomes):
            if runtime.outcome_ids[key, position] == outcome.id:
                return value
        return None

    def _reopen(self, task, at):
        """A new occurrence of a step that is walked again; the finished one stays."""
        same = (
            "sequence",
            "label",
            "name",
            "counted",
            "planned_due_at",
            "given_duration_value",
            "given_duration_unit",
        )
        links = ("case_id", "step_id", "document_id", "field_id", "company_id", "user_id")
        return task.sudo().create(
            {name: task[name] for name in same}
            | {name: task[name].id for name in links}
            | {"occurrence": task.occurrence + 1}
        )

    def _take_verdict(self, task, key, move, at):
        """The verdict falls when the last counted step ends: the result is ready.

        When the requester collects it changes nothing.
        """
        runtime = self.revision_id._runtime()
        variant = runtime.variant_keys.get(self.variant_id.id, "")
        if self.state != "running" or move.reopened or move.ended not in (None, "done"):
            return
        is_last = key == flow.result_step(runtime.content, variant)
        if is_last or move.ended == "done":
            self.sudo().write(
                {"state": "result_ready", "result_at": at, "verdict": self._verdict(at)}
            )
            self.env["procedure.event"]._log("case.result_ready", self, at=at)
