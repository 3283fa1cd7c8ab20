"""Work outside the statutory report: internal work and internal procedures.

It is counted by the same rules and never added to the statutory figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from . import ii06a, register
from .ii06a import Report
from .labels import labels, period_line
from .layouts import Layout
from .period import Period
from .rows import STATUTORY_KIND, CaseRow
from .scope import Scope
from .sheets import Column, Cover, Formula, Row, Sheet, Spoken, Words
from .snapshot import Snapshot

KINDS = ("tthc_internal", "internal", "system")

_COLUMNS = (3, 6, 7, 8, 9, 10, 11, 12, 13)


def build(snapshot: Snapshot, scope: Scope, words: Words) -> list[Sheet]:
    """The summary of internal work, and its cases."""
    report = figures(
        snapshot.rows("cases"),
        scope.period,
        layout=scope.layout,
        as_of=scope.as_of,
        keep_ids=False,
    )
    return [
        summary(report, words, cover=scope.cover),
        sheet(
            snapshot.rows("cases"),
            words,
            period=scope.period,
            cover=scope.cover,
            requesters=scope.requesters,
        ),
    ]


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
    columns += [Column(head, "integer") for head in heads]
    return Sheet(
        name=say._("Internal work"),
        columns=columns,
        rows=_figures(report, words),
        above=(cover or Cover()).lines(
            say._("Internal work and internal administrative procedures"),
            period_line(report.period, words),
            len(columns),
        ),
        filtered=False,
        freeze_columns=2,
    )


def _figures(report: Report, words: Words) -> Iterator[Row]:
    say = Spoken(words)
    kinds = labels(words)["kind"]
    for line in report.walk():
        label = line.label
        if report.by[line.level] == "kind":
            label = kinds.get(line.key, line.key)
        counts = [line.tally.counts[column] for column in _COLUMNS]
        style = "group" if line.children else "plain"
        span = len(line.children)
        values = [
            Formula(f"SUBTOTAL(9,{letter}{{next}}:{letter}{{end}})", count, span)
            if span
            else count
            for letter, count in zip("CDEFGHIJK", counts, strict=True)
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


def sheet(
    cases: Iterable[CaseRow],
    words: Words,
    *,
    period: Period | None = None,
    cover: Cover | None = None,
    requesters: bool = False,
) -> Sheet:
    """One line per internal case; statutory ones are passed over."""
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
    )
