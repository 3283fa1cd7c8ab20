from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine import consult, flow
from ..engine.paths import Path
from .procedure_task import OPEN


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
        if len(set(self.ids)) != len(self):
            # A client names the cases: each has its act once.
            raise UserError(self.env._("A case was named twice."))
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
            chosen, stands = {}, {}
            for task in case.task_ids:
                stands[task.step_id] = task.company_id
                if task.step_id.agency_mode == "chosen":
                    chosen[task.step_id.id] = task.company_id
            result[case] = {
                runtime.step_keys[step.id]: step.agency_id
                if step.agency_mode == "fixed" and step.agency_id
                # Agencies asked have one limit, on the clock of who asks them.
                else stands.get(step.chosen_by_step_id, case.company_id)
                if step._asks_agencies()
                else chosen.get(step.id, case.company_id)
                for step in steps
            }
        return result

    def _newest(self):
        """{step key: the tasks of its newest occurrence} of this case.

        Only a step that asks several agencies has more than one. Of a moved case, what
        ended as a step that its revision does not have is of the past.
        """
        self.ensure_one()
        keys, newest = self.revision_id._runtime().step_keys, {}
        for task in self.task_ids.sorted(lambda t: (t.occurrence, t.id)):
            if task.step_id.id not in keys:
                continue
            key = keys[task.step_id.id]
            before = newest.get(key)
            if before and before[0].occurrence == task.occurrence:
                newest[key] |= task
            else:
                newest[key] = task
        return newest

    def _current(self):
        """{step key: the newest task of that step}; of agencies asked, the first."""
        return {key: tasks[:1] for key, tasks in self._newest().items()}

    def _states(self, newest):
        """{step key: its state as `engine.flow` takes it} from `_newest`."""
        content = self.revision_id._runtime().content
        return {
            key: consult.state_of(tasks.mapped("state"), content.step(key).quorum)
            if tasks[0].asking_company_id
            else tasks.state
            for key, tasks in newest.items()
        }

    def _advance(self, ended, outcomes, at, times, reason=None, moves=None):
        """Follow the flow after one task of each of these cases ended.

        Called under the cases' locks, which is what lets a join open once.

        :param ended: {case: task}
        :param outcomes: {task: procedure.outcome}, empty for the unnamed next step
        :param reason: the words of who ended them
        :param moves: {case: engine.flow.Move} where no outcome says it
        """
        moves, ready, again, left = dict(moves or {}), [], [], []
        for case in self:
            newest, task = case._newest(), ended[case]
            move = moves.get(case)
            if move is None:
                move = case._move_after(task, outcomes[task], newest)
            moves[case] = move
            leaving = {*move.not_arisen, *move.reopened}
            if task.asking_company_id and move != flow.Move():
                # Enough agencies have answered: the others need not.
                leaving.add(task._step_key())
            for key in leaving:
                left += [t.id for t in newest[key] - task if t.state in OPEN]
            again += [(key in move.ready, newest[key][:1]) for key in move.reopened]
            ready += [
                task.id
                for key in move.ready
                if key not in move.reopened
                for task in newest[key]
                if task.state == "planned"
            ]
        tasks = self.env["procedure.task"].sudo()
        tasks.browse(left)._stop("not_arisen", at)
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

    def _move_after(self, task, outcome, newest):
        """`engine.flow.Move` of this case after `task` ended with `outcome`."""
        runtime = self.revision_id._runtime()
        key = runtime.step_keys[task.step_id.id]
        states = self._states(newest)
        if task.asking_company_id and states[key] != "done":
            return flow.Move()
        chosen = None
        for position, value in enumerate(runtime.content.step(key).outcomes):
            if outcome and runtime.outcome_ids[key, position] == outcome.id:
                chosen = value
        return flow.next_ready(
            runtime.content, self._variant_key(), states, key, chosen
        )

    def _send_back(self, ended_task, target_task, at, reason, return_reason):
        """Send this case back from an open task to the step of an earlier one.

        The act of who refuses a file that was handed over to him: like an outcome that
        sends back, listed or not. The caller has checked who acts.

        :param reason: in words
        :param return_reason: procedure.return.reason
        :return: the new occurrences that are ready at once
        :raises UserError: the task is not open, or the other step not an earlier one
        """
        self.ensure_one()
        self._lock()
        case = self.sudo()  # permitted by the caller
        task = ended_task.with_env(case.env)
        task.invalidate_recordset(["state"])
        if task.state != "ready":
            raise UserError(task._not_ready_message())
        runtime = case.revision_id._runtime()
        key = runtime.step_keys[task.step_id.id]
        target = runtime.step_keys[target_task.with_env(case.env).step_id.id]
        try:
            move = flow.sent_back(
                runtime.content,
                case._variant_key(),
                case._states(case._newest()),
                key,
                target,
            )
        except flow.FlowError as error:
            raise UserError(
                self.env._("Work is sent back to an earlier step of the same case.")
            ) from error
        times = case._working_times(at)
        task._end_sent_back(reason, return_reason, at, times)
        case._advance({case: task}, {}, at, times, reason, {case: move})
        newest = case._newest()
        return self.env["procedure.task"].union(*(newest[key] for key in move.ready))

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
