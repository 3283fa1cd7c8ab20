from odoo import fields, models


class ProcedureDecision(models.Model):
    """What a signer decided. Inserted once, never changed."""

    _name = "procedure.decision"
    _description = "Decision"
    _order = "id"

    request_id = fields.Many2one(
        "procedure.signature.request", required=True, readonly=True, ondelete="restrict", index=True
    )
