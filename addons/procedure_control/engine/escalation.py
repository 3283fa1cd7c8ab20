"""When a rung of the ladder calls, and what calls next.

A rung has a *moment* in working time, measured from the due time of the duty. It is
*delivered* by the first sweep in working hours at or after it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from .calendar_source import to_datetime, to_seconds
from .day_scale import add_clock, add_working_days, clock_pauses
from .duration import Duration, Unit
from .working_time import WorkingTime

Pauses = Sequence[tuple[datetime, datetime | None]]

#: Own times under these are *short*: a rung before due then stands at a share of the
#: time instead of at a fixed distance, which would lie before the start.
SHORT_HOURS = Decimal(16)
SHORT_DAYS = Decimal(2)


@dataclass(frozen=True)
class Level:
    """A rung. ``offset`` is in ``unit`` ("hour" or "day"), negative before due.

    ``short_percent`` of the own time replaces the offset for short duties (0: never).
    """

    key: int
    offset: Decimal
    unit: str
    short_percent: int = 0


@dataclass(frozen=True)
class Call:
    """A rung that calls at ``moment`` and may be delivered from ``deliver_from`` on."""

    level: Level
    moment: datetime
    deliver_from: datetime


def is_short(own: Duration | None) -> bool:
    """Whether a duty's own time is under 16 hours or 2 days."""
    if own is None or own.unit is Unit.NOT_COUNTED:
        return False
    if own.unit in (Unit.SAME_DAY, Unit.AT_ONCE):
        return True
    if own.unit is Unit.MINUTE:
        return own.value < SHORT_HOURS * 60
    if own.unit is Unit.WORKING_HOUR:
        return own.value < SHORT_HOURS
    if own.unit is Unit.MONTH:
        return False
    return own.value < SHORT_DAYS


def moment(
    level: Level,
    ready: datetime,
    due: datetime,
    own: Duration | None,
    time: WorkingTime,
    pauses: Pauses = (),
) -> datetime | None:
    """When this rung calls for a duty that became ready and is due then.

    Datetimes are naive UTC. After due, time in which the clock stood (``pauses``: from,
    to or None) brings no rung nearer; None while it stands. Raises `CalendarError`
    outside the calendar's window.
    """
    if level.offset < 0 and level.short_percent and is_short(own):
        seconds = time.seconds_between(ready, due) * level.short_percent // 100
        return time.add_seconds(ready, seconds)
    if not level.offset:
        return due
    if level.offset > 0 and pauses:
        return _after_due(level, due, time, pauses)
    if level.unit == "hour":
        return time.add_seconds(due, int(level.offset * 3600))
    return time.add_days(due, Fraction(level.offset))


def _after_due(level: Level, due: datetime, time: WorkingTime, pauses: Pauses):
    start, stood = to_seconds(due), clock_pauses(time, pauses)
    if level.unit == "hour":
        end = add_clock(time, start, int(level.offset * 3600), stood)
    else:
        end = add_working_days(time, start, Fraction(level.offset), stood)
    return None if end is None else to_datetime(end)


def pending(
    levels: Sequence[Level],
    fired: Collection[int],
    ready: datetime,
    due: datetime | None,
    own: Duration | None,
    time: WorkingTime,
    pauses: Pauses = (),
) -> list[Call]:
    """The rungs not fired yet, earliest first; none for a duty without a due time."""
    if due is None:
        return []
    calls = []
    for level in levels:
        if level.key in fired:
            continue
        at = moment(level, ready, due, own, time, pauses)
        if at is None:
            continue
        calls.append(Call(level, at, time.next_open(at)))
    return sorted(calls, key=lambda call: (call.moment, call.level.key))
