from odoo import fields, models


class ProcedureAcknowledgementRelease(models.TransientModel):
    """Asks why readers are taken off a list."""

    _name = "procedure.acknowledgement.release"
    _description = "Release readers"

    acknowledgement_ids = fields.Many2many(
        "procedure.acknowledgement",
        string="Readers",
        required=True,
        default=lambda self: self.env.context.get("active_ids", []),
    )
    reason = fields.Text(required=True)

    def action_confirm(self):
        self.ensure_one()
        self.acknowledgement_ids.action_release(self.reason)
        return {"type": "ir.actions.act_window_close"}
