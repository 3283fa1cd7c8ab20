from odoo import api, fields, models


class ProcedureHandoverRefusal(models.TransientModel):
    """Why files of a hand-over list go back: a reason of the list, and in words."""

    _name = "procedure.handover.refusal"
    _description = "Refuse and send back"
    _inherit = ["procedure.dialog"]

    line_ids = fields.Many2many("procedure.handover.line", required=True)
    names = fields.Char(string="Files", compute="_compute_names")
    return_reason_id = fields.Many2one(
        "procedure.return.reason",
        string="Why",
        required=True,
        default=lambda self: self.env["procedure.return.reason"].search([], limit=1),
        ondelete="cascade",
    )
    reason = fields.Text(string="In words")

    @api.depends("line_ids")
    def _compute_names(self):
        for dialog in self:
            dialog.names = ", ".join(dialog.line_ids.mapped("case_name"))

    def action_refuse(self):
        self.ensure_one()
        self.line_ids.action_refuse(self.return_reason_id.id, self.reason)
        return {"type": "ir.actions.act_window_close"}
