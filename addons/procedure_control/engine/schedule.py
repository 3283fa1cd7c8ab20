"""Lays the steps of a case out in time, from its start to its due.

Works in whole UTC seconds; `NEVER` stands for *no due* or *not while the clock stands*.
Planned dues follow the limit rule applied to running sums; scheduled ends follow each
step's own time and never pass its planned due.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time
from fractions import Fraction

from .day_scale import (
    Pauses,
    add_calendar_days,
    add_clock,
    add_working_days,
    calendar_date_after,
    calendar_position,
    date_after,
    net,
    working_position,
)
from .deadline import limit_s, own_s, seconds_of
from .duration import CLOCK, DATES, Amount, Duration, Unit
from .working_time import WorkingTime

NEVER = 1 << 62


class PlanError(ValueError):
    """A table that cannot be laid out: ``code`` ``budget_without_limit``,
    ``unknown_phase``, ``unknown_mode``, ``same_key``; ``data`` names the place."""

    def __init__(self, code: str, **data):
        super().__init__(f"{code}: {data}" if data else code)
        self.code = code
        self.data = data


@dataclass(frozen=True)
class StepTime:
    """One step; ``time`` is the calendar of its agency.

    ``duration`` None: not known yet (its doer's predecessor sets it), or drawn on its
    phase. ``cutoff`` matters to *same day* only.
    """

    key: str
    order: int
    duration: Duration | None
    phase: str | None
    counted: bool
    time: WorkingTime
    kind: str = "work"
    cutoff: time | None = None

    @property
    def is_counted(self) -> bool:
        timed = self.duration is None or self.duration.counted
        return self.counted and timed and self.kind != "wait"


@dataclass(frozen=True)
class PhaseTime:
    """``mode``: ``band`` (sub-total or none), ``budget`` or ``together``."""

    key: str
    mode: str
    limit: Duration | None = None


@dataclass(frozen=True)
class Slot:
    """Where one step or phase lies, in seconds."""

    ready: int
    end: int
    planned: int | None  # None: not counted, or its time is not known yet
    length: Amount | None
    time: WorkingTime
    shrunk: bool = False


@dataclass(frozen=True)
class Sums:
    """A running sum, each unit by itself: units are never converted."""

    months: Fraction = Fraction(0)
    dates: Fraction = Fraction(0)
    days: Fraction = Fraction(0)
    seconds: Fraction = Fraction(0)

    def plus(self, length: Amount | None, at_once: int) -> "Sums":
        if length is None:
            return self
        unit = length.unit
        if unit is Unit.WORKING_DAY:
            return replace(self, days=self.days + length.amount)
        if unit is Unit.CALENDAR_DAY:
            return replace(self, dates=self.dates + length.amount)
        if unit is Unit.MONTH:
            return replace(self, months=self.months + length.amount)
        if unit in CLOCK or unit is Unit.AT_ONCE:
            return replace(self, seconds=self.seconds + seconds_of(length, at_once))
        return self

    def only(self, field: str) -> bool:
        return all(
            name == field or not value for name, value in vars(self).items()
        )


def ceil(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)


@dataclass
class Stretch:
    """A stretch of steps under one limit rule, with the running sum along it."""

    base: int
    unit: Unit | None
    due: int
    sums: Sums = Sums()


class Layout:
    """Lays out once, on construction: `slots`, `phase_slots`, `due`, `ratio`."""

    def __init__(
        self,
        start: int,
        limit: Duration | None,
        time_: WorkingTime,
        steps: Sequence[StepTime],
        phases: Sequence[PhaseTime],
        pauses: Pauses,
        at_once: int,
    ):
        self.start, self.time = start, time_
        self.limit = limit if limit and limit.counted else None
        self.pauses, self.at_once = pauses, at_once
        self.steps = sorted(steps, key=lambda step: step.order)
        self.phases = {phase.key: phase for phase in phases}
        self.check(steps)
        self.slots: dict[str, Slot] = {}
        self.phase_slots: dict[str, Slot] = {}
        self.limit_due = self.limit_end(start, self.limit)
        self.groups = list(self._groups())
        self.ratio = self.shrink(start, self.limit, self.limit_due, self._case_lengths())
        self.cursor = self.high = start
        self.last_counted = max(
            (index for index, step in enumerate(self.steps) if step.is_counted),
            default=-1,
        )
        self.lay_out()

    def check(self, steps) -> None:
        if len({step.key for step in steps}) != len(steps):
            raise PlanError("same_key")
        for step in steps:
            if step.phase is not None and step.phase not in self.phases:
                raise PlanError("unknown_phase", step=step.key, phase=step.phase)
        for phase in self.phases.values():
            if phase.mode not in ("band", "budget", "together"):
                raise PlanError("unknown_mode", phase=phase.key, mode=phase.mode)
            if phase.mode == "budget" and phase.limit is None:
                raise PlanError("budget_without_limit", phase=phase.key)

    # -- the rules --------------------------------------------------------------------
    def limit_end(self, base: int, limit: Duration | Amount | None) -> int:
        if limit is None or base >= NEVER:
            return NEVER
        end = limit_s(self.time, base, limit, self.pauses, self.at_once)
        return NEVER if end is None else end

    def own_end(self, step: StepTime, ready: int, length: Amount | None) -> int:
        if length is None or ready >= NEVER:
            return ready
        end = own_s(step.time, ready, length, self.pauses, step.cutoff, self.at_once)
        return NEVER if end is None else max(end, ready)

    def planned(self, stretch: Stretch, length: Amount | None) -> int:
        """The stretch's limit rule applied to its base and the sum with ``length``."""
        if stretch.unit is None or stretch.base >= NEVER:
            return stretch.due
        sums = stretch.sums.plus(length, self.at_once)
        rule = self._by_date if stretch.unit in DATES else self._by_clock
        end = rule(stretch.base, sums)
        return min(NEVER if end is None else max(end, self.high), stretch.due)

    def _by_date(self, base: int, sums: Sums) -> int | None:
        at: int | None = base
        if sums.months or sums.dates:
            at = calendar_date_after(
                self.time, base, ceil(sums.dates), self.pauses, int(ceil(sums.months))
            )
            if at is None or not sums.days:
                return at if at is None else self._to_close(at, sums.seconds)
        at = date_after(self.time, at, ceil(sums.days), self.pauses)
        return at if at is None else self._to_close(at, sums.seconds)

    def _to_close(self, at: int, seconds: Fraction) -> int | None:
        if not seconds:
            return at
        end = add_clock(self.time, at, seconds, self.pauses)
        return None if end is None else date_after(self.time, end, 0, self.pauses)

    def _by_clock(self, base: int, sums: Sums) -> int | None:
        at: int | None = base
        if sums.months or sums.dates:
            months = ceil(sums.months)
            at = add_calendar_days(self.time, at, sums.dates, self.pauses, months)
        if at is not None and sums.days:
            at = add_working_days(self.time, at, sums.days, self.pauses)
        if at is not None and sums.seconds:
            at = add_clock(self.time, at, sums.seconds, self.pauses)
        return at

    def shrink(self, base: int, limit, due: int, lengths) -> Fraction:
        """1, or the part of their time the steps get where together they exceed it.

        Only where steps and limit can be compared without converting units; otherwise
        the planned dues alone hold the steps within the limit.
        """
        if limit is None or due >= NEVER:
            return Fraction(1)
        sums = Sums()
        for length in lengths:
            sums = sums.plus(length, self.at_once)
        if limit.unit is Unit.WORKING_DAY and sums.only("days"):
            wanted, declared, scale = sums.days, limit.amount, working_position
        elif limit.unit is Unit.CALENDAR_DAY and sums.only("dates"):
            wanted, declared, scale = sums.dates, limit.amount, calendar_position
        elif limit.unit not in DATES and not (sums.months or sums.dates):
            scale = WorkingTime.used_s
            wanted = sums.seconds + sums.days * self._day_length(due)
            declared = seconds_of(limit, self.at_once) if sums.days == 0 else 0
            if limit.unit in CLOCK and sums.days:
                return Fraction(1)
        else:
            return Fraction(1)
        if wanted <= declared:
            return Fraction(1)
        available = net(lambda at: scale(self.time, at), base, due, self.pauses)
        return min(Fraction(1), Fraction(available) / wanted)

    def _day_length(self, at: int) -> int:
        index = min(self.time.rank[self.time.day_s(at)], len(self.time.dates) - 1)
        return self.time.day_used[index + 1] - self.time.day_used[index]

    # -- the walk ---------------------------------------------------------------------
    def _groups(self):
        """(phase or None, its steps), each phase once, where its first step stands."""
        seen = set()
        for step in self.steps:
            if step.phase is None:
                yield None, [step]
            elif step.phase not in seen:
                seen.add(step.phase)
                members = [other for other in self.steps if other.phase == step.phase]
                yield self.phases[step.phase], members

    def _case_lengths(self):
        """What counts towards the case's limit, each block and budget once."""
        for phase, members in self.groups:
            counted = [step for step in members if step.is_counted]
            if phase and phase.limit and phase.limit.counted:
                if counted:
                    yield self._exact(phase.limit)
            elif phase and phase.mode == "together":
                yield self._longest(counted, self.start, Fraction(1))
            else:
                yield from (self._exact(step.duration) for step in counted)

    @staticmethod
    def _exact(length: Duration | None, ratio: Fraction = Fraction(1)) -> Amount | None:
        return None if length is None else length.scaled(ratio)

    def _longest(self, steps, at: int, ratio: Fraction) -> Amount | None:
        lengths = [(self._exact(step.duration, ratio), step) for step in steps]
        timed = [(length, step) for length, step in lengths if length is not None]
        if not timed:
            return None
        return max(timed, key=lambda pair: self.own_end(pair[1], at, pair[0]))[0]

    def lay_out(self) -> None:
        case = Stretch(self.start, self.limit and self.limit.unit, self.limit_due)
        chained = bool(self.groups)
        for phase, members in self.groups:
            if phase is None or (phase.mode == "band" and not phase.limit):
                chained = chained and not any(step.is_counted for step in members)
                for step in members:
                    self.lay_step(case, step, self.ratio)
            elif phase.mode == "band":
                self.lay_band(case, phase, members)
            else:
                chained = False
                self.lay_block(case, phase, members)
        # Phases with limits of their own make the case's due where it has none.
        self.due = self.limit_due
        if self.limit is None and chained and self.last_counted >= 0:
            self.due = self.high

    def lay_step(self, stretch: Stretch, step: StepTime, ratio: Fraction) -> None:
        if not step.is_counted:
            return self.lay_uncounted(step)
        length = self._exact(step.duration, ratio)
        self.slots[step.key] = slot = self.slot(stretch, step, length, ratio)
        stretch.sums = stretch.sums.plus(length, self.at_once)
        self.cursor = slot.end
        self.raise_to(slot.planned)
        if length is not None and length.unit is Unit.SAME_DAY:
            if stretch.unit is not None and stretch.unit not in DATES:
                stretch.base, stretch.sums = slot.planned, Sums()

    def raise_to(self, planned: int | None) -> None:
        """No later step is planned before this."""
        if planned is not None and self.high < planned < NEVER:
            self.high = planned

    def slot(self, stretch, step, length, ratio, cap: int = NEVER) -> Slot:
        own = self.own_end(step, self.cursor, length)
        if length is None:
            return Slot(self.cursor, self.cursor, None, None, step.time)
        planned = min(self.planned(stretch, length), cap)
        if length.unit is Unit.SAME_DAY:
            planned = max(planned, min(own, stretch.due, cap))
        if stretch.unit is None:
            planned = min(own, planned)
        end = min(own, planned)
        return Slot(self.cursor, end, planned, length, step.time, ratio != 1)

    def lay_uncounted(self, step: StepTime) -> None:
        """Taken as done when ready, but after the result its own time goes by."""
        length, end = self._exact(step.duration), self.cursor
        if length is not None and not length.counted:
            length = None
        if self.steps.index(step) > self.last_counted:
            end = self.own_end(step, self.cursor, length)
        self.slots[step.key] = Slot(self.cursor, end, None, length, step.time)
        self.cursor = end

    def lay_band(self, case: Stretch, phase: PhaseTime, members) -> None:
        limit = self._exact(phase.limit, self.ratio)
        base = self.high
        due = min(max(self.limit_end(base, limit), base), self.limit_due)
        own = [self._exact(step.duration) for step in members if step.is_counted]
        within = self.shrink(base, limit, due, own)
        stretch = Stretch(base, limit.unit, due)
        ready = self.cursor
        for step in members:
            self.lay_step(stretch, step, min(within, self.ratio))
        self.raise_to(due)
        self.phase_slots[phase.key] = Slot(
            ready, self.cursor, due, limit, self.time, self.ratio != 1
        )
        case.base, case.sums = self.high, Sums()

    def lay_block(self, stretch: Stretch, phase: PhaseTime, members) -> None:
        counted = [step for step in members if step.is_counted]
        for step in members:
            if step not in counted:
                slot = Slot(self.cursor, self.cursor, None, None, step.time)
                self.slots[step.key] = slot
        if not counted:
            return
        ratio, lead = self.ratio, counted[0]
        length = self._exact(phase.limit, ratio)
        if length is None:
            length = self._longest(counted, self.cursor, ratio)
        block = self.slot(stretch, lead, length, ratio)
        ends = []
        for step in counted:
            own = self._exact(step.duration, ratio) if phase.mode == "together" else None
            slot = block
            if phase.mode == "together":
                cap = NEVER if block.planned is None else block.planned
                slot = self.slot(stretch, step, own or length, ratio, cap)
            self.slots[step.key] = slot
            ends.append(slot.end)
        block = replace(block, end=max(ends) if not phase.limit else max(*ends, block.end))
        self.phase_slots[phase.key] = block
        stretch.sums = stretch.sums.plus(length, self.at_once)
        self.cursor = block.end
        self.raise_to(block.planned)
