"""The content of one revision as one tree of plain values.

Readers yield it, writers take it, comparison compares it, the flow check walks it,
readiness reads it, a copy copies it, print prints it, and the fingerprint hashes it.

Children point at each other by *key*: ``s1`` is the first step in order, ``p2`` the
second phase, ``v1`` the first variant, ``f3`` the third form. Keys come from the order
alone, so the same procedure typed into two databases has the same bytes. Shared records
(roles, agencies, legal bases…) are a `Ref`: the code that identifies them and the name
as it read when the content was taken.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass, field, fields, is_dataclass
from decimal import Decimal

#: Version of the canonical form; raised whenever the same content would give new bytes.
CANONICAL_VERSION = 1


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
    legal_bases: tuple[Ref, ...] = field(default=())

    def step(self, key: str) -> Step:
        """The step with this key. Raises KeyError."""
        return {step.key: step for step in self.steps}[key]

    def steps_of(self, variant: str = "") -> tuple[Step, ...]:
        """Steps that a case of ``variant`` (a key, empty for none) walks, in order."""
        return tuple(s for s in self.steps if not s.variants or variant in s.variants)


def _plain(value):
    if is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value


def canonical_bytes(content: Content) -> bytes:
    """Canonical JSON in UTF-8: keys sorted, no spaces, characters not escaped."""
    body = {"version": CANONICAL_VERSION, "content": _plain(content)}
    return json.dumps(
        body, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()


def fingerprint(data: bytes) -> str:
    """``$v$sha256`` of the stored bytes alone, with v the canonical version."""
    return f"${CANONICAL_VERSION}${hashlib.sha256(data).hexdigest()}"


_TYPES = {
    "sections": Section,
    "phases": Phase,
    "steps": Step,
    "variants": Variant,
    "components": Component,
    "forms": Form,
    "legal_bases": Ref,
    "outcomes": Outcome,
    "consulted": Ref,
    "informed": Ref,
    "role": Ref,
    "user": Ref,
    "agency": Ref,
    "accountable": Ref,
    "limit": Limit,
    "committed": Limit,
    "duration": Limit,
}


def _revive(cls, plain: dict):
    values = {}
    for f in fields(cls):
        value = plain[f.name]
        kind = _TYPES.get(f.name)
        if isinstance(value, list):
            value = tuple(_revive(kind, v) if isinstance(v, dict) else v for v in value)
        elif isinstance(value, dict):
            value = _revive(kind, value)
        values[f.name] = value
    return cls(**values)


def from_bytes(data: bytes) -> Content:
    """Read back what `canonical_bytes` wrote.

    Raises ValueError when the bytes are not canonical JSON of a known version.
    """
    try:
        plain = json.loads(data)
        if plain["version"] != CANONICAL_VERSION:
            raise ValueError(f"unknown canonical version {plain['version']!r}")
        return _revive(Content, plain["content"])
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not the content of a revision: {error}") from error


_IMAGE = re.compile(r"data:image/[a-z+.-]+;base64,([A-Za-z0-9+/=\s]+)")


def canonical_html(html: str) -> str:
    """Stored, sanitised HTML with each embedded image replaced by its SHA-256.

    The words stay readable in a comparison, and a changed picture still shows.
    """

    def digest(match: re.Match) -> str:
        raw = base64.b64decode(match.group(1))
        return f"sha256:{hashlib.sha256(raw).hexdigest()}"

    return _IMAGE.sub(digest, html or "")
