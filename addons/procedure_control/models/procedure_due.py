from odoo import fields, models


class ProcedureDue(models.Model):
    """One due time that a case had, why it changed, and how it was derived."""

    _name = "procedure.due"
    _description = "History of due times"
    _inherit = ["procedure.made"]
    _order = "case_id, id"

    case_id = fields.Many2one(
        "procedure.case", required=True, readonly=True, ondelete="restrict", index=True
    )
    due_at = fields.Datetime(required=True, readonly=True)
    derivation = fields.Json(readonly=True)
    reason = fields.Char(readonly=True)
    set_at = fields.Datetime(string="Set on", readonly=True)
    user_id = fields.Many2one(
        "res.users", string="By", readonly=True, ondelete="restrict"
    )
