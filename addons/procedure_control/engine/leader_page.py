"""The leader's page as plain data: counts by place added up, ranked and drawn as bars.

Counts come as (place, {figure: how many}); a place is a tuple of ids, 0 where there is
none. Every figure of the page is the sum of such counts, never counted a second time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

Counts = dict[str, int]
Place = tuple[int, ...]

#: Weeks of the trend, the present one last.
WEEKS = 12
#: What stands first in a table: where most is late, then where most will be.
URGENT = ("overdue", "soon", "today", "open", "late")


@dataclass(frozen=True)
class Line:
    """One row of a table; ``key`` an id, 0 where there is none."""

    key: int
    counts: Counts


@dataclass(frozen=True)
class Bar:
    """Shares of a bar in percent of the longest: overdue, soon due, other open work."""

    overdue: float
    soon: float
    rest: float


def added(counts: Iterable[Counts]) -> Counts:
    """All of these counts in one."""
    total: Counts = {}
    for some in counts:
        for figure, number in some.items():
            total[figure] = total.get(figure, 0) + number
    return total


def lines(rows: Iterable[tuple[Place, Counts]], at: int) -> list[Line]:
    """A line for each id at one position of the places, the most urgent first.

    Who has nothing at all has no line.
    """
    found: dict[int, list[Counts]] = {}
    for place, counts in rows:
        found.setdefault(place[at], []).append(counts)
    summed = (Line(key, added(counts)) for key, counts in found.items())
    return sorted((line for line in summed if any(line.counts.values())), key=_urgency)


def _urgency(line: Line) -> tuple[int, ...]:
    return (*(-line.counts.get(figure, 0) for figure in URGENT), line.key)


def rate(counts: Counts) -> float | None:
    """Percent in time of what ended, two decimals; None where nothing has ended.

    Cut, not rounded: one late in ten thousand is never shown as all in time.
    """
    ended = counts.get("ended", 0)
    if not ended:
        return None
    in_time = ended - counts.get("late", 0)
    return in_time * 10_000 // ended / 100


def bars(shown: Iterable[Line]) -> dict[int, Bar]:
    """{key: Bar} of these lines on one scale."""
    shown = list(shown)
    longest = max((line.counts.get("open", 0) for line in shown), default=0)
    return {line.key: _bar(line.counts, longest) for line in shown}


def _bar(counts: Counts, longest: int) -> Bar:
    if not longest:
        return Bar(0.0, 0.0, 0.0)
    overdue, soon = counts.get("overdue", 0), counts.get("soon", 0)
    rest = counts.get("open", 0) - overdue - soon
    return Bar(*(round(100 * part / longest, 2) for part in (overdue, soon, rest)))


def weeks(today: date, count: int = WEEKS) -> list[date]:
    """The Mondays at which the last ``count`` weeks began, and the one to come."""
    monday = today - timedelta(days=today.weekday())
    return [monday + timedelta(weeks=n) for n in range(1 - count, 2)]
