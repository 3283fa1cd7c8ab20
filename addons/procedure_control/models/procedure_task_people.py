from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .procedure_role_resolve import Assignee


class ProcedureTask(models.Model):
    """Who gets a task, and how it moves to somebody else."""

    _inherit = "procedure.task"

    def _assignees(self, at):
        """{task: Assignee} by each step's owner mode; one resolve for all roles."""
        result, asked = {}, []
        employees = self._employees()
        for task in self:
            person = task._named_owner(employees)
            if person:
                result[task] = task._named_assignee(person, at, employees)
            else:
                asked.append(task)
        requests = [
            (task.step_id.role_id.id, task.company_id.id, task.field_id.id)
            for task in asked
        ]
        answers = self.env["procedure.role"]._resolve(requests, fields.Date.to_date(at))
        result.update(zip(asked, answers, strict=True))
        return result

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
        date = fields.Date.to_date(at)
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

    # --- moving ----------------------------------------------------------------------

    def _reassign_leavers(self, leavers):
        """Open tasks of users who leave go to who holds the role without them."""
        at = fields.Datetime.now()
        self.case_id._lock()
        requests = [(t.role_id.id, t.company_id.id, t.field_id.id) for t in self]
        answers = self.env["procedure.role"]._resolve(
            requests, fields.Date.to_date(at), without=leavers
        )
        self._move(
            dict(zip(self, answers, strict=True)), self.env._("user archived"), at
        )

    def action_reassign(self, user_id, reason):
        """Give open tasks to somebody else: for managers of their department."""
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Give a reason: it is kept with the task."))
        self.check_access("read")
        user = self.env["res.users"].browse(user_id).exists()
        if not user.active:
            raise UserError(self.env._("Choose an active user."))
        for task in self:
            if task.state not in ("ready", "paused"):
                raise UserError(
                    self.env._("%(task)s is not open.", task=task.display_name)
                )
            if not task._may_reassign():
                raise AccessError(
                    self.env._(
                        "Only a manager of the department or a quality officer "
                        "reassigns %(task)s.",
                        task=task.display_name,
                    )
                )
            # The wall between agencies holds for who is given work, too.
            if task.company_id not in user.sudo().company_ids:
                raise UserError(
                    self.env._(
                        "%(user)s does not work for %(agency)s.",
                        user=user.name,
                        agency=task.company_id.name,
                    )
                )
        # Permitted above; managers have no right to write cases and tasks.
        self.sudo().case_id._lock()
        owners = {
            task: Assignee(user.id, None, task.department_id.id or None, "reassigned")
            for task in self.sudo()
        }
        self._move(owners, reason, fields.Datetime.now())
        return True

    def _may_reassign(self):
        """Who heads the task's department, or answers for quality."""
        if not self.department_id:
            return self.case_id._manages(self.case_id)
        user = self.env.user
        if user.has_group("procedure_control.group_quality_officer"):
            return True
        return user.has_group(
            "procedure_control.group_manager"
        ) and self.department_id._procedure_managed_by(user)

    def _move(self, owners, reason, at):
        """Give open tasks to others, {task: Assignee}, and say so in the trail."""
        tasks = self.sudo()  # permitted by the caller; staff cannot write tasks
        before = {task: task.user_id.name for task in tasks}
        for task, owner in owners.items():
            task.sudo().write(  # as above
                {
                    "user_id": owner.user_id or False,
                    "stand_in_id": owner.stand_in_id or False,
                    "department_id": owner.department_id or task.department_id.id,
                }
            )
        tasks._mirror_owner()
        self.env["procedure.event"]._log(
            "task.reassigned",
            tasks,
            at=at,
            reason=reason,
            values=lambda task: {
                "from": before[task] or "",
                "to": task.user_id.name or "",
                "by": owners[task].by,
            },
        )
