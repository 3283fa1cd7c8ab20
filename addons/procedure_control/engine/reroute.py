"""How a case goes on when it is found to be of another variant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .content import Content
from .paths import Path

#: States in which somebody has the step in hand.
BEGUN = frozenset({"ready", "paused"})
OPEN = BEGUN | {"planned"}
#: States in which the path of another variant left a step.
LEFT = frozenset({"not_arisen", "cancelled"})


class RerouteError(ValueError):
    """By the other variant nothing up to the result would be left to do."""


@dataclass(frozen=True)
class Reroute:
    """Keys in order of the path they are of.

    ``new``: never had an occurrence; ``again``: need another one, planned; ``leave``:
    open occurrences are ended; ``ready``: to be put to work, unless they are already.
    A key may be in ``new`` and ``leave``: it is known and not walked.
    """

    new: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()
    ready: tuple[str, ...] = ()


def reroute(content: Content, old: str, new: str, states: Mapping[str, str]) -> Reroute:
    """From the path of variant ``old`` to that of ``new``.

    ``states``: of the newest occurrence of each step, by key. What is done stays done.
    The case goes on at the first unit of the new path that is not settled: a step that
    the new variant asks for in addition is not passed over, and what was begun further
    on waits for it. What an outcome of the old path jumped over stays passed.
    Raises RerouteError.
    """
    before, path = Path.of(content, old), Path.of(content, new)
    now = {}
    for key in path.steps:
        state = states.get(key, "planned")
        foreign = key not in before.steps and state in LEFT
        now[key] = "planned" if foreign else state
    place = next(
        (n for n, unit in enumerate(path.units) if not path.joined(unit, now)), None
    )
    if place is None or place > path.place[path.result_step()]:
        raise RerouteError(new)
    unit, passed = path.units[place], path.between(0, place)
    further = path.between(place + 1, len(path.units))
    foreign = [key for key in before.steps if key not in path.steps]
    begun = [key for key in further if now[key] in BEGUN]
    return Reroute(
        new=tuple(key for key in path.steps if key not in states),
        again=tuple(
            key
            for key in path.steps
            if key in begun or (now[key] == "planned" and states.get(key) in LEFT)
        ),
        leave=tuple(
            key
            for key in (*foreign, *passed, *further)
            if key in begun
            or (key not in further and states.get(key, "planned") in OPEN)
        ),
        ready=tuple(key for key in unit if now[key] == "planned"),
    )
