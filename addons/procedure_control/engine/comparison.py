"""What differs between two contents: texts by words, steps by field, order, time.

A value that names another part (the phase of a step, the target of an outcome) counts
as changed only when it now names something else: an inserted step shifts every key and
changes none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields, replace

from .comparison_heading import heading_of, times_of
from .content import Content
from .differences import (
    ADDED,
    CHANGED,
    MOVED,
    REMOVED,
    Comparison,
    FieldChange,
    ItemChange,
)
from .matching import match, moved
from .numbering import section_places
from .text_difference import readable, runs

#: Parts in the order in which they are shown; the names are those of `Content`.
PARTS = (
    "sections",
    "phases",
    "steps",
    "variants",
    "components",
    "forms",
    "files",
    "records",
    "legal_bases",
    "references",
)
#: Fields of the revision itself.
FIELDS = (
    "code",
    "title",
    "kind",
    "language",
    "result",
    "fee",
    "limit",
    "committed",
    "limit_rule",
    "supplement_rule",
    "copies_of_dossier",
    "retention",
)
#: Fields that hold HTML.
HTML = frozenset(("body", "instruction"))
#: Fields that name other parts by key, and the part that they name.
_LINKS = {
    "phase": "phases",
    "chosen_by": "steps",
    "time_set_by": "steps",
    "forms": "forms",
    "variants": "variants",
    "form": "forms",
}


def compare(old: Content, new: Content) -> Comparison:
    """What `new` changes against `old`; never raises, whatever the texts hold."""
    pairs = {part: _match(part, old, new) for part in PARTS}
    sides = _Sides(old, new, pairs)
    return Comparison(
        old=heading_of(old),
        new=heading_of(new),
        fields=tuple(
            change
            for name in FIELDS
            if (change := _field(name, getattr(old, name), getattr(new, name)))
        ),
        items=tuple(item for part in PARTS for item in _items(part, sides)),
        time_before=times_of(old),
        time_after=times_of(new),
    )


# --- which is which -------------------------------------------------------------------

_KEYS: dict[str, tuple[Callable, ...]] = {
    "sections": (
        lambda s: (s.level, s.number, s.name) if s.name else None,
        lambda s: (s.level, s.name) if s.name else None,
        lambda s: (s.level, s.body) if s.body else None,
    ),
    "phases": (lambda p: (p.number, p.name), lambda p: p.name),
    "steps": (
        lambda s: (s.label, s.name, s.role and s.role.code),
        lambda s: (s.label, s.name),
        lambda s: (s.name, s.role and s.role.code),
        lambda s: s.name,
    ),
    "variants": (lambda v: v.name,),
    "components": (lambda c: c.name,),
    "forms": (lambda f: (f.code, f.name), lambda f: f.code, lambda f: f.name),
    "files": (lambda f: (f.name, f.filename), lambda f: f.name, lambda f: f.sha256),
    "records": (lambda r: r.name,),
    "legal_bases": (lambda b: b.code,),
    "references": (lambda r: (r.code, r.title), lambda r: r.code, lambda r: r.title),
}
_TEXTS: dict[str, Callable] = {
    "sections": lambda s: s.name or readable(s.body),
    "phases": lambda p: p.name,
    "steps": lambda s: s.name,
    "variants": lambda v: v.name,
    "components": lambda c: c.name,
    "records": lambda r: r.name,
}


def _match(part, old, new):
    text = _TEXTS.get(part)
    keys = _KEYS[part]
    if text:
        # Items without a word yet are told apart by their order alone.
        keys = (*keys, lambda item: not text(item))
    return match(getattr(old, part), getattr(new, part), keys, text)


class _Sides:
    """Both contents; keys of the older as keys of the newer, and keys as names."""

    def __init__(self, old: Content, new: Content, pairs: dict):
        self.old, self.new, self.pairs = old, new, pairs
        self.names = {"old": _names(old), "new": _names(new)}
        self._became: dict[str, str] = {}
        for part in ("phases", "steps", "variants", "forms"):
            for old_place, new_place in pairs[part]:
                before = getattr(old, part)[old_place].key
                self._became[before] = getattr(new, part)[new_place].key

    def became(self, key: str) -> str:
        """The newer key of an older one; one that is gone equals no newer key."""
        return self._became.get(key, f"-{key}") if key else ""

    def shown(self, side: str, key: str) -> str:
        return self.names[side].get(key, key)


def _names(content: Content) -> dict[str, str]:
    names = {p.key: _words(p.number, p.name) for p in content.phases}
    names |= {s.key: _words(s.label, s.name) for s in content.steps}
    names |= {v.key: v.name for v in content.variants}
    names |= {f.key: _words(f.code, f.name) for f in content.forms}
    return names


def _words(*parts: str) -> str:
    return " ".join(part for part in parts if part)


# --- items ----------------------------------------------------------------------------


def _items(part: str, sides: _Sides) -> Iterator[ItemChange]:
    """The newer order; what is gone stands where it stood."""
    old, new = getattr(sides.old, part), getattr(sides.new, part)
    old_of = {new_place: old_place for old_place, new_place in sides.pairs[part]}
    shifted = set() if part == "legal_bases" else moved(sides.pairs[part])
    titles = _titles(part, sides)
    gone = [place for place in range(len(old)) if place not in set(old_of.values())]
    for place, item in enumerate(new):
        before = old_of.get(place)
        while gone and before is not None and gone[0] < before:
            yield _removed(part, sides, titles, gone.pop(0))
        if before is None:
            changes = tuple(_changes(None, item, sides))
            yield ItemChange(
                part, ADDED, titles["new"][place], 0, place + 1, False, changes
            )
            continue
        changes = tuple(_changes(old[before], item, sides))
        if changes or place in shifted:
            yield ItemChange(
                part,
                CHANGED if changes else MOVED,
                titles["new"][place],
                before + 1,
                place + 1,
                place in shifted,
                changes,
            )
    for place in gone:
        yield _removed(part, sides, titles, place)


def _removed(part, sides, titles, place):
    item = getattr(sides.old, part)[place]
    changes = tuple(_changes(item, None, sides))
    return ItemChange(part, REMOVED, titles["old"][place], place + 1, 0, False, changes)


def _titles(part: str, sides: _Sides) -> dict[str, list[str]]:
    """What each item is called, on each side."""
    titles = {}
    for side, content in (("old", sides.old), ("new", sides.new)):
        items = getattr(content, part)
        if part == "sections":
            places = section_places(items, content.language)
            titles[side] = [
                _words(place, section.name)
                for place, section in zip(places, items, strict=True)
            ]
        elif part in ("phases", "steps", "variants", "forms"):
            titles[side] = [sides.shown(side, item.key) for item in items]
        elif part in ("legal_bases", "references"):
            titles[side] = [
                _words(
                    item.code, getattr(item, "name", "") or getattr(item, "title", "")
                )
                for item in items
            ]
        else:
            titles[side] = [item.name for item in items]
    return titles


def _changes(old, new, sides: _Sides) -> Iterator[FieldChange]:
    """Fields that differ; of an item on one side only, those that say something."""
    for f in fields(old or new):
        if f.name == "key":
            continue
        if not (old and new) and _unsaid(getattr(old or new, f.name), f.default):
            continue
        before = getattr(old, f.name) if old else _nothing(getattr(new, f.name))
        after = getattr(new, f.name) if new else _nothing(getattr(old, f.name))
        if f.name == "outcomes":
            change = _outcomes(before, after, sides)
        elif f.name in _LINKS:
            change = _links(f.name, before, after, sides)
        else:
            change = _field(f.name, before, after)
        if change:
            yield change


def _unsaid(value, default):
    return value in ("", ()) or (default is not MISSING and value == default)


def _nothing(value):
    """What an item that is not there has in place of a value."""
    return type(value)() if isinstance(value, (str, tuple)) else None


def _field(name, old, new) -> FieldChange | None:
    if old == new:
        return None
    if name in HTML:
        before, after = readable(old), readable(new)
        return FieldChange(name, before, after, runs(before, after), before == after)
    if isinstance(old, str) and isinstance(new, str):
        return FieldChange(name, old, new, runs(old, new))
    return FieldChange(name, old, new)


def _links(name, old, new, sides: _Sides) -> FieldChange | None:
    many = isinstance(old, tuple)
    before, after = (old, new) if many else ((old,), (new,))
    if sorted(sides.became(key) for key in before) == sorted(after):
        return None
    said = tuple(sides.shown("old", key) for key in before)
    says = tuple(sides.shown("new", key) for key in after)
    return FieldChange(name, said if many else said[0], says if many else says[0])


def _outcomes(old, new, sides: _Sides) -> FieldChange | None:
    translated = tuple(replace(o, target=sides.became(o.target)) for o in old)
    if translated == tuple(new):
        return None
    return FieldChange(
        "outcomes",
        tuple(replace(o, target=sides.shown("old", o.target)) for o in old),
        tuple(replace(o, target=sides.shown("new", o.target)) for o in new),
    )
