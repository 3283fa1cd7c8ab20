"""An event log as plain rows: what happened to cases, for process mining.

A trace is a case, an event one thing that happened to one of its steps. Both writers,
`xes` and `event_csv`, take these rows and give the same bytes for the same rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

Value = str | int | bool | datetime
Attributes = tuple[tuple[str, Value], ...]

#: Transitions of the standard lifecycle that are written.
ASSIGN, REASSIGN, START = "assign", "reassign", "start"
SUSPEND, RESUME = "suspend", "resume"
COMPLETE, ABORT, SKIP = "complete", "ate_abort", "manualskip"

#: What happens at one moment is told in this order.
_ORDER = {
    name: place
    for place, name in enumerate(
        (RESUME, COMPLETE, SKIP, ABORT, ASSIGN, REASSIGN, SUSPEND, START)
    )
}


@dataclass(frozen=True, slots=True)
class Event:
    """``at`` bears its zone; ``attributes`` in the order in which they are written."""

    activity: str
    transition: str
    at: datetime
    instance: str
    resource: str = ""
    role: str = ""
    group: str = ""
    attributes: Attributes = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """``name`` is the number of the case, or its pseudonym."""

    name: str
    attributes: Attributes
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One occurrence of a step; moments bear their zone, minutes are working minutes.

    ``state`` is that of the task; ``number`` tells occurrences apart in their case, in
    the order of the case. ``pauses`` [(from, to or None)] are those of its case,
    ``handed_on`` moments at which it went to somebody else. ``aborted`` is when a step
    that nobody finished was cancelled.
    """

    activity: str
    number: int
    occurrence: int
    state: str
    ready: datetime | None = None
    started: datetime | None = None
    done: datetime | None = None
    due: datetime | None = None
    aborted: datetime | None = None
    resource: str = ""
    role: str = ""
    group: str = ""
    agency: str = ""
    verdict: str = ""
    outcome: str = ""
    waiting: int = 0
    working: int = 0
    paused: int = 0
    late: int = 0
    other_agency: bool = False
    handed_on: tuple[datetime, ...] = ()
    pauses: tuple[tuple[datetime, datetime | None], ...] = ()


def events_of(steps: Iterable[Step]) -> tuple[Event, ...]:
    """The events of one case in the order of their moments.

    At one moment what ends comes before what begins, and steps keep their order, so
    that the order is the same whenever it is asked for.
    """
    found = [(step, name, at) for step in steps for name, at in _moments(step)]
    found.sort(key=lambda one: (one[2], _ORDER[one[1]], one[0].number))
    return tuple(_event(step, name, at) for step, name, at in found)


def _moments(step: Step) -> Iterator[tuple[str, datetime]]:
    end = step.done or step.aborted
    if step.ready:
        yield ASSIGN, step.ready
        for at in step.handed_on:
            yield REASSIGN, at
        # One whose beginning nobody told is not said to have begun when it ended.
        if step.started and step.started != end:
            yield START, max(step.started, step.ready)
        for low, high in step.pauses:
            low = max(low, step.ready)
            if end and low >= end or high and high <= low:
                continue
            yield SUSPEND, low
            if high and not (end and high > end):
                yield RESUME, high
    if step.done:
        yield (SKIP if step.state == "skipped" else COMPLETE), step.done
    elif step.aborted:
        yield ABORT, step.aborted


def _event(step: Step, name: str, at: datetime) -> Event:
    attributes: Attributes = (("occurrence", step.occurrence),)
    if step.agency:
        attributes += (("agency", step.agency),)
    if step.due and name in (ASSIGN, COMPLETE):
        attributes += (("due", step.due),)
    if name in (COMPLETE, SKIP):
        attributes += (
            ("state", step.state),
            ("verdict", step.verdict),
            ("outcome", step.outcome),
            ("waiting_minutes", step.waiting),
            ("working_minutes", step.working),
            ("paused_minutes", step.paused),
            ("late_minutes", step.late),
            ("other_agency", step.other_agency),
        )
    return Event(
        activity=step.activity,
        transition=name,
        at=at,
        instance=str(step.number),
        resource=step.resource if _has_it(step, name, at) else "",
        role=step.role,
        group=step.group,
        attributes=attributes,
    )


def _has_it(step: Step, name: str, at: datetime) -> bool:
    """Whether who ended it had it then: whose it was before is told by nobody."""
    return name in (COMPLETE, ABORT, SKIP) or not any(
        moment > at or (name == ASSIGN and moment == at) for moment in step.handed_on
    )
