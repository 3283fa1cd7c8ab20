"""The matrix of readings in blocks: people down, so many procedures across a sheet."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..engine.names import given_name_key, text_key
from .evidence_words import on_day
from .groups import Groups, counts
from .reading_matrix import Reading, cell_words
from .scope import Scope
from .sheets import Column, Row, Sheet, Spoken, Words
from .snapshot import Snapshot

#: Key of the list, which the sums beneath the matrix count.
LIST = "readings"
#: Procedures across one sheet of the matrix; it then goes on in the next.
ACROSS = 200
#: Cells of a matrix that somebody can still use; beyond, the list alone tells.
MOST_CELLS = 3_000_000


@dataclass
class Axes:
    """People down, procedures across, each with its place."""

    people: dict[int, tuple[str, str]] = field(default_factory=dict)
    documents: dict[int, tuple[str, str]] = field(default_factory=dict)
    rows_of: dict[int, int] = field(default_factory=dict)
    columns_of: dict[int, int] = field(default_factory=dict)

    def add(self, row: Reading) -> None:
        self.people[row.person] = (row.department, row.name)
        self.documents[row.document] = (row.code, row.title)

    def settle(self) -> None:
        """People by department and given name, procedures by code."""

        def of_person(key: int) -> tuple:
            department, name = self.people[key]
            return text_key(department), given_name_key(name), key

        people = sorted(self.people, key=of_person)
        documents = sorted(self.documents, key=lambda key: (*self.documents[key], key))
        self.rows_of = {key: place for place, key in enumerate(people)}
        self.columns_of = {key: place for place, key in enumerate(documents)}


def matrix(
    snapshot: Snapshot, axes: Axes, groups: Groups, scope: Scope, words: Words
) -> Iterator[Sheet]:
    """One sheet for every `ACROSS` procedures, of the people asked about any."""
    documents = list(axes.columns_of)
    if _cells_of(snapshot, axes) > MOST_CELLS:
        yield _too_large(axes, scope, words)
        return
    blocks = range(0, len(documents), ACROSS)
    for number, first in enumerate(blocks or [0]):
        some = documents[first : first + ACROSS]
        yield _block(snapshot, axes, groups, some, number, len(blocks), scope, words)


def _cells_of(snapshot: Snapshot, axes: Axes) -> int:
    """How many cells the blocks have together: people of each, times its width."""
    people, documents = len(axes.people), len(axes.documents)
    if people * documents <= MOST_CELLS:
        return people * documents
    blocks = -(-documents // ACROSS)
    pairs = {
        axes.rows_of[row.person] * blocks + axes.columns_of[row.document] // ACROSS
        for row in snapshot.rows("readings")
    }
    return len(pairs) * ACROSS


def _too_large(axes: Axes, scope: Scope, words: Words) -> Sheet:
    say = Spoken(words)
    text = say._(
        "%(people)s people and %(procedures)s procedures make a matrix that nobody can "
        "read: choose departments or procedures. Each reading is on the list."
    )
    numbers = {"people": len(axes.people), "procedures": len(axes.documents)}
    name = say._("Who has read")
    columns = [
        Column(say._("No."), "integer", 6),
        Column(say._("Department"), width=40),
        Column(say._("Name"), width=40),
    ]
    return Sheet(
        name=name,
        columns=columns,
        rows=(),
        above=scope.cover.lines(name, on_day(scope, words), len(columns)),
        key="reading_matrix_1",
        notes=[text % numbers],
    )


def _block(
    snapshot: Snapshot,
    axes: Axes,
    groups: Groups,
    documents: list[int],
    number: int,
    blocks: int,
    scope: Scope,
    words: Words,
) -> Sheet:
    say = Spoken(words)
    columns = [
        Column(say._("No."), "integer", 6),
        Column(say._("Department"), width=26),
        Column(say._("Name"), width=24),
        # The kind is that of the sums beneath; readings are texts.
        *(Column(axes.documents[key][0], "integer", 13) for key in documents),
    ]
    name = title = say._("Who has read")
    if blocks > 1:
        codes = axes.documents[documents[0]][0], axes.documents[documents[-1]][0]
        title = f"{title}: {codes[0]} – {codes[1]}"
    return Sheet(
        name=name if blocks < 2 else f"{name} {number + 1}",
        columns=columns,
        rows=_block_rows(snapshot, axes, groups, documents, scope, words),
        above=scope.cover.lines(title, on_day(scope, words), min(len(columns), 12)),
        freeze_columns=3,
        deferred=True,
        key=f"reading_matrix_{number + 1}",
        paper="A3",
        notes=[
            say._("Empty: not on the reading list of that procedure."),
            say._("A date alone: read on that day. Titles stand on the sheet of sums."),
        ],
        about=say._("People down, procedures across: read when, or due when"),
    )


def _block_rows(
    snapshot: Snapshot,
    axes: Axes,
    groups: Groups,
    documents: list[int],
    scope: Scope,
    words: Words,
) -> Iterator[Row | list[object]]:
    say = Spoken(words)
    cells = _cells(snapshot, axes, documents, scope, say)
    people = list(axes.rows_of)
    width, at, line = len(documents), None, []
    shown = 0
    for place, text in cells:
        row, column = divmod(place, width)
        if row != at:
            if at is not None:
                yield line
            at, shown = row, shown + 1
            department, name = axes.people[people[row]]
            line = [shown, department, name, *[""] * width]
        line[3 + column] = text
    if at is not None:
        yield line
    for label, figure in (
        (say._("Have read"), "read"),
        (say._("Still to read"), "asked"),
    ):
        totals = []
        for key in documents:
            group = (*axes.documents[key], key)
            count = counts(LIST, "procedure_no", groups.numbers[group])
            totals.append(count(groups.tallies[group][figure], **{figure: 1}))
        yield Row([None, "", label, *totals], "total")


def _cells(
    snapshot: Snapshot, axes: Axes, documents: list[int], scope: Scope, say: Spoken
) -> Iterator[tuple[int, str]]:
    """(place in the block, text) by place; a place is row × width + column.

    Whole numbers are sorted, not rows: a city's readings fit into memory so.
    """
    width = len(documents)
    first = axes.columns_of[documents[0]] if documents else 0
    texts: dict[str, int] = {}
    packed = array("q")
    for reading in snapshot.rows("readings"):
        column = axes.columns_of[reading.document] - first
        if 0 <= column < width:
            text = cell_words(reading, scope.until, say)
            code = texts.setdefault(text, len(texts))
            packed.append((axes.rows_of[reading.person] * width + column) << 20 | code)
    by_code = list(texts)
    for value in sorted(packed):
        yield value >> 20, by_code[value & 0xFFFFF]
