from odoo import fields, models


class ProcedureReturnReason(models.Model):
    """Why work or a file goes back: a short list, so that returns can be counted."""

    _name = "procedure.return.reason"
    _description = "Reason of a return"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_uniq = models.UniqueIndex("(name)", "This reason is already on the list.")
