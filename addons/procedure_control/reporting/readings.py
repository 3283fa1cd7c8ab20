"""Who has read what at the end of the period: sums, matrix, and every reading."""

from __future__ import annotations

from collections.abc import Iterator

from .evidence_words import on_day
from .groups import Groups, counts, read_into, share
from .reading_blocks import LIST, Axes, matrix
from .reading_matrix import Reading
from .scope import Scope
from .sheets import Column, Sheet, Spoken, Words
from .snapshot import Snapshot

FIGURES = ("read", "asked", "overdue", "informed")


def build(snapshot: Snapshot, scope: Scope, words: Words) -> list[Sheet]:
    """Sums by procedure and department, the matrix in blocks, the list."""
    axes = Axes()

    def seen() -> Iterator[Reading]:
        for row in snapshot.rows("readings"):
            axes.add(row)
            yield row

    by_document = Groups(
        "readings: procedure",
        lambda row: (row.code, row.title, row.document),
        lambda row: _figures(row, scope),
    )
    by_department = Groups(
        "readings: department",
        lambda row: (row.agency, row.department),
        lambda row: _figures(row, scope),
    )
    read_into(seen(), by_document, by_department)
    axes.settle()
    say = Spoken(words)
    return [
        _summary(
            by_document,
            "procedure_no",
            [Column(say._("Code"), width=18), Column(say._("Procedure"), width=50)],
            say._("Reading by procedure"),
            scope,
            words,
        ),
        _summary(
            by_department,
            "department_no",
            [Column(say._("Agency"), width=34), Column(say._("Department"), width=34)],
            say._("Reading by department"),
            scope,
            words,
        ),
        *matrix(snapshot, axes, by_document, scope, words),
        _list(snapshot, by_document, by_department, scope, words),
    ]


def _figures(row: Reading, scope: Scope) -> dict[str, int]:
    late = row.state == "asked" and row.due_at and row.due_at < scope.until
    return {
        "read": int(row.state == "read"),
        "asked": int(row.state == "asked"),
        "overdue": int(bool(late)),
        "informed": int(row.state == "informed"),
    }


def _summary(
    groups: Groups,
    number_key: str,
    names: list[Column],
    name: str,
    scope: Scope,
    words: Words,
) -> Sheet:
    say = Spoken(words)
    columns = [
        Column(say._("No."), "integer", 6),
        *names,
        Column(say._("On the list"), "integer", 11, total=True),
        Column(say._("Have read"), "integer", 11, total=True),
        Column(say._("Still to read"), "integer", 11, total=True),
        Column(say._("Of these, overdue"), "integer", 11, total=True),
        Column(say._("For information"), "integer", 11, total=True),
        Column(say._("Have read (%)"), "percent", 11),
    ]
    first = len(names) + 1
    read, asked = (chr(ord("A") + first + place) for place in (1, 2))

    def rows() -> Iterator[tuple[object, ...]]:
        for number, key, tally in groups:
            count = counts(LIST, number_key, number)
            whole = tally["read"] + tally["asked"]
            part = share(read, read + asked, (tally["read"], whole))
            yield (
                number,
                *key[: len(names)],
                count(tally["rows"]),
                *(count(tally[figure], **{figure: 1}) for figure in FIGURES),
                part,
            )

    return Sheet(
        name=name,
        columns=columns,
        rows=rows(),
        above=scope.cover.lines(name, on_day(scope, words), len(columns)),
        freeze_columns=len(names) + 1,
        deferred=True,
        key=f"reading_{number_key.removesuffix('_no')}s",
        about=say._("How many were asked to read, and how many have"),
        length=len(groups.tallies),
    )


def _list(
    snapshot: Snapshot,
    by_document: Groups,
    by_department: Groups,
    scope: Scope,
    words: Words,
) -> Sheet:
    say = Spoken(words)
    columns = [
        Column(say._("Department"), width=26),
        Column(say._("Name"), width=26),
        Column(say._("Code"), width=16),
        Column(say._("Procedure"), width=40),
        Column(say._("Revision"), width=10),
        Column(say._("Asked"), "datetime"),
        Column(say._("To be read by"), "datetime"),
        Column(say._("Read"), "datetime"),
        Column(say._("State"), width=18),
        Column(say._("Have read"), "integer", 7, total=True, key="read"),
        Column(say._("Still to read"), "integer", 7, total=True, key="asked"),
        Column(say._("Of these, overdue"), "integer", 8, total=True, key="overdue"),
        Column(say._("For information"), "integer", 8, total=True, key="informed"),
        Column(
            say._("No. of the procedure"), "integer", 9, key="procedure_no", aside=True
        ),
        Column(
            say._("No. of the department"),
            "integer",
            9,
            key="department_no",
            aside=True,
        ),
    ]
    states = {
        "asked": say._("To read"),
        "read": say._("Read and understood"),
        "informed": say._("For information"),
    }

    def rows() -> Iterator[tuple[object, ...]]:
        for row in snapshot.rows("readings"):
            figures = _figures(row, scope)
            yield (
                row.department,
                row.name,
                row.code,
                row.title,
                row.revision,
                row.asked_at,
                row.due_at,
                row.read_at,
                states.get(row.state, row.state),
                *(figures[name] for name in FIGURES),
                by_document.number(row),
                by_department.number(row),
            )

    name = say._("Readings")
    return Sheet(
        name=name,
        columns=columns,
        rows=rows(),
        above=scope.cover.lines(name, on_day(scope, words), len(columns)),
        freeze_columns=2,
        key=LIST,
        paper="A3",
        about=say._("One line a reader and revision"),
        length=snapshot.counts["readings"],
    )
