"""What a comparison finds, as plain values that a screen, a print or JSON can show."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass

from .content import ChangeItem, Limit
from .text_difference import Run

ADDED, REMOVED, CHANGED, MOVED = "added", "removed", "changed", "moved"


@dataclass(frozen=True)
class FieldChange:
    """One field: plain values of the tree, those that name other parts as names.

    ``runs`` are given for texts; ``markup_only``: the words are the same, bold type or
    the like is not.
    """

    name: str
    old: object
    new: object
    runs: tuple[Run, ...] = ()
    markup_only: bool = False


@dataclass(frozen=True)
class ItemChange:
    """A section, a step…: ``old_place`` and ``new_place`` count from 1, 0 is absent."""

    part: str
    change: str
    name: str
    old_place: int
    new_place: int
    moved: bool = False
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True)
class Time:
    """The limit of one variant (its name, empty for none) and its steps' sum by unit.

    ``unknown``: labels of steps whose time nobody can add.
    """

    variant: str
    limit: Limit | None
    total: tuple[Limit, ...]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Heading:
    code: str
    title: str
    issue_number: int
    amendment_number: int
    summary: str
    changes: tuple[ChangeItem, ...]


@dataclass(frozen=True)
class Comparison:
    """Numbers, summary and change items of both are the headings', never compared."""

    old: Heading
    new: Heading
    fields: tuple[FieldChange, ...]
    items: tuple[ItemChange, ...]
    time_before: tuple[Time, ...]
    time_after: tuple[Time, ...]

    @property
    def is_empty(self) -> bool:
        return not self.fields and not self.items

    def of(self, part: str) -> tuple[ItemChange, ...]:
        """The changes of one part, in the order of the newer revision."""
        return tuple(item for item in self.items if item.part == part)

    def counts(self) -> dict[str, dict[str, int]]:
        """{part: {added | removed | changed | moved: how many}}, zeros left out."""
        result: dict[str, dict[str, int]] = {}
        for item in self.items:
            of_part = result.setdefault(item.part, {})
            of_part[item.change] = of_part.get(item.change, 0) + 1
        return result

    def as_dict(self) -> dict:
        """JSON-able: dataclasses as objects, tuples as lists."""
        return {**_plain(self), "is_empty": self.is_empty, "counts": self.counts()}


def _plain(value):
    if is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    return value
