from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .procedure_role_resolve import Assignee

#: Tasks in these states are somebody's work.
OPEN = ("ready", "paused")


class ProcedureTask(models.Model):
    """How a task moves to somebody else."""

    _inherit = "procedure.task"

    def _reassign_leavers(self, leavers):
        """Open tasks of users who leave go to who holds the role without them.

        What they did for somebody away goes back to him, or to who else acts for him.
        """
        at = fields.Datetime.now()
        self.case_id._lock()
        for_others = self.filtered("principal_id")
        answers = for_others._returned(at, without=leavers)
        own = self - for_others
        by_role = own._role_assignees(at, without=leavers)
        answers.update(own._standing_in(by_role, at, without=leavers))
        self._move(answers, self.env._("user archived"), at)

    def _find_owners(self, at):
        # Tasks that wait for one of a pool to claim them are somebody's already.
        lost = self.filtered(lambda task: not task.pool_user_ids)
        answers = lost._assignees(at)
        found = {t: one for t, one in answers.items() if one.user_id or one.pool}
        if found:
            lost.browse([task.id for task in found])._move(
                found, self.env._("holder found"), at
            )

    def action_reassign(self, user_id, reason):
        """Give open tasks to somebody else: for managers of their department."""
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Give a reason: it is kept with the task."))
        self.check_access("read")
        user = self.env["res.users"].browse(user_id).exists()
        if not user.active or user.share:
            raise UserError(self.env._("Choose an active user."))
        for task in self:
            if task.state not in OPEN:
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
        user = self.env.user
        if user.has_group("procedure_control.group_quality_officer"):
            # Of the agency that does the task, or that has part in the case's work.
            here = self.sudo().company_id in user.sudo().company_ids
            return here or self.case_id._manages(self.case_id)
        if not self.department_id:
            return self.case_id._manages(self.case_id)
        return self.department_id._procedure_may_manage(user)

    def _move(self, owners, reason, at, kind="task.reassigned"):
        """Give open tasks to others, {task: Assignee}, and say so in the trail.

        Due times stay as they are. The new owner is told in his next digest.
        """
        tasks = self.sudo()  # permitted by the caller; staff cannot write tasks
        before = {task: task.user_id.name for task in tasks}
        # Who could claim them, until now.
        tasks.filtered("pool_user_ids").pool_user_ids = [fields.Command.clear()]
        for task, owner in owners.items():
            task.sudo().write(  # as above
                {
                    "user_id": owner.user_id or False,
                    "stand_in_id": owner.stand_in_id or False,
                    "department_id": owner.department_id or task.department_id.id,
                    "announced_at": False,
                    **task._assigned_values(owner),
                }
            )
        tasks._mirror_owner()
        self.env["procedure.event"]._log(
            kind,
            tasks,
            at=at,
            reason=reason,
            values=lambda task: {
                "from": before[task] or "",
                "to": task.user_id.name or "",
                "by": "delegate" if task.principal_id else owners[task].by,
                "in_place_of": task.principal_id.name or "",
            },
        )
