from odoo import fields, models


class ProcedureEffectDecideLine(models.TransientModel):
    """One case in the dialog, with both due times and what is said of it."""

    _name = "procedure.effect.decide.line"
    _description = "Case to decide"

    decide_id = fields.Many2one(
        "procedure.effect.decide", required=True, ondelete="cascade"
    )
    line_id = fields.Many2one(
        "procedure.effect.case", required=True, ondelete="cascade", readonly=True
    )
    case_id = fields.Many2one(related="line_id.case_id")
    received_at = fields.Datetime(related="line_id.received_at")
    old_due = fields.Datetime(related="line_id.old_due")
    new_due = fields.Datetime(related="line_id.new_due")
    choice = fields.Selection(
        [("keep", "Stays on its revision"), ("move", "Is moved to the new one")]
    )
    reason = fields.Char()
