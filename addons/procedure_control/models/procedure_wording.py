# `_` is self.env._ here: the sentences come in the language of the reader.
# pylint: disable=prefer-env-translation
from odoo import api, models


class ProcedureWording(models.AbstractModel):
    """Templates of sentences that the plain engines fill, in the reader's language."""

    _name = "procedure.wording"
    _description = "Wording of the engines"

    @api.model
    def _deadline_words(self):
        """The keys of `engine.derivation.WORDS` in the language of the reader."""
        _ = self.env._
        vietnamese = (self.env.lang or "").startswith("vi")
        return {
            "decimal_comma": "1" if vietnamese else "",
            "weekday_0": _("Mon"),
            "weekday_1": _("Tue"),
            "weekday_2": _("Wed"),
            "weekday_3": _("Thu"),
            "weekday_4": _("Fri"),
            "weekday_5": _("Sat"),
            "weekday_6": _("Sun"),
            "sentence": _("Due {due}: {parts}."),
            "sentence_none": _("No due time: {parts}."),
            "unit_minute": _("{value} minutes from {start}"),
            "unit_hour": _("{value} working hours from {start}"),
            "unit_day": _("{value} working days from {start}"),
            "unit_calendar_day": _("{value} calendar days from {start}"),
            "unit_month": _("{value} months from {start}"),
            "unit_same_day": _("the same day, from {start}"),
            "unit_at_once": _("at once, {minutes} minutes from {start}"),
            "unit_": _("phases of {limits} one after the other, from {start}"),
            "limit_minute": _("{value} minutes"),
            "limit_hour": _("{value} working hours"),
            "limit_day": _("{value} working days"),
            "limit_calendar_day": _("{value} calendar days"),
            "limit_month": _("{value} months"),
            "limit_same_day": _("the same day"),
            "limit_at_once": _("at once"),
            "unit_not_counted": _("time not counted, from {start}"),
            "first_day": _("the first day not counted, ending at close of business"),
            "cutoff": _(
                "received {received}, after {cutoff} or on a rest day, so the clock "
                "started the next working morning"
            ),
            "calendar": _("calendar {calendar}"),
            "days_off": _("days off skipped: {list}"),
            "extra_days": _("extra working days: {list}"),
            "named": "{dates} ({name})",
            "part": _("{dates} in part"),
            "pauses": _("the clock stood {list}"),
            "pause_open": _("from {start} on"),
            "phase": _("shared by the steps of its phase"),
            "shrunk": _("shortened in proportion, as the steps exceed the limit"),
            "capped": _("not later than planned"),
            "floor": _("the least time after a return"),
            "flag_days_off_unknown": _(
                "days off after {known_until} are not entered yet"
            ),
            "flag_clock_stands": _("the clock stands"),
        }
