"""The compliance file: which sheets it has, in which order, and what feeds each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from . import (
    axes_sheets,
    check_sheet,
    coordination,
    cover_sheet,
    documents,
    duties,
    escalations,
    event_extract,
    ii06a_sheet,
    indicators,
    internal_work,
    late_steps,
    readings,
    register,
    reviews,
    revision_log,
)
from .scope import Scope
from .sheets import Book, Sheet, Spoken, Words
from .snapshot import Snapshot

Build = Callable[[Snapshot, Scope, Words], Iterable[Sheet]]


@dataclass(frozen=True)
class Kind:
    """One part of the file: usually one sheet, sometimes a summary and its list.

    ``key`` names it in a request; ``sources`` are the keys of `sources.SOURCES` whose
    rows it reads. ``build`` raises IdentityError for figures that do not re-add.
    ``after``: keys of the kinds whose sheets its own `Count`, painted first.
    """

    key: str
    sources: tuple[str, ...]
    build: Build
    after: tuple[str, ...] = ()


def _cover(snapshot: Snapshot, scope: Scope, words: Words) -> list[Sheet]:
    others = [
        sheet
        for kind in kinds(scope)
        if kind.key != "cover"
        for sheet in _outline(kind, snapshot, scope, words)
    ]
    return cover_sheet.build(snapshot, scope, words, others)


def _outline(
    kind: Kind,
    snapshot: Snapshot,
    scope: Scope,
    words: Words,
    sheets: Iterable[Sheet] | None = None,
) -> tuple[cover_sheet.Outline, ...]:
    """What the cover says of a part; it is not built again for that."""

    def make() -> tuple[cover_sheet.Outline, ...]:
        found = kind.build(snapshot, scope, words) if sheets is None else sheets
        return cover_sheet.outline(found)

    return snapshot.once(("outline", kind.key, scope), make)


#: In the order of the tabs.
KINDS = (
    Kind("cover", (), _cover),
    Kind("ii06a", ("cases",), ii06a_sheet.build),
    Kind("register", ("cases",), register.build),
    Kind("check", ("cases",), check_sheet.build, after=("ii06a", "register")),
    Kind("on_time", ("steps",), axes_sheets.build),
    Kind("late_steps", ("steps",), late_steps.build),
    Kind("coordination", ("asked",), coordination.build),
    Kind("internal_work", ("cases",), internal_work.build),
    Kind("duties", ("duties",), duties.build),
    Kind("documents", ("documents", "externals"), documents.build),
    Kind("revision_log", ("revisions", "signatures"), revision_log.build),
    Kind("readings", ("readings",), readings.build),
    Kind("reviews", ("reviews",), reviews.build),
    Kind("escalations", ("escalations",), escalations.build),
    Kind(
        "indicators",
        ("indicators", "cases"),
        indicators.build,
        after=("ii06a", "register"),
    ),
    Kind("event_extract", ("events",), event_extract.build),
)


def kinds(scope: Scope) -> list[Kind]:
    """The parts of this file."""
    return [kind for kind in KINDS if not scope.sheets or kind.key in scope.sheets]


def painting_order(scope: Scope) -> list[Kind]:
    """The same parts, each after those that it counts.

    A long file is painted by them one at a time: ``painter.paint_sheets(folder,
    kind.build(snapshot, scope, words), about(scope, words), before)``; the file is then
    put together in the order of `kinds`.
    """
    found: dict[str, Kind] = {}
    asked = {kind.key: kind for kind in kinds(scope)}
    # The cover counts every other part.
    cover = asked.pop("cover", None)

    def add(kind: Kind) -> None:
        for key in kind.after:
            if key in asked and key not in found:
                add(asked[key])
        found.setdefault(kind.key, kind)

    for kind in asked.values():
        add(kind)
    return [*found.values(), *([cover] if cover else [])]


def sources(scope: Scope) -> list[str]:
    """What has to be gathered for it, each once."""
    return list(dict.fromkeys(key for kind in kinds(scope) for key in kind.sources))


def about(scope: Scope, words: Words) -> Book:
    """What the file says of itself, without its sheets."""
    return Book(
        title=Spoken(words)._("Compliance spreadsheet"),
        sheets=(),
        subject=scope.period_text,
        author=scope.author,
        company=scope.agency,
        created=scope.as_of,
        words=words,
    )


def book(snapshot: Snapshot, scope: Scope, words: Words) -> Book:
    """The whole file. IdentityError before anything is painted."""
    built: dict[str, list[Sheet]] = {}
    for kind in painting_order(scope):
        built[kind.key] = list(kind.build(snapshot, scope, words))
        _outline(kind, snapshot, scope, words, built[kind.key])
    sheets = [sheet for kind in kinds(scope) for sheet in built[kind.key]]
    return replace(about(scope, words), sheets=sheets)
