"""Working time of one calendar: built once for a window, then answered by bisection.

All datetimes in and out are naive UTC, in whole seconds. A *date* is a date of the
calendar's own zone. A *position* is an instant on the day scale: working dates
completed (since the window began) plus the share used of that day's working time.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from fractions import Fraction
from itertools import accumulate

from .calendar_source import (
    MAX_DAYS,
    CalendarError,
    Columns,
    LocalClock,
    closed_spans,
    hours_of_extra_days,
    merged,
    overlapping,
    to_datetime,
    to_seconds,
    week_of,
    weekly_hours,
    without,
    zone,
)

__all__ = ["CalendarError", "WorkingTime"]


@dataclass(frozen=True, eq=False, repr=False)
class WorkingTime:
    """Immutable; use `build`. Methods ending in ``_s`` speak whole UTC seconds."""

    name: str
    tz: str
    first: date
    last: date
    known_until: date | None
    # One entry per working interval.
    starts: list[int]
    ends: list[int]
    used_at: list[int]  # worked before it; one more for the end
    # One entry per working date, in order.
    dates: list[int]  # ordinals
    opens: list[int]
    closes: list[int]
    day_used: list[int]  # worked before it; one more for the end
    # One entry per calendar date of the window, and one more for its end.
    midnights: list[int]
    rank: list[int]  # working dates before it
    date_closes: list[int]  # of a rest day: its midnight
    # What the derivation tells.
    off: list[tuple[int, str, bool]]  # ordinal, name, partly
    extra: list[tuple[int, str]]

    def __repr__(self) -> str:
        return f"<WorkingTime {self.name!r} {self.tz} {self.first}–{self.last}>"

    @classmethod
    def build(
        cls,
        *,
        tz: str,
        attendances: Iterable,
        days_off: Iterable = (),
        extra_days: Iterable = (),
        first: date,
        last: date,
        two_weeks: bool = False,
        known_until: date | None = None,
        name: str = "",
        flexible: bool = False,
        duration_based: bool = False,
    ) -> "WorkingTime":
        """Read a calendar for the dates ``first`` to ``last``, both included.

        ``attendances``: (weekday 0–6, hour from, hour to, week None/0/1), breaks left
        out. ``days_off``: (start, end, name), naive UTC, may cover part of a date.
        ``extra_days``: (date, hour from or None, hour to or None, name[, date
        replaced]); they win over days off. ``known_until``: the last date whose days
        off have been entered or confirmed none. Raises CalendarError.
        """
        if flexible:
            raise CalendarError("flexible", calendar=name)
        if duration_based:
            raise CalendarError("duration_based", calendar=name)
        if not first <= last or (last - first).days > MAX_DAYS:
            raise CalendarError(
                "bad_window", calendar=name, first=str(first), last=str(last)
            )
        clock = LocalClock(zone(tz))
        weekly = weekly_hours(attendances, two_weeks, name)
        extras = hours_of_extra_days(extra_days, weekly, name)
        closed = closed_spans(days_off, clock)
        ends_up_to = list(accumulate((span[1] for span in closed), max))
        table = Columns()
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            week = week_of(ordinal) if two_weeks else 0
            usual = weekly.get((week, (ordinal - 1) % 7), ())
            spans = [(clock.utc(ordinal, a), clock.utc(ordinal, b)) for a, b in usual]
            spans = [span for span in spans if span[0] < span[1]]
            names: list[str] = []
            kept = spans
            if spans and closed:
                touching = overlapping(closed, ends_up_to, spans[0][0], spans[-1][1])
                kept = without(spans, touching, names)
            if ordinal in extras:
                worked, why = extras[ordinal]
                kept = merged(
                    kept
                    + [
                        (clock.utc(ordinal, a), clock.utc(ordinal, b))
                        for a, b in worked
                    ]
                )
                table.extra.append((ordinal, why))
            elif names:
                table.off.append((ordinal, ", ".join(filter(None, names)), bool(kept)))
            table.add(ordinal, clock.utc(ordinal, 0), kept)
        if not table.dates:
            raise CalendarError("no_working_time", calendar=name)
        table.end(clock.utc(last.toordinal() + 1, 0))
        return cls(name, tz, first, last, known_until, **vars(table))

    # -- seconds ------------------------------------------------------------------
    def used_s(self, at: int) -> int:
        """Working seconds from the beginning of the window to ``at``."""
        index = bisect_right(self.starts, at) - 1
        if index < 0:
            self.check_s(at)
            return 0
        self.check_s(at)
        return self.used_at[index] + min(at, self.ends[index]) - self.starts[index]

    def reached_s(self, used: int) -> int:
        """First instant at which that much has been worked: an end, not a reopening."""
        index = bisect_left(self.used_at, used) - 1
        if index < 0:
            return self.starts[0]
        if index >= len(self.starts):
            raise self._outside()
        return self.starts[index] + used - self.used_at[index]

    def _left_s(self, used: int) -> int:
        """Last instant at which no more than that has been worked: a reopening."""
        index = bisect_right(self.used_at, used) - 1
        if used < 0 or index >= len(self.starts):
            raise self._outside()
        return self.starts[index] + used - self.used_at[index]

    def add_s(self, at: int, seconds: int) -> int:
        if seconds > 0:
            return self.reached_s(self.used_s(at) + seconds)
        return self._left_s(self.used_s(at) + seconds) if seconds else at

    def check_s(self, at: int) -> None:
        if not self.midnights[0] <= at <= self.midnights[-1]:
            raise self._outside(at)

    def _outside(self, at: int | None = None) -> CalendarError:
        return CalendarError(
            "outside_window",
            calendar=self.name,
            first=self.first.isoformat(),
            last=self.last.isoformat(),
            at=to_datetime(at).isoformat() if at is not None else None,
        )

    # -- dates --------------------------------------------------------------------
    def day_s(self, at: int) -> int:
        """Index in the window of the calendar date ``at`` falls on."""
        self.check_s(at)
        return min(bisect_right(self.midnights, at), len(self.midnights) - 1) - 1

    def day_index(self, day: date) -> int:
        index = day.toordinal() - self.first.toordinal()
        if not 0 <= index < len(self.rank) - 1:
            raise self._outside()
        return index

    def works(self, day: int) -> bool:
        """Whether the calendar date of that index is a working date."""
        return self.rank[day + 1] > self.rank[day]

    def nth(self, index: int) -> int:
        """A valid index of a working date, or CalendarError."""
        if not 0 <= index < len(self.dates):
            raise self._outside()
        return index

    def is_working_date(self, day: date) -> bool:
        return self.works(self.day_index(day))

    def working_dates(self, first: date, last: date) -> list[date]:
        """The working dates from ``first`` to ``last``, both included."""
        low = bisect_left(self.dates, first.toordinal())
        high = bisect_right(self.dates, last.toordinal())
        return [date.fromordinal(ordinal) for ordinal in self.dates[low:high]]

    def local(self, at: datetime) -> datetime:
        """The calendar's own wall clock (aware) at a naive UTC instant."""
        return datetime.fromtimestamp(to_seconds(at), zone(self.tz))

    def opening(self, day: date) -> datetime:
        """When the first working date on or after ``day`` opens."""
        return to_datetime(self.opens[self.nth(self.rank[self.day_index(day)])])

    def close_of_business(self, day: date) -> datetime:
        """When ``day``, or else the first working date after it, closes."""
        return to_datetime(self.closes[self.nth(self.rank[self.day_index(day)])])

    def next_open(self, at: datetime) -> datetime:
        """``at`` itself in working time, else when work begins again."""
        return to_datetime(self._left_s(self.used_s(to_seconds(at))))

    def is_open(self, at: datetime) -> bool:
        return self.next_open(at) == at

    def after_cutoff_s(self, at: int, cutoff: time | None) -> int:
        """Where a clock starts that is set going at ``at``.

        Strictly after the cut-off, or on a date nobody works, it is the next working
        morning; without a cut-off it is ``at``. Moving rest days too keeps the order:
        what comes in on Saturday is never due before what came in on Friday evening.
        """
        if cutoff is None:
            return at
        day = self.day_s(at)
        if self.works(day):
            local = datetime.fromtimestamp(at, zone(self.tz)).time()
            if local <= cutoff:
                return at
        return self.opens[self.nth(self.rank[day + 1])]

    # -- public arithmetic ----------------------------------------------------------
    def add_seconds(self, at: datetime, seconds: int) -> datetime:
        """``seconds`` of working time later (earlier if negative).

        What ends with a day's work ends that evening, not the next morning; 0 gives
        ``at`` itself.
        """
        return to_datetime(self.add_s(to_seconds(at), seconds))

    def seconds_between(self, start: datetime, end: datetime) -> int:
        """Working seconds from ``start`` to ``end``, negative if it comes first."""
        return self.used_s(to_seconds(end)) - self.used_s(to_seconds(start))

    def position(self, at: datetime) -> Fraction:
        done, used, length = self.share_s(to_seconds(at))
        return done + Fraction(used, length)

    def share_s(self, at: int) -> tuple[int, int, int]:
        """(working dates completed, seconds used of the next, its length ≥ 1)."""
        day = self.day_s(at)
        done = self.rank[day]
        if not self.works(day):
            return done, 0, 1
        length = self.day_used[done + 1] - self.day_used[done]
        used = self.used_s(at) - self.day_used[done]
        return (done + 1, 0, 1) if used >= length else (done, used, length)

    def instant(self, position: Fraction) -> datetime:
        """The first instant at a position, rounded up to a whole second."""
        return to_datetime(self.instant_s(position))

    def instant_s(self, position: Fraction) -> int:
        position = Fraction(position)
        number, over = position.numerator, position.denominator
        done = -(-number // over) - 1
        if done < 0:
            if position == 0 and self.opens:
                return self.opens[0]
            raise self._outside()
        return self.at_share(self.nth(done), number - done * over, over)

    def at_share(self, index: int, part: int, whole: int) -> int:
        """When ``part``/``whole`` of a working date's time is used, rounded up."""
        before = self.day_used[index]
        length = self.day_used[index + 1] - before
        return self.reached_s(before - (-part * length // whole))

    def add_days(self, at: datetime, days: Fraction) -> datetime:
        """Addition on the day scale; Mon 17:00 − 1 day = Fri 17:00."""
        return self.instant(self.position(at) + Fraction(days))
