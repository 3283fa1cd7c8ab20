from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import models
from odoo.exceptions import UserError

from ..engine.calendar_source import CalendarError

#: When the night's round is due, on the clock of each agency.
NIGHT = time(0, 5)


class ResCompany(models.Model):
    """When the rounds that follow holders by date are due in an agency."""

    _inherit = "res.company"

    def _procedure_people_slots(self, at):
        """{company: the later of 00:05 and the start of work, not after `at`}, UTC."""
        result = {}
        calendars = self._procedure_calendar()
        local = {
            company: at.replace(tzinfo=UTC).astimezone(
                ZoneInfo(calendars[company].tz or "UTC")
            )
            for company in self
        }
        days = {company: here.date() for company, here in local.items()}
        openings = self._procedure_openings(days) if days else {}
        for company, here in local.items():
            night = datetime.combine(here.date(), NIGHT, tzinfo=here.tzinfo)
            if here < night:
                night -= timedelta(days=1)
            night = night.astimezone(UTC).replace(tzinfo=None)
            opening = openings.get(company)
            late = opening and night < opening <= at
            result[company] = opening if late else night
        return result

    def _procedure_openings(self, days):
        """{company: when work begins there on its day in `days`, UTC}, if it does."""
        try:
            first, last = min(days.values()), max(days.values())
            times = self._procedure_working_time(first, last)
        except (UserError, CalendarError):
            # One agency has no calendar to count on; the others have.
            if len(self) == 1:
                return {}
            half = len(self) // 2
            return {
                **self[:half]._procedure_openings(days),
                **self[half:]._procedure_openings(days),
            }
        return {
            company: times[company].opening(days[company])
            for company in self
            if times[company].is_working_date(days[company])
        }
