"""The steps and phases of one case variant with their times, as planning needs them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import time

from .duration import Duration
from .limit_rule import Sums
from .working_time import WorkingTime

MODES = ("band", "budget", "together")


class PlanError(ValueError):
    """A table that cannot be laid out.

    ``code``: ``budget_without_limit``, ``unknown_phase``, ``unknown_mode`` or
    ``same_key``; ``data`` names the step and phase.
    """

    def __init__(self, code: str, **data):
        super().__init__(f"{code}: {data}" if data else code)
        self.code = code
        self.data = data


@dataclass(frozen=True)
class StepTime:
    """One step; ``time`` is the calendar of its agency.

    ``duration`` None: not known yet (the doer of an earlier step sets it), or drawn on
    its phase. ``cutoff`` matters to *same day* only.
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
    """``mode``: ``band`` (a sub-total or none), ``budget`` or ``together``."""

    key: str
    mode: str
    limit: Duration | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A step without a phase, or all steps of one phase, in order."""

    phase: PhaseTime | None
    members: tuple[StepTime, ...]
    counted: tuple[StepTime, ...]

    @property
    def is_band(self) -> bool:
        """A phase whose limit chains: its rule starts where the one before ends."""
        phase = self.phase
        return bool(phase and phase.mode == "band" and phase.limit)

    @property
    def is_block(self) -> bool:
        return bool(self.phase and self.phase.mode != "band")


class Table:
    """The steps and phases of one variant, checked and grouped once for many cases.

    Raises PlanError.
    """

    def __init__(self, steps: Iterable[StepTime], phases: Iterable[PhaseTime] = ()):
        self.steps = sorted(steps, key=lambda step: step.order)
        self.phases = {phase.key: phase for phase in phases}
        self._check()
        self.by_key = {step.key: step for step in self.steps}
        self.groups = tuple(self._groups())
        ordered = [step for group in self.groups for step in group.members]
        self.after_result = set()
        for step in reversed(ordered):
            if step.is_counted:
                break
            self.after_result.add(step.key)
        counted = [group for group in self.groups if group.counted]
        # Which member of a block without a limit is longest depends on the calendar.
        self.has_open_block = any(
            group.is_block and not group.phase.limit for group in counted
        )
        self.sums: dict[int, Sums] = {}
        self.chained = bool(counted) and all(group.is_band for group in counted)

    def _check(self) -> None:
        if len({step.key for step in self.steps}) != len(self.steps):
            raise PlanError("same_key")
        for step in self.steps:
            if step.phase is not None and step.phase not in self.phases:
                raise PlanError("unknown_phase", step=step.key, phase=step.phase)
        for phase in self.phases.values():
            if phase.mode not in MODES:
                raise PlanError("unknown_mode", phase=phase.key, mode=phase.mode)
            if phase.mode == "budget" and not (phase.limit and phase.limit.counted):
                raise PlanError("budget_without_limit", phase=phase.key)

    def _groups(self):
        seen = set()
        for step in self.steps:
            if step.phase is None:
                members, phase = (step,), None
            elif step.phase not in seen:
                seen.add(step.phase)
                members = tuple(one for one in self.steps if one.phase == step.phase)
                phase = self.phases[step.phase]
                if phase.limit and not phase.limit.counted:
                    phase = replace(phase, limit=None)
            else:
                continue
            yield Group(phase, members, tuple(one for one in members if one.is_counted))
