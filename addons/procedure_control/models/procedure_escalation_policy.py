from odoo import fields, models


class ProcedureEscalationPolicy(models.Model):
    """A ladder: who hears of a duty before and after its due."""

    _name = "procedure.escalation.policy"
    _description = "Escalation ladder"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", ondelete="restrict")
    document_id = fields.Many2one("procedure.document", ondelete="restrict")
    level_ids = fields.One2many("procedure.escalation.level", "policy_id")
