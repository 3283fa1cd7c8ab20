"""Which step or phase of one content is which of another, for what was set on it."""

from __future__ import annotations

from .content import Content
from .matching import match

_KEYS = {
    "steps": (
        lambda s: (s.label, s.name, s.kind, s.role and s.role.code),
        lambda s: (s.label, s.name, s.kind),
        lambda s: (s.name, s.kind),
    ),
    "phases": (lambda p: (p.number, p.name), lambda p: p.name),
}


def counterparts(old: Content, new: Content, part: str) -> dict[str, str]:
    """{old key: new key} of the ``part`` ("steps" or "phases") that is the same.

    One renamed is the same only under its old number and with a name alike; what is
    less sure is left out.
    """
    before, after = getattr(old, part), getattr(new, part)
    pairs = match(before, after, _KEYS[part], lambda item: item.name)
    return {
        before[left].key: after[right].key
        for left, right in pairs
        if before[left].name == after[right].name
        or _number(before[left]) == _number(after[right])
    }


def _number(item) -> str:
    return getattr(item, "label", None) or getattr(item, "number", "")
