"""Reporting periods: the statutory ones, cut from the 15th to the 14th, and free dates.

A period is a pair of local dates, both included, and therefore the half-open interval
of local moments from the first midnight to the midnight after the last day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

#: Months a statutory period of each kind spans.
SPANS = {"month": 1, "quarter": 3, "half": 6, "nine_months": 9, "year": 12}

FIRST_DAY = 15
#: Free dates lie in these years: each has days before and after it on every clock.
FIRST_YEAR, LAST_YEAR = 1900, 9998


@dataclass(frozen=True)
class Period:
    """``first`` and ``last`` are both in the period.

    ``kind`` is a key of `SPANS` or "free"; ``number`` counts the period within its
    ``year`` (1 for nine months and years, 0 for free dates).
    """

    first: date
    last: date
    kind: str = "free"
    number: int = 0
    year: int = 0

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("The last day of a period is before its first day.")

    # Asked of every row of a file.
    @cached_property
    def start(self) -> datetime:
        return datetime.combine(self.first, time.min)

    @cached_property
    def end(self) -> datetime:
        """The first moment after the period."""
        return datetime.combine(self.last + timedelta(days=1), time.min)

    def holds(self, moment: datetime | None) -> bool:
        return moment is not None and self.start <= moment < self.end

    def previous(self) -> Period:
        """The period of the same kind before this one; free dates keep their length."""
        if self.kind == "free":
            length = self.last - self.first
            last = self.first - timedelta(days=1)
            return Period(last - length, last)
        if self.kind == "nine_months":
            return nine_months(self.year - 1)
        return containing(self.first - timedelta(days=1), self.kind)


def _statutory(kind: str, year: int, number: int) -> Period:
    span = SPANS[kind]
    if not 1 <= number <= 12 // span:
        raise ValueError(f"There is no {kind} {number} in a year.")
    # Month 0 is December of the year before.
    before = (number - 1) * span
    first = date(year, before, FIRST_DAY) if before else date(year - 1, 12, FIRST_DAY)
    return Period(first, date(year, number * span, FIRST_DAY - 1), kind, number, year)


def month(year: int, number: int) -> Period:
    """Month 1 of 2026 is 15/12/2025 to 14/01/2026. ValueError when out of range."""
    return _statutory("month", year, number)


def quarter(year: int, number: int) -> Period:
    """Quarter 3 of 2026 is 15/06/2026 to 14/09/2026. ValueError when out of range."""
    return _statutory("quarter", year, number)


def half(year: int, number: int) -> Period:
    """The first half of 2026 is 15/12/2025 to 14/06/2026."""
    return _statutory("half", year, number)


def nine_months(year: int) -> Period:
    """The nine months of 2026 are 15/12/2025 to 14/09/2026."""
    return _statutory("nine_months", year, 1)


def whole_year(year: int) -> Period:
    """The year 2026 is 15/12/2025 to 14/12/2026."""
    return _statutory("year", year, 1)


def free(first: date, last: date) -> Period:
    """Any two dates of `FIRST_YEAR` to `LAST_YEAR`, both included.

    ValueError when they are not, or are the wrong way round.
    """
    if first.year < FIRST_YEAR or last.year > LAST_YEAR:
        raise ValueError("There are no such years in a period.")
    return Period(first, last)


def containing(day: date, kind: str) -> Period:
    """The statutory period of ``kind`` that holds ``day``.

    ValueError for nine months when the day is in the last quarter: none holds it.
    """
    year, month_number = day.year, day.month + (day.day >= FIRST_DAY)
    if month_number == 13:
        year, month_number = year + 1, 1
    number = (month_number - 1) // SPANS[kind] + 1
    return _statutory(kind, year, number)
