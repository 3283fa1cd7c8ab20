"""The compliance file: which sheets it has, in which order, and what feeds each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from . import ii06a_sheet, internal_work, late_steps, register
from .scope import Scope
from .sheets import Book, Sheet, Spoken, Words
from .snapshot import Snapshot

Build = Callable[[Snapshot, Scope, Words], Iterable[Sheet]]


@dataclass(frozen=True)
class Kind:
    """One part of the file: usually one sheet, sometimes a summary and its list.

    ``key`` names it in a request; ``sources`` are the keys of `sources.SOURCES` whose
    rows it reads. ``build`` raises IdentityError for figures that do not re-add.
    """

    key: str
    sources: tuple[str, ...]
    build: Build


#: In the order of the tabs.
KINDS = (
    Kind("ii06a", ("cases",), ii06a_sheet.build),
    Kind("register", ("cases",), register.build),
    Kind("late_steps", ("steps",), late_steps.build),
    Kind("internal_work", ("cases",), internal_work.build),
)


def kinds(scope: Scope) -> list[Kind]:
    """The parts of this file."""
    return [kind for kind in KINDS if not scope.sheets or kind.key in scope.sheets]


def sources(scope: Scope) -> list[str]:
    """What has to be gathered for it, each once."""
    return list(dict.fromkeys(key for kind in kinds(scope) for key in kind.sources))


def book(snapshot: Snapshot, scope: Scope, words: Words) -> Book:
    """The whole file. IdentityError before anything is painted."""
    say = Spoken(words)
    return Book(
        title=say._("Compliance spreadsheet"),
        sheets=[
            sheet
            for kind in kinds(scope)
            for sheet in kind.build(snapshot, scope, words)
        ],
        subject=scope.period_text,
        author=scope.author,
        company=scope.agency,
        created=scope.as_of,
        words=words,
    )
