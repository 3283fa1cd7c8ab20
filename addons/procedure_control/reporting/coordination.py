"""Coordination between agencies: who was asked, until when, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator

from ..engine.names import dictionary_key
from .coordination_rows import AskedRow
from .groups import Groups, counts, read_into
from .labels import period_line
from .scope import Scope
from .sheets import Chart, Column, Formula, Row, Sheet, Spoken, Words
from .snapshot import Snapshot

LIST = "asked"
#: What came of a question; the numbers stand in a column of the list.
IN_TIME, LATE, NO_REPLY, AWAITED, OVERDUE, NOT_NEEDED = RESULTS = (1, 2, 3, 4, 5, 6)
_NAMES = ("in_time", "late", "no_reply", "awaited", "overdue", "not_needed")


def result(row: AskedRow) -> int:
    """One of `RESULTS`."""
    if row.state == "answered":
        return LATE if row.late else IN_TIME
    if row.state == "no_reply":
        return NO_REPLY
    if row.state == "not_needed":
        return NOT_NEEDED
    return OVERDUE if row.late else AWAITED


def _figures(row: AskedRow) -> dict[str, int]:
    return {
        "asked_here": row.asked_here,
        "due_here": row.due_here,
        _NAMES[result(row) - 1]: 1,
        "minutes": row.late_minutes,
    }


def by_agency(snapshot: Snapshot) -> Groups:
    """Figures by agency asked. IdentityError if they do not re-add."""

    def count() -> Groups:
        groups = Groups(
            "coordination",
            lambda row: (row.asked, row.asked_id),
            _figures,
            order=lambda key: (dictionary_key(key[0]), key[1]),
        )
        read_into(snapshot.rows("asked"), groups)
        return groups

    return snapshot.once("coordination", count)


def build(snapshot: Snapshot, scope: Scope, words: Words) -> list[Sheet]:
    """Sums by agency asked, and every question. IdentityError."""
    groups = by_agency(snapshot)
    return [_summary(groups, scope, words), _list(snapshot, groups, scope, words)]


def _summary(groups: Groups, scope: Scope, words: Words) -> Sheet:
    say = Spoken(words)
    columns = [
        Column(say._("No."), "integer", 6),
        Column(say._("Agency asked"), width=40),
        Column(say._("Asked in the period"), "integer", 11),
        Column(say._("Due in the period"), "integer", 11),
        Column(say._("Answered in time"), "integer", 11, key="in_time"),
        Column(say._("Answered late"), "integer", 11, key="late"),
        Column(say._("No reply"), "integer", 11, key="no_reply"),
        Column(say._("Awaited, within limit"), "integer", 11),
        Column(say._("Awaited, overdue"), "integer", 11, key="overdue"),
        Column(say._("No longer needed"), "integer", 11),
        Column(say._("Late %"), "percent", 10),
        Column(say._("Late (working hours)"), "hours", 12),
    ]

    def rows() -> Iterator[object]:
        for number, (name, _id), tally in groups:
            count = counts(LIST, "agency_no", number)
            yield (
                number,
                name or "—",
                count(tally["asked_here"], asked_here=1),
                count(tally["due_here"], due_here=1),
                *(
                    count(tally[name], result=result)
                    for result, name in zip(RESULTS, _NAMES, strict=True)
                ),
                _late_share(tally),
                count(tally["minutes"], sum="minutes"),
            )
        yield Row(("", say._("Total"), *_totals(groups)), "total")

    name = say._("Coordination")
    title = say._("Coordination between agencies")
    return Sheet(
        name=name,
        key="coordination",
        columns=columns,
        rows=rows(),
        above=scope.cover.lines(title, period_line(scope.period, words), len(columns)),
        notes=[
            say._(
                "Late % = (answered late + no reply + awaited, overdue) / these and "
                "those answered in time. An agency that stays silent has not agreed."
            )
        ],
        freeze_columns=2,
        deferred=True,
        charts=[
            Chart(
                "stacked",
                say._("Questions by agency asked"),
                1,
                (4, 5, 6, 8),
                place="below",
            )
        ],
        about=say._("Agencies asked: answered in time, late, not at all"),
        length=len(groups.tallies),
    )


def _late_share(tally) -> object:
    late = tally["late"] + tally["no_reply"] + tally["overdue"]
    judged = late + tally["in_time"]
    if not judged:
        return "—"
    parts = "(F{row}+G{row}+I{row})"
    return Formula(f"{parts}/(E{{row}}+{parts})", late / judged)


def _totals(groups: Groups) -> Iterator[object]:
    total = groups.total
    for letter, name in zip(
        "CDEFGHIJ", ("asked_here", "due_here", *_NAMES), strict=True
    ):
        yield _sum(letter, total[name]) if groups.rows else 0
    yield _late_share(total)
    yield _sum("L", total["minutes"] / 60) if groups.rows else 0


def _sum(letter: str, value: float) -> Formula:
    return Formula(f"SUBTOTAL(9,{letter}{{first}}:{letter}{{last}})", value)


def _list(snapshot: Snapshot, groups: Groups, scope: Scope, words: Words) -> Sheet:
    say = Spoken(words)
    columns = [
        Column(say._("Case")),
        Column(say._("Question"), width=34),
        Column(say._("Procedure code")),
        Column(say._("Procedure"), width=34),
        Column(say._("Asked by agency"), width=28),
        Column(say._("Agency asked"), width=28),
        Column(say._("Asked"), "datetime"),
        Column(say._("Due"), "datetime"),
        Column(say._("Answered"), "datetime"),
        Column(say._("What came of it"), width=18),
        Column(say._("Answer"), width=16),
        Column(say._("Late (working hours)"), "hours", 12, key="minutes"),
        Column(say._("Result: number"), "integer", 9, key="result", aside=True),
        Column(
            say._("Asked in the period: 1"), "integer", 9, key="asked_here", aside=True
        ),
        Column(say._("Due in the period: 1"), "integer", 9, key="due_here", aside=True),
        Column(say._("No. of the agency"), "integer", 9, key="agency_no", aside=True),
    ]
    results = dict(
        zip(
            RESULTS,
            (
                say._("Answered in time"),
                say._("Answered late"),
                say._("No reply"),
                say._("Awaited, within limit"),
                say._("Awaited, overdue"),
                say._("No longer needed"),
            ),
            strict=True,
        )
    )
    answers = {
        "agree": say._("Agrees"),
        "disagree": say._("Does not agree"),
        "comment": say._("Has comments"),
    }

    def rows() -> Iterator[tuple[object, ...]]:
        for row in snapshot.rows("asked"):
            found = result(row)
            yield (
                row.case_number,
                row.question,
                row.procedure_code,
                row.procedure_title,
                row.asking,
                row.asked,
                row.asked_at,
                row.due_at,
                row.answered_at,
                results[found],
                answers.get(row.answer, row.answer),
                row.late_minutes,
                found,
                1 if row.asked_here else None,
                1 if row.due_here else None,
                groups.number(row),
            )

    name = say._("Agencies asked")
    return Sheet(
        name=name,
        key=LIST,
        columns=columns,
        rows=rows(),
        above=scope.cover.lines(name, period_line(scope.period, words), len(columns)),
        freeze_columns=1,
        paper="A3",
        about=say._("Every agency asked in a case, when, until when, and its answer"),
        length=snapshot.counts["asked"],
    )
