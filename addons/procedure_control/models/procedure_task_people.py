from odoo import models
from odoo.fields import Domain

from .procedure_role_resolve import Assignee, Place


class ProcedureTask(models.Model):
    """Who gets a task."""

    _inherit = "procedure.task"

    def _assignees(self, at):
        """{task: Assignee} by each step's owner mode; one resolve for all roles."""
        result, asked = {}, self.browse()
        employees = self._employees()
        for task in self:
            person = task._named_owner(employees)
            if person:
                result[task] = task._named_assignee(person, at, employees)
            else:
                asked |= task
        result.update(asked._role_assignees(at))
        return self._standing_in(result, at)

    def _role_assignees(self, at, without=None):
        """{task: Assignee} by the roles of their steps alone.

        :param without: users who leave and get nothing any more
        """
        result = {}
        # Terms begin and end at midnight of the agency; most often that is one date.
        days = {c: c._procedure_local_date(at) for c in self.company_id}
        for day, tasks in self.grouped(lambda task: days[task.company_id]).items():
            answers = self.env["procedure.role"]._resolve(
                [task._place() for task in tasks], day, without=without
            )
            result.update(zip(tasks, answers, strict=True))
        return result

    def _place(self):
        return Place(
            self.step_id.role_id.id,
            self.company_id.id,
            self.field_id.id,
            self._where_it_is(),
            # Only what was somebody's can have been handed back.
            frozenset(() if self.state == "planned" else self.handed_back_ids.ids),
        )

    def _where_it_is(self):
        """Id of the department of this agency where the case is, or False.

        Where the last step there was done; before any, where the case was received.
        """
        case = self.case_id
        # The department that received is always one of the receiving agency.
        received = case.department_id
        if case.company_id != self.company_id:
            received = received.browse()
        if self.sequence == 1 and self.occurrence == 1:
            return received.id
        done = case.task_ids.filtered(
            lambda t: t.done_at and t.department_id and t.company_id == self.company_id
        )
        return (done.sorted("done_at")[-1:].department_id or received).id

    def _employees(self):
        """{user: employees} of whom steps may name; whichever agencies are ticked."""
        named = self.filtered(
            lambda t: t.occurrence > 1 or t.step_id.owner_mode not in (False, "role")
        )
        users = named.user_id | named.step_id.user_id | named.case_id.requester_user_id
        users |= named.case_id.task_ids.done_by_id
        for unit in named.case_id.requester_department_id:
            users |= unit._procedure_head()
        # `user.employee_ids` shows the agencies of who acts now; the case's count.
        employees = self.env["hr.employee"].sudo()
        if not users:
            return {}
        domain = Domain("user_id", "in", users.ids)
        domain |= Domain("child_ids.user_id", "in", users.ids)
        return employees.search(domain).grouped("user_id")

    def _named_owner(self, employees):
        """The person a step's mode names directly; empty when its role decides.

        Who does not work for the agency of the task would not see it: then, too, the
        role decides.
        """
        step, case = self.step_id, self.case_id
        # Work that comes back comes back to who did it, or was chosen for it.
        before = self._able(self.user_id)
        if step.owner_mode == "chosen" or (self.occurrence > 1 and before):
            return before
        if step.owner_mode == "user":
            return self._able(step.user_id)
        if step.owner_mode == "requester_manager":
            # Whose employee he is where the case runs, whoever acts now.
            of_requester = employees.get(case.requester_user_id) or ()
            here = [e for e in of_requester if e.company_id == case.company_id]
            manager = next(iter(here or of_requester), self.env["hr.employee"])
            manager = manager.parent_id.user_id
            unit = case.requester_department_id
            return self._able(manager) or unit._procedure_head(
                other_than=case.requester_user_id, agency=self.company_id
            )
        if step.owner_mode == "previous":
            done = case.task_ids.filtered(
                lambda t: t.sequence < self.sequence and t.done_by_id
            )
            return self._able(done.sorted("done_at")[-1:].done_by_id)
        return self.env["res.users"]

    def _able(self, users):
        """Those of the users who are active and work for the agency of this task."""
        return users.filtered(
            lambda user: user.active and self.company_id in user.company_ids
        )

    def _named_assignee(self, user, at, employees):
        """Where a person named by the step works, and who stands in for him there."""
        date = self.company_id._procedure_local_date(at)
        holder = self.step_id.role_id.holder_ids.filtered(
            lambda h: (
                h.user_id == user
                and h.company_id == self.company_id
                and (not h.date_from or h.date_from <= date)
                and (not h.date_to or h.date_to >= date)
            )
        )[:1]
        employee = employees.get(user) or self.env["hr.employee"]
        employee = employee.filtered(lambda e: e.company_id == self.company_id)
        department = holder.department_id or employee[:1].department_id
        stand_in = holder.substitute_id.filtered("active")
        return Assignee(
            user.id, stand_in.id or None, department.id or None, self.step_id.owner_mode
        )
