from odoo import models
from odoo.tools import SQL

from ..engine import flow
from ..engine.paths import Path


class ProcedureCase(models.Model):
    """How a case moves: started, advanced, sent back."""

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

    def _variant_key(self):
        return self.revision_id._runtime().variant_keys.get(self.variant_id.id, "")

    def _start(self, at):
        """Make the tasks of received cases and put their first steps to work."""
        cases = self.sudo()  # staff act on cases through named acts only
        agencies = cases._step_agencies()
        times = cases._working_times(at)
        plans = {case: case._plan(times, agencies[case]) for case in cases}
        cases._set_dues(plans, self.env._("received"), at)
        vals_list, is_first = [], []
        for case, plan in plans.items():
            content = case.revision_id._runtime().content
            variant = case._variant_key()
            starting = flow.first(content, variant)
            for order, step in enumerate(content.steps_of(variant), 1):
                vals_list.append(
                    case._task_values(
                        step, order, agencies[case][step.key], plan.steps[step.key]
                    )
                )
                is_first.append(step.key in starting)
        tasks = self.env["procedure.task"]._make(vals_list)
        cases.write({"state": "running"})
        first = [task.id for task, yes in zip(tasks, is_first, strict=True) if yes]
        tasks.browse(first)._make_ready(at, times, plans)
        self.env["procedure.event"]._log("case.started", cases, at=at)

    def _task_values(self, step, order, agency, planned):
        return {
            "case_id": self.id,
            "step_id": self.revision_id._runtime().step_ids[step.key],
            "document_id": self.document_id.id,
            "field_id": self.field_id.id,
            "company_id": agency.id,
            "sequence": order,
            "label": step.label,
            "name": step.name,
            "counted": step.counted,
            "scheduled_ready_at": planned.scheduled_ready or False,
            "planned_due_at": planned.planned_due or False,
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
        return {
            keys[task.step_id.id]: task
            for task in self.task_ids.sorted(lambda t: (t.occurrence, t.id))
        }

    def _advance(self, ended, outcomes, at, times, reason=None):
        """Follow the flow after one task of each of these cases ended.

        Called under the cases' locks, which is what lets a join open once.

        :param ended: {case: task}
        :param outcomes: {task: procedure.outcome}, empty for the unnamed next step
        :param reason: the words of who ended them
        """
        moves, ready, again, not_arisen = {}, [], [], []
        for case in self:
            current = case._current()
            move = case._move_after(ended[case], outcomes[ended[case]], current)
            moves[case] = move
            not_arisen += [current[key].id for key in move.not_arisen]
            again += [(key in move.ready, current[key]) for key in move.reopened]
            ready += [
                current[key].id
                for key in move.ready
                if key not in move.reopened and current[key].state == "planned"
            ]
        tasks = self.env["procedure.task"].sudo()
        tasks.browse(not_arisen)._stop("not_arisen", at)
        anew = tasks._make([task._again_values() for _first, task in again])
        ready += [
            new.id for (first, _old), new in zip(again, anew, strict=True) if first
        ]
        # First the verdict: waiting for who collects the result stops no clock.
        self._take_verdicts(moves, at)
        tasks.browse(ready)._make_ready(at, times, opened_by=ended)
        for how, state in (
            ("done", "closed"),
            ("refused", "refused"),
            ("terminated", "terminated"),
        ):
            over = self.filtered(lambda case, how=how: moves[case].ended == how)
            over._conclude(state, at, reason if how != "done" else None)

    def _move_after(self, task, outcome, current):
        """`engine.flow.Move` of this case after `task` ended with `outcome`."""
        runtime = self.revision_id._runtime()
        key = runtime.step_keys[task.step_id.id]
        chosen = None
        for position, value in enumerate(runtime.content.step(key).outcomes):
            if outcome and runtime.outcome_ids[key, position] == outcome.id:
                chosen = value
        return flow.next_ready(
            runtime.content,
            self._variant_key(),
            {k: t.state for k, t in current.items()},
            key,
            chosen,
        )

    def _take_verdicts(self, moves, at):
        """The verdict falls when nothing up to the step of the result is left to do.

        When the requester collects it changes nothing. Work sent back from beyond the
        result makes the case run again: what was ready was not right.
        """
        reached, lost = self.browse(), self.browse()
        for case, move in moves.items():
            path = Path.of(case.revision_id._runtime().content, case._variant_key())
            result = path.place[path.result_step()]
            before = [key for key in move.ready if path.place[key] <= result]
            beyond = move.ended == "done" or (move.ready and not before)
            if case.state == "running" and beyond:
                case.write(
                    {
                        "state": "result_ready",
                        "result_at": at,
                        "verdict": case._verdict(at),
                    }
                )
                reached |= case
            elif case.state == "result_ready" and before:
                case.write({"state": "running", "result_at": False, "verdict": False})
                lost |= case
        self.env["procedure.event"]._log("case.result_ready", reached, at=at)
        self.env["procedure.event"]._log("case.result_withdrawn", lost, at=at)
