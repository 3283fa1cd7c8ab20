"""Where the time of a case went, in working minutes that add up.

    overrun = step overrun - step saved + uncounted + (plan - limit)

Everything is measured on the case's own calendar, net of the time its clock stood, over
the occurrences of the path that decided the end. Each moment is brought to its whole
minute first, so that differences of moments add up without a rest.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from .calendar_source import to_seconds
from .day_scale import clock_pauses, net
from .working_time import WorkingTime


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One step of the path, once. Naive UTC.

    ``due`` None, or ``counted`` false: all its time is uncounted. ``shared``: key of
    the phase whose one budget it drew on; neighbours that share are judged together.
    """

    ready: datetime
    done: datetime
    due: datetime | None = None
    counted: bool = True
    shared: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """Working minutes; ``overrun`` is negative for a case that ended early.

    ``plan_minus_limit`` is the time that the steps were given together less the time
    from the start of the clock to the due.
    """

    overrun: int
    step_overrun: int
    step_saved: int
    uncounted: int
    plan_minus_limit: int

    @property
    def remainder(self) -> int:
        """0, or the figures are not of one path."""
        explained = self.step_overrun - self.step_saved + self.uncounted
        return self.overrun - explained - self.plan_minus_limit


def terms(
    path: Iterable[Occurrence],
    time_: WorkingTime,
    start: datetime,
    due: datetime,
    end: datetime,
    pauses: Sequence[tuple[datetime, datetime | None]] = (),
    *,
    cutoff: time | None = None,
) -> Terms:
    """How the case came to end when it did, against ``due``.

    ``path`` in the order of time, each occurrence opened by the end of the one before.
    ``start``: when the clock started; what was before it has no length. Time that no
    occurrence covers is uncounted. Raises CalendarError outside the window.
    """
    minute = _minutes(time_, start, pauses, cutoff)
    began, ended, limit = minute(start), minute(end), minute(due)
    over = saved = uncounted = given = 0
    before = began
    for group in _together(path):
        ready, done = minute(group[0].ready), minute(group[-1].done)
        uncounted += ready - before
        before = done
        if not _judged(group[-1]):
            uncounted += done - ready
            continue
        own = minute(group[-1].due)
        given += own - ready
        over += max(0, done - own)
        saved += max(0, own - done)
    uncounted += ended - before
    return Terms(ended - limit, over, saved, uncounted, given - (limit - began))


def _judged(one: Occurrence) -> bool:
    return one.counted and one.due is not None


def _together(path: Iterable[Occurrence]) -> list[list[Occurrence]]:
    groups: list[list[Occurrence]] = []
    for one in path:
        last = groups[-1][-1] if groups else None
        if last and one.shared and (one.shared, one.due) == (last.shared, last.due):
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _minutes(time_, start, pauses, cutoff) -> Callable[[datetime], int]:
    """Working minutes of the clock from ``start`` to a moment, 0 before it."""

    def whole(seconds: int) -> int:
        return seconds // 60 * 60

    stood = [
        (whole(first), None if last is None else whole(last))
        for first, last in clock_pauses(time_, pauses, cutoff)
    ]
    base = whole(to_seconds(start))

    def minute(at: datetime) -> int:
        moment = max(base, whole(to_seconds(at)))
        return net(time_.used_s, base, moment, stood) // 60

    return minute
