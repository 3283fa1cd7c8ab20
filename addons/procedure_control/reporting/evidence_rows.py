"""Rows of what the control of documents leaves behind: reviews, escalations, events.

Moments are naive local ones, of the agency that each row names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One periodic review, as it stood when the period ended.

    ``state`` open | asked (awaiting signature) | done | void; ``outcome`` keep |
    revise | repeal, of a review that is done.
    """

    id: int
    code: str
    title: str
    revision: str
    agency: str = ""
    department: str = ""
    reviewer: str = ""
    asked_at: datetime | None = None
    due_at: datetime | None = None
    state: str = "open"
    outcome: str = ""
    done_by: str = ""
    done_at: datetime | None = None
    reason: str = ""
    change: str = ""


@dataclass(frozen=True, slots=True)
class EscalationRow:
    """One firing of one rung of a ladder.

    ``duty`` task | request | review | obstacle; ``state`` delivered | missed | nobody;
    ``recipient`` and ``how`` keys of a rung; ``repeat`` 0 for its first call.
    ``owed`` is who was responsible, or the department in his place where the reader is
    not to be told; ``told`` then is empty wherever it would say the same.
    """

    id: int
    duty: str
    level_id: int
    ladder: str = ""
    level: str = ""
    level_order: int = 0
    repeat: int = 0
    recipient: str = ""
    how: str = ""
    state: str = "delivered"
    moment_at: datetime | None = None
    delivered_at: datetime | None = None
    due_at: datetime | None = None
    told: str = ""
    owed: str = ""
    agency: str = ""
    department: str = ""
    case_number: str = ""
    code: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event of the audit trail.

    ``about``, ``by``, ``in_name_of`` and ``reason`` come from its text where the reader
    may read that; ``by`` is the department where the person is not to be told.
    ``what`` is the act in the reader's language, empty for a kind this version does
    not know. ``text_hash`` is the SHA-256 of its text, also of one disposed of;
    ``position`` its place in the chain, None while it is not sealed.
    """

    id: int
    kind: str
    what: str = ""
    occurred_at: datetime | None = None
    recorded_at: datetime | None = None
    about: str = ""
    by: str = ""
    in_name_of: str = ""
    reason: str = ""
    agency: str = ""
    code: str = ""
    case_number: str = ""
    text_hash: str = ""
    position: int | None = None
