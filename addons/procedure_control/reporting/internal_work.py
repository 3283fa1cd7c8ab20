"""Work outside the statutory report: internal work and internal procedures.

It is counted by the same rules and never added to the statutory figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from . import ii06a, ii06a_sheet, register
from .ii06a import Report
from .labels import labels, period_line
from .layouts import Layout
from .period import Period
from .rows import STATUTORY_KIND, CaseRow
from .scope import Scope
from .sheets import Column, Count, Cover, Formula, Row, Sheet, Spoken, Words
from .snapshot import Snapshot

KINDS = ("tthc_internal", "internal", "system")

_COLUMNS = (3, 6, 7, 8, 9, 10, 11, 12, 13)


def build(snapshot: Snapshot, scope: Scope, words: Words) -> list[Sheet]:
    """The summary of internal work, and its cases."""
    counted = report(snapshot, scope)
    return [
        summary(counted, words, cover=scope.cover),
        sheet(
            snapshot.rows("cases"),
            words,
            period=scope.period,
            cover=scope.cover,
            requesters=scope.requesters,
            report=counted,
            as_of=scope.as_of,
            length=_length(snapshot, scope),
        ),
    ]


def _length(snapshot: Snapshot, scope: Scope) -> int:
    kinds = ii06a_sheet.rows_by_kind(snapshot, scope)
    return sum(rows for kind, rows in kinds.items() if kind != STATUTORY_KIND)


def report(snapshot: Snapshot, scope: Scope) -> Report:
    """The internal figures of a snapshot. IdentityError if they do not re-add."""
    return snapshot.once(
        ("internal_work", scope),
        lambda: figures(
            snapshot.rows("cases"),
            scope.period,
            layout=scope.layout,
            as_of=scope.as_of,
            keep_ids=False,
        ),
    )


def figures(
    cases: Iterable[CaseRow],
    period: Period,
    *,
    by: tuple[str, ...] = ("kind", "procedure"),
    layout: Layout | None = None,
    as_of: datetime | None = None,
    keep_ids: bool = True,
) -> Report:
    """Count everything but the statutory kind, by kind and procedure."""
    return ii06a.build(
        cases,
        period,
        by=by,
        layout=layout,
        as_of=as_of,
        kinds=KINDS,
        keep_ids=keep_ids,
    )


def summary(report: Report, words: Words, *, cover: Cover | None = None) -> Sheet:
    """The figures on a sheet. Raises IdentityError before anything is written."""
    report.check()
    say = Spoken(words)
    columns = [Column(say._("No.")), Column(say._("Work"), width=50)]
    heads = (
        say._("Taken on"),
        say._("Of these, carried over"),
        say._("Finished"),
        say._("Early"),
        say._("On time"),
        say._("Overdue"),
        say._("In hand"),
        say._("Within limit"),
        say._("In hand, overdue"),
    )
    columns += [
        Column(head, "integer", key=f"column_{number}")
        for number, head in zip(_COLUMNS, heads, strict=True)
    ]
    return Sheet(
        name=say._("Internal work"),
        key="internal_work",
        columns=columns,
        rows=_figures(report, words),
        above=(cover or Cover()).lines(
            say._("Internal work and internal administrative procedures"),
            period_line(report.period, words),
            len(columns),
        ),
        filtered=False,
        freeze_columns=2,
        deferred=True,
        about=say._("Work outside the statutory form, counted by the same rules"),
        length=sum(1 for _line in report.walk()),
    )


def _figures(report: Report, words: Words) -> Iterator[Row]:
    say = Spoken(words)
    kinds = labels(words)["kind"]
    numbers = {id(line): number for number, _path, line in ii06a_sheet.leaves(report)}
    for line in report.walk():
        label = line.label
        if report.by[line.level] == "kind":
            label = kinds.get(line.key, line.key)
        counts = line.tally.counts
        style = "group" if line.children else "plain"
        if span := len(line.children):
            values = [
                Formula(f"SUBTOTAL(9,{letter}{{next}}:{letter}{{end}})", count, span)
                for letter, count in zip(
                    "CDEFGHIJK", [counts[column] for column in _COLUMNS], strict=True
                )
            ]
        else:
            values = [
                _counted(column, counts, numbers[id(line)]) for column in _COLUMNS
            ]
        yield Row((line.number, label or "—", *values), style)
    function = "SUBTOTAL(9,{0}{{first}}:{0}{{last}})"
    values = [
        Formula(function.format(letter), report.total.counts[column])
        if report.lines
        else 0
        for letter, column in zip("CDEFGHIJK", _COLUMNS, strict=True)
    ]
    yield Row(("", say._("Total"), *values), "total")


def _counted(column: int, counts: dict[int, int], row: int) -> Count | Formula:
    """A figure of one procedure: its cases on the list, or the sum beside it."""
    if column == 7:
        return Formula("SUM(F{row}:H{row})", counts[7])
    if column == 11:
        return Formula("SUM(J{row}:K{row})", counts[11])
    where: tuple[tuple[str, int], ...] = (("row", row),)
    if column != 3:
        where += (("received" if column in ii06a.RECEIVED else "result", column),)
    return Count("internal_cases", where, counts[column])


def sheet(
    cases: Iterable[CaseRow],
    words: Words,
    *,
    period: Period | None = None,
    cover: Cover | None = None,
    requesters: bool = False,
    report: Report | None = None,
    as_of: datetime | None = None,
    length: int | None = None,
) -> Sheet:
    """One line per internal case; statutory ones are passed over.

    With the ``report`` each says which row of the summary counts it.
    """
    say = Spoken(words)
    return register.sheet(
        (case for case in cases if case.kind != STATUTORY_KIND),
        words,
        period=period,
        cover=cover,
        requesters=requesters,
        columns_of_form=False,
        name=say._("Internal cases"),
        title=say._("Internal cases"),
        layout=report.layout if report else None,
        as_of=as_of,
        row_of=ii06a_sheet.row_of(report) if report else None,
        row_head=say._("Row of Internal work"),
        key="internal_cases",
        length=length,
        about=say._("Cases of internal work, and the row that counts each"),
    )
