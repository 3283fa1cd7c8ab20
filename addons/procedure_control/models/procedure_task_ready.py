from odoo import Command, fields, models

from ..engine import planning
from ..engine.duration import make


class ProcedureTask(models.Model):
    """How a task becomes ready, is laid out anew, and stops without being done."""

    _inherit = "procedure.task"

    def _make_ready(self, at, times, plans=None, opened_by=None):
        """Give planned tasks to who holds their roles now, due from now on.

        :param times: {agency: WorkingTime} of every agency of these tasks
        :param plans: {case: Plan} where the caller has just laid them out
        :param opened_by: {case: task} whose end makes them ready
        """
        if not self:
            return
        opened_by = opened_by or {}
        tasks = self.sudo()  # the engine hands work to people its caller may not see
        tasks = tasks._ask_agencies()
        assignees = tasks._assignees(at)
        ladders = self.env["procedure.escalation.policy"]._for(
            tasks, {task: assignees[task].department_id for task in tasks}
        )
        plans = plans or tasks.case_id._plans(times)
        for task in tasks:
            task.write(
                task._ready_values(plans[task.case_id], assignees[task], at, times)
                | {
                    "policy_id": ladders[task].id,
                    "opened_by_id": opened_by[task.case_id].id if opened_by else False,
                }
            )
        tasks._mirror()
        tasks._plan_calls(times)
        tasks._note_asked(at)
        self.env["procedure.event"]._log(
            "task.ready",
            tasks,
            at=at,
            values=lambda task: {
                "step": task.label or "",
                "name": task.name,
                "assignee": task.user_id.name or "",
                "by": assignees[task].by,
                "due": fields.Datetime.to_string(task.due_at) or "",
            },
        )
        waits = tasks.filtered(lambda t: t.step_id.kind == "wait")
        # Work that waits for the requester stops the clock by itself.
        waits.case_id.filtered(lambda c: c.state == "running")._pause(
            "wait", False, False, at
        )

    def _ready_values(self, plan, assignee, at, times):
        due = self._own_due(plan, at)
        time = times[self.asking_company_id or self.company_id]
        seconds = time.seconds_between(at, due.at) if due.at else 0
        return {
            "state": "ready",
            "ready_at": at,
            "user_id": assignee.user_id or False,
            "stand_in_id": assignee.stand_in_id or False,
            "department_id": assignee.department_id or False,
            "role_id": self.step_id.role_id.id,
            "due_at": due.at or False,
            "due_derivation": due.derivation,
            "allowed_minutes": seconds // 60,
        }

    def _own_due(self, plan, ready_at):
        """The own due of this occurrence: a return gets what is left, not the whole."""
        key = self._step_key()
        phase = self.step_id.phase_id
        of_phase = self.case_id.task_ids.filtered(
            lambda t: t.ready_at and t.step_id.phase_id == phase
        )
        begun = min(of_phase.mapped("ready_at"), default=None)
        if self.occurrence == 1:
            return planning.own_due(plan, key, ready_at, first_ready=begun)
        earlier = self.case_id.task_ids.filtered(
            lambda t: t.step_id == self.step_id and t.occurrence < self.occurrence
        )
        return planning.return_due(
            plan,
            key,
            ready_at,
            floor=make(self.company_id.procedure_return_floor or "1", "day"),
            spent=earlier._spent(),
            first_ready=begun,
        )

    def _spent(self):
        """[(ready, done)] of these occurrences of a step, naive UTC.

        Agencies that were asked together took their time together.
        """
        done = self.filtered(lambda t: t.ready_at and t.done_at)
        return [
            (min(asked.mapped("ready_at")), max(asked.mapped("done_at")))
            for asked in done.grouped("occurrence").values()
        ]

    def _again_values(self):
        """A new occurrence of a step that is walked again; the finished one stays."""
        # Of what is read for people, names of late steps are hidden; not of this.
        values = self.sudo().read(
            (
                "case_id",
                "step_id",
                "document_id",
                "field_id",
                "company_id",
                "user_id",
                "sequence",
                "label",
                "name",
                "counted",
                "planned_due_at",
                "given_duration_value",
                "given_duration_unit",
            ),
            load=None,
        )[0]
        del values["id"]
        if self.step_id._asks_agencies():
            values["asked_agency_ids"] = [Command.set(self.asked_agency_ids.ids)]
        return values | {"occurrence": self.occurrence + 1}

    def _replan(self, plans, at, times):
        """New due times after the clock stood; what was ready is ready again.

        :param plans: {case: Plan}
        """
        tasks = self.sudo()  # as in _make_ready
        again = tasks.filtered(lambda task: task.state == "paused")
        for task in tasks:
            plan = plans[task.case_id]
            planned = plan.steps.get(task._step_key())
            values = {"planned_due_at": planned and planned.planned_due}
            if task in again:
                due = task._own_due(plan, task.ready_at)
                values |= {
                    "state": "ready",
                    "due_at": due.at or False,
                    "due_derivation": due.derivation,
                    "clock_generation": task.clock_generation + 1,
                }
            task.write(values)
        again._mirror_due()
        again._plan_calls(times)

    def _step_key(self):
        return self.case_id.revision_id._runtime().step_keys[self.step_id.id]

    def _stop(self, state, at):
        """End tasks that nobody completed: not arisen or cancelled."""
        if not self:
            return
        tasks = self.sudo()  # as in _make_ready
        tasks.write({"state": state, "next_check_at": False})
        tasks._close_mirror(False)
        self.env["procedure.event"]._log(f"task.{state}", tasks, at=at)

    def _state_label(self):
        return dict(self._fields["state"]._description_selection(self.env))[self.state]
