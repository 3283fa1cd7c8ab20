"""Whether every case started on some content reaches an end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .content import Content, Outcome, Step
from .duration import Unit as TimeUnit
from .paths import ENDS, Path, is_counted, offers_next, variants_to_walk

END = -1


@dataclass(frozen=True)
class Finding:
    """``where`` is a kind (``revision``, ``step``, ``phase``, ``variant``) and a key.

    ``severity`` is ``error`` or ``warn``; ``data`` fills the code's template in
    `engine.wording`.
    """

    code: str
    severity: str
    where: tuple[str, str]
    data: dict = field(default_factory=dict)


def check(content: Content) -> list[Finding]:
    """Findings, each once; none of severity ``error`` means that every case ends.

    Every outcome sequence that sends back a bounded number of times is then finite,
    and a block is left exactly once each time it is entered.
    """
    if not content.steps:
        # A regulation or a manual is no path of work; anything else is.
        if content.kind == "system":
            return []
        return [Finding("no_step", "error", ("revision", ""))]
    found = [*_references(content), *_phases(content)]
    if any(finding.code == "key_twice" for finding in found):
        return found
    keys = {step.key for step in content.steps}
    for variant in variants_to_walk(content):
        path = Path.of(content, variant)
        if not path.units:
            found.append(Finding("variant_empty", "error", ("variant", variant)))
            continue
        for step in path.steps.values():
            found += _step(path, step, keys)
        found += _result(path)
        found += _blocks(path)
        found += _graph(path)
        found += _passed(path)
    unique = []
    for finding in found:
        if finding not in unique:
            unique.append(finding)
    return unique


def name_of(step: Step) -> str:
    return f"{step.label} {step.name}".strip() or step.key


def _error(code: str, step: Step, **data) -> Finding:
    return Finding(code, "error", ("step", step.key), {"step": name_of(step), **data})


def _references(content: Content) -> Iterator[Finding]:
    keys = set()
    phases = {phase.key for phase in content.phases}
    variants = {variant.key for variant in content.variants}
    for step in content.steps:
        if step.key in keys:
            yield _error("key_twice", step)
        keys.add(step.key)
        if step.phase and step.phase not in phases:
            yield _error("phase_missing", step)
        if not set(step.variants) <= variants:
            yield _error("variant_missing", step)
    for step in content.steps:
        for outcome in step.outcomes:
            needs = outcome.kind in ("back", "jump")
            if needs and outcome.target not in keys:
                yield _error("target_missing", step, outcome=outcome.name)
            elif outcome.target and not needs:
                yield Finding(
                    "target_unused",
                    "warn",
                    ("step", step.key),
                    {"step": name_of(step), "outcome": outcome.name},
                )


def _phases(content: Content) -> Iterator[Finding]:
    for phase in content.phases:
        where = ("phase", phase.key)
        data = {"phase": phase.name}
        members = [step for step in content.steps if step.phase == phase.key]
        if not members:
            yield Finding("phase_empty", "warn", where, data)
            continue
        if phase.mode == "budget" and not phase.limit:
            yield Finding("budget_without_limit", "error", where, data)
        if phase.mode == "together" and phase.join == "quorum" and phase.quorum < 1:
            yield Finding("quorum_missing", "error", where, data)
        for step in members:
            if step.time_mode == "phase" and not phase.limit:
                yield _error("draws_without_limit", step)
    for step in content.steps:
        if step.time_mode == "phase" and not step.phase:
            yield _error("draws_without_limit", step)


def _step(path: Path, step: Step, keys: set[str]) -> Iterator[Finding]:
    if step.kind == "consult":
        yield from _consult(path, step)
    if step.owner_mode == "chosen":
        yield from _decided_at(path, step, step.chosen_by, "chosen_by")
    elif step.agency_mode == "chosen" and step.kind != "consult":
        yield from _decided_at(path, step, step.chosen_by, "agency_by")
    if step.time_mode == "set":
        yield from _decided_at(path, step, step.time_set_by, "time_set_by")
    if step.owner_mode == "previous" and not path.place[step.key]:
        yield _error("previous_at_start", step)
    for outcome in step.outcomes:
        if outcome.kind in ("back", "jump") and outcome.target in keys:
            yield from _target(path, step, outcome)


def _consult(path: Path, step: Step) -> Iterator[Finding]:
    """A question to agencies: who chooses them, and how it comes to an end."""
    if step.agency_mode != "chosen":
        yield _error("consult_not_chosen", step)
    else:
        yield from _decided_at(path, step, step.chosen_by, "asked_by")
    if step.owner_mode != "role":
        yield _error("consult_owner", step)
    if step.quorum < 0:
        yield _error("consult_quorum", step, quorum=step.quorum)
    words = step.duration is None or step.duration.unit == TimeUnit.NOT_COUNTED
    timeless = step.time_mode == "none" or (step.time_mode == "own" and words)
    if step.silence == "goes_on" and timeless:
        yield _error("consult_without_time", step)
    for outcome in step.outcomes:
        # The case is not the asked agency's to send back, or to end.
        if outcome.kind != "next":
            yield _error("consult_leaves", step, outcome=outcome.name)


def _decided_at(path: Path, step: Step, key: str, what: str) -> Iterator[Finding]:
    """An owner or a time is decided at an earlier step of the same case."""
    if key not in path.steps:
        yield _error(f"{what}_missing", step)
    elif path.place[key] >= path.place[step.key]:
        yield _error(f"{what}_later", step, other=name_of(path.steps[key]))


def _target(path: Path, step: Step, outcome: Outcome) -> Iterator[Finding]:
    if outcome.target not in path.steps:
        yield _error("target_other_variant", step, outcome=outcome.name)
        return
    other = path.steps[outcome.target]
    here, there = path.place[step.key], path.place[other.key]
    data = {"outcome": outcome.name, "other": name_of(other)}
    if len(path.units[here]) > 1 or len(path.units[there]) > 1:
        yield _error("crosses_block", step, **data)
    elif outcome.kind == "back" and there >= here:
        yield _error("back_to_later", step, **data)
    elif outcome.kind == "jump" and there <= here:
        yield _error("jump_to_earlier", step, **data)


def _result(path: Path) -> Iterator[Finding]:
    marked = [step for step in path.steps.values() if step.is_result]
    for step in marked[1:]:
        yield _error("result_twice", step, other=name_of(marked[0]))
    result = path.steps[path.result_step()]
    for step in path.steps.values():
        after = path.place[step.key] > path.place[result.key]
        if after and is_counted(step):
            yield _error("counted_after_result", step, other=name_of(result))


def _blocks(path: Path) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for unit in path.units:
        phase = path.phases.get(path.steps[unit[0]].phase)
        if not phase or phase.mode != "together":
            continue
        where, data = ("phase", phase.key), {"phase": phase.name}
        if phase.key in seen:
            yield Finding("block_split", "error", where, data)
        seen[phase.key] = len(unit)
        if phase.join == "quorum" and phase.quorum > len(unit):
            data = {**data, "quorum": phase.quorum, "members": len(unit)}
            yield Finding("quorum_too_large", "error", where, data)


def _edges(path: Path) -> dict[int, set[int]]:
    """Places that follow each place; END where the case ends."""
    edges: dict[int, set[int]] = {}
    for place, unit in enumerate(path.units):
        onward = place + 1 if place + 1 < len(path.units) else END
        edges[place] = set()
        onward_members = sum(offers_next(path.steps[key]) for key in unit)
        if onward_members >= path.needed(unit):
            edges[place].add(onward)
        for key in unit:
            step = path.steps[key]
            for outcome in step.outcomes:
                if outcome.kind in ENDS:
                    edges[place].add(END)
                elif outcome.target in path.place:
                    edges[place].add(path.place[outcome.target])
    return edges


def _reach(edges: dict[int, set[int]], start: int) -> set[int]:
    seen, todo = set(), [start]
    while todo:
        place = todo.pop()
        if place not in seen:
            seen.add(place)
            todo += edges.get(place, ())
    return seen


def _graph(path: Path) -> Iterator[Finding]:
    edges = _edges(path)
    reverse: dict[int, set[int]] = {}
    for place, targets in edges.items():
        for target in targets - {place}:
            reverse.setdefault(target, set()).add(place)
    reached = _reach(edges, 0)
    ends = _reach(reverse, END)
    if END not in reached:
        yield Finding("no_end", "error", ("revision", ""))
    for place, unit in enumerate(path.units):
        step = path.steps[unit[0]]
        if place not in reached:
            start = place not in reverse
            yield _error("two_starts" if start else "unreachable", step)
        elif place not in ends:
            yield _error("no_exit", step)


def _passed(path: Path) -> Iterator[Finding]:
    """Steps whose decisions a case can come to without the step that takes them.

    A question would then be put to nobody's choice: an error. An owner falls back on
    who holds the role, an agency on the receiving one, a time on none: a warning.
    """
    edges, reached = _edges(path), {}
    for step in path.steps.values():
        asks = step.kind == "consult"
        decided = {
            "asked_by": step.chosen_by if asks else "",
            "chosen_by": step.chosen_by
            if not asks and "chosen" in (step.owner_mode, step.agency_mode)
            else "",
            "time_set_by": step.time_set_by if step.time_mode == "set" else "",
        }
        for what, key in decided.items():
            place = path.place.get(key)
            if place is None or place >= path.place[step.key]:
                continue
            unit = path.units[place]
            if place not in reached:
                around = {at: to - {place} for at, to in edges.items() if at != place}
                reached[place] = _reach(around, 0) if place else set()
            quorum = path.needed(unit) < len(unit)
            if quorum or path.place[step.key] in reached[place]:
                yield Finding(
                    f"{what}_passed",
                    "error" if what == "asked_by" else "warn",
                    ("step", step.key),
                    {"step": name_of(step), "other": name_of(path.steps[key])},
                )
