from collections import defaultdict
from datetime import date, timedelta
from functools import lru_cache

from odoo import models
from odoo.exceptions import UserError

from ..engine.working_time import CalendarError, WorkingTime

# Agencies of one tree share their calendar and days off. What a calendar builds follows
# from these values alone, so a process may keep it: a change of any gives another key.
_built = lru_cache(maxsize=64)(WorkingTime.build)


class ResCompany(models.Model):
    """The calendar on which an agency counts."""

    _inherit = "res.company"

    def _procedure_ancestors(self):
        """{company: itself and its ancestors, nearest first}."""
        return {
            company: self.browse(
                [int(part) for part in company.parent_path.split("/") if part][::-1]
            )
            for company in self
        }

    def _procedure_calendar(self):
        """{company: resource.calendar}, the nearest one *chosen* up the tree.

        Odoo gives every new branch a 40-hour calendar of its own in UTC, so only a
        calendar chosen for procedures counts; the root may fall back on its own.
        """
        result = {}
        for company, line in self._procedure_ancestors().items():
            chosen = line.filtered("procedure_calendar_id")[:1]
            result[company] = (
                chosen.procedure_calendar_id or line[-1:].resource_calendar_id
            )
        return result

    def _procedure_working_time(self, first, last):
        """{company: WorkingTime} between two dates.

        Days off are those of the agency and its ancestors only: a leave without a
        calendar would otherwise leak in from any company of the database. Four
        queries whatever the number of companies.

        :raises UserError: a calendar without attendance, flexible or duration-based.
        """
        # Whole years, so that cases of one year ask for one and the same build.
        first, last = date(first.year, 1, 1), date(last.year, 12, 31)
        # Staff may not read calendars and leaves of ancestors; only times come out.
        companies = self.sudo()
        lines = companies._procedure_ancestors()
        calendars = companies._procedure_calendar()
        # Each calendar came out of its own agency's row: read them in one go.
        together = self.env["resource.calendar"].sudo().union(*calendars.values())
        together.mapped("attendance_ids.hour_from")
        all_ancestors = companies.browse().union(*lines.values())
        leaves = self._procedure_days_off(all_ancestors, first, last)
        extra_days = self._procedure_extra_days(all_ancestors, first, last)
        result = {}
        for company in companies:
            calendar, line = calendars[company], lines[company]
            try:
                result[self.browse(company.id)] = _built(
                    name=calendar.name or "",
                    tz=calendar.tz or "UTC",
                    flexible=calendar.flexible_hours,
                    duration_based=calendar.duration_based,
                    two_weeks=calendar.two_weeks_calendar,
                    # None chosen and none of its own: said below in words.
                    attendances=tuple(calendar._procedure_attendances())
                    if calendar
                    else (),
                    days_off=tuple(
                        off
                        for ancestor in line
                        for off in leaves[ancestor.id, calendar.id]
                        + leaves[ancestor.id, False]
                    ),
                    extra_days=tuple(
                        day for ancestor in line for day in extra_days[ancestor.id]
                    ),
                    first=first,
                    last=last,
                    known_until=self._procedure_known_until(line, leaves, first),
                )
            except CalendarError as error:
                raise UserError(
                    self._procedure_calendar_message(calendar, company, error)
                ) from error
        return result

    def _procedure_calendar_message(self, calendar, company, error):
        reasons = {
            "no_attendance": self.env._("it has no working hours"),
            "no_working_time": self.env._("nobody works in the whole period"),
            "flexible": self.env._("it has flexible hours"),
            "duration_based": self.env._("it counts durations instead of hours"),
        }
        return self.env._(
            "Time limits of %(company)s cannot be counted on the calendar "
            '"%(calendar)s": %(reason)s. Choose a calendar with fixed working hours '
            "in Configuration, Settings.",
            company=company.name,
            calendar=calendar.name or self.env._("none"),
            reason=reasons.get(error.code, str(error)),
        )

    def _procedure_known_until(self, line, leaves, first):
        """The last date whose days off were entered or confirmed none.

        A year counts as entered once it holds one day off; before any is entered
        nothing is known, and every limit is flagged.
        """
        ids = set(line.ids)
        last_years = [
            start.year
            for (company_id, _calendar_id), days in leaves.items()
            if company_id in ids
            for start, _end, _name in days
        ]
        known = [date(max(last_years, default=first.year - 1), 12, 31)]
        known += [
            company.procedure_days_off_until
            for company in line
            if company.procedure_days_off_until
        ]
        return max(known)

    def _procedure_days_off(self, companies, first, last):
        result = defaultdict(list)
        domain = [
            ("resource_id", "=", False),
            ("time_type", "=", "leave"),
            ("company_id", "in", companies.ids),
            ("date_from", "<=", last + timedelta(days=1)),
            ("date_to", ">=", first - timedelta(days=1)),
        ]
        # All companies of the line count, whichever are ticked in the switcher.
        for leave in self.env["resource.calendar.leaves"].sudo().search(domain):
            result[leave.company_id.id, leave.calendar_id.id].append(
                (leave.date_from, leave.date_to, leave.name or "")
            )
        return result

    def _procedure_extra_days(self, companies, first, last):
        result = defaultdict(list)
        domain = [
            ("company_id", "in", companies.ids),
            ("date", ">=", first),
            ("date", "<=", last),
        ]
        # As for days off: an ancestor's swap binds the agency below it.
        for day in self.env["procedure.working.day"].sudo().search(domain):
            hours = (day.hour_from, day.hour_to) if day.hour_to else (None, None)
            result[day.company_id.id].append(
                (day.date, *hours, day.name, day.replaces_date or None)
            )
        return result
