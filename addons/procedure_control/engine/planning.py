"""The two dues of every step: the planned one of the case, and its own.

`plan` at the start of a case (and again at each pause, extension or newly set time);
`own_due` when a step becomes ready; `return_due` when work comes back to a step.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from fractions import Fraction

from .calendar_source import to_datetime, to_seconds
from .day_scale import (
    Pauses,
    calendar_position,
    clock_pauses,
    net,
    working_position,
)
from .deadline import (
    AT_ONCE_MINUTES,
    Due,
    as_text,
    made_limit,
    make_due,
    own_s,
)
from .duration import Amount, Duration, Unit
from .limit_rule import NEVER, LimitRule
from .schedule import Layout, Slot
from .timetable import PhaseTime, PlanError, StepTime, Table
from .working_time import WorkingTime

__all__ = [
    "PhaseTime",
    "Plan",
    "PlanError",
    "StepPlan",
    "StepTime",
    "Table",
    "own_due",
    "plan",
    "return_due",
]


@dataclass(frozen=True)
class StepPlan:
    """Naive UTC. ``planned_due`` is None for steps that are not counted, that wait for
    their time to be set, or while the clock stands. ``shrunk``: the step has less than
    its own time because together the steps exceed the limit."""

    scheduled_ready: datetime | None
    planned_due: datetime | None
    scheduled_end: datetime | None
    shrunk: bool = False


@dataclass(frozen=True)
class Plan:
    """``phases`` holds bands with a limit, blocks and budgets.

    ``legal_due``: by the legal limit where one was named. ``first_due``: what the case
    would be due without the extensions that a caller put into ``case_due``.
    """

    case_due: Due
    legal_due: Due | None
    first_due: Due
    steps: Mapping[str, StepPlan]
    phases: Mapping[str, StepPlan]
    _inputs: dict = field(repr=False, compare=False)
    _layout: Layout = field(repr=False, compare=False)

    def with_pauses(self, pauses: Sequence) -> "Plan":
        """The same case laid out anew."""
        return plan(**{**self._inputs, "pauses": pauses})


def plan(
    start: datetime,
    limit: Duration | None,
    case_time: WorkingTime,
    steps: Iterable[StepTime] | Table,
    phases: Iterable[PhaseTime] = (),
    pauses: Sequence[tuple[datetime, datetime | None]] = (),
    *,
    cutoff: time | None = None,
    at_once_minutes: int = AT_ONCE_MINUTES,
    legal: Duration | None = None,
) -> Plan:
    """Lay a case out. ``start`` is the receipt, or the clock start already moved.

    Steps and phases are those of the case's variant, in any order; for many cases of
    one kind build the `Table` once and pass it as ``steps``. Without a limit the case
    has a due only if all its counted steps lie in bands with limits of their own.
    ``legal``: the limit of the law; steps are laid out by ``limit`` alone.
    Raises CalendarError, PlanError.
    """
    table = steps if isinstance(steps, Table) else Table(steps, phases)
    inputs = {
        "start": start,
        "limit": limit,
        "case_time": case_time,
        "steps": table,
        "cutoff": cutoff,
        "at_once_minutes": at_once_minutes,
        "legal": legal,
    }
    received = to_seconds(start)
    began = case_time.after_cutoff_s(received, cutoff)
    stood = clock_pauses(case_time, pauses, cutoff)
    rule = LimitRule(case_time, stood, at_once_minutes)
    layout = Layout(table, began, limit, rule)
    due = _case_due(layout, received, cutoff)
    return Plan(
        due,
        _legal_due(layout, received, cutoff, legal, due),
        due,
        {key: _shown(slot) for key, slot in layout.slots.items()},
        {key: _shown(slot) for key, slot in layout.phase_slots.items()},
        inputs,
        layout,
    )


def _case_due(layout: Layout, received: int, cutoff: time | None) -> Due:
    due = None if layout.due >= NEVER else layout.due
    if layout.limit is not None:
        return made_limit(
            layout.rule.time,
            received,
            layout.start,
            due,
            layout.limit,
            layout.pauses,
            cutoff,
            layout.at_once,
        )
    if not layout.table.chained:
        return Due(None, to_datetime(layout.start))
    limits = [
        (group.phase.limit.unit.value, as_text(group.phase.limit))
        for group in layout.table.groups
        if group.is_band and group.counted
    ]
    return make_due(
        layout.rule.time,
        received,
        layout.start,
        due,
        None,
        rule="phases",
        pauses=layout.pauses,
        cutoff=cutoff,
        limits=limits,
    )


def _legal_due(layout: Layout, received: int, cutoff, legal, due: Due) -> Due | None:
    if legal is None or not legal.counted:
        return None
    if legal == layout.limit:
        return due
    rule = layout.rule
    end = rule.end(layout.start, legal)
    return made_limit(
        rule.time,
        received,
        layout.start,
        None if end >= NEVER else end,
        legal,
        layout.pauses,
        cutoff,
        layout.at_once,
    )


def _shown(slot: Slot) -> StepPlan:
    return StepPlan(
        _instant(slot.ready), _instant(slot.planned), _instant(slot.end), slot.shrunk
    )


def _instant(seconds: int | None) -> datetime | None:
    return None if seconds is None or seconds >= NEVER else to_datetime(seconds)


def own_due(
    plan: Plan,
    step_key: str,
    ready_at: datetime,
    *,
    pauses: Sequence[tuple[datetime, datetime | None]] | None = None,
    first_ready: datetime | None = None,
) -> Due:
    """The own due of a step that became ready at ``ready_at``.

    Ready on plan, it is never later than the plan; ready late, the step keeps its
    whole own time. ``pauses``: all pauses of the case by now, if there are more than
    the plan knew. ``first_ready``: for a step that draws on a phase, when the first
    step of that phase became ready. ``at`` is None for a step without time.
    """
    if pauses is not None:
        plan = plan.with_pauses(pauses)
    step, slot, ready, note = _place(plan, step_key, ready_at, first_ready)
    facts: dict = {"rule": "own", **note}
    due = _own(plan, step, slot, ready)
    if step.is_counted and due is not None and ready <= slot.ready:
        # The planned due alone would not do: "same time of the next working day" can
        # give who is early on a calendar-day step a later due than who is on time.
        cap = min(slot.planned if slot.planned is not None else NEVER, slot.end)
        if cap < due:
            due, facts["capped"] = cap, to_datetime(cap).isoformat()
    return _made(plan, step, slot, ready, due, facts)


def return_due(
    plan: Plan,
    step_key: str,
    ready_at: datetime,
    *,
    floor: Duration,
    spent: Sequence[tuple[datetime, datetime]] = (),
    pauses: Sequence[tuple[datetime, datetime | None]] | None = None,
    first_ready: datetime | None = None,
) -> Due:
    """The due of a step that came back: what is left of its time, at least ``floor``.

    ``spent``: (ready, done) of its earlier occurrences. The case never moves by it.
    """
    if pauses is not None:
        plan = plan.with_pauses(pauses)
    step, slot, begun, note = _place(plan, step_key, ready_at, first_ready)
    ready = to_seconds(ready_at)
    facts: dict = {"rule": "return", **note}
    if slot.length is None:
        return _made(plan, step, slot, ready, None, facts)
    if note:
        due = _own(plan, step, slot, begun)
    else:
        due = _left(plan, step, slot, ready, spent)
    layout = plan._layout
    least = own_s(slot.time, ready, floor, layout.pauses, step.cutoff, layout.at_once)
    least = ready if least is None and not floor.counted else least
    if due is not None and (least is None or least > due):
        due, facts["floor"] = least, True
    return _made(plan, step, slot, ready, due, facts)


def _place(plan: Plan, step_key: str, ready_at: datetime, first_ready):
    """The step, where it lies, and from when its time runs."""
    layout = plan._layout
    step = layout.table.by_key[step_key]
    phase = layout.table.phases.get(step.phase)
    ready = to_seconds(ready_at)
    if phase is None or phase.mode != "budget" or not step.is_counted:
        return step, layout.slots[step_key], ready, {}
    slot = layout.phase_slots[phase.key]
    if first_ready is not None:
        ready = min(ready, to_seconds(first_ready))
    return step, slot, ready, {"phase": phase.key}


def _own(plan: Plan, step: StepTime, slot: Slot, ready: int, length=None) -> int | None:
    length = length or slot.length
    if length is None:
        return None
    layout = plan._layout
    end = own_s(slot.time, ready, length, layout.pauses, step.cutoff, layout.at_once)
    return None if end is None else max(end, ready)


def _left(plan: Plan, step: StepTime, slot: Slot, ready: int, spent) -> int | None:
    """End of what is left, in the step's own unit; words and months start anew."""
    length, pauses = slot.length, plan._layout.pauses
    spans = [(to_seconds(first), to_seconds(last)) for first, last in spent]
    if length.unit in (Unit.SAME_DAY, Unit.AT_ONCE):
        return _own(plan, step, slot, ready)
    if length.unit is Unit.MONTH:
        begun = min((first for first, _last in spans), default=ready)
        due = _own(plan, step, slot, begun)
        return None if due is None else max(due, ready)
    used = sum(_used(slot.time, length.unit, span, pauses) for span in spans)
    left = max(Fraction(0), length.amount - used)
    return _own(plan, step, slot, ready, Amount(left, length.unit))


def _used(time_: WorkingTime, unit: Unit, span, pauses: Pauses) -> Fraction:
    if unit is Unit.WORKING_DAY:
        return net(lambda at: working_position(time_, at), *span, pauses)
    if unit is Unit.CALENDAR_DAY:
        return net(lambda at: calendar_position(time_, at), *span, pauses)
    seconds = net(time_.used_s, *span, pauses)
    return Fraction(seconds, 60 if unit is Unit.MINUTE else 3600)


def _made(plan: Plan, step, slot: Slot, ready: int, due, facts: dict) -> Due:
    length = slot.length or Amount(Fraction(0), Unit.NOT_COUNTED)
    layout = plan._layout
    if slot.shrunk:
        facts["shrunk"] = True
    if length.unit is Unit.AT_ONCE:
        facts["minutes"] = layout.at_once
    return make_due(slot.time, ready, ready, due, length, pauses=layout.pauses, **facts)
