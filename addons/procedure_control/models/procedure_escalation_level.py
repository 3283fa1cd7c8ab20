from decimal import Decimal, InvalidOperation

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.escalation import Level

RECIPIENTS = [
    ("owner", "Responsible person"),
    ("stand_in", "Stand-in"),
    ("head", "Head of section"),
    ("leader", "Leader in charge of the field"),
    ("quality_officer", "Quality officer"),
    ("role", "Holder of a role"),
]
HOWS = [
    ("activity", "Activity"),
    ("mail", "Mail"),
    ("chatter", "Note in the discussion"),
    ("reassign", "Give to somebody else"),
]
UNITS = [
    ("minute", "minutes"),
    ("hour", "working hours"),
    ("day", "working days"),
    ("calendar_day", "calendar days"),
]
#: Longest offset of each unit: what a sweep's calendar reaches.
LONGEST = {
    "minute": 14_400,
    "hour": 480,
    "day": 60,
    "calendar_day": 90,
    "percent": 200,
}
#: No rung calls again sooner than after so many minutes.
SHORTEST_REPEAT = 30


class ProcedureEscalationLevel(models.Model):
    """One rung: a moment in working time and the person it calls."""

    _name = "procedure.escalation.level"
    _description = "Rung of an escalation ladder"
    _order = "policy_id, sequence, id"

    policy_id = fields.Many2one(
        "procedure.escalation.policy",
        string="Ladder",
        required=True,
        ondelete="cascade",
        index=True,
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    condition = fields.Selection(
        [("not_finished", "Not finished"), ("not_started", "Not started")],
        string="Calls while",
        required=True,
        default="not_finished",
        help="Not started: silent once the responsible person has begun. Only steps of "
        "cases are begun; other duties count as not finished.",
    )
    offset_value = fields.Char(
        string="Offset",
        required=True,
        default="0",
        help="Decimal; before due when negative, after due when positive. In percent: "
        "the share of the own time that has gone, beyond 100 after due.",
    )
    offset_unit = fields.Selection(
        [*UNITS, ("percent", "% of its time")], required=True, default="day"
    )
    short_percent = fields.Integer(
        string="Short steps: at % of their time",
        help="A step whose own time is under 16 hours or 2 days uses this share of its "
        "time instead of an offset before due. 0: keep the offset.",
    )
    recipient = fields.Selection(
        RECIPIENTS, string="Whom", required=True, default="owner"
    )
    role_id = fields.Many2one(
        "procedure.role",
        ondelete="restrict",
        help="Who holds it at the agency, for the field of work where that matters.",
    )
    how = fields.Selection(
        HOWS,
        string="Way of telling",
        required=True,
        default="activity",
        help="The responsible person is never given a second activity: his own is "
        "marked. Only steps of cases are given to somebody else.",
    )
    repeat_every = fields.Integer(
        string="Again every", help="0: the rung calls once for each due time."
    )
    repeat_unit = fields.Selection(
        UNITS, string="Unit of repeats", required=True, default="day"
    )
    repeat_times = fields.Integer(
        string="Times", help="How many times more; 0: until done, at most 60 times."
    )

    _percent_check = models.Constraint(
        "CHECK(short_percent >= 0 AND short_percent <= 100)",
        "The share of a short step's time is between 0 and 100 %.",
    )
    _repeat_check = models.Constraint(
        "CHECK(repeat_every >= 0 AND repeat_every <= 1000"
        " AND repeat_times >= 0 AND repeat_times <= 60)",
        "A rung calls again at most 60 times.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._normalised(vals) for vals in vals_list])

    def write(self, vals):
        result = super().write(self._normalised(vals))
        self.check_access("write")  # on the ladder where it stands now, too
        return result

    def _normalised(self, vals):
        """`vals` with the decimal comma of the offset as a point."""
        if not vals.get("offset_value"):
            return vals
        text = str(vals["offset_value"]).strip().replace("−", "-").replace(",", ".")
        return vals | {"offset_value": text}

    @api.constrains("offset_value", "offset_unit")
    def _check_offset_value(self):
        for level in self:
            try:
                offset = Decimal(level.offset_value)
            except InvalidOperation as error:
                raise ValidationError(self._offset_message(level)) from error
            longest = LONGEST[level.offset_unit]
            if not offset.is_finite() or abs(offset) > longest:
                raise ValidationError(self._offset_message(level))
            if level.offset_unit == "percent" and offset <= 0:
                raise ValidationError(
                    self.env._(
                        'The rung "%(rung)s" stands at a share of the time: write a '
                        "number from 1 to 200, such as 75 (before due) or 150 (after).",
                        rung=level.name,
                    )
                )

    def _offset_message(self, level):
        return self.env._(
            'The rung "%(rung)s" has the offset "%(text)s". Write a number such as '
            "-1 (before due), 0 (at due) or 0,5 (after due).",
            rung=level.name,
            text=level.offset_value,
        )

    @api.constrains("recipient", "role_id", "how", "policy_id")
    def _check_recipient(self):
        for level in self:
            if level.recipient == "role" and not level.role_id:
                # A step that is given away goes to the next of its own role.
                if level.how != "reassign":
                    raise ValidationError(
                        self.env._(
                            'Choose the role that the rung "%(rung)s" calls.',
                            rung=level.name,
                        )
                    )
            if level.how != "reassign":
                continue
            if level.recipient == "owner":
                raise ValidationError(
                    self.env._(
                        'The rung "%(rung)s" gives the duty to somebody else: that '
                        "cannot be the responsible person.",
                        rung=level.name,
                    )
                )
            if level.policy_id.duty not in (False, "task"):
                raise ValidationError(
                    self.env._(
                        'Only steps of cases are given to somebody else: the rung "'
                        '%(rung)s" stands on a ladder for other duties.',
                        rung=level.name,
                    )
                )

    @api.constrains("repeat_every", "repeat_unit", "how")
    def _check_repeat(self):
        minutes = {"minute": 1, "hour": 60}
        for level in self.filtered("repeat_every"):
            wait = level.repeat_every * minutes.get(level.repeat_unit, 480)
            if wait < SHORTEST_REPEAT:
                raise ValidationError(
                    self.env._(
                        'The rung "%(rung)s" may call again after 30 minutes at the '
                        "soonest.",
                        rung=level.name,
                    )
                )
            if level.how == "reassign":
                raise ValidationError(
                    self.env._(
                        'The rung "%(rung)s" gives the duty away: it does so once.',
                        rung=level.name,
                    )
                )

    def _engine_level(self, place=0):
        """This rung as `engine.escalation` counts it."""
        return Level(
            self.id,
            Decimal(self.offset_value or "0"),
            self.offset_unit,
            self.short_percent,
            condition=self.condition,
            owner=self.recipient == "owner",
            repeat_every=self.repeat_every,
            repeat_unit=self.repeat_unit,
            repeat_times=self.repeat_times,
            place=place,
        )
