from odoo import fields, models


class ProcedureSignatureRequest(models.Model):
    """One signer asked at one stage: a duty."""

    _name = "procedure.signature.request"
    _description = "Signature request"
    _inherit = ["procedure.duty"]
    _order = "round_id, id"

    round_id = fields.Many2one(
        "procedure.round", required=True, readonly=True, ondelete="restrict", index=True
    )
    revision_id = fields.Many2one(related="round_id.revision_id", store=True, index=True)
    meaning = fields.Char(readonly=True)
    state = fields.Selection(
        [("pending", "Pending"), ("approved", "Approved"), ("rejected", "Rejected"), ("void", "Void")],
        required=True, default="pending", readonly=True,
    )
    decision_ids = fields.One2many("procedure.decision", "request_id")
