"""Which stage of an approval round is open, complete or failed.

A stage is *required* (it holds the round until it is complete), *optional* or for
*comment* only: those two are asked when their turn comes and hold nobody up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

REQUIRED = "required"


@dataclass(frozen=True)
class Stage:
    """One stage as it was at submission.

    ``rule`` is ``all`` or ``n_of`` (then ``needed`` of them); ``signers`` are user ids,
    each once.
    """

    name: str
    meaning: str = "approve"
    rule: str = "all"
    needed: int = 1
    weight: str = REQUIRED
    signers: tuple[int, ...] = ()

    @property
    def quorum(self) -> int:
        """How many approvals complete it: never more than there are signers."""
        if self.rule == "all":
            return len(self.signers)
        return max(1, min(self.needed, len(self.signers)))

    @property
    def holds(self) -> bool:
        """Whether the round waits for it; a stage without signers waits for nobody."""
        return self.weight == REQUIRED and bool(self.signers)


@dataclass(frozen=True)
class Request:
    """One signer asked: ``state`` is that of `procedure.signature.request`."""

    stage: int
    state: str


@dataclass(frozen=True)
class Standing:
    """Where a round stands.

    ``open``: indexes of the stages whose signers are to be asked by now and whose
    answer still counts. ``finished``: every stage that holds is complete. ``failed``:
    a required signer said no; then nothing is open.
    """

    open: tuple[int, ...]
    finished: bool
    failed: bool


def stages_of(rows: Iterable[Mapping] | None) -> tuple[Stage, ...]:
    """Stages from the rows stored with a round."""
    return tuple(
        Stage(
            name=row["name"],
            meaning=row["meaning"],
            rule=row["rule"],
            needed=row["needed"],
            weight=row["weight"],
            signers=tuple(signer["id"] for signer in row["signers"]),
        )
        for row in rows or ()
    )


def standing(stages: Sequence[Stage], requests: Iterable[Request]) -> Standing:
    """Where a round stands after these answers; their order does not matter."""
    approved = [0] * len(stages)
    for request in requests:
        stage = stages[request.stage]
        if request.state == "rejected" and stage.weight == REQUIRED:
            return Standing((), False, True)
        if request.state == "approved":
            approved[request.stage] += 1
    opened = []
    for index, stage in enumerate(stages):
        complete = approved[index] >= stage.quorum
        if not complete:
            opened.append(index)
        if stage.holds and not complete:
            return Standing(tuple(opened), False, False)
    return Standing((), True, False)


def to_ask(stages: Sequence[Stage], requests: Iterable[Request]) -> tuple[int, ...]:
    """Indexes of the stages whose signers are to be asked now, none asked before."""
    requests = tuple(requests)
    asked = {request.stage for request in requests}
    now = standing(stages, requests).open
    return tuple(i for i in now if i not in asked and stages[i].signers)
