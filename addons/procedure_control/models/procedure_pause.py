from odoo import fields, models


class ProcedurePause(models.Model):
    """An interval in which the clock of a case stands."""

    _name = "procedure.pause"
    _description = "Pause of the clock"
    _inherit = ["procedure.made"]
    _order = "case_id, date_from, id"

    case_id = fields.Many2one(
        "procedure.case", required=True, readonly=True, ondelete="restrict", index=True
    )
    kind = fields.Selection(
        [("supplement", "Supplement requested"), ("wait", "Waiting for the requester")],
        required=True,
        readonly=True,
    )
    date_from = fields.Datetime(string="From", required=True, readonly=True)
    date_to = fields.Datetime(string="To", readonly=True)
    reason = fields.Text(readonly=True)
    missing = fields.Text(string="What is lacking", readonly=True)
    user_id = fields.Many2one(
        "res.users", string="By", readonly=True, ondelete="restrict"
    )
