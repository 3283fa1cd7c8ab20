"""Why the clock of a task stands at a moment: a code and what belongs to it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from .working_time import WorkingTime


@dataclass(frozen=True)
class Stand:
    """``code`` and what to say with it; datetimes are naive UTC.

    ``supplement`` and ``wait``: ``since``. ``consult``: ``names`` of who has yet to
    answer, ``until`` (or None). ``not_started``, ``closed`` and ``day_off``: ``opens``,
    when it goes on; of a day off also ``name``, empty for an ordinary rest day.
    """

    code: str
    data: dict = field(default_factory=dict)


def why(
    at: datetime,
    time_: WorkingTime,
    *,
    clock_start: datetime | None = None,
    pause: tuple[str, datetime] | None = None,
    asked: Sequence[str] = (),
    until: datetime | None = None,
) -> Stand | None:
    """None while the clock runs.

    ``pause``: kind and start of the open one; ``asked``: names of the agencies whose
    answer the case waits for, by ``until``; ``clock_start``: of the case. What people
    wait for comes before what the clock on the wall says. Raises CalendarError outside
    the window.
    """
    if pause:
        kind, since = pause
        return Stand(kind, {"since": since})
    if asked:
        return Stand("consult", {"names": tuple(asked), "until": until})
    if clock_start and at < clock_start:
        return Stand("not_started", {"opens": clock_start})
    opens = time_.next_open(at)
    if opens == at:
        return None
    today = time_.local(at).date()
    if time_.is_working_date(today):
        return Stand("closed", {"opens": opens})
    return Stand("day_off", {"opens": opens, "name": _name(time_, today)})


def _name(time_: WorkingTime, day: date) -> str:
    ordinal = day.toordinal()
    return next((name for day_, name, _partly in time_.off if day_ == ordinal), "")
