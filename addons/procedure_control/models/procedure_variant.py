from odoo import fields, models

from .procedure_duration_units import UNITS


class ProcedureVariant(models.Model):
    """A variant of the case with its own limit or path; also urgency."""

    _name = "procedure.variant"
    _description = "Variant"
    _inherit = ["procedure.content"]
    _order = "revision_id, sequence, id"

    _content_names = {
        "revision_id": None,
        "sequence": "key",
        "name": "name",
        "is_urgency": "is_urgency",
        "limit_value": "limit",
        "limit_unit": "limit",
    }
    _content_durations = (("limit_value", "limit_unit"),)

    revision_id = fields.Many2one(
        "procedure.revision", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    is_urgency = fields.Boolean(string="Urgency")
    limit_value = fields.Char(string="Limit")
    limit_unit = fields.Selection(UNITS)
