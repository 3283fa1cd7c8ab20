from odoo import fields, models


class ProcedureRound(models.Model):
    """By which decision signed outside a round was completed: kept with it."""

    _inherit = "procedure.round"

    issuance_id = fields.Many2one(
        "procedure.issuance",
        string="Issuing decision",
        ondelete="restrict",
        readonly=True,
    )
