"""Dates on which something starts again and again, and the days it then really starts.

A *planned* date comes from the calendar of the year alone, so it names an occurrence
for good; the *day* is where a working calendar moves it. Days off entered later move
the day and never the planned date.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from dateutil.rrule import DAILY, MONTHLY, WEEKLY, rrule, weekday

from .working_time import CalendarError, WorkingTime

ONE_DAY = timedelta(days=1)
#: Months of each unit counted in months.
MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
UNITS = ("day", "week", *MONTHS)
#: Where in the month: as the first date, day n, its last day, the nth weekday.
ANCHORS = ("first", "day", "last", "weekday")
#: What a rest day does: as it is, the next or previous working day, left out.
ADJUSTMENTS = ("as_is", "next", "previous", "skip")


class RecurrenceError(ValueError):
    """A rule that names no dates; ``code`` says why."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A planned date. ``day`` None: it does not start, because of a rest day or,
    ``merged``, because the next planned date comes to the same day.
    """

    planned: date
    day: date | None
    merged: bool = False


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Every ``every`` units from ``first`` to ``last``, both included.

    ``day`` 1–31 is the last day of a shorter month; ``nth`` 1–4 or -1 (last) and
    ``weekday`` 0–6 (Monday first) say, for instance, the first Monday. Months are
    counted from that of ``first``. ``offset`` working days are added or taken off last.
    """

    first: date
    every: int = 1
    unit: str = "month"
    anchor: str = "first"
    day: int = 1
    nth: int = 1
    weekday: int = 0
    last: date | None = None
    adjust: str = "next"
    offset: int = 0

    def __post_init__(self) -> None:
        if self.every < 1:
            raise RecurrenceError("every")
        if self.unit not in UNITS or self.anchor not in ANCHORS:
            raise RecurrenceError("unit")
        if self.adjust not in ADJUSTMENTS:
            raise RecurrenceError("adjust")
        if not 1 <= self.day <= 31:
            raise RecurrenceError("day")
        if self.nth not in (-1, 1, 2, 3, 4) or not 0 <= self.weekday <= 6:
            raise RecurrenceError("weekday")
        if self.last and self.last < self.first:
            raise RecurrenceError("last")

    def _rule(self) -> rrule:
        start = datetime.combine(self.first, time())
        until = self.last and datetime.combine(self.last, time())
        if self.unit == "day":
            return rrule(DAILY, dtstart=start, interval=self.every, until=until)
        if self.unit == "week":
            at = self.weekday if self.anchor == "weekday" else self.first.weekday()
            return rrule(
                WEEKLY, dtstart=start, interval=self.every, until=until, byweekday=at
            )
        months = self.every * MONTHS[self.unit]
        if self.anchor == "weekday":
            where = {"byweekday": weekday(self.weekday)(self.nth)}
        elif self.anchor == "last":
            where = {"bymonthday": -1}
        else:
            day = self.day if self.anchor == "day" else self.first.day
            # Of the days up to it that a month has, the last: the 31st of a short one.
            where = {"bymonthday": range(min(day, 28), day + 1), "bysetpos": -1}
        return rrule(MONTHLY, dtstart=start, interval=months, until=until, **where)

    def planned(self, after: date | None = None) -> Iterator[date]:
        """The planned dates, those after ``after`` where given; may be endless."""
        rule = self._rule()
        if after is None or after < self.first:
            dates = iter(rule)
        else:
            dates = rule.xafter(datetime.combine(after, time()))
        return (at.date() for at in dates)

    def previous(self, planned: date) -> date | None:
        """The planned date before that one."""
        before = self._rule().before(datetime.combine(planned, time()))
        return before.date() if before else None

    def day_of(self, planned: date, times: WorkingTime) -> date | None:
        """The day on which a planned date starts, None where a rest day leaves it out.

        Raises CalendarError outside the window of ``times``.
        """
        if times.is_working_date(planned) or self.adjust == "as_is":
            day = planned
        elif self.adjust == "skip":
            return None
        else:
            day = shifted(planned, 1 if self.adjust == "next" else -1, times)
        return shifted(day, self.offset, times) if self.offset else day

    def occurrences(
        self, times: WorkingTime, after: date | None = None
    ) -> Iterator[Occurrence]:
        """Planned dates in the window of ``times`` with their days, in order.

        Days never go back. Where several planned dates come to one day, only the last
        of them starts.
        """
        waiting = None
        before = times.first - ONE_DAY
        for planned in self.planned(max(after, before) if after else before):
            try:
                day = self.day_of(planned, times)
            except CalendarError:
                break
            if waiting:
                yield _merged(waiting, day)
            waiting = Occurrence(planned, day)
        if waiting:
            yield waiting


def _merged(waiting: Occurrence, next_day: date | None) -> Occurrence:
    if waiting.day is not None and waiting.day == next_day:
        return Occurrence(waiting.planned, None, merged=True)
    return waiting


def shifted(day: date, count: int, times: WorkingTime) -> date:
    """``count`` working days after ``day`` (before it if negative), which may be a rest
    day. Raises CalendarError outside the window."""
    done = times.rank[times.day_index(day)]
    works = times.is_working_date(day)
    index = done + count if works or count < 0 else done + count - 1
    return date.fromordinal(times.dates[times.nth(index)])


def later(day: date, every: int, unit: str) -> date:
    """``every`` units after a day; the end of a shorter month stands for its 31st."""
    if unit == "day":
        return day + timedelta(days=every)
    if unit == "week":
        return day + timedelta(weeks=every)
    return day + relativedelta(months=every * MONTHS[unit])
