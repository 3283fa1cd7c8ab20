"""Lays the steps of a case out in time, from its start to its due.

Planned dues follow the limit rule applied to running sums; scheduled ends follow each
step's own time and never pass its planned due. Instants are whole UTC seconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from .day_scale import Pauses
from .deadline import own_s
from .duration import DATES, Duration, Unit
from .limit_rule import NEVER, WHOLE, Length, LimitRule, Stretch, Sums
from .timetable import Group, StepTime, Table
from .working_time import WorkingTime


@dataclass(frozen=True, slots=True)
class Slot:
    """Where one step or phase lies; ``end`` is the scheduled one.

    ``planned`` None: not counted, or its time is not known yet.
    """

    ready: int
    end: int
    planned: int | None
    length: Length | None
    time: WorkingTime
    shrunk: bool = False


class Layout:
    """Laid out on construction.

    ``slots`` by step key, ``phase_slots`` by phase key, ``due`` of the case.
    """

    def __init__(
        self, table: Table, start: int, limit: Duration | None, rule: LimitRule
    ):
        self.table, self.rule, self.start = table, rule, start
        self.limit = limit if limit and limit.counted else None
        self.slots: dict[str, Slot] = {}
        self.phase_slots: dict[str, Slot] = {}
        self.due = rule.end(start, self.limit)
        self.ratio = rule.shrink(start, self.limit, self.due, self._case_sums())
        # Scheduled end of what is laid out so far; planned due no later one precedes.
        self.cursor = self.high = start
        case = Stretch(start, self.limit and self.limit.unit, self.due)
        for group in table.groups:
            if group.is_band:
                self._lay_band(case, group)
            elif group.is_block:
                self._lay_block(case, group)
            else:
                for step in group.members:
                    self._lay_step(case, step, self.ratio)
        if self.limit is None and table.chained:
            self.due = case.base

    @property
    def pauses(self) -> Pauses:
        return self.rule.pauses

    @property
    def at_once(self) -> int:
        return self.rule.at_once

    def own_end(self, step: StepTime, ready: int, length: Length | None) -> int:
        if length is None or ready >= NEVER:
            return ready
        end = own_s(step.time, ready, length, self.pauses, step.cutoff, self.at_once)
        return NEVER if end is None else max(end, ready)

    def _case_sums(self) -> Sums:
        """What counts towards the case's limit, each block and budget once."""
        table = self.table
        if not table.has_open_block and self.at_once in table.sums:
            return table.sums[self.at_once]
        table.sums[self.at_once] = sums = self._add_up()
        return sums

    def _add_up(self) -> Sums:
        sums = Sums()
        for group in self.table.groups:
            if group.phase and group.phase.limit:
                if group.counted:
                    sums = sums.plus(group.phase.limit, self.at_once)
            elif group.is_block:
                longest = self._longest(group.counted, self.start, WHOLE)
                sums = sums.plus(longest, self.at_once)
            else:
                sums = self._sum(group.counted, sums)
        return sums

    def _sum(self, steps: Sequence[StepTime], sums: Sums) -> Sums:
        for step in steps:
            sums = sums.plus(step.duration, self.at_once)
        return sums

    def _longest(self, steps, at: int, ratio: Fraction) -> Length | None:
        timed = [(_scaled(step, ratio), step) for step in steps if step.duration]
        if not timed:
            return None
        return max(timed, key=lambda pair: self.own_end(pair[1], at, pair[0]))[0]

    def _slot(self, stretch, step, length, ratio, cap: int = NEVER) -> Slot:
        ready = self.cursor
        if length is None:
            return Slot(ready, ready, None, None, step.time)
        own = self.own_end(step, ready, length)
        if stretch.unit is None:
            planned = min(own, stretch.due, cap)
        else:
            planned = min(self.rule.planned(stretch, length, self.high), cap)
            if length.unit is Unit.SAME_DAY:
                planned = max(planned, min(own, stretch.due, cap))
        return Slot(ready, min(own, planned), planned, length, step.time, ratio != 1)

    def _lay_step(self, stretch: Stretch, step: StepTime, ratio: Fraction) -> None:
        if not step.is_counted:
            return self._lay_uncounted(step)
        length = _scaled(step, ratio)
        self.slots[step.key] = slot = self._slot(stretch, step, length, ratio)
        stretch.sums = stretch.sums.plus(length, self.at_once)
        self.cursor = slot.end
        self._raise_to(slot.planned)
        if stretch.unit is None:
            return
        if length and length.unit is Unit.SAME_DAY and stretch.unit not in DATES:
            stretch.base, stretch.sums = slot.planned, Sums()

    def _lay_uncounted(self, step: StepTime) -> None:
        """Taken as done when ready; after the result its own time goes by."""
        length, end = step.duration, self.cursor
        if length is not None and not length.counted:
            length = None
        if step.key in self.table.after_result:
            end = self.own_end(step, end, length)
        self.slots[step.key] = Slot(self.cursor, end, None, length, step.time)
        self.cursor = end

    def _lay_band(self, case: Stretch, group: Group) -> None:
        phase, ready = group.phase, self.cursor
        if not group.counted:
            for step in group.members:
                self._lay_uncounted(step)
            return
        limit = phase.limit.scaled(self.ratio)
        # While the clock stands in the band before, nothing is known of this one.
        base = NEVER if case.base >= NEVER else self.high
        due = min(max(self.rule.end(base, limit), base), self.due)
        own = self._sum(group.counted, Sums())
        within = self.rule.shrink(base, phase.limit, due, own)
        stretch = Stretch(base, limit.unit, due)
        for step in group.members:
            self._lay_step(stretch, step, min(within, self.ratio))
        self._raise_to(due)
        self.phase_slots[phase.key] = Slot(
            ready, self.cursor, due, limit, self.rule.time, self.ratio != 1
        )
        case.base, case.sums = due, Sums()

    def _lay_block(self, stretch: Stretch, group: Group) -> None:
        phase, counted, ratio = group.phase, group.counted, self.ratio
        for step in group.members:
            if not step.is_counted:
                slot = Slot(self.cursor, self.cursor, None, step.duration, step.time)
                self.slots[step.key] = slot
        if not counted:
            return
        if phase.limit:
            length = phase.limit.scaled(ratio)
        else:
            length = self._longest(counted, self.cursor, ratio)
        block = self._slot(stretch, counted[0], length, ratio)
        cap = NEVER if block.planned is None else block.planned
        for step in counted:
            slot = block
            if phase.mode == "together":
                own = _scaled(step, ratio) or length
                slot = self._slot(stretch, step, own, ratio, cap)
            self.slots[step.key] = slot
        ends = [self.slots[step.key].end for step in counted]
        block = replace(block, end=max([*ends, block.end] if phase.limit else ends))
        self.phase_slots[phase.key] = block
        stretch.sums = stretch.sums.plus(length, self.at_once)
        self.cursor = block.end
        self._raise_to(block.planned)

    def _raise_to(self, planned: int | None) -> None:
        if planned is not None and self.high < planned < NEVER:
            self.high = planned


def _scaled(step: StepTime, ratio: Fraction) -> Length | None:
    return step.duration and step.duration.scaled(ratio)
