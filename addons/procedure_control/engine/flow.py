"""What a finished step makes ready.

Pure functions over one `Content` and one variant; the caller keeps the occurrences and
writes what a `Move` says. Sound by construction: a case stands in one unit of its path
at a time (`engine.paths`), so only the members of a block are ever ready together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .content import Content, Outcome
from .flow_check import Finding, check
from .paths import (
    ENDS,
    SETTLED,
    Path,
    choices,
    is_counted,
    offers_next,
    variants_to_walk,
)

__all__ = [
    "Finding",
    "FlowError",
    "Move",
    "check",
    "choices",
    "first",
    "is_counted",
    "next_ready",
    "offers_next",
    "result_step",
    "sent_back",
    "variants_to_walk",
]


class FlowError(ValueError):
    """A move that the content does not allow.

    ``code`` is one of ``not_in_path``, ``choice_needed``, ``target_missing``,
    ``not_earlier``, ``not_later``, ``unknown_outcome``; ``data`` holds the keys.
    """

    def __init__(self, code: str, **data):
        super().__init__(f"{code}: {data}" if data else code)
        self.code = code
        self.data = data


@dataclass(frozen=True)
class Move:
    """What follows from a finished step, as keys in path order.

    ``reopened``: each needs a new occurrence (the finished ones stay as history); those
    also in ``ready`` are ready at once, the rest planned. ``not_arisen``: open
    occurrences that will not be walked. ``ended``: None, ``done``, ``refused`` or
    ``terminated``.
    """

    ready: tuple[str, ...] = ()
    ended: str | None = None
    not_arisen: tuple[str, ...] = ()
    reopened: tuple[str, ...] = ()


def first(content: Content, variant: str = "") -> tuple[str, ...]:
    """Keys ready when the case starts; empty for content without steps."""
    path = Path.of(content, variant)
    return path.units[0] if path.units else ()


def result_step(content: Content, variant: str = "") -> str:
    """The step that makes the result: the marked one, else the last counted one."""
    return Path.of(content, variant).result_step()


def next_ready(
    content: Content,
    variant: str,
    done: Mapping[str, str],
    finished_key: str,
    outcome: Outcome | None = None,
) -> Move:
    """What finishing (or skipping) ``finished_key`` with ``outcome`` leads to.

    ``done`` gives the state of each step's *newest* occurrence, by key; a missing key
    is planned. ``finished_key`` is taken as finished whatever ``done`` says of it.
    ``outcome`` None is the next step in order. Raises FlowError.
    """
    path = Path.of(content, variant)
    if finished_key not in path.steps:
        raise FlowError("not_in_path", key=finished_key)
    states = {key: done.get(key, "planned") for key in path.steps}
    if outcome is None:
        if not offers_next(path.steps[finished_key]):
            raise FlowError("choice_needed", key=finished_key)
        return _onward(path, states, finished_key)
    if outcome.kind == "next":
        return _onward(path, states, finished_key)
    if outcome.kind in ENDS:
        open_ = _open(path, states, path.between(0, len(path.units)), finished_key)
        return Move(ended=ENDS[outcome.kind], not_arisen=open_)
    if outcome.kind not in ("back", "jump"):
        raise FlowError("unknown_outcome", key=finished_key, kind=outcome.kind)
    if outcome.target not in path.steps:
        raise FlowError("target_missing", key=finished_key, target=outcome.target)
    if outcome.kind == "back":
        return _back(path, finished_key, outcome.target)
    return _jump(path, states, finished_key, outcome.target)


def sent_back(
    content: Content, variant: str, done: Mapping[str, str], key: str, target: str
) -> Move:
    """Back to an earlier step where the table lists no way back.

    Whoever refuses a file that was handed over sends it so. Unlike an outcome it may
    leave and enter blocks: open members of the block that it leaves do not arise, and
    of a block that all members had left only ``target`` is done again. Raises
    FlowError.
    """
    path = Path.of(content, variant)
    for asked in (key, target):
        if asked not in path.steps:
            raise FlowError("not_in_path", key=asked)
    here, there = path.place[key], path.place[target]
    if there >= here:
        raise FlowError("not_earlier", key=key, target=target)
    states = {k: done.get(k, "planned") for k in path.steps}
    block = path.units[there]
    # A quorum that stays reached would never be left again.
    again = (target,) if path.needed(block) == len(block) else block
    return Move(
        ready=again,
        reopened=again + path.between(there + 1, here + 1),
        not_arisen=_open(path, states, path.between(there, here + 1), key),
    )


def _open(path: Path, states: Mapping[str, str], keys, but: str = ""):
    return tuple(key for key in keys if key != but and states[key] not in SETTLED)


def _enter(path: Path, states: Mapping[str, str], place: int) -> Move:
    """Into the unit, or past it where all of it was skipped beforehand."""
    for unit in path.units[place:]:
        if not path.joined(unit, states):
            return Move(ready=_open(path, states, unit))
    return Move(ended="done")


def _onward(path: Path, states: Mapping[str, str], key: str) -> Move:
    place = path.place[key]
    unit = path.units[place]
    before = {**states, key: "ready"}
    after = {**states, key: states[key] if states[key] in SETTLED else "done"}
    # A member that answers after the quorum finds the block already left.
    if path.joined(unit, before) or not path.joined(unit, after):
        return Move()
    late = _open(path, after, unit)
    entered = _enter(path, after, place + 1)
    return Move(ready=entered.ready, ended=entered.ended, not_arisen=late)


def _back(path: Path, key: str, target: str) -> Move:
    here, there = path.place[key], path.place[target]
    if there > here or target == key:
        raise FlowError("not_earlier", key=key, target=target)
    return Move(ready=path.units[there], reopened=path.between(there, here + 1))


def _jump(path: Path, states: Mapping[str, str], key: str, target: str) -> Move:
    here, there = path.place[key], path.place[target]
    if there <= here:
        raise FlowError("not_later", key=key, target=target)
    passed = _open(path, states, path.between(here, there), key)
    entered = _enter(path, states, there)
    return Move(ready=entered.ready, ended=entered.ended, not_arisen=passed)
