"""The path of a case: the steps of its variant, in order, gathered into units.

A unit is one step, or all steps of a phase that run together (a block). Order alone
makes the default next unit; outcomes say where a path leaves it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from .content import Content, Outcome, Phase, Step
from .duration import Unit as TimeUnit

#: States in which an occurrence of a step asks for nothing any more.
SETTLED = frozenset({"done", "skipped", "not_arisen", "cancelled"})
#: Of these, the ones a quorum counts.
ANSWERED = frozenset({"done", "skipped"})
ENDS = {
    "end_done": "done",
    "end_refused": "refused",
    "end_terminated": "terminated",
}
#: Outcomes that take the case forward some other way than the next step in order.
_FORWARD = frozenset({"jump", "end_done"})

Unit = tuple[str, ...]


def variants_to_walk(content: Content) -> tuple[str, ...]:
    """The variants a case may have; ``""`` is a case of no variant.

    Where every variant is an urgency the ordinary case has none; where some variant is
    not, each case has one, chosen at intake.
    """
    keys = tuple(variant.key for variant in content.variants)
    if all(variant.is_urgency for variant in content.variants):
        return ("", *keys)
    return keys


def is_counted(step: Step) -> bool:
    """Whether the step's time lies within the limit.

    A step told uncounted, without time, in the unit *not counted* or waiting for the
    requester (the clock stands) does not.
    """
    if not step.counted or step.kind == "wait" or step.time_mode == "none":
        return False
    words = step.time_mode == "own" and step.duration is not None
    return not (words and step.duration.unit == TimeUnit.NOT_COUNTED)


def offers_next(step: Step) -> bool:
    """Whether the step may simply go on to the next one in order.

    A way back, a refusal or a termination stands beside it. A jump or an end with the
    result stands in its place, unless an outcome of kind ``next`` is listed too.
    """
    kinds = {outcome.kind for outcome in step.outcomes}
    return "next" in kinds or not kinds & _FORWARD


def choices(step: Step) -> tuple[Outcome | None, ...]:
    """What the doer may choose; None is the unnamed next step in order.

    One choice: nothing to ask. A listed outcome of kind ``next`` names the default.
    """
    named = any(outcome.kind == "next" for outcome in step.outcomes)
    unnamed = (None,) if offers_next(step) and not named else ()
    return (*unnamed, *step.outcomes)


@dataclass(frozen=True)
class Path:
    """``units`` in order; ``place`` is the number of the unit that holds a key."""

    steps: Mapping[str, Step]
    phases: Mapping[str, Phase]
    units: tuple[Unit, ...]
    place: Mapping[str, int]

    @classmethod
    def of(cls, content: Content, variant: str = "") -> Path:
        phases = {phase.key: phase for phase in content.phases}

        def block(item: tuple[int, Step]) -> tuple[str, int]:
            number, step = item
            phase = phases.get(step.phase)
            if phase and phase.mode == "together":
                return (phase.key, -1)
            return ("", number)

        walked = content.steps_of(variant)
        units = tuple(
            tuple(step.key for _number, step in group)
            for _block, group in groupby(enumerate(walked), key=block)
        )
        return cls(
            steps={step.key: step for step in walked},
            phases=phases,
            units=units,
            place={key: n for n, unit in enumerate(units) for key in unit},
        )

    def between(self, first: int, last: int) -> Unit:
        """Keys of the units from ``first`` up to, not including, ``last``."""
        return tuple(key for unit in self.units[first:last] for key in unit)

    def needed(self, unit: Unit) -> int:
        """How many members must answer before the case may leave the unit."""
        phase = self.phases.get(self.steps[unit[0]].phase)
        if len(unit) == 1 or phase.join != "quorum" or phase.quorum < 1:
            return len(unit)
        return min(phase.quorum, len(unit))

    def joined(self, unit: Unit, states: Mapping[str, str]) -> bool:
        """Whether the case may leave the unit."""
        if all(states.get(key) in SETTLED for key in unit):
            return True
        return sum(states.get(key) in ANSWERED for key in unit) >= self.needed(unit)

    def result_step(self) -> str:
        """Key of the step that makes the result; empty for a path without steps."""
        for key, step in self.steps.items():
            if step.is_result:
                return key
        counted = [key for key, step in self.steps.items() if is_counted(step)]
        return (counted or list(self.steps) or [""])[-1]
