"""Figures that say how far they can be trusted: shares, medians, and their intervals.

A quantile is always a value that occurred (nearest rank), so that it can be shown as
a case. Intervals are at 95 % and need no assumption of how times are distributed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, comb, sqrt

#: Below so many a difference is not to be read into figures.
FEW = 30
#: Two-sided 95 % of the normal distribution.
Z = 1.959964


def quantile(values: Sequence[int], share: float) -> int | None:
    """The smallest value that at least ``share`` of all do not exceed; None of none.

    ``values`` in ascending order.
    """
    if not values:
        return None
    # Rounded, so that 0.9 of 10 is the 9th whatever binary fractions make of it.
    return values[max(0, ceil(round(share * len(values), 9)) - 1)]


def median_interval(values: Sequence[int]) -> tuple[int, int] | None:
    """Bounds of the true median by order statistics; None of fewer than six.

    ``values`` in ascending order. How many lie below the true median is binomial with
    one half, whatever the distribution.
    """
    count = len(values)
    if count < 6:
        return None
    if count > 300:
        rank = int((count - Z * sqrt(count)) // 2)
    else:
        tail, rank = 1, 0
        # The largest rank whose tail below keeps 2.5 %.
        while 40 * tail <= 2**count:
            rank += 1
            tail += comb(count, rank)
    rank = max(rank, 1)
    return values[rank - 1], values[count - rank]


def share_interval(part: int, whole: int) -> tuple[float, float] | None:
    """Wilson's bounds of a share, in percent with two decimals; None of nothing."""
    if not whole:
        return None
    share, square = part / whole, Z * Z
    middle = share + square / (2 * whole)
    spread = Z * sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    low = (middle - spread) / (1 + square / whole)
    high = (middle + spread) / (1 + square / whole)
    return round(100 * max(0.0, low), 2), round(100 * min(1.0, high), 2)


def percent(part: int, whole: int) -> float | None:
    """Percent with two decimals; None of nothing."""
    return round(100 * part / whole, 2) if whole else None


@dataclass(frozen=True)
class Bucket:
    """How many ended from ``first`` to ``last``, both days included."""

    first: date
    last: date
    count: int


def throughput(ended: Iterable[date], first: date, last: date) -> list[Bucket]:
    """Cases ended by week (Monday to Sunday) of a period, by month of a long one.

    Weeks and months are cut at the ends of the period; empty ones are there too.
    """
    by_month = (last - first).days >= 92
    buckets: list[tuple[date, date]] = []
    start = first
    while start <= last:
        if by_month:
            after = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
        else:
            after = start + timedelta(days=7 - start.weekday())
        buckets.append((start, min(last, after - timedelta(days=1))))
        start = after
    counts = dict.fromkeys(buckets, 0)
    place = {}
    for bucket in buckets:
        place[_key(bucket[0], by_month)] = bucket
    for day in ended:
        if first <= day <= last:
            counts[place[_key(day, by_month)]] += 1
    return [Bucket(start, end, counts[start, end]) for start, end in buckets]


def _key(day: date, by_month: bool) -> tuple[int, ...]:
    return (day.year, day.month) if by_month else tuple(day.isocalendar()[:2])


@dataclass(frozen=True)
class Cause:
    """Where working time went; ``share`` is of all of it, in percent."""

    key: str
    minutes: int
    share: float | None


def ranked(minutes: dict[str, int]) -> list[Cause]:
    """Causes by what they took, the largest first; equal ones by name."""
    total = sum(minutes.values())
    ordered = sorted(minutes.items(), key=lambda item: (-item[1], item[0]))
    return [Cause(key, taken, percent(taken, total)) for key, taken in ordered]
