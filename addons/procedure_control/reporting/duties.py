"""Who does what, by when, with what result: the steps of the procedures in force.

Each step is marked by the five principles (rõ người, rõ việc, rõ trách nhiệm, rõ quy
trình, rõ kết quả); the sums by procedure and department count the marks of the list.
"""

from __future__ import annotations

from collections.abc import Iterator

from .clarity import MARKS
from .document_rows import DutyRow
from .duty_words import DutyWords
from .evidence_words import last_day
from .groups import Groups, counts, read_into, share
from .scope import Scope
from .sheets import Chart, Column, Sheet, Spoken, Words
from .snapshot import Snapshot

#: Key of the list, which the sums count.
LIST = "duties"


def build(snapshot: Snapshot, scope: Scope, words: Words) -> list[Sheet]:
    """Sums by procedure and by department, then every step."""
    by_procedure = Groups(
        "duties: procedure",
        lambda row: (row.code, row.title, row.agency, row.department, row.revision),
        _figures,
    )
    by_department = Groups(
        "duties: department", lambda row: (row.agency, row.department), _figures
    )
    read_into(snapshot.rows("duties"), by_procedure, by_department)
    when = Spoken(words)._("In force on %(day)s") % {
        "day": last_day(scope).strftime("%d/%m/%Y")
    }
    parts = (scope, words, when)
    return [
        _procedures(by_procedure, by_department, *parts),
        _departments(by_procedure, by_department, *parts),
        _list(snapshot, by_procedure, by_department, *parts),
    ]


def _figures(row: DutyRow) -> dict[str, int]:
    full = int(all(row.marks))
    return {
        **dict(zip(MARKS, row.marks, strict=True)),
        "full": full,
        "unfilled": int(row.unfilled),
    }


def _mark_heads(say: Spoken) -> list[str]:
    return [
        say._("Clear person"),
        say._("Clear work"),
        say._("Clear responsibility"),
        say._("Clear process"),
        say._("Clear result"),
    ]


def _figure_columns(say: Spoken) -> list[Column]:
    heads = [say._("Steps"), *_mark_heads(say), say._("All five clear")]
    return [
        *(Column(head, "integer", 10, total=True) for head in heads),
        Column(say._("All five clear (%)"), "percent", 10),
        Column(say._("Steps whose role nobody holds"), "integer", 12, total=True),
    ]


def _figure_cells(column: str, number: int, tally, letters: tuple[str, str]) -> list:
    count = counts(LIST, column, number)
    return [
        count(tally["rows"]),
        *(count(tally[mark], **{mark: 1}) for mark in MARKS),
        count(tally["full"], score=len(MARKS)),
        share(*letters, (tally["full"], tally["rows"])),
        count(tally["unfilled"], unfilled=1),
    ]


def _procedures(
    groups: Groups, departments: Groups, scope: Scope, words: Words, when: str
) -> Sheet:
    say = Spoken(words)
    columns = [
        Column(say._("No."), "integer", 6),
        Column(say._("Procedure code"), width=16),
        Column(say._("Procedure"), width=40),
        Column(say._("Agency"), width=22),
        Column(say._("Department"), width=22),
        Column(say._("Revision"), width=10),
        *_figure_columns(say),
        Column(say._("No. of the department"), "integer", 10, key="department_no"),
    ]

    def rows() -> Iterator[tuple[object, ...]]:
        for number, key, tally in groups:
            code, title, agency, department, revision = key
            cells = _figure_cells("procedure_no", number, tally, ("M", "G"))
            place = departments.numbers[agency, department]
            yield number, code, title, agency, department, revision, *cells, place

    name = say._("Clear steps by procedure")
    return Sheet(
        name=name,
        columns=columns,
        rows=rows(),
        above=scope.cover.lines(name, when, len(columns)),
        freeze_columns=3,
        deferred=True,
        key="duty_procedures",
        paper="A3",
        notes=_notes(say),
        about=say._("Procedures in force, and how many of their steps are clear"),
        length=len(groups.tallies),
    )


