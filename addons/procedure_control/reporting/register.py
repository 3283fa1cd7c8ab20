"""The register: one line per case, and where the statutory report counted it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple
from datetime import datetime

from . import ii06a_sheet
from .ii06a import IdentityError, place
from .labels import labels, period_line
from .layouts import Layout, layout_on
from .period import Period
from .rows import STATUTORY_KIND, CaseRow
from .scope import Scope
from .sheets import Column, Cover, Sheet, Spoken, Words
from .snapshot import Snapshot

#: Number of the row of a summary that counts a case.
RowOf = Callable[[CaseRow], int | None]


def build(snapshot: Snapshot, scope: Scope, words: Words) -> list[Sheet]:
    """The statutory cases of a snapshot."""
    cases = (row for row in snapshot.rows("cases") if row.kind == STATUTORY_KIND)
    report = ii06a_sheet.report(snapshot, scope)
    say = Spoken(words)
    return [
        sheet(
            cases,
            words,
            period=scope.period,
            cover=scope.cover,
            layout=scope.layout,
            as_of=scope.as_of,
            requesters=scope.requesters,
            row_of=ii06a_sheet.row_of(report),
            row_head=say._("Row of II.06a"),
            key="register",
            length=ii06a_sheet.rows_by_kind(snapshot, scope)[STATUTORY_KIND],
            about=say._("Every case, and the row and columns of II.06a it stands in"),
        )
    ]


def sheet(
    cases: Iterable[CaseRow],
    words: Words,
    *,
    period: Period | None = None,
    cover: Cover | None = None,
    layout: Layout | None = None,
    as_of: datetime | None = None,
    requesters: bool = False,
    columns_of_form: bool = True,
    name: str = "",
    title: str = "",
    row_of: RowOf | None = None,
    row_head: str = "",
    key: str = "",
    about: str = "",
    length: int | None = None,
) -> Sheet:
    """Cases stream through, in the order given, none left out.

    With a ``period`` and ``columns_of_form`` two more columns name where form II.06a
    counts each case, so that filtering on them re-adds to the form's figures. With
    ``row_of`` one more, headed ``row_head``, names the row of the summary as well.
    ``requesters`` is for readers who may see them; else the column does not exist.
    """
    say = Spoken(words)
    counted = period is not None and (columns_of_form or row_of is not None)
    columns = [
        Column(say._("Number")),
        Column(say._("Dossier code")),
        Column(say._("Procedure code")),
        Column(say._("Procedure"), width=40),
        Column(say._("Kind")),
        Column(say._("Field of work")),
        Column(say._("Receiving agency"), width=30),
        Column(say._("Department"), width=30),
        Column(say._("Channel")),
        Column(say._("Received"), "datetime"),
        Column(say._("Due"), "datetime"),
        Column(say._("Ended"), "datetime"),
        Column(say._("State"), width=20),
        Column(say._("Verdict")),
        Column(say._("Due by law"), "datetime"),
        Column(say._("Verdict by law")),
        Column(say._("First due"), "datetime"),
        Column(say._("Days past the first due"), "integer"),
        Column(say._("Case overrun (min)"), "integer"),
        Column(say._("Overrun of steps (min)"), "integer"),
        Column(say._("Saved by steps (min)"), "integer"),
        Column(say._("Uncounted time (min)"), "integer"),
        Column(say._("Plan minus limit (min)"), "integer"),
        Column(say._("Counts late (766)"), "integer"),
        Column(say._("Facts recorded late"), "integer"),
        Column(say._("Entered from paper receipt")),
        Column(say._("Result corrected or recalled")),
        Column(say._("Corrects the result of")),
    ]
    if requesters:
        columns.insert(2, Column(say._("Requester")))
    if counted:
        if row_of:
            columns.append(Column(row_head, "integer", key="row"))
        columns.append(Column(say._("Received: column"), "integer", key="received"))
        columns.append(Column(say._("Result: column"), "integer", key="result"))
    if period and counted:
        layout = layout or layout_on(period.last)
    above = (cover or Cover()).lines(
        title or say._("Case register"),
        period_line(period, words) if period else "",
        len(columns),
    )
    rows = _rows(cases, words, requesters)
    if period and counted and layout:
        line = _Line(words, requesters)
        rows = _placed(cases, line, period, layout, as_of, row_of)
    return Sheet(
        name=name or say._("Register"),
        key=key,
        columns=columns,
        rows=rows,
        above=above,
        freeze_columns=1,
        paper="A3",
        about=about,
        length=length,
    )


def _rows(
    cases: Iterable[CaseRow], words: Words, requesters: bool
) -> Iterator[tuple[object, ...]]:
    line = _Line(words, requesters)
    return (line(case) for case in cases)


def _placed(
    cases: Iterable[CaseRow],
    line: _Line,
    period: Period,
    layout: Layout,
    as_of: datetime | None,
    row_of: RowOf | None,
) -> Iterator[tuple[object, ...]]:
    for case in cases:
        where = None
        if row_of or case.kind == STATUTORY_KIND:
            where = place(case, period, layout, as_of)
        row = row_of(case) if row_of and where else None
        if row_of and row is None:
            where = None
        columns = (where.received, where.result) if where else (None, None)
        yield line(case) + ((row, *columns) if row_of else columns)


class _Line:
    """One case as the cells of its line; labels are looked up once per file."""

    def __init__(self, words: Words, requesters: bool) -> None:
        texts = labels(words)
        self.kinds, self.channels = texts["kind"], texts["channel"]
        self.states, self.verdicts = texts["state"], texts["verdict"]
        self.corrections = texts["correction"]
        self.requesters = requesters

    def __call__(self, case: CaseRow) -> tuple[object, ...]:
        head: tuple[object, ...] = (case.number, case.external_code)
        if self.requesters:
            head += (case.requester,)
        return head + (
            case.procedure_code,
            case.title,
            self.kinds.get(case.kind, case.kind),
            case.field_name,
            case.agency,
            case.department,
            self.channels.get(case.channel, case.channel),
            case.received_at,
            case.due_at,
            case.ended_at,
            self.states.get(case.state, case.state),
            self.verdicts.get(case.verdict or "", case.verdict or ""),
            *self._clock(case),
            int(case.counts_late),
            case.late_entries,
            case.paper_receipt,
            self.corrections.get(case.correction, case.correction),
            case.corrects,
        )

    def _clock(self, case: CaseRow) -> tuple[object, ...]:
        """What is late by which limit, and where the time went: the terms add up."""
        account = (None,) * 5
        if terms := case.account:
            account = astuple(terms)
            if terms.remainder:
                rule = "overrun = steps over - saved + uncounted + plan - limit"
                raise IdentityError(case.number, rule, terms.overrun, terms.remainder)
        return (
            case.legal_due_at,
            self.verdicts.get(case.legal_verdict or "", case.legal_verdict or ""),
            case.first_due_at,
            case.days_past_first,
            *account,
        )
