"""When something is due: the limit of a case, and a step's own time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from .calendar_source import to_datetime, to_seconds
from .day_scale import (
    Pauses,
    add_calendar_days,
    add_clock,
    add_working_days,
    calendar_date_after,
    clock_pauses,
    date_after,
    same_day,
)
from .derivation import derive, flags_of
from .duration import DATES, WORDS, Amount, Duration, Unit
from .working_time import WorkingTime

AT_ONCE_MINUTES = 60


@dataclass(frozen=True)
class Due:
    """``at`` and ``clock_start`` are naive UTC.

    ``at`` is None for what is not counted, or while the clock stands (flag
    ``clock_stands``). Flags: ``days_off_unknown``, ``clock_stands``.
    """

    at: datetime | None
    clock_start: datetime
    flags: tuple[str, ...] = ()
    _time: WorkingTime | None = field(default=None, repr=False, compare=False)
    _facts: dict = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def derivation(self) -> dict:
        """JSON-able account of how ``at`` came about; see `derivation.explain`."""
        if self._time is None:
            return {}
        return derive(
            self._time,
            start=to_seconds(self.clock_start),
            due=None if self.at is None else to_seconds(self.at),
            flags=self.flags,
            **self._facts,
        )


def make_due(
    time_: WorkingTime, received: int, start: int, due: int | None, length, **facts
) -> Due:
    """A Due with what its derivation will tell.

    ``length``: a Duration, an Amount, or None where phases with limits of their own
    make the due.
    """
    unit = length.unit.value if length else ""
    flags = flags_of(time_, due) if unit != Unit.NOT_COUNTED else ()
    value = as_text(length) if length else ""
    facts |= {"unit": unit, "value": value, "received": received}
    at = None if due is None else to_datetime(due)
    return Due(at, to_datetime(start), flags, time_, facts)


def as_text(length: Duration | Amount) -> str:
    """Decimal text of a length, at most four places; empty for a word."""
    if length.unit in WORDS:
        return ""
    if isinstance(length, Duration):
        return format(length.value, "f")
    scaled = round(length.amount * 10_000)
    text = format(Decimal(scaled).scaleb(-4), "f").rstrip("0").rstrip(".")
    return text or "0.0001"


def limit_due(
    time_: WorkingTime,
    received_at: datetime,
    duration: Duration,
    *,
    cutoff: time | None = None,
    pauses: Sequence[tuple[datetime, datetime | None]] = (),
    at_once_minutes: int = AT_ONCE_MINUTES,
) -> Due:
    """When a limit ends that began with a receipt.

    Received strictly after ``cutoff`` (local), or on a rest day where there is one,
    the clock starts the next working morning. Raises CalendarError.
    """
    received = to_seconds(received_at)
    stood = clock_pauses(time_, pauses, cutoff)
    start = time_.after_cutoff_s(received, cutoff)
    due = limit_s(time_, start, duration, stood, at_once_minutes)
    return made_limit(
        time_, received, start, due, duration, stood, cutoff, at_once_minutes
    )


def made_limit(time_, received, start, due, limit, pauses, cutoff, at_once) -> Due:
    """The Due of a limit already worked out."""
    return make_due(
        time_,
        received,
        start,
        due,
        limit,
        rule="limit",
        pauses=pauses,
        cutoff=cutoff,
        minutes=at_once if limit.unit is Unit.AT_ONCE else None,
        first_day=limit.unit in DATES,
    )


def limit_s(
    time_: WorkingTime,
    start: int,
    length: Duration | Amount,
    pauses: Pauses = (),
    at_once_minutes: int = AT_ONCE_MINUTES,
) -> int | None:
    """The limit rule from a clock start on; None if not counted or the clock stands."""
    unit, amount = length.unit, length.amount
    if unit is Unit.NOT_COUNTED:
        return None
    if unit is Unit.SAME_DAY:
        return same_day(time_, start, None, pauses)
    if unit in DATES:
        whole = -(-amount.numerator // amount.denominator)
        if unit is Unit.WORKING_DAY:
            return date_after(time_, start, whole, pauses)
        if unit is Unit.CALENDAR_DAY:
            return calendar_date_after(time_, start, whole, pauses)
        return calendar_date_after(time_, start, 0, pauses, months=whole)
    return add_clock(time_, start, seconds_of(length, at_once_minutes), pauses)


def seconds_of(length: Duration | Amount, at_once_minutes: int) -> Fraction | int:
    """Seconds on the clock of a length in minutes, hours or *at once*."""
    if length.unit is Unit.AT_ONCE:
        return at_once_minutes * 60
    return length.seconds


def own_s(
    time_: WorkingTime,
    ready: int,
    length: Duration | Amount,
    pauses: Pauses = (),
    cutoff: time | None = None,
    at_once_minutes: int = AT_ONCE_MINUTES,
) -> int | None:
    """A step's own time from when it became ready: addition, no day left out."""
    unit = length.unit
    if unit is Unit.NOT_COUNTED:
        return None
    if unit is Unit.WORKING_DAY:
        return add_working_days(time_, ready, length.amount, pauses)
    if unit is Unit.CALENDAR_DAY:
        return add_calendar_days(time_, ready, length.amount, pauses)
    if unit is Unit.MONTH:
        whole = -(-length.amount.numerator // length.amount.denominator)
        return add_calendar_days(time_, ready, Fraction(0), pauses, months=whole)
    if unit is Unit.SAME_DAY:
        return same_day(time_, ready, cutoff, pauses)
    return add_clock(time_, ready, seconds_of(length, at_once_minutes), pauses)


def own_add(
    time_: WorkingTime,
    ready_at: datetime,
    duration: Duration,
    pauses: Sequence[tuple[datetime, datetime | None]] = (),
    *,
    cutoff: time | None = None,
    at_once_minutes: int = AT_ONCE_MINUTES,
) -> Due:
    """A step's own due outside any plan; ``cutoff`` matters for *same day* only."""
    ready = to_seconds(ready_at)
    stood = clock_pauses(time_, pauses, cutoff)
    due = own_s(time_, ready, duration, stood, cutoff, at_once_minutes)
    return make_due(
        time_,
        ready,
        ready,
        due,
        duration,
        rule="own",
        pauses=stood,
        minutes=at_once_minutes if duration.unit is Unit.AT_ONCE else None,
    )


def step_verdict(due_at: datetime, done_at: datetime) -> str:
    """``early``, ``on_time`` or ``late``, by the minute whatever the unit."""
    return _verdict(to_seconds(done_at) // 60, to_seconds(due_at) // 60)


def case_verdict(
    time_: WorkingTime, unit: Unit | str, due_at: datetime, ended_at: datetime
) -> str:
    """By date (of the calendar's zone) for limits in days, by minute for hours."""
    if Unit(unit) in DATES or Unit(unit) is Unit.SAME_DAY:
        return _verdict(time_.local(ended_at).date(), time_.local(due_at).date())
    return step_verdict(due_at, ended_at)


def _verdict(done, due) -> str:
    if done == due:
        return "on_time"
    return "early" if done < due else "late"
