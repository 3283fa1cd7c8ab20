"""When a rung of the ladder calls, how often, and what is delivered of it.

A rung has a *moment* in working time, measured from the due time of the duty or as a
share of its own time. It is *delivered* by the first sweep in working hours at or
after it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from .calendar_source import CalendarError, to_datetime, to_seconds
from .day_scale import (
    add_calendar_days,
    add_clock,
    add_working_days,
    calendar_position,
    clock_pauses,
)
from .duration import Duration, Unit
from .working_time import WorkingTime

Pauses = Sequence[tuple[datetime, datetime | None]]

#: Own times under these are *short*: a rung before due then stands at a share of the
#: time instead of at a fixed distance, which would lie before the start.
SHORT_HOURS = Decimal(16)
SHORT_DAYS = Decimal(2)
#: How often a rung that repeats "until done" calls again at most.
MOST_REPEATS = 60
#: Working seconds after which a rung that nobody delivered was missed: the sweeps
#: stood, and the highest rung alone is delivered in their place.
GRACE = 3600

#: Units of an offset; ``percent`` is a share of the own time, counted from ready.
CLOCK_UNITS = {"minute": 60, "hour": 3600}


@dataclass(frozen=True)
class Level:
    """A rung.

    ``offset`` is in ``unit`` ("minute", "hour", "day" of working time,
    "calendar_day"), negative before due; in "percent" it is the share of the own time
    that has gone since the duty became ready, beyond 100 after due. ``short_percent``
    replaces an offset before due for short duties (0: never). ``condition``:
    "not_finished", or "not_started" for a rung that is silent once the duty was begun.
    ``owner``: it calls the responsible person himself. ``repeat_every`` in
    ``repeat_unit`` (as ``unit``, without percent): calls again so often after the
    first, ``repeat_times`` times; 0 times: until done, at most `MOST_REPEATS`.
    """

    key: int
    offset: Decimal
    unit: str
    short_percent: int = 0
    condition: str = "not_finished"
    owner: bool = False
    repeat_every: int = 0
    repeat_unit: str = "day"
    repeat_times: int = 0
    #: Its place on the ladder, which decides between rungs of one moment.
    place: int = 0

    @property
    def repeats(self) -> int:
        """How many times it calls again."""
        return (self.repeat_times or MOST_REPEATS) if self.repeat_every else 0


@dataclass(frozen=True)
class Call:
    """A rung that calls at ``moment`` and may be delivered from ``deliver_from`` on.

    ``repeat`` is 0 for its first call, 1 for the first time it calls again. ``first``
    is the moment of its first call.
    """

    level: Level
    moment: datetime
    deliver_from: datetime
    repeat: int = 0
    first: datetime | None = None

    @property
    def key(self) -> tuple[int, int]:
        """(key of the rung, repeat): what is called once for one clock of a duty."""
        return self.level.key, self.repeat


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
    """When this rung first calls for a duty that became ready and is due then.

    Datetimes are naive UTC. After due, time in which the clock stood (``pauses``: from,
    to or None) brings no rung nearer; None while it stands. Raises `CalendarError`
    outside the calendar's window.
    """
    percent = level.offset if level.unit == "percent" else None
    if level.offset < 0 and level.short_percent and is_short(own):
        percent = Decimal(level.short_percent)
    if percent is not None:
        return _at_share(percent, ready, due, time, pauses)
    if not level.offset:
        return due
    if level.offset > 0:
        return _later(due, level.offset, level.unit, time, pauses)
    return _earlier(due, -level.offset, level.unit, time)


def _at_share(percent, ready, due, time, pauses):
    allowed = time.seconds_between(ready, due)
    if percent <= 100:
        return time.add_seconds(ready, int(allowed * percent // 100))
    beyond = allowed * (Fraction(percent) - 100) / 100
    return _clock(due, beyond, time, pauses)


def _later(at, amount, unit, time, pauses):
    """``amount`` of ``unit`` after an instant, without what the clock stood."""
    if unit in CLOCK_UNITS:
        return _clock(at, Fraction(amount) * CLOCK_UNITS[unit], time, pauses)
    start, stood = to_seconds(at), clock_pauses(time, pauses)
    add = add_calendar_days if unit == "calendar_day" else add_working_days
    end = add(time, start, Fraction(amount), stood)
    return None if end is None else to_datetime(end)


def _clock(at, seconds, time, pauses):
    end = add_clock(time, to_seconds(at), seconds, clock_pauses(time, pauses))
    return None if end is None else to_datetime(end)


def _earlier(at, amount, unit, time):
    """``amount`` of ``unit`` before an instant.

    A calendar day that nobody works falls on the working date before it: a reminder
    may come sooner, never at the due itself.
    """
    if unit in CLOCK_UNITS:
        return time.add_seconds(at, -int(amount * CLOCK_UNITS[unit]))
    if unit != "calendar_day":
        return time.add_days(at, -Fraction(amount))
    position = calendar_position(time, to_seconds(at)) - Fraction(amount)
    day = -(-position.numerator // position.denominator) - 1
    if not 0 <= day < len(time.rank) - 1:
        raise time._outside()
    share = position - day
    index = time.nth(time.rank[day + 1] - 1)
    return to_datetime(time.at_share(index, share.numerator, share.denominator))


def calls(
    levels: Iterable[Level],
    ready: datetime,
    due: datetime | None,
    own: Duration | None,
    time: WorkingTime,
    pauses: Pauses = (),
    started: datetime | None = None,
    until: datetime | None = None,
) -> list[Call]:
    """Every call of these rungs for one duty, fired or not, earliest first.

    :param own: the duty's own time, None when it has none
    :param started: when its owner began; rungs that call for what was not begun are
        left out from then on
    :param until: repeats are listed up to the first one after it, all where it is
        None; first calls are listed always
    :return: nothing for a duty without a due time. Repeats end where the calendar's
        window does; `CalendarError` is raised where a first call lies outside it.
    """
    if due is None:
        return []
    found = [
        call
        for level in levels
        for call in _of_level(level, ready, due, own, time, pauses, started, until)
    ]
    return sorted(found, key=_order)


def _of_level(level, ready, due, own, time, pauses, started, until=None):
    """The calls of one rung, one after the other."""
    first = moment(level, ready, due, own, time, pauses)
    if first is None:
        return
    for call in _occurrences(level, first, time, pauses, until):
        silent = level.condition == "not_started" and started is not None
        if silent and started <= call.deliver_from:
            return
        yield call


def _order(call: Call):
    return call.moment, call.level.place, call.level.key, call.repeat


def _occurrences(level, first, time, pauses, until):
    call = Call(level, first, time.next_open(first), 0, first)
    yield call
    for repeat in range(1, level.repeats + 1):
        if until is not None and call.deliver_from > until:
            return
        try:
            amount = Fraction(level.repeat_every * repeat)
            at = _later(first, amount, level.repeat_unit, time, pauses)
            if at is None:
                return
            call = Call(level, at, time.next_open(at), repeat, first)
        except CalendarError:
            return
        yield call


def pending(
    levels: Iterable[Level],
    fired: Collection[tuple[int, int]],
    ready: datetime,
    due: datetime | None,
    own: Duration | None,
    time: WorkingTime,
    pauses: Pauses = (),
    started: datetime | None = None,
    until: datetime | None = None,
) -> list[Call]:
    """The calls not fired yet, earliest first; none for a duty without a due time.

    :param fired: (key of the rung, repeat) of what has called already
    :param until: as in `calls`
    """
    return [
        call
        for call in calls(levels, ready, due, own, time, pauses, started, until)
        if call.key not in fired
        and (started is None or call.level.condition != "not_started")
    ]


def next_call(
    levels: Iterable[Level],
    fired: Collection[tuple[int, int]],
    ready: datetime,
    due: datetime | None,
    own: Duration | None,
    time: WorkingTime,
    pauses: Pauses = (),
    started: datetime | None = None,
) -> Call | None:
    """The first of what is `pending`, without laying out every repeat."""
    if due is None:
        return None
    firsts = []
    for level in levels:
        if started is not None and level.condition == "not_started":
            continue
        some = _of_level(level, ready, due, own, time, pauses, started)
        firsts.append(next((call for call in some if call.key not in fired), None))
    return min(filter(None, firsts), key=_order, default=None)


def sort_out(
    due_calls: Sequence[Call], at: datetime, time: WorkingTime
) -> tuple[list[Call], list[Call]]:
    """What of one duty's due calls is delivered at ``at``, and what was missed.

    In time, everything is delivered. Where the sweeps have stood for more than an
    hour of work, one rung is delivered in the place of all: the one that stands
    highest on the ladder (whose first call is the latest, the later in its order), by
    its last call; and of the owner's own, which cost no activity, the last.

    :param due_calls: in the order of `calls`
    """
    late = (time.seconds_between(call.deliver_from, at) for call in due_calls)
    if not any(seconds > GRACE for seconds in late):
        return list(due_calls), []
    kept = [
        max((c for c in due_calls if c.level.owner is own), key=_height, default=None)
        for own in (True, False)
    ]
    delivered = [call for call in due_calls if call in kept]
    return delivered, [call for call in due_calls if call not in kept]


def _height(call: Call):
    return call.first or call.moment, call.level.place, call.level.key, call.repeat
