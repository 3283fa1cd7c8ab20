from odoo import fields, models


class ProcedureTaskHandBack(models.TransientModel):
    """Asks why tasks go back to the pool they came from."""

    _name = "procedure.task.hand.back"
    _description = "Hand tasks back"
    _inherit = ["procedure.dialog"]

    task_ids = fields.Many2many("procedure.task", string="Tasks", required=True)
    reason = fields.Text(required=True)

    def action_confirm(self):
        self.ensure_one()
        self.task_ids.action_hand_back(self.reason)
        return {"type": "ir.actions.act_window_close"}
