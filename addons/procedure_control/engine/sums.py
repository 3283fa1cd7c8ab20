"""Whether the counted steps add up to the limit, per phase and per variant.

Amounts are added unit by unit and never converted, but for minutes and working hours,
which run on one clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from .content import Content, Limit, Phase, Step
from .duration import WORDS, DurationError, Unit, make
from .flow_check import name_of
from .paths import Path, is_counted, variants_to_walk

Where = tuple[str, str]


@dataclass(frozen=True)
class SumLine:
    """One sum: ``passed`` False where two figures that should agree do not.

    In ``data`` amounts are Decimal and units the code of `engine.duration.Unit`.
    """

    passed: bool
    where: Where
    code: str
    data: dict = field(default_factory=dict)


@dataclass
class Tally:
    """Amounts by unit, and the steps whose time nobody can add."""

    amounts: dict[Unit, Fraction] = field(default_factory=dict)
    unknown: list[Step] = field(default_factory=list)

    def add(self, unit: Unit, amount: Fraction | int) -> None:
        amount = Fraction(amount)
        if unit is Unit.MINUTE:
            unit, amount = Unit.WORKING_HOUR, amount / 60
        self.amounts[unit] = self.amounts.get(unit, Fraction(0)) + amount

    def add_step(self, step: Step) -> None:
        if step.time_mode == "set":
            self.unknown.append(step)
            return
        length = make(step.duration.value, step.duration.unit)
        if length.unit is Unit.SAME_DAY:
            self.unknown.append(step)
        elif length.unit not in WORDS:
            self.add(length.unit, length.amount)

    def add_limit(self, limit: Limit) -> bool:
        """False for a limit in words, which adds nothing."""
        length = make(limit.value, limit.unit)
        if length.unit in WORDS:
            return False
        self.add(length.unit, length.amount)
        return True

    def merge(self, other: Tally) -> None:
        for unit, amount in other.amounts.items():
            self.add(unit, amount)
        self.unknown += other.unknown

    @property
    def units(self) -> tuple[str, ...]:
        return tuple(sorted(unit.value for unit in self.amounts))


def sum_lines(content: Content) -> list[SumLine]:
    """Every sum of every variant, each line once; durations that cannot be read too."""
    lines = list(_unreadable(content))
    if lines:
        return lines
    for variant in variants_to_walk(content):
        for line in _variant(content, variant):
            if line not in lines:
                lines.append(line)
    return lines


def total_time(content: Content, variant: str = "") -> Tally:
    """What a case of ``variant`` (a key) takes by its steps; empty when unreadable."""
    total = Tally()
    if not any(_unreadable(content)):
        for _line in _variant(content, variant, total):
            pass
    return total


def rest_day_lines(content: Content, longest_rest: int = 2) -> list[SumLine]:
    """Where a limit in calendar days may leave a step nothing but days of rest."""
    if any(_unreadable(content)):
        return []
    lines = []
    for variant in variants_to_walk(content):
        limit = _limit(content, variant)
        if not limit or limit.unit != Unit.CALENDAR_DAY:
            continue
        for step in timed(Path.of(content, variant).steps.values()):
            if step.time_mode != "own" or step.duration.unit != Unit.CALENDAR_DAY:
                continue
            if make(step.duration.value, step.duration.unit).amount <= longest_rest:
                data = {"step": name_of(step), "days": longest_rest}
                line = SumLine(False, ("step", step.key), "rest_days", data)
                if line not in lines:
                    lines.append(line)
    return lines


def timed(steps: Iterable[Step]) -> Iterator[Step]:
    """The steps that use up a known or a drawn part of the limit."""
    for step in steps:
        if is_counted(step) and (step.time_mode != "own" or step.duration):
            yield step


def _limit(content: Content, variant: str) -> Limit | None:
    own = {item.key: item.limit for item in content.variants}.get(variant)
    return own or content.limit


def _unreadable(content: Content) -> Iterator[SumLine]:
    limits: list[tuple[Where, str, Limit | None]] = [
        (("revision", ""), content.title, content.limit),
        (("revision", ""), content.title, content.committed),
    ]
    for phase in content.phases:
        limits.append((("phase", phase.key), phase.name, phase.limit))
    for variant in content.variants:
        limits.append((("variant", variant.key), variant.name, variant.limit))
    for step in content.steps:
        limits.append((("step", step.key), name_of(step), step.duration))
    for where, name, limit in limits:
        if limit is None:
            continue
        try:
            make(limit.value, limit.unit)
        except DurationError as error:
            data = {"place": name, "text": limit.value, "error": error.code}
            yield SumLine(False, where, "duration_unreadable", data)


def _variant(
    content: Content, variant: str, total: Tally | None = None
) -> Iterator[SumLine]:
    path = Path.of(content, variant)
    blocking = content.limit_rule != "legal"
    total, loose = Tally() if total is None else total, Tally()
    by_phase: dict[str, list[Step]] = {}
    for step in timed(path.steps.values()):
        if step.phase in path.phases:
            by_phase.setdefault(step.phase, []).append(step)
        else:
            loose.add_step(step)
    for step in path.steps.values():
        # A phase with a limit whose steps take no time still has a sum: nothing.
        if step.phase in path.phases and path.phases[step.phase].limit:
            by_phase.setdefault(step.phase, [])
    total.merge(loose)
    bounded = not (loose.amounts or loose.unknown)
    for key, steps in by_phase.items():
        phase = path.phases[key]
        part = Tally()
        for line in _phase(phase, steps, part):
            yield line if blocking or line.passed else _prevails(line)
        bounded = bounded and phase.limit is not None
        total.merge(part)
    yield from _total(content, variant, total, bounded)


def _prevails(line: SumLine) -> SumLine:
    return SumLine(True, line.where, f"{line.code}_legal", line.data)


def _phase(phase: Phase, steps: list[Step], part: Tally) -> Iterator[SumLine]:
    """The lines of one phase; ``part`` receives what it adds to the total."""
    own_steps = [step for step in steps if step.time_mode != "phase"]
    own = _longest(own_steps) if phase.mode == "together" else _sum(own_steps)
    limit = Tally()
    where, data = ("phase", phase.key), {"phase": phase.name}
    if phase.limit is None:
        part.merge(own)
        if phase.mode == "together" and len(own.amounts) > 1:
            data = {**data, "units": own.units}
            yield SumLine(False, where, "block_mixed_units", data)
    elif not limit.add_limit(phase.limit):
        part.merge(own)
        data = {**data, "unit": phase.limit.unit}
        yield SumLine(True, where, "phase_not_summed", data)
    else:
        # One budget, or work done side by side, counts once however much it holds.
        within = phase.mode != "band" or len(own_steps) < len(steps)
        part.merge(limit if within else own)
        yield from _within(phase, own, limit, within)


def _within(phase: Phase, own: Tally, limit: Tally, within: bool) -> Iterator[SumLine]:
    where, data = ("phase", phase.key), {"phase": phase.name}
    [(unit, allowed)] = limit.amounts.items()
    used = own.amounts.get(unit, Fraction(0))
    if own.unknown:
        yield SumLine(True, where, "phase_unknown", data | _names(own.unknown))
    elif set(own.amounts) - {unit}:
        data = {**data, "units": own.units, "unit": unit}
        yield SumLine(False, where, "phase_mixed_units", data)
    elif used > allowed if within else used != allowed:
        code = "phase_exceeded" if within else "phase_differs"
        data = {**data, "total": _shown(used), "limit": _shown(allowed), "unit": unit}
        yield SumLine(False, where, code, data)


def _sum(steps: list[Step]) -> Tally:
    total = Tally()
    for step in steps:
        total.add_step(step)
    return total


def _longest(steps: list[Step]) -> Tally:
    """What members that run together need: the longest of each unit."""
    longest = Tally()
    for step in steps:
        one = Tally()
        one.add_step(step)
        longest.unknown += one.unknown
        for unit, amount in one.amounts.items():
            longest.amounts[unit] = max(amount, longest.amounts.get(unit, amount))
    return longest


def _total(
    content: Content, variant: str, total: Tally, bounded: bool
) -> Iterator[SumLine]:
    names = {item.key: item.name for item in content.variants}
    where = ("variant", variant) if variant else ("revision", "")
    data = {"variant": names.get(variant, "")}
    suffix = "_variant" if variant else ""
    limit = _limit(content, variant)

    def line(passed: bool, code: str, **more) -> SumLine:
        return SumLine(passed, where, f"{code}{suffix}", {**data, **more})

    if limit is None:
        yield line(True, "limit_by_phases" if bounded else "limit_absent")
        return
    allowed = Tally()
    if not allowed.add_limit(limit):
        yield line(True, "limit_not_summed", unit=limit.unit)
        return
    if total.unknown:
        yield line(True, "sum_unknown", **_names(total.unknown))
        return
    [(unit, most)] = allowed.amounts.items()
    legal = content.limit_rule == "legal"
    if set(total.amounts) - {unit}:
        # Phases with limits of their own have been checked one by one.
        passed = bounded or legal
        code = "units_by_phase" if passed else "sum_mixed_units"
        yield line(passed, code, units=total.units, unit=unit)
        return
    used = total.amounts.get(unit, Fraction(0))
    figures = {"total": _shown(used), "limit": _shown(most), "unit": unit}
    if used == most:
        yield line(True, "sum_holds", **figures)
    else:
        yield line(legal, "sum_differs_legal" if legal else "sum_differs", **figures)


def _names(steps: list[Step]) -> dict:
    return {"steps": tuple(name_of(step) for step in steps)}


def _shown(amount: Fraction) -> Decimal:
    places = Decimal(10) ** -4
    exact = Decimal(amount.numerator) / Decimal(amount.denominator)
    return exact.quantize(places).normalize() + Decimal(0)
