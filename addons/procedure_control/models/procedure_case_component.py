from odoo import fields, models


class ProcedureCaseComponent(models.Model):
    """One paper of a case's dossier: asked for, handed in or lacking."""

    _name = "procedure.case.component"
    _description = "Paper of a dossier"
    _inherit = ["procedure.made"]
    _order = "case_id, sequence, id"

    case_id = fields.Many2one(
        "procedure.case", required=True, ondelete="cascade", index=True
    )
    component_id = fields.Many2one("procedure.dossier.component", ondelete="restrict")
    sequence = fields.Integer()
    name = fields.Char(required=True)
    required = fields.Boolean()
    originals = fields.Integer()
    copies = fields.Integer()
    is_received = fields.Boolean(string="Handed in")
    received_at = fields.Datetime(string="Handed in on")
    note = fields.Char()
