from datetime import date, timedelta

from odoo import fields, models


class ResCompany(models.Model):
    """Working days before and after a date, and how early a new law is dealt with."""

    _inherit = "res.company"

    procedure_basis_lead_days = fields.Integer(
        string="Working days before a new law",
        default=5,
        help="When a legal basis is replaced, the owner of each procedure that rests "
        "on it is to act so many working days before.",
    )

    _procedure_basis_lead_check = models.Constraint(
        "CHECK(procedure_basis_lead_days >= 0 AND procedure_basis_lead_days <= 90)",
        "A new law is dealt with 0 to 90 working days before it comes into force.",
    )

    def _procedure_times_around(self, *days):
        """{company: WorkingTime} that reaches half a year past each of the dates."""
        year = timedelta(days=183)
        return self._procedure_working_time(min(days) - year, max(days) + year)


def shifted(times, day: date, days: int) -> date:
    """The date `days` working days after `day`, before it where negative.

    `day` itself does not count; zero gives `day` as it is. CalendarError: outside of
    the window of `times`.

    :param times: engine.working_time.WorkingTime
    """
    if not days:
        return day
    if days > 0:
        dates = times.working_dates(day + timedelta(days=1), times.last)
        return dates[days - 1]
    return times.working_dates(times.first, day - timedelta(days=1))[days]
