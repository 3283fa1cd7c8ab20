from datetime import UTC, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.calendar_source import CalendarError
from ..engine.recurrence import (
    MONTHS,
    Occurrence,
    RecurrenceError,
    later,
)

#: So far back a standstill is made up for, and so far ahead days are worked out.
BEHIND = timedelta(days=400)
AHEAD = timedelta(days=150)
#: Dates the form foresees, and the years it looks ahead at most.
SHOWN = 6
YEARS = 25


class ProcedureSchedule(models.Model):
    """When a schedule starts, and how it says so."""

    _inherit = "procedure.schedule"

    rule_text = fields.Char(string="How often", compute="_compute_rule_text")
    foreseen = fields.Json(string="Next starts", compute="_compute_foreseen")

    # --- moments ----------------------------------------------------------------------

    def _times(self, at):
        """{agency: WorkingTime} around `at`, as far as these schedules need."""
        first, last = (at - BEHIND).date(), at.date() + AHEAD
        for schedule in self:
            until = schedule.planned_until or None
            planned = next(schedule._rule().planned(until), None)
            if schedule.by_hand == "counts" and planned:
                before = schedule._rule().previous(planned)
                first = min(first, (before or planned) - AHEAD)
            if schedule.by_hand == "from_last":
                planned = later(at.date(), schedule.every, schedule.unit)
            if planned:
                last = max(last, planned + AHEAD)
        return self.company_id._procedure_working_time(
            max(first, at.date() - timedelta(days=366 * YEARS)),
            min(last, at.date() + timedelta(days=366 * YEARS)),
        )

    def _moment(self, day, times):
        """When it starts on that day, naive UTC: as work begins, else at midnight."""
        if times.is_working_date(day):
            return times.opening(day)
        midnight = datetime.combine(day, time(), ZoneInfo(times.tz))
        return midnight.astimezone(UTC).replace(tzinfo=None)

    def _ahead(self, times, last_case=None):
        """The occurrences not dealt with yet, in order; see `engine.recurrence`.

        :param times: WorkingTime of its agency
        :param last_case: when the last case was received, where the period counts
            from it
        """
        self.ensure_one()
        if self.by_hand != "from_last":
            yield from self._rule().occurrences(times, self.planned_until or None)
            return
        planned = self.date_from
        if last_case:
            here = times.local(last_case).date()
            planned = max(later(here, self.every, self.unit), self.date_from)
        if self.planned_until and planned <= self.planned_until:
            # Dealt with, and no case came of it: a whole period passes.
            planned = later(self.planned_until, self.every, self.unit)
        planned = max(planned, times.first)
        if planned <= (self.date_to or times.last) and planned <= times.last:
            day = self._rule(first=planned).day_of(planned, times)
            yield Occurrence(planned, day)

    def _plan_next(self, at):
        """Keep when each of these starts next, and wake the job then."""
        # Worked out anew: what has just run may have moved the next one years ahead.
        times, last_cases = self._times(at), self._last_cases()
        for schedule in self:
            here = times[schedule.company_id]
            ahead = schedule._ahead(here, last_cases.get(schedule))
            found = next((one for one in ahead if one.day), None)
            vals = {
                "next_planned_on": found.planned if found else False,
                "next_run_at": schedule._moment(found.day, here) if found else False,
            }
            if schedule.state != "paused":
                vals["state"] = "running" if found else "ended"
            if any(schedule[name] != value for name, value in vals.items()):
                schedule._set(vals)
        running = self.filtered(lambda one: one.state == "running" and one.active)
        moments = {one.next_run_at for one in running if one.next_run_at > at}
        if moments:
            job = self.env.ref("procedure_control.ir_cron_schedule", False)
            # Whoever changes a schedule wakes the job; he may not read jobs.
            job and job.sudo()._trigger(at=sorted(moments))

    def _pass_over(self, at, why=None):
        """Leave what lies before today; keep it as runs not started where `why` says.

        A period that counts from the last case and is over is not left: it is due.

        :param why: key of `procedure.schedule.run.why`
        """
        if not self:
            return
        times, last_cases = self._times(at), self._last_cases()
        rows = []
        for schedule in self:
            here = times[schedule.company_id]
            today = here.local(at).date()
            until = schedule.planned_until or None
            ahead = schedule._ahead(here, last_cases.get(schedule))
            for one in ahead if schedule.by_hand != "from_last" else ():
                if one.planned >= today or one.day and one.day >= today:
                    break
                until = one.planned
                if why:
                    rows.append(schedule._run_values(one, here, at, why=why))
            schedule._set({"planned_until": until or False})
        self.env["procedure.schedule.run"]._record(rows)
        self._plan_next(at)

    def _run_values(self, one, times, at, **vals):
        return {
            "schedule_id": self.id,
            "document_id": self.document_id.id,
            "company_id": self.company_id.id,
            "planned_on": one.planned,
            "starts_at": self._moment(one.day, times) if one.day else False,
            "ran_at": at,
            "state": "not_started",
            **vals,
        }

    # --- in words ---------------------------------------------------------------------

    @api.depends(
        "every", "unit", "anchor", "day", "nth", "weekday", "offset_days", "by_hand"
    )
    @api.depends_context("lang")
    def _compute_rule_text(self):
        for schedule in self:
            schedule.rule_text = ", ".join(filter(None, schedule._rule_parts()))

    def _rule_parts(self):
        env = self.env
        often = {
            "day": (env._("every day"), env._("every %(n)s days", n=self.every)),
            "week": (env._("every week"), env._("every %(n)s weeks", n=self.every)),
            "month": (env._("every month"), env._("every %(n)s months", n=self.every)),
            "quarter": (
                env._("every quarter"),
                env._("every %(n)s quarters", n=self.every),
            ),
            "half_year": (
                env._("every six months"),
                env._("every %(n)s half-years", n=self.every),
            ),
            "year": (env._("every year"), env._("every %(n)s years", n=self.every)),
        }.get(self.unit)
        if often:
            yield often[self.every != 1]
        if self.by_hand == "from_last":
            yield env._("counted from the last case")
        else:
            yield self._anchor_text()
        if self.offset_days > 0:
            yield env._("%(n)s working days later", n=self.offset_days)
        elif self.offset_days < 0:
            yield env._("%(n)s working days earlier", n=-self.offset_days)

    def _anchor_text(self):
        env = self.env
        weekday = self._selected("weekday")
        if self.unit == "day":
            return ""
        if self.unit == "week":
            on = self.anchor == "weekday"
            return env._("on %(weekday)s", weekday=weekday) if on else ""
        if self.anchor == "day":
            return env._("on day %(day)s", day=self.day)
        if self.anchor == "last":
            return env._("on the last day of the month")
        if self.anchor == "weekday":
            return env._(
                "on the %(nth)s %(weekday)s of the month",
                nth=self._selected("nth").lower(),
                weekday=weekday,
            )
        return ""

    def _selected(self, name):
        words = dict(self._fields[name]._description_selection(self.env))
        return words.get(self[name], "")

    @api.depends(
        "company_id",
        "every",
        "unit",
        "anchor",
        "day",
        "nth",
        "weekday",
        "adjust",
        "offset_days",
        "date_from",
        "date_to",
        "by_hand",
        "planned_until",
    )
    @api.depends_context("lang")
    def _compute_foreseen(self):
        now = fields.Datetime.now()
        last_cases = self._last_cases()
        for schedule in self:
            head = self.env._("Planned date")
            try:
                rows = schedule._foresee(now, last_cases.get(schedule._origin))
            except (RecurrenceError, CalendarError, UserError, TypeError) as error:
                # Half-typed values name no dates yet.
                rows = [["", str(error) if isinstance(error, UserError) else "–"]]
            schedule.foreseen = {head: rows}

    def _foresee(self, at, last_case):
        """[[planned date, when it starts]] of the next occurrences, in words."""
        if not self.date_from or not self.company_id:
            return []
        months = MONTHS.get(self.unit, 1) * max(self.every, 1)
        years = min(YEARS, 2 + (SHOWN * months) // 12)
        company = self.company_id._origin
        times = company._procedure_working_time(
            (at - BEHIND).date(), at.date() + timedelta(days=366 * years)
        )[company]
        today = times.local(at).date()
        ahead = (
            one
            for one in self._ahead(times, last_case)
            if one.planned >= today or one.day and one.day >= today
        )
        return [
            [one.planned.strftime("%d/%m/%Y"), self._told_day(one, times)]
            for one in islice(ahead, SHOWN)
        ]

    def _told_day(self, one, times):
        if one.merged:
            return self.env._("the next one comes to the same day")
        if not one.day:
            return self.env._("not at all: a rest day")
        words = dict(self._fields["weekday"]._description_selection(self.env))
        at = times.local(self._moment(one.day, times))
        told = f"{words[str(one.day.weekday())]} {at.strftime('%d/%m/%Y %H:%M')}"
        if times.known_until and one.day > times.known_until:
            note = self.env._("days off of that year are not entered yet")
            return f"{told} ({note})"
        return told
