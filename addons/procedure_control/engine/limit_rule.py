"""A limit rule applied to running sums of step times, on the case's calendar.

Works in whole UTC seconds; `NEVER` stands for *no due* or *not while the clock stands*.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

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
from .deadline import limit_s, seconds_of
from .duration import CLOCK, DATES, Amount, Duration, Unit
from .working_time import WorkingTime

NEVER = 1 << 62
WHOLE = Fraction(1)

Length = Duration | Amount


class Sums(NamedTuple):
    """A running sum, each unit by itself: units are never converted."""

    months: Fraction | int = 0
    dates: Fraction | int = 0
    days: Fraction | int = 0
    seconds: Fraction | int = 0

    def plus(self, length: Length | None, at_once: int) -> "Sums":
        if length is None:
            return self
        months, dates, days, seconds = self
        unit = length.unit
        if unit is Unit.WORKING_DAY:
            return Sums(months, dates, days + length.amount, seconds)
        if unit in CLOCK or unit is Unit.AT_ONCE:
            return Sums(months, dates, days, seconds + seconds_of(length, at_once))
        if unit is Unit.CALENDAR_DAY:
            return Sums(months, dates + length.amount, days, seconds)
        if unit is Unit.MONTH:
            return Sums(months + length.amount, dates, days, seconds)
        return self

    @property
    def only_days(self) -> bool:
        return not (self.months or self.dates or self.seconds)

    @property
    def only_dates(self) -> bool:
        return not (self.months or self.days or self.seconds)


def ceil(value: Fraction | int) -> int:
    return -(-value.numerator // value.denominator)


@dataclass(slots=True)
class Stretch:
    """Steps in a row under one rule: where it begins, its end, the sum so far."""

    base: int
    unit: Unit | None
    due: int
    sums: Sums = Sums()


@dataclass(frozen=True, slots=True)
class LimitRule:
    time: WorkingTime
    pauses: Pauses
    at_once: int  # minutes

    def end(self, base: int, limit: Length | None) -> int:
        if limit is None or base >= NEVER:
            return NEVER
        end = limit_s(self.time, base, limit, self.pauses, self.at_once)
        return NEVER if end is None else end

    def planned(self, stretch: Stretch, length: Length | None, floor: int) -> int:
        """The stretch's rule for its sum with ``length``, within ``floor`` and due."""
        if stretch.unit is None or stretch.base >= NEVER:
            return stretch.due
        sums = stretch.sums.plus(length, self.at_once)
        if stretch.unit in DATES:
            end = self._by_date(stretch.base, sums)
        else:
            end = self._by_clock(stretch.base, sums)
        return min(NEVER if end is None else max(end, floor), stretch.due)

    def _by_date(self, base: int, sums: Sums) -> int | None:
        """First day not counted; a fraction runs to the next close of business."""
        at: int | None = base
        if sums.months or sums.dates:
            at = calendar_date_after(
                self.time, base, ceil(sums.dates), self.pauses, ceil(sums.months)
            )
        if at is not None and (sums.days or at == base):
            at = date_after(self.time, at, ceil(sums.days), self.pauses)
        if at is not None and sums.seconds:
            at = add_clock(self.time, at, sums.seconds, self.pauses)
            at = None if at is None else date_after(self.time, at, 0, self.pauses)
        return at

    def _by_clock(self, base: int, sums: Sums) -> int | None:
        at: int | None = base
        if sums.months or sums.dates:
            dates, months = Fraction(sums.dates), ceil(sums.months)
            at = add_calendar_days(self.time, at, dates, self.pauses, months)
        if at is not None and sums.days:
            at = add_working_days(self.time, at, sums.days, self.pauses)
        if at is not None and sums.seconds:
            at = add_clock(self.time, at, sums.seconds, self.pauses)
        return at

    def shrink(self, base: int, limit: Length | None, due: int, sums: Sums) -> Fraction:
        """1, or the part of their time the steps get where together they exceed it.

        Only where steps and limit compare without converting units; otherwise the
        planned dues alone keep the steps within the limit.
        """
        if limit is None or due >= NEVER:
            return WHOLE
        if limit.unit is Unit.WORKING_DAY and sums.only_days:
            wanted, declared, scale = sums.days, limit.amount, working_position
        elif limit.unit is Unit.CALENDAR_DAY and sums.only_dates:
            wanted, declared, scale = sums.dates, limit.amount, calendar_position
        elif limit.unit in DATES or sums.months or sums.dates:
            return WHOLE
        elif not sums.days:
            wanted, declared = sums.seconds, seconds_of(limit, self.at_once)
            scale = WorkingTime.used_s
        elif limit.unit is Unit.SAME_DAY:
            # Within one date a day is that date's working time.
            wanted, declared = sums.seconds + sums.days * self._day_length(due), 0
            scale = WorkingTime.used_s
        else:
            return WHOLE
        if wanted <= declared:
            return WHOLE
        available = net(lambda at: scale(self.time, at), base, due, self.pauses)
        # A band may begin, by its planned times, where the case ends: what it has then
        # is its share of the schedule, not nothing.
        available = max(available, declared)
        return min(WHOLE, Fraction(available) / wanted) if available else WHOLE

    def _day_length(self, due: int) -> int:
        index = self.time.nth(self.time.rank[self.time.day_s(due)])
        return self.time.day_used[index + 1] - self.time.day_used[index]
