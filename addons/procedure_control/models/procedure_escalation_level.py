from decimal import Decimal, InvalidOperation

from odoo import api, fields, models
from odoo.exceptions import ValidationError


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

    _percent_check = models.Constraint(
        "CHECK(short_percent >= 0 AND short_percent <= 100)",
        "The share of a short step's time is between 0 and 100 %.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._normalised(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._normalised(vals))

    def _normalised(self, vals):
        """`vals` with the decimal comma of the offset as a point."""
        if not vals.get("offset_value"):
            return vals
        text = str(vals["offset_value"]).strip().replace("−", "-").replace(",", ".")
        return vals | {"offset_value": text}

    @api.constrains("offset_value")
    def _check_offset_value(self):
        for level in self:
            try:
                offset = Decimal(level.offset_value)
            except InvalidOperation as error:
                raise ValidationError(self._offset_message(level)) from error
            if not offset.is_finite() or abs(offset) > 1000:
                raise ValidationError(self._offset_message(level))

    def _offset_message(self, level):
        return self.env._(
            'The rung "%(rung)s" has the offset "%(text)s". Write a number such as '
            "-1 (before due), 0 (at due) or 0,5 (after due).",
            rung=level.name,
            text=level.offset_value,
        )
