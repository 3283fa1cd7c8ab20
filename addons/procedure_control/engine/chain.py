"""The chain that seals the audit trail, as plain bytes and hashes.

An event is one canonical text; its hash and the hash of the entry before it give the
hash of its own entry. Whoever holds the last hash can tell whether anything before it
was changed, dropped, swapped or inserted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

#: Version of the canonical text and of the link; every entry says its own.
CHAIN_VERSION = 1

#: What is sealed of an event, in the order of the canonical text.
FIELDS = (
    "id",
    "user_id",
    "in_name_of_id",
    "company_id",
    "document_id",
    "case_id",
    "res_id",
    "occurred_at",
    "recorded_at",
    "payload_hash",
    "payload_version",
    "model",
    "kind",
)


def _text(value: object) -> str:
    if value is None or value is False:
        return ""
    if isinstance(value, datetime):
        # As PostgreSQL writes it: no more digits of the second than there are.
        text = value.isoformat(" ")
        return text.rstrip("0") if value.microsecond else text
    return str(value)


def canonical(event: Mapping[str, object]) -> str:
    """The canonical text of an event: its version, then `FIELDS`, a line each.

    ``event`` gives each of `FIELDS`: integers or None, naive UTC datetimes, strings.
    Kind and model are technical names without line breaks, so no two events share a
    text. Raises KeyError when a field lacks.
    """
    return "\n".join((str(CHAIN_VERSION), *(_text(event[name]) for name in FIELDS)))


def genesis(root: int) -> str:
    """What the first entry of the chain of company ``root`` (0: none) is linked to."""
    return hashlib.sha256(f"procedure_control:{root}".encode()).hexdigest()


def link(previous: str, text: str) -> str:
    """The hash of an entry, from the hash before it and the event's canonical text."""
    event = hashlib.sha256(text.encode()).hexdigest()
    return hashlib.sha256((previous + event).encode()).hexdigest()


@dataclass(frozen=True)
class Break:
    """Where the chain does not hold.

    ``kind``: gap (entries are missing before ``position``) | version (of a kind not
    known here) | event_missing | link (the event is not the one that was sealed, or the
    entry was changed) | text_missing | text_changed.
    """

    kind: str
    position: int
    event_id: int


class Walk:
    """A walk along one chain; ``position`` and ``previous`` are where it stands."""

    def __init__(self, root: int, position: int = 0, previous: str = "") -> None:
        """Start at the beginning, or after the entry at ``position``."""
        self.position = position
        self.previous = previous or genesis(root)

    def feed(self, rows: Iterable[tuple]) -> list[Break]:
        """Follow the chain over entries in the order of their positions.

        Each is (position, event id, version, hash, canonical text or None when the
        event is gone, SHA-256 noted of its words, its words or None). After a break the
        walk goes on from the stored hash, so that each one is named for itself.
        """
        sha256 = hashlib.sha256
        position, previous = self.position, self.previous
        breaks: list[Break] = []
        for at, event_id, version, stored, text, noted, words in rows:
            position += 1
            if at != position:
                breaks.append(Break("gap", at, event_id))
                position = at
            if version != CHAIN_VERSION:
                breaks.append(Break("version", at, event_id))
            elif text is None:
                breaks.append(Break("event_missing", at, event_id))
            else:
                # As `link`, written out: a call for each entry would cost a third.
                event = sha256(text.encode()).hexdigest()
                if sha256((previous + event).encode()).hexdigest() != stored:
                    breaks.append(Break("link", at, event_id))
                if words is None:
                    breaks.append(Break("text_missing", at, event_id))
                elif sha256(words.encode()).hexdigest() != noted:
                    breaks.append(Break("text_changed", at, event_id))
            previous = stored
        self.position, self.previous = position, previous
        return breaks


def seal(previous: str, texts: Iterable[str]) -> list[str]:
    """The hashes of the entries that follow ``previous``, one for each text."""
    hashes = []
    for text in texts:
        previous = link(previous, text)
        hashes.append(previous)
    return hashes
