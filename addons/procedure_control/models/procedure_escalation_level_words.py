from decimal import Decimal, InvalidOperation

from odoo import api, fields, models


class ProcedureEscalationLevel(models.Model):
    """A rung as it is filled in and read: before or after due, and one sentence."""

    _inherit = "procedure.escalation.level"

    side = fields.Selection(
        [("before", "Before due"), ("at", "At due"), ("after", "After due")],
        string="When",
        compute="_compute_side",
        inverse="_inverse_side",
    )
    amount = fields.Char(
        string="How long", compute="_compute_side", inverse="_inverse_side"
    )
    sentence = fields.Char(string="What it says", compute="_compute_sentence")

    @api.depends("offset_value")
    def _compute_side(self):
        for level in self:
            offset = level._offset()
            level.side = "before" if offset < 0 else "after" if offset else "at"
            level.amount = self._as_written(abs(offset))

    def _inverse_side(self):
        for level in self:
            level.offset_value = level._signed()

    @api.onchange("side", "amount", "offset_unit")
    def _onchange_side(self):
        if self.side == "at" and self.offset_unit != "percent":
            self.amount = "0"
        elif not self._amount_said():
            # Nothing before due would be at due again.
            self.amount = "75" if self.offset_unit == "percent" else "1"
        self.offset_value = self._signed()

    def _amount_said(self):
        return (self.amount or "").strip(" 0.,")

    def _signed(self):
        text = (self.amount or "0").strip().replace("−", "-").lstrip("-+")
        if self.offset_unit == "percent":
            return text
        if self.side == "at":
            return "0"
        return f"-{text}" if self.side == "before" else text

    def _offset(self):
        try:
            return Decimal((self.offset_value or "0").replace(",", "."))
        except InvalidOperation:
            return Decimal(0)

    def _as_written(self, number):
        """A number as it is written in the reader's language, without idle zeros."""
        text = format(number.normalize(), "f")
        point = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        return text.replace(".", point.decimal_point or ".")

    @api.depends(
        "condition",
        "offset_value",
        "offset_unit",
        "short_percent",
        "recipient",
        "role_id",
        "how",
        "repeat_every",
        "repeat_unit",
        "repeat_times",
    )
    @api.depends_context("lang")
    def _compute_sentence(self):
        for level in self:
            level.sentence = level._in_words()

    def _in_words(self):
        """When it calls whom and how, for whoever sets ladders."""
        said = self.env._(
            "%(when)s: %(who)s, %(how)s",
            when=self._when_words(),
            who=self._who_words(),
            how=self._how_words(),
        )
        if self.repeat_every:
            said += "; " + self._repeat_words()
        return said

    def _when_words(self):
        offset = self._offset()
        if self.offset_unit == "percent":
            number = self._as_written(offset)
            if offset > 100:
                said = self.env._("At %(n)s %% of its time, overdue", n=number)
            else:
                said = self.env._("At %(n)s %% of its time", n=number)
        elif not offset:
            said = self.env._("At due")
        elif offset < 0:
            said = self.env._(
                "%(time)s before due", time=self._time_words(-offset, self.offset_unit)
            )
            if self.short_percent:
                said += self.env._(
                    " (short steps: at %(n)s %% of their time)", n=self.short_percent
                )
        else:
            said = self.env._(
                "After %(time)s overdue",
                time=self._time_words(offset, self.offset_unit),
            )
        if self.condition == "not_started":
            said += self.env._(", if not begun")
        return said

    def _time_words(self, number, unit):
        written = self._as_written(Decimal(number))
        if number == 1:
            return {
                "minute": self.env._("1 minute of work"),
                "hour": self.env._("1 working hour"),
                "day": self.env._("1 working day"),
                "calendar_day": self.env._("1 calendar day"),
            }[unit]
        return {
            "minute": self.env._("%(n)s minutes of work", n=written),
            "hour": self.env._("%(n)s working hours", n=written),
            "day": self.env._("%(n)s working days", n=written),
            "calendar_day": self.env._("%(n)s calendar days", n=written),
        }[unit]

    def _who_words(self):
        if self.recipient == "role" and self.role_id:
            return self.role_id.name
        if self.recipient == "role":
            return self.env._("the next of its role")
        names = dict(self._fields["recipient"]._description_selection(self.env))
        name = names[self.recipient]
        return name[:1].lower() + name[1:]

    def _how_words(self):
        if self.recipient == "owner" and self.how == "activity":
            return self.env._("on his own activity")
        if self.how == "reassign":
            if self.recipient in ("stand_in", "role"):
                return self.env._("who gets the step")
            return self.env._("who chooses who gets the step")
        return {
            "activity": self.env._("by activity"),
            "mail": self.env._("by mail"),
            "chatter": self.env._("by a note in the discussion"),
        }[self.how]

    def _repeat_words(self):
        every = self._time_words(self.repeat_every, self.repeat_unit)
        if self.repeat_times:
            return self.env._(
                "again every %(time)s, %(n)s times", time=every, n=self.repeat_times
            )
        return self.env._("again every %(time)s until done", time=every)
