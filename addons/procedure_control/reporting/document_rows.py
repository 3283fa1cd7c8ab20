"""Rows of what is controlled: steps, documents, revisions and their signatures.

As in `rows`, all moments are naive local ones, of the agency that issues the document.
Names are as they read when the rows were taken, except where evidence keeps its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One step of a procedure in force: who, what, how long, with what result.

    ``owner_mode`` role | chosen | requester_manager | previous | user; ``agency_mode``
    receiving | fixed | chosen; ``time_mode`` own | phase | set | none; ``time_value`` a
    decimal text in ``time_unit``, a key of `engine.duration.Unit`. ``holders``: who
    holds the role on the last day, as far as the reader may see, ``more`` beyond those
    named. ``unfilled``: the role is held by nobody the reader may see, in an agency
    that is known. ``evidence``: keys of what the step asks for (checklist, file,
    number). ``marks``: five of 0 or 1, in the order of `duties.MARKS`.
    """

    id: int
    document_id: int
    code: str
    title: str
    revision: str
    agency: str = ""
    department: str = ""
    label: str = ""
    phase: str = ""
    work: str = ""
    owner_mode: str = "role"
    owner: str = ""
    chosen_at: str = ""
    holders: tuple[str, ...] = ()
    more: int = 0
    head_holds: bool = False
    unfilled: bool = False
    agency_mode: str = "receiving"
    unit: str = ""
    accountable: str = ""
    consulted: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()
    approves: bool = False
    time_mode: str = "own"
    time_value: str = ""
    time_unit: str = ""
    counted: bool = True
    result: str = ""
    forms: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    marks: tuple[int, ...] = (0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document, and what of it was in force when the period ended.

    ``standing``: effective | coming (approved, or on its way) | ended | draft.
    ``issued`` is the day of the issuing decision, else of the approval. ``asked`` and
    ``read`` count readers of the revision in force, by that moment.
    """

    id: int
    code: str
    title: str
    type: str = ""
    kind: str = ""
    agency: str = ""
    department: str = ""
    field: str = ""
    revision: str = ""
    standing: str = "effective"
    decision: str = ""
    issued: date | None = None
    effective: date | None = None
    owner: str = ""
    owner_gone: bool = False
    next_review: date | None = None
    asked: int = 0
    read: int = 0
    fingerprint: str = ""
    archived: bool = False


@dataclass(frozen=True, slots=True)
class ExternalRow:
    """A document of external origin and the edition in use when the period ended."""

    id: int
    code: str
    title: str
    origin: str = ""
    agency: str = ""
    holder: str = ""
    place: str = ""
    edition: str = ""
    edition_date: date | None = None
    entered: date | None = None
    fingerprint: str = ""
    next_check: date | None = None


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A revision that was signed, took effect or ended in the period.

    ``what`` says what became of it in the period: effective | ended | signed, the
    first that holds. ``supersedes`` and ``superseded_by``: numbers of revisions.
    ``changes``: numbers of its change requests. ``adopted``: was in force before it
    was entered here.
    """

    id: int
    code: str
    title: str
    revision: str
    agency: str = ""
    department: str = ""
    what: str = "effective"
    urgent: bool = False
    adopted: bool = False
    reason: str = ""
    summary: str = ""
    changes: tuple[str, ...] = ()
    author: str = ""
    submitted_at: datetime | None = None
    approved_at: datetime | None = None
    effective_at: datetime | None = None
    ended_at: datetime | None = None
    supersedes: str = ""
    superseded_by: str = ""
    decision: str = ""
    decision_date: date | None = None
    authority: str = ""
    decision_signer: str = ""
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """One signature, as it was made: names and titles are those of that moment.

    ``meaning`` prepare | review | appraise | approve | reject | comment | adopt;
    ``purpose`` issue | repeal | keep | adopt, of the submission it answers;
    ``credential`` password | passkey | session.
    """

    id: int
    revision_id: int
    code: str
    revision: str
    stage: str = ""
    meaning: str = ""
    purpose: str = ""
    signer: str = ""
    title: str = ""
    for_whom: str = ""
    signed_at: datetime | None = None
    credential: str = ""
    comment: str = ""
    fingerprint: str = ""
    body: str = ""
