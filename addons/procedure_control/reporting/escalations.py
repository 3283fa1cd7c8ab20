"""What the ladders called for in the period, and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from .evidence_rows import EscalationRow
from .evidence_words import evidence_labels
from .groups import Groups, counts, read_into
from .labels import period_line
from .scope import Scope
from .sheets import Chart, Column, Sheet, Spoken, Words
from .snapshot import Snapshot

LIST = "escalations"
FIGURES = ("delivered", "missed", "nobody")


def build(snapshot: Snapshot, scope: Scope, words: Words) -> list[Sheet]:
    """Sums by rung and by department, then every firing."""
    by_level = Groups(
        "escalations: rung",
        lambda row: (row.duty, row.ladder, row.level_order, row.level, row.level_id),
        _figures,
    )
    by_department = Groups(
        "escalations: department", lambda row: (row.agency, row.department), _figures
    )
    read_into(snapshot.rows("escalations"), by_level, by_department)
    return [
        _levels(by_level, scope, words),
        _departments(by_department, scope, words),
        _list(snapshot, by_level, by_department, scope, words),
    ]


def _figures(row: EscalationRow) -> dict[str, int]:
    return {name: int(row.state == name) for name in FIGURES}


def _figure_columns(say: Spoken) -> list[Column]:
    return [
        Column(say._("Calls"), "integer", 10, total=True),
        Column(say._("Delivered"), "integer", 10, total=True),
        Column(say._("Missed"), "integer", 10, total=True),
        Column(say._("Nobody to tell"), "integer", 12, total=True),
    ]


def _figure_cells(column: str, number: int, tally: Counter, words: Words) -> list:
    count, said = counts(LIST, column, number), evidence_labels(words)["firing"]
    return [
        count(tally["rows"]),
        *(count(tally[name], state=said[name]) for name in FIGURES),
    ]


def _levels(groups: Groups, scope: Scope, words: Words) -> Sheet:
    say, said = Spoken(words), evidence_labels(words)
    columns = [
        Column(say._("No."), "integer", 6),
        Column(say._("Kind of duty"), width=16),
        Column(say._("Ladder"), width=32),
        Column(say._("Rung"), width=36),
        *_figure_columns(say),
    ]

    def rows() -> Iterator[tuple[object, ...]]:
        for number, (duty, ladder, _order, level, _id), tally in groups:
            kind = said["duty"].get(duty, duty)
            cells = _figure_cells("rung_no", number, tally, words)
            yield number, kind, ladder, level, *cells

    name = say._("Escalations by rung")
    return Sheet(
        name=name,
        columns=columns,
        rows=rows(),
        above=scope.cover.lines(name, period_line(scope.period, words), len(columns)),
        freeze_columns=4,
        deferred=True,
        key="escalation_rungs",
        charts=[Chart("bar", name, 3, (5, 6, 7), place="below")],
        notes=_notes(say),
        about=say._("What each rung of each ladder called for"),
        length=len(groups.tallies),
    )


def _departments(groups: Groups, scope: Scope, words: Words) -> Sheet:
    say = Spoken(words)
    columns = [
        Column(say._("No."), "integer", 6),
        Column(say._("Agency"), width=34),
        Column(say._("Department"), width=34),
        *_figure_columns(say),
    ]

    def rows() -> Iterator[tuple[object, ...]]:
        for number, key, tally in groups:
            cells = _figure_cells("department_no", number, tally, words)
            yield number, *key, *cells

    name = say._("Escalations by department")
    return Sheet(
        name=name,
        columns=columns,
        rows=rows(),
        above=scope.cover.lines(name, period_line(scope.period, words), len(columns)),
        freeze_columns=3,
        deferred=True,
        key="escalation_departments",
        charts=[Chart("bar", name, 2, (4, 5, 6), place="below")],
        about=say._("The same calls by the department that owed the duty"),
        length=len(groups.tallies),
    )


def _list(
    snapshot: Snapshot,
    levels: Groups,
    departments: Groups,
    scope: Scope,
    words: Words,
) -> Sheet:
    say, said = Spoken(words), evidence_labels(words)
    columns = [
        Column(say._("No."), "integer", 7),
        Column(say._("Kind of duty"), width=10),
        Column(say._("Rung"), width=26),
        Column(say._("Moment"), "datetime"),
        Column(say._("What became of it"), width=14, key="state"),
        Column(say._("Delivered on"), "datetime"),
        Column(say._("Whom"), width=20),
        Column(say._("Told"), width=20),
        Column(say._("Way of telling"), width=16),
        Column(say._("Owed by"), width=20),
        Column(say._("Agency"), width=20),
        Column(say._("Department"), width=20),
        Column(say._("Due"), "datetime"),
        Column(say._("Case"), width=18),
        Column(say._("Procedure code"), width=16),
        Column(say._("About"), width=36),
        Column(say._("No. of the rung"), "integer", 7, key="rung_no", aside=True),
        Column(
            say._("No. of the department"),
            "integer",
            8,
            key="department_no",
            aside=True,
        ),
    ]
    again = say._("%(rung)s (again, no. %(n)s)")

    def rows() -> Iterator[tuple[object, ...]]:
        for number, row in enumerate(snapshot.rows("escalations"), 1):
            rung = row.level
            if row.repeat:
                rung = again % {"rung": rung, "n": row.repeat}
            yield (
                number,
                said["duty"].get(row.duty, row.duty),
                rung,
                row.moment_at,
                said["firing"].get(row.state, row.state),
                row.delivered_at,
                said["recipient"].get(row.recipient, row.recipient),
                row.told,
                said["how"].get(row.how, row.how),
                row.owed,
                row.agency,
                row.department,
                row.due_at,
                row.case_number,
                row.code,
                row.about,
                levels.number(row),
                departments.number(row),
            )

    name = say._("Escalations")
    return Sheet(
        name=name,
        columns=columns,
        rows=rows(),
        above=scope.cover.lines(name, period_line(scope.period, words), len(columns)),
        freeze_columns=3,
        key=LIST,
        paper="A3",
        notes=_notes(say),
        about=say._("Each call: when, of whom, to whom, and what became of it"),
        length=snapshot.counts["escalations"],
    )


def _notes(say: Spoken) -> list[str]:
    return [
        say._(
            "Missed: nobody looked in time and a higher rung was delivered instead. Of "
            "a late step not explained yet, whoever stands outside its line reads the "
            "department in place of the name."
        )
    ]
