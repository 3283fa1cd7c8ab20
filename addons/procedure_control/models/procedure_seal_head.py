from odoo import fields, models


class ProcedureSealHead(models.Model):
    """Where the chain of one root company ends; its row is the sealer's lock."""

    _name = "procedure.seal.head"
    _description = "Head of the chain"
    _inherit = ["procedure.evidence"]
    _log_access = False
    _rec_name = "hash"

    company_id = fields.Many2one(
        "res.company", string="Chain of", readonly=True, ondelete="restrict"
    )
    position = fields.Integer(required=True, readonly=True)
    hash = fields.Char(string="SHA-256", required=True, readonly=True)
    sealed_at = fields.Datetime(string="Sealed", readonly=True)

    _company_uniq = models.UniqueIndex("(COALESCE(company_id, 0))")
