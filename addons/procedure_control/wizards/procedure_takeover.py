from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import sharing
from ..models.procedure_task_move import OPEN


class ProcedureTakeover(models.TransientModel):
    """One screen: who is away, until when, and who does each of his open tasks.

    Without a last day he does not come back: his tasks are handed over for good.
    """

    _name = "procedure.takeover"
    _description = "Take over tasks"
    _inherit = ["procedure.dialog"]

    user_id = fields.Many2one("res.users", string="Away")
    company_id = fields.Many2one("res.company", compute="_compute_company_id")
    for_good = fields.Boolean(
        string="Does not come back", help="He leaves: nothing returns to him."
    )
    end_terms = fields.Boolean(
        string="End his roles",
        help="He no longer holds any role in this agency from the first day on.",
    )
    may_end_terms = fields.Boolean(compute="_compute_company_id")
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date(string="To", help="The last day, included.")
    reason = fields.Char()
    share_ids = fields.One2many("procedure.takeover.share", "takeover_id")
    line_ids = fields.One2many("procedure.takeover.line", "takeover_id")
    task_count = fields.Integer(string="Open tasks", compute="_compute_counts")
    today_count = fields.Integer(string="Due today", compute="_compute_counts")
    overdue_count = fields.Integer(string="Overdue", compute="_compute_counts")
    left_count = fields.Integer(string="Not given yet", compute="_compute_counts")

    @api.depends("user_id")
    def _compute_display_name(self):
        for takeover in self:
            takeover.display_name = self.env._("Take over tasks")

    @api.depends("user_id")
    def _compute_company_id(self):
        quality = self.env.user.has_group("procedure_control.group_quality_manager")
        for takeover in self:
            # His agency shows in the screen; nothing else of his account does.
            takeover.company_id = takeover.user_id.sudo().company_id
            takeover.may_end_terms = quality

    @api.depends("line_ids.task_id", "line_ids.delegate_id")
    def _compute_counts(self):
        now, midnight = self.env["procedure.case"]._now_and_midnight()
        for takeover in self:
            tasks = takeover.line_ids.task_id
            takeover.task_count = len(tasks)
            takeover.overdue_count = len(
                tasks.filtered(lambda t: t.due_at and t.due_at < now)
            )
            takeover.today_count = len(
                tasks.filtered(lambda t: t.due_at and now <= t.due_at < midnight)
            )
            takeover.left_count = len(
                takeover.line_ids.filtered(lambda line: not line.delegate_id)
            )

    @api.onchange("user_id")
    def _onchange_user_id(self):
        tasks = self._open_tasks()
        self.line_ids = [fields.Command.clear()] + [
            fields.Command.create({"task_id": task.id}) for task in tasks
        ]
        self._deal()

    @api.onchange("share_ids")
    def _onchange_share_ids(self):
        self._share_out()
        self._deal()

    def _open_tasks(self):
        """His open tasks in his agency, the first due first."""
        if not self.user_id:
            return self.env["procedure.task"]
        return self.env["procedure.task"].search(
            [
                ("user_id", "=", self.user_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "in", OPEN),
            ],
            order="due_at, id",
        )

    def _share_out(self):
        """Numbers typed stay; the other colleagues share the rest evenly."""
        shares = self.share_ids.filtered("user_id")
        sizes = sharing.even(
            len(self.line_ids),
            [share.count if share.by_hand else None for share in shares],
        )
        for share, size in zip(shares, sizes, strict=True):
            share.count = size

    def _deal(self):
        shares = self.share_ids.filtered("user_id")
        places = sharing.deal([s.count for s in shares], len(self.line_ids))
        for line, place in zip(self.line_ids, places, strict=True):
            line.delegate_id = shares[place].user_id if place is not None else False

    def action_split_evenly(self):
        """Forget the numbers typed and split anew."""
        self.ensure_one()
        self.share_ids.by_hand = False
        self._share_out()
        self._deal()
        return self._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Take over tasks"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def action_confirm(self):
        """Give the tasks to whom the screen names, and show the absence."""
        self.ensure_one()
        if not self.user_id:
            raise UserError(self.env._("Say who is away."))
        if self.left_count:
            raise UserError(
                self.env._(
                    "%(count)s tasks are not given to anybody yet.",
                    count=self.left_count,
                )
            )
        # Colleagues without a task yet get what comes up meanwhile.
        parts = {share.user_id: [] for share in self.share_ids if share.user_id}
        for line in self.line_ids:
            parts.setdefault(line.delegate_id, []).append(line.task_id.id)
        shares = [[user.id, tasks] for user, tasks in parts.items()]
        if self.for_good:
            self.env["procedure.task"].action_hand_over(
                self.user_id.id,
                shares,
                fields.Date.to_string(self.date_from),
                self.reason,
                self.end_terms,
            )
            return {"type": "ir.actions.act_window_close"}
        ids = self.env["procedure.delegation"].action_take_over(
            self.user_id.id,
            shares,
            fields.Date.to_string(self.date_from),
            fields.Date.to_string(self.date_to),
            self.reason,
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Absences"),
            "res_model": "procedure.delegation",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", ids)],
        }
