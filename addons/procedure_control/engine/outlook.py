"""What happens if nobody acts: the calls of a ladder that are still to come."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from .escalation import Call, sort_out
from .working_time import WorkingTime


@dataclass(frozen=True)
class Expected:
    """A call that has not been made.

    ``state`` is "next" for the first that will be delivered and for all delivered with
    it, "later" for those after it, "missed" for what a sweep that stood too long will
    leave out. ``again``: how often the rung calls after this one.
    """

    call: Call
    state: str
    again: int = 0


def expected(
    calls: Sequence[Call],
    fired: Collection[tuple[int, int]] | Mapping,
    at: datetime,
    time: WorkingTime,
) -> list[Expected]:
    """What a duty's ladder will still do if nobody acts, earliest first.

    Of a rung that calls again and again only the first call not made is listed, with
    the number of those after it.

    :param calls: all of them, as `escalation.calls` lists them without ``until``
    :param fired: keys of those made, or that need not be made any more
    :param at: now, naive UTC
    """
    open_ones = [call for call in calls if call.key not in fired]
    overdue = [call for call in open_ones if call.deliver_from <= at]
    _told, missed = sort_out(overdue, at, time)
    result, listed, first = [], set(), None
    for call in open_ones:
        if call in missed:
            result.append(Expected(call, "missed"))
            continue
        if call.level.key in listed:
            continue
        listed.add(call.level.key)
        again = sum(
            one.level.key == call.level.key and one.repeat > call.repeat
            for one in open_ones
        )
        # What is overdue is delivered by the next sweep, together.
        moment = max(call.deliver_from, at)
        first = moment if first is None else first
        result.append(Expected(call, "next" if moment == first else "later", again))
    return result
