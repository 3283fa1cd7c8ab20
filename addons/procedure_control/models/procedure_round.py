from odoo import fields, models


class ProcedureRound(models.Model):
    """One submission of a revision: its bytes as stored and what became of it."""

    _name = "procedure.round"
    _description = "Approval round"
    _order = "revision_id, id desc"

    revision_id = fields.Many2one(
        "procedure.revision", required=True, readonly=True, ondelete="restrict", index=True
    )
    content_bytes = fields.Binary(attachment=False, readonly=True)
    fingerprint = fields.Char(readonly=True)
    body_sha256 = fields.Char(readonly=True)
    submitted_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    opened_at = fields.Datetime(readonly=True)
    closed_at = fields.Datetime(readonly=True)
    outcome = fields.Selection(
        [("approved", "Approved"), ("rejected", "Rejected"), ("void", "Void")], readonly=True
    )
    request_ids = fields.One2many("procedure.signature.request", "round_id")
