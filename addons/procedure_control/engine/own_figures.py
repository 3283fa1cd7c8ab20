"""One's own figures, and those of one's department, from counts of ended steps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

#: Names of the periods one may look at.
PERIODS = ("month", "last_month", "quarter", "year")


@dataclass
class Figures:
    """Steps ended in a period, by verdict; ``minutes`` late, working minutes."""

    early: int = 0
    on_time: int = 0
    late: int = 0
    minutes: int = 0

    @property
    def ended(self) -> int:
        return self.early + self.on_time + self.late

    @property
    def rate(self) -> float | None:
        """Percent that was not late, two decimals; None where nothing has ended."""
        if not self.ended:
            return None
        return round(100 * (self.early + self.on_time) / self.ended, 2)

    def add(self, verdict: str, count: int, minutes: int = 0) -> None:
        setattr(self, verdict, getattr(self, verdict) + count)
        self.minutes += minutes


def sums(rows: Iterable[tuple[int, str, int, int]]) -> dict[int, Figures]:
    """{key: Figures} of rows (key, verdict, how many, minutes late)."""
    found: dict[int, Figures] = {}
    for key, verdict, count, minutes in rows:
        found.setdefault(key, Figures()).add(verdict, count, minutes)
    return found


def bounds(period: str, today: date) -> tuple[date, date]:
    """First day of a period that holds `today`, and the first day after it.

    ValueError: no such period.
    """
    month = today.replace(day=1)
    if period == "month":
        return month, _next_month(month)
    if period == "last_month":
        return (month - timedelta(days=1)).replace(day=1), month
    if period == "quarter":
        first = month.replace(month=(month.month - 1) // 3 * 3 + 1)
        return first, _next_month(_next_month(_next_month(first)))
    if period == "year":
        return today.replace(month=1, day=1), date(today.year + 1, 1, 1)
    raise ValueError(period)


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)
