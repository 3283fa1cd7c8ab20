from odoo import fields, models


class ProcedureEvent(models.Model):
    """The audit trail: what happened, who said so, when."""

    _name = "procedure.event"
    _description = "Event of the audit trail"
    _log_access = False
    _order = "id desc"

    kind = fields.Char(required=True, readonly=True)
