"""The content of one revision as one tree of plain values.

Readers yield it, writers take it, comparison compares it, the flow check walks it,
readiness reads it, a copy copies it, print prints it, and the fingerprint hashes it.

Children point at each other by *key*: ``s1`` is the first step in order, ``p2`` the
second phase, ``v1`` the first variant, ``f3`` the third form, ``a1`` the first file.
Keys come from the order alone, so the same procedure typed into two databases has the
same bytes. Shared records (roles, agencies, legal bases…) are a `Ref`: the code that
identifies them and the name as it read when the content was taken.
"""

from __future__ import annotations

from dataclasses import dataclass, field


def _since(version: int, default):
    """A field that version ``version`` of `engine.canonical` added."""
    return field(default=default, metadata={"since": version})


@dataclass(frozen=True)
class Ref:
    """A shared record: ``code`` identifies it, ``name`` is what it was called."""

    code: str
    name: str


@dataclass(frozen=True)
class Limit:
    """A time limit or a step's duration.

    ``value`` is a decimal string ("0.5"), empty for units that carry no number.
    ``unit`` is one of `engine.duration.Unit`.
    """

    value: str
    unit: str


@dataclass(frozen=True)
class Section:
    number: str
    name: str
    body: str
    required: bool = False
    kind: str = "text"
    #: ``chapter``, ``article`` or ``clause`` of a regulation, else empty; the numbers
    #: of these are made by `engine.numbering`, ``number`` is then empty.
    level: str = _since(2, "")


@dataclass(frozen=True)
class Phase:
    key: str
    number: str
    name: str
    mode: str = "band"
    limit: Limit | None = None
    join: str = "all"
    quorum: int = 0


@dataclass(frozen=True)
class Outcome:
    name: str
    kind: str
    target: str = ""
    needs_reason: bool = False


@dataclass(frozen=True)
class Step:
    """Who, what, how long, with what result. ``label`` is printed, ``key`` is order."""

    key: str
    label: str
    name: str
    phase: str = ""
    kind: str = "work"
    instruction: str = ""
    owner_mode: str = "role"
    role: Ref | None = None
    user: Ref | None = None
    chosen_by: str = ""
    agency_mode: str = "receiving"
    agency: Ref | None = None
    time_mode: str = "own"
    duration: Limit | None = None
    time_set_by: str = ""
    counted: bool = True
    is_result: bool = False
    is_approval: bool = False
    accountable: Ref | None = None
    consulted: tuple[Ref, ...] = ()
    informed: tuple[Ref, ...] = ()
    result: str = ""
    forms: tuple[str, ...] = ()
    statutory_forms: tuple[str, ...] = ()
    checklist: tuple[str, ...] = ()
    needs_file: bool = False
    needs_number: bool = False
    variants: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    #: Of a consult step: answers that suffice to go on, 0 for all.
    quorum: int = _since(3, 0)
    #: Of a consult step, when its time is over: ``goes_on`` or ``waits``.
    silence: str = _since(3, "goes_on")


@dataclass(frozen=True)
class Variant:
    key: str
    name: str
    is_urgency: bool = False
    limit: Limit | None = None


@dataclass(frozen=True)
class Component:
    """One paper of the dossier."""

    name: str
    originals: int = 1
    copies: int = 0
    required: bool = True
    form: str = ""
    variants: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """A form of the procedure's own; ``sha256`` is of the blank file's bytes."""

    key: str
    code: str
    name: str
    filename: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class Record:
    """What is kept of the work: by whom, where, how long ("05 năm")."""

    name: str
    keeper: str = ""
    place: str = ""
    retention: str = ""


@dataclass(frozen=True)
class Reference:
    """Another document that this one refers to.

    ``source`` says where it comes from: ``document`` (controlled here), ``external``
    (the register of external documents) or ``text`` (only named).
    """

    code: str
    title: str
    source: str = "text"


@dataclass(frozen=True)
class File:
    """A controlled file of the document; ``sha256`` is of its bytes."""

    key: str
    name: str
    filename: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class ChangeItem:
    """One line of the revision table: what changed, and where."""

    place: str
    description: str


@dataclass(frozen=True)
class Content:
    code: str
    title: str
    kind: str
    language: str
    issue_number: int
    amendment_number: int
    summary: str = ""
    result: str = ""
    fee: str = ""
    limit: Limit | None = None
    committed: Limit | None = None
    limit_rule: str = "sum"
    copies_of_dossier: int = 1
    sections: tuple[Section, ...] = ()
    phases: tuple[Phase, ...] = ()
    steps: tuple[Step, ...] = ()
    variants: tuple[Variant, ...] = ()
    components: tuple[Component, ...] = ()
    forms: tuple[Form, ...] = ()
    legal_bases: tuple[Ref, ...] = ()
    records: tuple[Record, ...] = _since(2, ())
    references: tuple[Reference, ...] = _since(2, ())
    files: tuple[File, ...] = _since(2, ())
    changes: tuple[ChangeItem, ...] = _since(2, ())
    #: Years that the document is kept after its end, 0 where nothing is said.
    retention: int = _since(2, 0)
    #: What the answer to a request for papers does to the limit: ``resume`` or
    #: ``restart``.
    supplement_rule: str = _since(3, "resume")

    def step(self, key: str) -> Step:
        """The step with this key. Raises KeyError."""
        return {step.key: step for step in self.steps}[key]

    def steps_of(self, variant: str = "") -> tuple[Step, ...]:
        """Steps that a case of ``variant`` (a key, empty for none) walks, in order."""
        return tuple(s for s in self.steps if not s.variants or variant in s.variants)
