"""Whether a draft may be submitted: one line for each thing found, per check.

What a check tests is code under a key; which checks run, and whether a failed one
blocks or warns, is the caller's data.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from .content import Content, Step
from .duration import Unit
from .flow_check import check as check_flow
from .flow_check import name_of
from .paths import Path, variants_to_walk
from .readiness_sections import unfilled_sections
from .sums import SumLine, rest_day_lines, sum_lines
from .wording import TEMPLATES

__all__ = [
    "CHECKS",
    "DEFAULT_GRADES",
    "TEMPLATES",
    "Line",
    "ReadinessContext",
    "check_all",
    "passes",
]

#: What each check is graded unless the caller says otherwise.
DEFAULT_GRADES: dict[str, str] = {
    "sections": "block",
    "flow": "block",
    "holders": "block",
    "sums": "block",
    "person": "warn",
    "work": "warn",
    "responsibility": "warn",
    "process": "warn",
    "effect": "warn",
    "time": "warn",
    "product": "warn",
    "authority": "warn",
    "named_user": "warn",
    "rest_days": "warn",
    "consult": "warn",
}
#: The checks of each set of principles ("5 rõ", "6 rõ").
CLARITY_5 = ("person", "work", "responsibility", "process", "effect")
CLARITY_6 = ("person", "work", "time", "responsibility", "product", "authority")


@dataclass(frozen=True)
class ReadinessContext:
    """What content alone does not say.

    ``applying``: code → name of the agencies that run the procedure. ``holders``: role
    code → codes of the agencies where somebody holds it today (heads of department
    included, for roles so marked). ``signer_named``: the route names who approves.
    ``longest_rest``: days of rest in a row that an ordinary week has.
    """

    applying: Mapping[str, str] = field(default_factory=dict)
    holders: Mapping[str, Collection[str]] = field(default_factory=dict)
    signer_named: bool = False
    longest_rest: int = 2


@dataclass(frozen=True)
class Line:
    """One line of the list; ``code`` names its template in `TEMPLATES`.

    ``where``: a kind (``revision``, ``section``, ``phase``, ``step``, ``variant``) and
    a key; a section's key is its place in order, from 1. In ``data`` values are text,
    int, Decimal, tuples of text, and under ``unit``/``units`` codes of units.
    A line may be ``passed`` and still report something (a limit that is not summed).
    """

    key: str
    grade: str
    passed: bool
    where: tuple[str, str]
    code: str
    data: dict = field(default_factory=dict)


Found = Iterator[SumLine]
REVISION = ("revision", "")


def check_all(
    content: Content,
    context: ReadinessContext,
    grades: Mapping[str, str] | None = None,
) -> list[Line]:
    """Lines in the order of `CHECKS`; a check that finds nothing gives one that passed.

    ``grades``: check → ``block``, ``warn`` or ``off``, over `DEFAULT_GRADES`. Raises
    ValueError for an unknown check or grade.
    """
    graded = {**DEFAULT_GRADES, **(grades or {})}
    unknown = set(graded) - set(CHECKS)
    if unknown or not set(graded.values()) <= {"block", "warn", "off"}:
        raise ValueError(f"unknown check or grade: {sorted(unknown)} {grades!r}")
    lines = []
    for key, test in CHECKS.items():
        if graded[key] == "off":
            continue
        found = list(test(content, context))
        if not found:
            lines.append(Line(key, graded[key], True, REVISION, f"{key}_ok"))
        for one in found:
            grade = "warn" if one.data.get("severity") == "warn" else graded[key]
            data = {name: v for name, v in one.data.items() if name != "severity"}
            lines.append(Line(key, grade, one.passed, one.where, one.code, data))
    return lines


def passes(lines: Iterable[Line]) -> bool:
    """No line that blocks has failed."""
    return all(line.passed or line.grade != "block" for line in lines)


def _fail(step: Step, code: str, **data) -> SumLine:
    return SumLine(False, ("step", step.key), code, {"step": name_of(step), **data})


def _sections(content: Content, _context: ReadinessContext) -> Found:
    yield from unfilled_sections(content)


def _flow(content: Content, _context: ReadinessContext) -> Found:
    for finding in check_flow(content):
        data = {**finding.data, "severity": finding.severity}
        yield SumLine(False, finding.where, finding.code, data)


def _holders(content: Content, context: ReadinessContext) -> Found:
    if not context.applying:
        yield SumLine(False, REVISION, "no_applying_agency", {})
    seen = set()
    for step in content.steps:
        if step.agency_mode == "fixed" and step.agency is None:
            yield _fail(step, "agency_missing")
            continue
        if step.owner_mode not in ("role", "chosen") or step.role is None:
            continue
        for code, name in _agencies(step, context).items():
            pair = (step.role.code, code)
            if code in context.holders.get(step.role.code, ()) or pair in seen:
                continue
            seen.add(pair)
            yield _fail(step, "role_unfilled", role=step.role.name, agency=name)


def _agencies(step: Step, context: ReadinessContext) -> Mapping[str, str]:
    if step.agency_mode == "fixed":
        return {step.agency.code: step.agency.name}
    # An agency chosen in the case cannot be known now.
    return context.applying if step.agency_mode == "receiving" else {}


def _person(content: Content, _context: ReadinessContext) -> Found:
    for step in content.steps:
        needed = {"role": step.role, "chosen": step.role, "user": step.user}
        if needed.get(step.owner_mode, True) is None:
            yield _fail(step, "person_missing")


def _work(content: Content, _context: ReadinessContext) -> Found:
    for step in content.steps:
        if not step.name.strip():
            yield _fail(step, "work_missing")


def _responsibility(content: Content, _context: ReadinessContext) -> Found:
    for step in content.steps:
        named = step.accountable or step.role or step.user
        if not named and step.owner_mode in ("role", "chosen", "user"):
            yield _fail(step, "responsibility_missing")


def _process(content: Content, _context: ReadinessContext) -> Found:
    if len(content.steps) < 2:
        yield SumLine(False, REVISION, "process_missing", {})
    for step in content.steps:
        if not step.label.strip():
            yield _fail(step, "label_missing")


def _effect(content: Content, _context: ReadinessContext) -> Found:
    if not content.result.strip():
        yield SumLine(False, REVISION, "effect_missing", {})


def _time(content: Content, _context: ReadinessContext) -> Found:
    for step in content.steps:
        if step.kind == "wait" or step.time_mode in ("phase", "set"):
            continue
        named = step.duration and step.duration.unit == Unit.NOT_COUNTED
        if step.time_mode == "own" and step.duration is None:
            yield _fail(step, "time_missing")
        elif step.time_mode == "none" and step.counted and not named:
            yield _fail(step, "time_missing")


def _product(content: Content, _context: ReadinessContext) -> Found:
    for step in content.steps:
        names = step.result.strip() or step.forms or step.statutory_forms
        if not names and step.kind != "wait":
            yield _fail(step, "product_missing")


def _authority(content: Content, context: ReadinessContext) -> Found:
    if context.signer_named:
        return
    names = {variant.key: variant.name for variant in content.variants}
    for variant in variants_to_walk(content):
        steps = Path.of(content, variant).steps.values()
        if any(step.is_approval for step in steps):
            continue
        if variant:
            data = {"variant": names[variant]}
            yield SumLine(
                False, ("variant", variant), "authority_missing_variant", data
            )
        else:
            yield SumLine(False, REVISION, "authority_missing", {})


def _named_user(content: Content, _context: ReadinessContext) -> Found:
    for step in content.steps:
        if step.owner_mode == "user" and step.user:
            yield _fail(step, "named_user", user=step.user.name)


def _sums(content: Content, _context: ReadinessContext) -> Found:
    yield from sum_lines(content)


def _rest_days(content: Content, context: ReadinessContext) -> Found:
    yield from rest_day_lines(content, context.longest_rest)


def _consult(content: Content, context: ReadinessContext) -> Found:
    for step in content.steps:
        if step.kind != "consult" or step.role is None:
            continue
        count, needed = (
            len(context.holders.get(step.role.code, ())),
            max(1, step.quorum),
        )
        if count < needed:
            role = step.role.name
            yield _fail(step, "consult_few", role=role, count=count, needed=needed)


#: What each check tests, in the order of the list on screen.
CHECKS: dict[str, Callable[[Content, ReadinessContext], Found]] = {
    "sections": _sections,
    "flow": _flow,
    "holders": _holders,
    "sums": _sums,
    "person": _person,
    "work": _work,
    "responsibility": _responsibility,
    "process": _process,
    "effect": _effect,
    "time": _time,
    "product": _product,
    "authority": _authority,
    "named_user": _named_user,
    "rest_days": _rest_days,
    "consult": _consult,
}
