from odoo import fields, models


class ProcedureField(models.Model):
    """Who holds roles for a field of work: the way to its leader in charge."""

    _inherit = "procedure.field"

    procedure_holder_ids = fields.One2many("procedure.role.holder", "field_id")
