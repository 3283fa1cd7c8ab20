"""The statutory sheet: the form of a layout filled with a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

from . import ii06a
from .ii06a import COLUMNS, ENDED, OPEN, RECEIVED, Line, Report, Tally
from .layouts import dates_text, period_text
from .rows import CaseRow
from .scope import Scope
from .sheets import Column, Formula, HeadCell, Row, Sheet, Span, Spoken, Words
from .snapshot import Snapshot

_SUMS = {3: RECEIVED, 7: ENDED, 11: OPEN}
_LETTERS = dict(zip(COLUMNS, "CDEFGHIJKLM", strict=True))


def report(snapshot: Snapshot, scope: Scope) -> Report:
    """The statutory figures of a snapshot. IdentityError if they do not re-add."""

    def count() -> Report:
        return ii06a.build(
            cases(),
            scope.period,
            by=scope.by,
            layout=scope.layout,
            as_of=scope.as_of,
            keep_ids=False,
        )

    kinds: Counter[str] = Counter()

    def cases() -> Iterator[CaseRow]:
        for case in snapshot.rows("cases"):
            kinds[case.kind] += 1
            yield case

    found = snapshot.once(("ii06a", scope), count)
    snapshot.once("kinds", lambda: kinds)
    return found


def rows_by_kind(snapshot: Snapshot, scope: Scope) -> Counter[str]:
    """How many cases of each kind were gathered."""
    report(snapshot, scope)
    return snapshot.once("kinds", Counter)


def build(snapshot: Snapshot, scope: Scope, words: Words) -> list[Sheet]:
    counted = report(snapshot, scope)
    found = sheet(
        counted,
        language=scope.language,
        agency=scope.agency,
        receiver=scope.receiver,
        scope=scope.words,
    )
    found.about = Spoken(words)._("The statutory form: dossiers received and ended")
    found.length = sum(1 for _line in counted.walk())
    return [found]


def leaves(report: Report) -> Iterator[tuple[int, tuple[str, ...], Line]]:
    """(number of its row, its path, line) of each row that counts cases itself.

    Rows are numbered from 1 as they stand on the sheet, those of groups included.
    """
    number = 0
    for line in report.lines:
        number += 1
        if not line.children:
            yield number, (line.key,), line
        for child in line.children.values():
            number += 1
            yield number, (line.key, child.key), child


def row_of(report: Report) -> Callable[[CaseRow], int | None]:
    """The number of the row that counts a case, None where none does."""
    numbers = {path: number for number, path, _line in leaves(report)}
    groups = [ii06a.GROUPS[key] for key in report.by]

    def number(case: CaseRow) -> int | None:
        return numbers.get(tuple(group(case)[0] for group in groups))

    return number


def sheet(
    report: Report,
    *,
    name: str = "II.06a",
    language: str = "vi",
    agency: str = "",
    receiver: str = "",
    scope: str = "",
) -> Sheet:
    """The form, in the layout's official wording (Vietnamese unless ``language`` en).

    ``scope`` says whose cases these are when they are not all of the agency's. Raises
    IdentityError before anything is written.
    """
    report.check()
    layout = report.layout

    def word(key: str) -> str:
        return layout.text(key, language)

    second = word("field" if {"field", "procedure"} & set(report.by) else "agency")
    heads = [
        replace(head, vi=second, en=second) if head.column == 1 else head
        for head in layout.heads
    ]
    above = [
        (
            Span(0, 4, word("form")),
            Span(7, 12, f"{word('reporter')}: {agency}"),
        ),
        (Span(0, 4, layout.basis), Span(7, 12, f"{word('receiver')}: {receiver}")),
        (Span(0, 12, word("title"), "title"),),
        (
            Span(
                0,
                12,
                f"{word('period')}: {period_text(layout, report.period, language)} "
                f"{dates_text(layout, report.period, language)}",
                "center",
            ),
        ),
        (Span(0, 12, scope, "center"),),
        (Span(0, 12, word("unit"), "unit"),),
    ]
    return Sheet(
        name=name,
        key="ii06a",
        columns=[
            Column(
                head="",
                kind="text" if index < 2 else "integer",
                width=width,
                key=f"column_{index + 1}" if index > 1 else "",
            )
            for index, width in enumerate(layout.widths)
        ],
        rows=_rows(report, word("total"), word("nowhere")),
        above=[line for line in above if line[0].text],
        head=[
            HeadCell(
                head.row, head.column, head.rows, head.columns, head.text(language)
            )
            for head in heads
        ],
        head_heights=layout.head_heights,
        numbers=layout.numbers,
        notes=_notes(report, word("waiting")),
        filtered=False,
        freeze_columns=2,
    )


def _rows(report: Report, total: str, nowhere: str) -> Iterator[Row]:
    for line in report.walk():
        style = "group" if line.children else "plain"
        yield Row((line.number, line.label or nowhere, *_line_figures(line)), style)
    # SUBTOTAL skips the subtotals in its range: each case is taken once.
    function = "SUBTOTAL(9,{0}{{first}}:{0}{{last}})"
    if len(report.by) == 1:
        function = "SUM({0}{{first}}:{0}{{last}})"
    figures = _total_figures(report.total, function) if report.lines else _zeros()
    yield Row(("", total, *figures), "total")


def _across(column: int, counts: dict[int, int]) -> Formula:
    parts = _SUMS[column]
    first, last = _LETTERS[parts[0]], _LETTERS[parts[-1]]
    return Formula(f"SUM({first}{{row}}:{last}{{row}})", counts[column])


def _line_figures(line: Line) -> Iterator[object]:
    counts = line.tally.counts
    for column in COLUMNS:
        letter = _LETTERS[column]
        if column in _SUMS:
            yield _across(column, counts)
        elif line.children:
            expression = f"SUBTOTAL(9,{letter}{{next}}:{letter}{{end}})"
            yield Formula(expression, counts[column], span=len(line.children))
        else:
            yield counts[column]


def _total_figures(total: Tally, function: str) -> Iterator[object]:
    for column in COLUMNS:
        if column in _SUMS:
            yield _across(column, total.counts)
        else:
            expression = function.format(_LETTERS[column])
            yield Formula(expression, total.counts[column])


def _zeros() -> list[int]:
    return [0] * len(COLUMNS)


def _notes(report: Report, wording: str) -> Iterator[str]:
    if report.waiting:
        yield wording.format(
            count=report.waiting, column=report.layout.supplement_column
        )
