"""Where the working time of one step went: waiting, worked on, its clock standing.

Times are naive UTC. What is used is waiting and working together; minutes for which
the clock of the case stood are in neither. Each share is cut to whole minutes so that
the two add up to the whole exactly.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from .working_time import WorkingTime

#: (from, to or None while it lasts)
Pause = tuple[datetime, datetime | None]


@dataclass(frozen=True)
class StepTime:
    """Working minutes; ``used`` = ``waiting`` + ``working``, ``paused`` beside them."""

    used: int
    waiting: int
    working: int
    paused: int

    def __post_init__(self) -> None:
        if self.waiting + self.working != self.used:
            raise ValueError(f"{self} does not add up.")


def split(
    time: WorkingTime,
    ready: datetime,
    done: datetime,
    *,
    started: datetime | None = None,
    pauses: Iterable[Pause] = (),
    answered: bool = True,
) -> StepTime:
    """The time of a step from when it was ready until it ended.

    :param started: when somebody said that he began, None where nobody did: then all
        of it counts as working, since nothing shows that the step lay
    :param answered: False for a step that ended by itself: it was waiting throughout
        unless somebody began
    :raises CalendarError: a moment outside the window of `time`
    """
    done = max(ready, done)
    spans = merged(ready, done, pauses)
    if started is None:
        began = ready if answered else done
    else:
        began = min(max(started, ready), done)
    paused = sum(time.seconds_between(*span) for span in spans)
    waiting = time.seconds_between(ready, began) - sum(
        time.seconds_between(low, min(high, began))
        for low, high in spans
        if low < began
    )
    used = (time.seconds_between(ready, done) - paused) // 60
    waiting = min(used, waiting // 60)
    return StepTime(used, waiting, used - waiting, paused // 60)


def merged(
    start: datetime, end: datetime, pauses: Iterable[Pause]
) -> list[tuple[datetime, datetime]]:
    """What of these pauses lies between two moments, each instant once."""
    spans: list[tuple[datetime, datetime]] = []
    for low, high in sorted((low, high or end) for low, high in pauses):
        low, high = max(low, start), min(high, end)
        if low >= high:
            continue
        if spans and low <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(high, spans[-1][1]))
        else:
            spans.append((low, high))
    return spans
