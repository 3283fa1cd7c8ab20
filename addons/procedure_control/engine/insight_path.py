"""Whether a case went as its revision says: its finished steps walked once more.

What happened is replayed on `engine.flow`, which moved the case when it happened. So a
jump or a return that the revision lists is no deviation, and neither is a block whose
members end in any order; what was done before its turn is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from . import flow
from .content import Content, Outcome

#: Kinds of deviation. The first needs nobody's permission any more: it has it.
PERMITTED = "skipped_permitted"
SKIPPED = "skipped"
ORDER = "order"
FOREIGN = "foreign"
KINDS = (PERMITTED, SKIPPED, ORDER, FOREIGN)


@dataclass(frozen=True)
class Walked:
    """One finished or skipped occurrence of a step, in the order of what happened.

    ``key`` is empty for a step that the revision does not have. ``outcome`` is its
    position among the step's outcomes, None for the unnamed next step. ``state`` is
    ``done``, ``sent_back``, ``no_reply`` or ``skipped``; ``permitted`` says whether a
    skipped one was given a reason.
    """

    key: str
    occurrence: int = 1
    outcome: int | None = None
    state: str = "done"
    permitted: bool = False


@dataclass
class Judgement:
    """Keys by kind of deviation; ``ended`` as `engine.flow.Move`, None if it did not.

    It keeps to the revision where nothing but permitted skips was found.
    """

    found: dict[str, list[str]] = field(default_factory=dict)
    ended: str | None = None

    @property
    def keeps(self) -> bool:
        return not set(self.found) - {PERMITTED}

    def add(self, kind: str, key: str) -> None:
        self.found.setdefault(kind, []).append(key)


def judge(
    content: Content, variant: str, path: Iterable[Walked], finished: bool
) -> Judgement:
    """How a path stands to the flow of its revision.

    :param finished: whether the case came to its result: what was then still to be
        done was skipped
    """
    path = list(path)
    replay = _Replay(content, variant, path)
    steps = _one_answer(content, [one for one in path if one.state != "skipped"])
    for number, one in enumerate(steps):
        replay.walk(one, steps[number + 1 :])
    if finished and replay.judgement.ended is None:
        replay.left_undone()
    return replay.judgement


class _Replay:
    def __init__(self, content: Content, variant: str, path: Sequence[Walked]) -> None:
        self.content, self.variant = content, variant
        self.judgement = Judgement()
        self.order = [step.key for step in content.steps_of(variant)]
        self.passed = set()
        for one in path:
            if one.state == "skipped":
                self.passed.add(one.key)
                self.judgement.add(PERMITTED if one.permitted else SKIPPED, one.key)
        self.states = dict.fromkeys(self.passed, "skipped")
        self.ready: set[str] = set()
        self.open(flow.first(content, variant))

    def open(self, keys: Iterable[str]) -> None:
        """These are ready; beyond what was skipped beforehand, what follows it."""
        self.ready |= set(keys)
        for key in sorted(self.ready & self.passed):
            self.ready.discard(key)
            try:
                move = flow.next_ready(self.content, self.variant, self.states, key)
            except flow.FlowError:
                continue  # where it goes on was nobody's choice
            self.ready |= set(move.ready)

    def walk(self, one: Walked, rest: Sequence[Walked]) -> None:
        if one.key not in self.order:
            self.judgement.add(FOREIGN, one.key)
            return
        if one.key not in self.ready:
            self.judgement.add(ORDER, one.key)
        move = _move(self.content, self.variant, self.states, one, rest)
        self.states[one.key] = "done"
        self.ready.discard(one.key)
        if move is None:
            return
        self.states.update(dict.fromkeys(move.reopened, "planned"))
        self.states.update(dict.fromkeys(move.not_arisen, "not_arisen"))
        self.ready -= set(move.not_arisen)
        self.open(move.ready)
        self.judgement.ended = move.ended or self.judgement.ended

    def left_undone(self) -> None:
        """Beyond the result only who collects it is waited for."""
        result = flow.result_step(self.content, self.variant)
        until = self.order
        if result in until:
            until = until[: until.index(result) + 1]
        for key in until:
            if self.states.get(key, "planned") == "planned":
                self.judgement.add(SKIPPED, key)


def _one_answer(content: Content, path: Sequence[Walked]) -> list[Walked]:
    """Of several agencies asked at once the last to answer ends the step."""
    asked = {step.key for step in content.steps if step.kind == "consult"}
    last = {(one.key, one.occurrence): n for n, one in enumerate(path)}
    return [
        one
        for n, one in enumerate(path)
        if one.key not in asked or last[one.key, one.occurrence] == n
    ]


def _move(content, variant, states, one, rest) -> flow.Move | None:
    step = content.step(one.key)
    outcome: Outcome | None = None
    if one.outcome is not None and one.outcome < len(step.outcomes):
        outcome = step.outcomes[one.outcome]
    try:
        if one.state == "sent_back" and outcome is None:
            # A file that was refused goes back to where it is then done again.
            target = rest[0].key if rest else ""
            return flow.sent_back(content, variant, states, one.key, target)
        return flow.next_ready(content, variant, states, one.key, outcome)
    except flow.FlowError:
        return None
