"""What a revision changed: cases run by it beside cases run by the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .insight_figures import (
    FEW,
    median_interval,
    percent,
    quantile,
    share_interval,
)

Interval = tuple[float, float] | None


@dataclass(frozen=True)
class Sample:
    """Cases of one revision that ended.

    ``leads``: working minutes from receipt to result, of those with a result.
    ``in_time`` of ``judged`` cases ended early or on time; ``reworked`` of ``ended``
    had work sent back; ``running`` have not ended and are in no figure.
    """

    leads: Sequence[int] = ()
    in_time: int = 0
    judged: int = 0
    reworked: int = 0
    ended: int = 0
    running: int = 0


@dataclass(frozen=True)
class Figure:
    """``value`` with the bounds of what it may truly be; ``of`` so many cases."""

    value: float | None
    interval: Interval
    of: int

    @property
    def few(self) -> bool:
        return self.of < FEW


@dataclass(frozen=True)
class Effect:
    """One figure before and after; ``told`` says what may be read from the two.

    ``few``: too few to tell; ``same``: the intervals overlap, so no difference is
    shown; ``better`` or ``worse``: they lie apart.
    """

    key: str
    before: Figure
    after: Figure
    told: str


#: Whether more of a figure is better.
_MORE_IS_BETTER = {"lead": False, "in_time": True, "rework": False}


def figures(sample: Sample) -> dict[str, Figure]:
    """``lead`` (median, working minutes), ``in_time`` and ``rework`` (percent)."""
    leads = sorted(sample.leads)
    return {
        "lead": Figure(quantile(leads, 0.5), median_interval(leads), len(leads)),
        "in_time": Figure(
            percent(sample.in_time, sample.judged),
            share_interval(sample.in_time, sample.judged),
            sample.judged,
        ),
        "rework": Figure(
            percent(sample.reworked, sample.ended),
            share_interval(sample.reworked, sample.ended),
            sample.ended,
        ),
    }


def effect(before: Sample, after: Sample) -> list[Effect]:
    """The three figures side by side, in a fixed order."""
    old, new = figures(before), figures(after)
    return [
        Effect(key, old[key], new[key], _told(key, old[key], new[key]))
        for key in _MORE_IS_BETTER
    ]


def _told(key: str, before: Figure, after: Figure) -> str:
    if before.few or after.few or not (before.interval and after.interval):
        return "few"
    if after.interval[0] > before.interval[1]:
        return "better" if _MORE_IS_BETTER[key] else "worse"
    if after.interval[1] < before.interval[0]:
        return "worse" if _MORE_IS_BETTER[key] else "better"
    return "same"
