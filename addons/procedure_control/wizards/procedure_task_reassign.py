from odoo import fields, models


class ProcedureTaskReassign(models.TransientModel):
    """Asks who takes over open tasks, and why."""

    _name = "procedure.task.reassign"
    _description = "Reassign tasks"
    _inherit = ["procedure.dialog"]

    task_ids = fields.Many2many("procedure.task", string="Tasks", required=True)
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", string="Agency"
    )
    user_id = fields.Many2one("res.users", string="New responsible", required=True)
    reason = fields.Text(required=True)

    def _compute_company_id(self):
        for dialog in self:
            dialog.company_id = dialog.task_ids.company_id[:1]

    def action_confirm(self):
        self.ensure_one()
        self.task_ids.action_reassign(self.user_id.id, self.reason)
        return {"type": "ir.actions.act_window_close"}
