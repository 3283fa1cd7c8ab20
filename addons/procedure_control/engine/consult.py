"""A step that asks several agencies, seen as one step of the path.

Each agency asked has an occurrence of its own; the flow knows one state of them all.
"""

from __future__ import annotations

from collections.abc import Sequence

from .paths import ANSWERED

#: The answer that never came: the time was over. Never an agreement.
NO_REPLY = "no_reply"
#: States in which an agency still owes its answer, the most pressing first.
OWED = ("ready", "paused", "planned")


def needed(quorum: int, asked: int) -> int:
    """How many of the ``asked`` agencies must answer; ``quorum`` 0 means all."""
    return min(quorum, asked) if quorum > 0 else asked


def state_of(states: Sequence[str], quorum: int = 0) -> str:
    """The state of the whole step, from those of the agencies asked.

    ``done`` once enough have answered or none still owes an answer; an agency whose
    time is over (`NO_REPLY`) owes none and has given none. What nobody answered and
    nobody owes (all cancelled, or not arisen) keeps the state of the first.
    """
    if not states:
        return "planned"
    answered = sum(state in ANSWERED for state in states)
    if answered >= needed(quorum, len(states)):
        return "done"
    for owed in OWED:
        if owed in states:
            return owed
    return "done" if answered or NO_REPLY in states else states[0]
