"""Where a running case lands when it is moved to another content of its procedure.

A mapping says which step of the old content is which of the new one. What is in hand
stays in hand: the case goes on where it stands, with the same people, and only what is
still to come is another. What cannot be told so is an obstacle, and such a case stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from . import consult
from .content import Content
from .matching import match
from .paths import SETTLED, Path, variants_to_walk
from .reroute import BEGUN, OPEN

#: What keeps a case from being moved: codes of `Obstacle`.
OBSTACLES = (
    "variant",  # its variant does not exist there
    "nothing_in_hand",  # nobody has it: there is no place to land
    "unmapped",  # a step in hand has no counterpart on the path
    "kind",  # the counterpart is another kind of work
    "agency",  # the counterpart is the work of another agency
    "apart",  # what is in hand together is not done together there
    "answered",  # by the new content, enough has been answered already
    "result_passed",  # it stands beyond the step of the result, or that is settled
)


class MoveError(ValueError):
    """A mapping that cannot be one; ``keys`` are of the new content."""

    def __init__(self, keys: Sequence[str]):
        super().__init__(f"mapped twice: {', '.join(keys)}")
        self.keys = tuple(keys)


@dataclass(frozen=True)
class Obstacle:
    """``code`` is one of OBSTACLES; ``keys`` of the old content, in its order."""

    code: str
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Landing:
    """Keys of the new content in the order of its path, but for ``dropped``.

    ``unit``: where the case stands then. ``new``: have no occurrence and need one,
    planned. ``ready``: to be put to work beside what is in hand. ``passed``: lie before
    ``unit`` and are not walked. ``dropped``: of the old content, planned and not on the
    new path. ``undecided``: what the doer of an earlier step was to decide of them
    nobody will be asked for. With ``obstacles`` nothing else is told.
    """

    unit: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    ready: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()


def suggest_steps(old: Content, new: Content) -> dict[str, str]:
    """{old key: new key} of the steps that are the same work; no new key twice."""
    pairs = match(
        old.steps,
        new.steps,
        (
            lambda s: (s.label, s.name, s.kind, s.role and s.role.code),
            lambda s: (s.label, s.name, s.kind),
            lambda s: (s.name, s.kind, s.role and s.role.code),
            lambda s: (s.name, s.kind),
        ),
        lambda s: s.name,
    )
    return {
        old.steps[left].key: new.steps[right].key
        for left, right in pairs
        if old.steps[left].kind == new.steps[right].kind
    }


def suggest_variants(old: Content, new: Content) -> dict[str, str]:
    """{old key: new key} of the variants of the same name."""
    pairs = match(old.variants, new.variants, (lambda v: v.name,))
    return {old.variants[left].key: new.variants[right].key for left, right in pairs}


def land(
    old: Content,
    new: Content,
    old_variant: str,
    new_variant: str | None,
    states: Mapping[str, str],
    steps: Mapping[str, str],
    answers: Mapping[str, Sequence[str]] | None = None,
) -> Landing:
    """Where a case of ``old_variant`` lands as one of ``new_variant``.

    ``states``: of the newest occurrence of each step, by old key; a missing key is
    planned. ``steps``: {old key: new key}. ``answers``: {old key: states of the tasks
    of the agencies asked}. ``new_variant`` None: its variant has no counterpart.
    Raises MoveError where two old steps are mapped to one.
    """
    _refuse_doubles(steps)
    if new_variant is None or new_variant not in variants_to_walk(new):
        return Landing(obstacles=(Obstacle("variant"),))
    before, path = Path.of(old, old_variant), Path.of(new, new_variant)
    back = {there: here for here, there in steps.items() if there in path.steps}
    in_hand = tuple(k for k in before.steps if states.get(k) in BEGUN)
    now = {
        key: _state(path, key, back.get(key), states, answers or {})
        for key in path.steps
    }
    obstacles = _obstacles(before, path, in_hand, steps, now)
    if obstacles:
        return Landing(obstacles=obstacles)
    place = path.place[steps[in_hand[0]]]
    unit = path.units[place]
    passed = tuple(k for k in path.between(0, place) if now[k] == "planned")
    return Landing(
        unit=unit,
        new=tuple(key for key in path.steps if back.get(key) not in states),
        ready=tuple(key for key in unit if now[key] == "planned"),
        passed=passed,
        dropped=tuple(
            key
            for key, state in states.items()
            if state in OPEN and steps.get(key) not in path.steps
        ),
        undecided=_undecided(before, path, place, back, now),
    )


def _refuse_doubles(steps: Mapping[str, str]) -> None:
    targets = list(steps.values())
    twice = sorted({key for key in targets if targets.count(key) > 1})
    if twice:
        raise MoveError(twice)


def _state(path: Path, key: str, here: str | None, states, answers) -> str:
    if here is None:
        return "planned"
    if here in answers and states.get(here) in BEGUN:
        # What is enough of an answer is for the new content to say.
        return consult.state_of(answers[here], path.steps[key].quorum)
    return states.get(here, "planned")


def _obstacles(before: Path, path: Path, in_hand, steps, now) -> tuple[Obstacle, ...]:
    if not in_hand:
        return (Obstacle("nothing_in_hand"),)
    lost = tuple(key for key in in_hand if steps.get(key) not in path.steps)
    if lost:
        return (Obstacle("unmapped", lost),)
    found = []
    other = tuple(
        key for key in in_hand if before.steps[key].kind != path.steps[steps[key]].kind
    )
    if other:
        found.append(Obstacle("kind", other))
    places = {path.place[steps[key]] for key in in_hand}
    if len(places) > 1:
        return (*found, Obstacle("apart", in_hand))
    place = places.pop()
    answered = tuple(key for key in in_hand if now[steps[key]] in SETTLED)
    if answered or path.joined(path.units[place], now):
        found.append(Obstacle("answered", answered or in_hand))
    result = path.result_step()
    if path.place[result] < place or (
        now[result] in SETTLED and path.joined(path.units[path.place[result]], now)
    ):
        found.append(Obstacle("result_passed", in_hand))
    return tuple(found)


def _undecided(before: Path, path: Path, place: int, back, now) -> tuple[str, ...]:
    """Steps to come whose deciding step lies behind, and had not to decide them."""
    behind = {key for key in path.steps if path.place[key] < place}
    behind |= {key for key, state in now.items() if state in SETTLED}
    found = []
    for key in path.between(place, len(path.units)):
        step, here = path.steps[key], before.steps.get(back.get(key))
        for name in ("chosen_by", "time_set_by"):
            decider = getattr(step, name)
            decided = here is not None and getattr(here, name)
            if decider in behind and not decided and now[key] == "planned":
                found.append(key)
                break
    return tuple(found)
