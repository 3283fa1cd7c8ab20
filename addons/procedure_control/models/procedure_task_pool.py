from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .procedure_role_resolve import Assignee
from .procedure_task_move import OPEN


class ProcedureTask(models.Model):
    """Work of a pool: claimed by one of its members, or handed back to it."""

    _inherit = "procedure.task"

    pool_user_ids = fields.Many2many(
        "res.users",
        "procedure_task_pool_rel",
        "task_id",
        "user_id",
        string="Can be claimed by",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    handed_back_ids = fields.Many2many(
        "res.users",
        "procedure_task_handed_back_rel",
        "task_id",
        "user_id",
        string="Handed back by",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Members of the pool who gave this task back; it never returns to them.",
    )
    can_claim = fields.Boolean(compute="_compute_can_claim")
    can_hand_back = fields.Boolean(compute="_compute_can_claim")

    @api.depends("state", "user_id", "pool_user_ids", "assigned_by")
    @api.depends_context("uid")
    def _compute_can_claim(self):
        user = self.env.user
        for task in self:
            task.can_claim = (
                task.state == "ready"
                and not task.user_id
                and user in task.pool_user_ids
            )
            task.can_hand_back = task._may_hand_back()

    def _may_hand_back(self):
        """Whether the user has it as a member of a pool, and it is open."""
        return (
            self.state in OPEN
            and self.env.user == self.user_id
            and self.assigned_by in ("pool", "claimed")
        )

    def action_claim(self):
        """Take tasks of one's pool: the first who claims one has it.

        :raises AccessError: who is not of the pool
        :raises UserError: somebody has it already, or it is no longer open
        """
        user = self.env.user
        tasks = self.sudo()  # who is of the pool may claim what he cannot write
        self._refuse_claim()
        tasks.case_id._lock()
        tasks.invalidate_recordset(["state", "user_id", "pool_user_ids"])
        self._refuse_claim()
        owners = {
            task: Assignee(user.id, None, task.department_id.id or None, "claimed")
            for task in tasks
        }
        tasks._move(owners, None, fields.Datetime.now(), kind="task.claimed")
        return True

    def _refuse_claim(self):
        user, now = self.env.user, fields.Datetime.now()
        for task in self.sudo():  # as in `action_claim`
            told = user in task.pool_user_ids
            told = told or user in task._candidates(task.step_id, task.company_id, now)
            if not told and not task.with_env(self.env).has_access("read"):
                # What it is and who took it is for the pool, and for its readers.
                raise AccessError(
                    self.env._("This task is for members of its pool to claim.")
                )
            if task.user_id:
                raise UserError(
                    self.env._(
                        "%(task)s was already taken by %(who)s.",
                        task=task.display_name,
                        who=task.user_id.name,
                    )
                )
            if self.env.user not in task.pool_user_ids:
                raise AccessError(
                    self.env._(
                        "%(task)s is for members of its pool to claim.",
                        task=task.display_name,
                    )
                )
            if task.state != "ready":
                raise UserError(
                    self.env._("%(task)s is not open.", task=task.display_name)
                )

    def action_hand_back(self, reason):
        """Give tasks of a pool back: to its next member, or for others to claim.

        Who handed a task back does not get it again from the pool.

        :raises AccessError: who does not have it as a member of a pool
        :raises UserError: without reason, or where he is the last of the pool
        """
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Give a reason: it is kept with the task."))
        tasks = self.sudo()  # permitted below; staff cannot write tasks
        tasks.case_id._lock()
        tasks.invalidate_recordset(["state", "user_id", "assigned_by"])
        at = fields.Datetime.now()
        for task in tasks:
            if not task._may_hand_back():
                task.with_env(self.env).check_access("read")  # it is named below
                raise AccessError(
                    self.env._(
                        "%(task)s is not yours from a pool: ask the head of your "
                        "department to reassign it.",
                        task=task.display_name,
                    )
                )
        tasks.handed_back_ids = [fields.Command.link(self.env.uid)]
        answers = tasks._role_assignees(at)
        for task in tasks:
            if answers[task].by not in ("pool", "claim", "holder"):
                raise UserError(
                    self.env._(
                        "Nobody else of the pool can take %(task)s: ask the head of "
                        "your department to reassign it.",
                        task=task.display_name,
                    )
                )
        answers = tasks._standing_in(answers, at)
        tasks._move(answers, reason, at, kind="task.handed_back")
        return True

    def action_open_hand_back(self):
        """The dialog that asks why the task goes back to the pool."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand back"),
            "res_model": "procedure.task.hand.back",
            "view_mode": "form",
            "target": "new",
            "context": {"default_task_ids": self.ids},
        }
