"""The register: one line per case, and where the statutory report counted it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import astuple
from datetime import datetime

from .ii06a import IdentityError, place
from .labels import labels, period_line
from .layouts import Layout, layout_on
from .period import Period
from .rows import STATUTORY_KIND, CaseRow
from .scope import Scope
from .sheets import Column, Cover, Sheet, Spoken, Words
from .snapshot import Snapshot


def build(snapshot: Snapshot, scope: Scope, words: Words) -> list[Sheet]:
    """The statutory cases of a snapshot."""
    cases = (row for row in snapshot.rows("cases") if row.kind == STATUTORY_KIND)
    return [
        sheet(
            cases,
            words,
            period=scope.period,
            cover=scope.cover,
            layout=scope.layout,
            as_of=scope.as_of,
            requesters=scope.requesters,
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
) -> Sheet:
    """Cases stream through, in the order given, none left out.

    With a ``period`` and ``columns_of_form`` two more columns name where form II.06a
    counts each case, so that filtering on them re-adds to the form's figures.
    ``requesters`` is for readers who may see them; else the column does not exist.
    """
    say = Spoken(words)
    counted = period is not None and columns_of_form
    columns = [
        Column(say._("Number")),
        Column(say._("Dossier code")),
        Column(say._("Procedure code")),
        Column(say._("Procedure"), width=40),
        Column(say._("Kind")),
        Column(say._("Field of work")),
        Column(say._("Receiving agency")),
        Column(say._("Department")),
        Column(say._("Channel")),
        Column(say._("Received"), "datetime"),
        Column(say._("Due"), "datetime"),
        Column(say._("Ended"), "datetime"),
        Column(say._("State")),
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
        columns.append(Column(say._("Received: column"), "integer"))
        columns.append(Column(say._("Result: column"), "integer"))
    if period and counted:
        layout = layout or layout_on(period.last)
    above = (cover or Cover()).lines(
        title or say._("Case register"),
        period_line(period, words) if period else "",
        len(columns),
    )
    rows = _rows(cases, words, requesters)
    if period and counted and layout:
        rows = _placed(cases, words, requesters, period, layout, as_of)
    return Sheet(
        name=name or say._("Register"),
        columns=columns,
        rows=rows,
        above=above,
        freeze_columns=1,
    )


def _rows(
    cases: Iterable[CaseRow], words: Words, requesters: bool
) -> Iterator[tuple[object, ...]]:
    line = _Line(words, requesters)
    return (line(case) for case in cases)


def _placed(
    cases: Iterable[CaseRow],
    words: Words,
    requesters: bool,
    period: Period,
    layout: Layout,
    as_of: datetime | None,
) -> Iterator[tuple[object, ...]]:
    line = _Line(words, requesters)
    for case in cases:
        where = None
        if case.kind == STATUTORY_KIND:
            where = place(case, period, layout, as_of)
        columns = (where.received, where.result) if where else (None, None)
        yield line(case) + columns


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
