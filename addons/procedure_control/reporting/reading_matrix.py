"""Who has read what: people down, procedures across, as it stood on a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from .sheets import Book, Column, Row, Sheet, Span, Spoken, Words


@dataclass(frozen=True)
class Reading:
    """One person and one revision; moments are local to the issuing agency.

    ``person`` and ``document`` are keys that tell namesakes apart; ``agency`` is that
    of the department. ``state`` is asked | read | informed, as it was on the day of the
    matrix.
    """

    person: object
    name: str
    department: str
    document: object
    code: str
    title: str
    revision: str
    state: str
    asked_at: datetime
    due_at: datetime | None = None
    read_at: datetime | None = None
    agency: str = ""


@dataclass
class Matrix:
    """Readings folded into a table: one row a person, one column a procedure."""

    as_of: datetime
    cells: dict[tuple, Reading] = field(default_factory=dict)
    people: dict[object, tuple[str, str]] = field(default_factory=dict)
    documents: dict[object, tuple[str, str]] = field(default_factory=dict)

    def add(self, reading: Reading) -> None:
        """A later one of the same person and procedure takes the place."""
        self.cells[reading.person, reading.document] = reading
        self.people[reading.person] = (reading.department, reading.name)
        self.documents[reading.document] = (reading.code, reading.title)

    def counts(self, document: object) -> tuple[int, int]:
        """(read, asked to read in all) of a procedure."""
        states = [
            cell.state
            for (_person, column), cell in self.cells.items()
            if column == document and cell.state in ("asked", "read")
        ]
        return states.count("read"), len(states)


def fold(readings: Iterable[Reading], as_of: datetime) -> Matrix:
    matrix = Matrix(as_of)
    for reading in readings:
        matrix.add(reading)
    return matrix


def book(
    matrix: Matrix,
    words: Words,
    *,
    day: date,
    agency: str = "",
    scope: str = "",
    produced: str = "",
    author: str = "",
    created: datetime | None = None,
) -> Book:
    """The workbook: the matrix, then one line per reading."""
    say = Spoken(words)
    title = say._("Reading of procedures on %(day)s") % {"day": f"{day:%d/%m/%Y}"}
    above = [
        [Span(0, 3, text, style)]
        for text, style in (
            (agency, "left"),
            (title, "title"),
            (scope, "left"),
            (produced, "left"),
        )
        if text
    ]
    return Book(
        title=title,
        sheets=[_matrix_sheet(matrix, say, above), _list_sheet(matrix, say, above)],
        author=author,
        company=agency,
        created=created,
        words=words,
    )


def _matrix_sheet(matrix: Matrix, say: Spoken, above: Sequence) -> Sheet:
    documents = sorted(matrix.documents, key=lambda key: matrix.documents[key])
    columns = [
        Column(say._("No."), "integer", 6),
        Column(say._("Department"), width=28),
        Column(say._("Name"), width=26),
        *(
            Column(f"{matrix.documents[key][0]}\n{matrix.documents[key][1]}", width=18)
            for key in documents
        ),
    ]
    return Sheet(
        name=say._("Who has read"),
        columns=columns,
        rows=_matrix_rows(matrix, documents, say),
        above=above,
        freeze_columns=3,
        notes=[say._("Empty: not on the reading list of that procedure.")],
    )


def _matrix_rows(matrix: Matrix, documents: Sequence, say: Spoken):
    people = sorted(matrix.people, key=lambda key: matrix.people[key])
    for number, person in enumerate(people, 1):
        department, name = matrix.people[person]
        yield [
            number,
            department,
            name,
            *(_cell(matrix, person, key, say) for key in documents),
        ]
    totals = []
    for key in documents:
        read, listed = matrix.counts(key)
        text = say._("%(read)s of %(listed)s read")
        totals.append(text % {"read": read, "listed": listed})
    yield Row([None, "", say._("Together"), *totals], "total")


def _cell(matrix: Matrix, person: object, key: object, say: Spoken) -> str:
    cell = matrix.cells.get((person, key))
    return cell_words(cell, matrix.as_of, say) if cell else ""


def cell_words(cell: Reading, as_of: datetime, say: Spoken) -> str:
    """How a reading stood at a moment: the day it was read, or is to be read by."""
    if cell.state == "read" and cell.read_at:
        return f"{cell.read_at:%d/%m/%Y}"
    if cell.state == "informed":
        return say._("For information")
    if not cell.due_at:
        return say._("Not read")
    late = cell.due_at < as_of
    text = say._("Overdue since %(day)s") if late else say._("To read by %(day)s")
    return text % {"day": f"{cell.due_at:%d/%m/%Y}"}


def _list_sheet(matrix: Matrix, say: Spoken, above: Sequence) -> Sheet:
    columns = [
        Column(say._("Department"), width=28),
        Column(say._("Name"), width=26),
        Column(say._("Code"), width=16),
        Column(say._("Procedure"), width=44),
        Column(say._("Revision"), width=12),
        Column(say._("Asked"), "datetime"),
        Column(say._("To be read by"), "datetime"),
        Column(say._("Read"), "datetime"),
        Column(say._("State"), width=20),
    ]
    states = {
        "asked": say._("To read"),
        "read": say._("Read and understood"),
        "informed": say._("For information"),
    }
    cells = sorted(
        matrix.cells.values(), key=lambda c: (c.department, c.name, c.code, c.title)
    )
    rows = (
        [
            cell.department,
            cell.name,
            cell.code,
            cell.title,
            cell.revision,
            cell.asked_at,
            cell.due_at,
            cell.read_at,
            states[cell.state],
        ]
        for cell in cells
    )
    return Sheet(name=say._("Readings"), columns=columns, rows=rows, above=above)
