from odoo import fields, models


class ProcedureEscalationLevel(models.Model):
    """One rung: a moment in working time and the person it calls."""

    _name = "procedure.escalation.level"
    _description = "Rung of an escalation ladder"
    _order = "policy_id, sequence, id"

    policy_id = fields.Many2one(
        "procedure.escalation.policy", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    offset_value = fields.Char(
        string="Offset",
        required=True,
        default="0",
        help="Decimal; before due when negative, after due when positive.",
    )
    offset_unit = fields.Selection(
        [("hour", "working hours"), ("day", "working days")],
        required=True,
        default="day",
    )
    short_percent = fields.Integer(
        string="Short steps: at % of their time",
        help="A step whose own time is under 16 hours or 2 days uses this share of its "
        "time instead of the offset. 0: keep the offset.",
    )
    recipient = fields.Selection(
        [
            ("owner", "Responsible person"),
            ("head", "Head of section"),
            ("leader", "Leader in charge of the field"),
        ],
        required=True,
        default="owner",
    )
