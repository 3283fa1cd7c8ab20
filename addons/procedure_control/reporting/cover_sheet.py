"""The cover: what the file holds, how each figure is counted, and that they agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from . import cover_checks, cover_rules
from .ii06a import IdentityError
from .scope import Scope
from .sheets import Column, Count, Formula, HeadCell, Row, Sheet, Span, Spoken, Words
from .snapshot import Snapshot
from .text import sheet_name


@dataclass(frozen=True)
class Outline:
    """What the cover says of a sheet."""

    name: str
    key: str
    about: str
    rows: int | None


def outline(sheets: Iterable[Sheet]) -> tuple[Outline, ...]:
    return tuple(Outline(s.name, s.key, s.about, s.length) for s in sheets)


def build(
    snapshot: Snapshot, scope: Scope, words: Words, others: Iterable[Outline]
) -> list[Sheet]:
    """The cover of a file that has these other sheets. IdentityError."""
    others = tuple(others)
    checks = tuple(
        cover_checks.checks(snapshot, scope, [other.key for other in others], words)
    )
    _agree(checks)
    say = Spoken(words)
    title = say._("Compliance spreadsheet")
    columns = [
        Column("", width=34),
        Column("", width=62),
        Column("", "integer", 10),
        Column("", "decimal", 14),
        Column("", "decimal", 14),
        Column("", "decimal", 14),
    ]
    above = [(Span(0, 5, scope.agency),), (Span(0, 5, title, "title"),)]
    return [
        Sheet(
            name=say._("Cover"),
            key="cover",
            columns=columns,
            rows=_rows(snapshot, scope, words, others, checks),
            above=above,
            head=[HeadCell(0, 0, 1, 6, scope.period_text)],
            filtered=False,
            deferred=True,
            about=say._("This sheet"),
        )
    ]


def _agree(checks: Iterable[cover_checks.Check]) -> None:
    for what, one, other in checks:
        left, right = _value(one), _value(other)
        if abs(left - right) > 1e-6:
            raise IdentityError("cover", what, left, right)


def _value(cell: object) -> float:
    return cell.value if isinstance(cell, (Formula, Count)) else cell  # type: ignore


def _rows(
    snapshot: Snapshot,
    scope: Scope,
    words: Words,
    others: tuple[Outline, ...],
    checks: tuple[cover_checks.Check, ...],
) -> Iterator[object]:
    say = Spoken(words)
    yield _head((0, 5), say._("Scope"))
    for what, which in _scope(scope, words):
        yield Row((what, which, *[None] * 4), across=((1, 5),))
    if rules := tuple(cover_rules.rules(snapshot, scope, words)):
        yield _head((0, 5), say._("How figures are counted"))
        for what, how in rules:
            yield Row((what, how, *[None] * 4), across=((1, 5),))
    yield _head((2, 5), say._("Sheets"), say._("What it holds"), say._("Rows"))
    taken = {sheet_name(say._("Cover"), set()).casefold()}
    for other in others:
        name = sheet_name(other.name, taken)
        cells = (_link(name), other.about, other.rows, *[None] * 3)
        yield Row(cells, across=((2, 5),))
    if checks:
        yield _head(
            (0, 2),
            say._("Figures that must agree"),
            "",
            "",
            say._("On the first"),
            say._("On the second"),
            say._("Difference"),
        )
    for what, one, other in checks:
        gap = Formula("ROUND(D{row}-E{row},6)", 0)
        yield Row((what, "", None, one, other, gap), across=((0, 2),))


def _head(across: tuple[int, int], *texts: str) -> Row:
    return Row((*texts, *[""] * (6 - len(texts))), "group", (across,))


def _scope(scope: Scope, words: Words) -> Iterator[tuple[str, str]]:
    say = Spoken(words)
    yield say._("Period"), scope.period_text
    yield from scope.choices
    yield (
        say._("Whose rows"),
        scope.words or say._("All cases and steps of these agencies"),
    )
    yield say._("Made by"), scope.author
    yield say._("Rows taken at"), scope.as_of.strftime("%H:%M %d/%m/%Y")
    if scope.as_of < scope.period.end:
        yield (
            say._("The period is not over"),
            say._("What is in hand is judged at the moment the rows were taken."),
        )
    languages = {"vi": say._("Vietnamese"), "en": say._("English")}
    yield say._("Language"), languages.get(scope.language, scope.language)
    yield (
        say._("Head of the audit trail"),
        scope.trail_head or say._("Nothing has been sealed yet"),
    )


def _link(name: str) -> Formula:
    """A way to a tab of this file; its name is ours, and cannot leave the quotes."""
    safe = name.replace('"', '""').replace("{", "{{").replace("}", "}}")
    place = safe.replace("'", "''")
    return Formula(f'HYPERLINK("#\'{place}\'!A1","{safe}")', name)  # type: ignore