def _departments(
    procedures: Groups, groups: Groups, scope: Scope, words: Words, when: str
) -> Sheet:
    say = Spoken(words)
    columns = [
        Column(say._("No."), "integer", 6),
        Column(say._("Agency"), width=30),
        Column(say._("Department"), width=30),
        Column(say._("Procedures"), "integer", 11, total=True),
        *_figure_columns(say),
    ]
    owned = dict.fromkeys(groups.numbers, 0)
    for _code, _title, agency, department, _revision in procedures.tallies:
        owned[agency, department] += 1

    def rows() -> Iterator[tuple[object, ...]]:
        for number, key, tally in groups:
            of_list = counts("duty_procedures", "department_no", number)
            cells = _figure_cells("department_no", number, tally, ("K", "E"))
            yield number, *key, of_list(owned[key]), *cells

    name = say._("Clear steps by department")
    return Sheet(
        name=name,
        columns=columns,
        rows=rows(),
        above=scope.cover.lines(name, when, len(columns)),
        freeze_columns=3,
        deferred=True,
        key="duty_departments",
        charts=[Chart("bar", name, 2, (4, 10), place="below")],
        about=say._("The same figures by the department that owns the procedure"),
        length=len(groups.tallies),
    )


def _list(
    snapshot: Snapshot,
    procedures: Groups,
    departments: Groups,
    scope: Scope,
    words: Words,
    when: str,
) -> Sheet:
    say = Spoken(words)
    text = DutyWords(words, scope.language)
    columns = [
        Column(say._("No. of the procedure"), "integer", 7, key="procedure_no"),
        Column(say._("Procedure code"), width=13),
        Column(say._("Step"), width=6),
        Column(say._("Phase"), width=12),
        Column(say._("Work"), width=32),
        Column(say._("Who (role)"), width=20),
        Column(say._("Held by"), width=20),
        Column(say._("Unit"), width=20),
        Column(say._("Responsible, approves, coordinates"), width=22),
        Column(say._("Time limit"), width=12),
        Column(say._("Result"), width=22),
        Column(say._("Forms and records"), width=18),
        *(
            Column(head, "integer", 9, key=mark)
            for mark, head in zip(MARKS, _mark_heads(say), strict=True)
        ),
        Column(say._("Score (of 5)"), "integer", 7, key="score"),
        Column(say._("Role nobody holds"), "integer", 9, key="unfilled"),
        Column(
            say._("No. of the department"),
            "integer",
            7,
            key="department_no",
            aside=True,
        ),
    ]

    def rows() -> Iterator[tuple[object, ...]]:
        for row in snapshot.rows("duties"):
            yield (
                procedures.number(row),
                row.code,
                row.label,
                row.phase,
                row.work,
                text.owner(row),
                text.holders(row),
                text.unit(row),
                text.responsibility(row),
                text.time(row),
                row.result,
                text.papers(row),
                *row.marks,
                sum(row.marks),
                int(row.unfilled),
                departments.number(row),
            )

    return Sheet(
        name=say._("Step responsibility matrix"),
        columns=columns,
        rows=rows(),
        above=scope.cover.lines(
            say._("Step responsibility matrix (5 rõ)"), when, len(columns)
        ),
        freeze_columns=3,
        key=LIST,
        paper="A3",
        notes=_notes(say),
        about=say._("Every step in force: who, what, how long, with what result"),
        length=snapshot.counts["duties"],
    )


def _notes(say: Spoken) -> list[str]:
    return [
        say._(
            "Clear person: who does it is named. Clear work: the work is named. Clear "
            "responsibility: who answers for it is named. Clear process: the step has "
            "its number, in a procedure of two steps or more. Clear result: the step "
            "names its result or form, and the procedure its result. 1: yes, 0: no."
        ),
        say._(
            "A role nobody holds does not lower the score: it is counted apart, for "
            "the agencies of this file on the last day."
        ),
    ]
