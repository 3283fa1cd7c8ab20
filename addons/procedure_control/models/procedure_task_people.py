from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .procedure_role_resolve import Assignee


class ProcedureTask(models.Model):
    """Who gets a task, and how it moves to somebody else."""

    _inherit = "procedure.task"

    def _assignees(self, at):
        """{task: Assignee} by the owner mode of each step; one resolve for all roles."""
        result, asked = {}, []
        for task in self:
            step = task.step_id
            person = task._named_owner()
            if person:
                department = task._department_of(person)
                result[task] = Assignee(person.id, None, department.id, step.owner_mode)
            else:
                asked.append(task)
        requests = [
            (task.step_id.role_id.id, task.company_id.id, task.field_id.id)
            for task in asked
        ]
        answers = self.env["procedure.role"]._resolve(
            requests, fields.Date.to_date(at)
        )
        result.update(zip(asked, answers, strict=True))
        return result

    def _named_owner(self):
        """The person a step's mode names directly; empty when its role decides."""
        step, case = self.step_id, self.case_id
        nobody = self.env["res.users"]
        if step.owner_mode == "user":
            return step.user_id.filtered("active")
        if step.owner_mode == "chosen" or (self.occurrence > 1 and self.user_id):
            return self.user_id.filtered("active")
        if step.owner_mode == "requester_manager":
            # Whose employee he is where the case runs, whoever acts now.
            employees = case.requester_user_id.employee_ids
            here = employees.filtered(lambda e: e.company_id == case.company_id)
            manager = (here or employees)[:1].parent_id.user_id
            return manager.filtered("active") or case.requester_department_id._procedure_head(
                other_than=case.requester_user_id
            )
        if step.owner_mode == "previous":
            before = case.task_ids.filtered(
                lambda t: t.sequence < self.sequence and t.done_by_id
            )
            return before.sorted("done_at")[-1:].done_by_id.filtered("active")
        return nobody

    def _department_of(self, user):
        holder = self.step_id.role_id.holder_ids.filtered(
            lambda h: h.user_id == user and h.company_id == self.company_id
        )[:1]
        return holder.department_id or user.employee_ids.filtered(
            lambda e: e.company_id == self.company_id
        )[:1].department_id

    def _candidates(self, step, company):
        """Users who hold the role of a later step, for its doer to be chosen."""
        holders = step.role_id._holders_at(company, fields.Date.context_today(self))
        return holders[step.role_id.id, company.id].user_id.filtered("active")

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
            {t.id: a.user_id for t, a in zip(self, answers, strict=True)},
            "user archived",
            at,
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
            if not task.case_id._manages(task.case_id):
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
        self.sudo().case_id._lock()
        self._move(dict.fromkeys(self.ids, user.id), reason, fields.Datetime.now())
        return True

    def _move(self, owners, reason, at):
        """Set new owners {task id: user id or None} and say so in the trail."""
        tasks = self.sudo()  # permitted by the caller; staff cannot write tasks
        before = {task.id: task.user_id.name for task in tasks}
        for task in tasks:
            task.write(
                {"user_id": owners[task.id] or False, "stand_in_id": False}
            )
        tasks._mirror_owner()
        self.env["procedure.event"]._log(
            "task.reassigned",
            tasks,
            at=at,
            reason=reason,
            values=lambda task: {
                "from": before[task.id] or "",
                "to": task.user_id.name or "",
            },
        )
