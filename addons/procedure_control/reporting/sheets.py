"""Sheets as plain values: what the reports hand to the painter.

A sheet is lines above, a head, rows read once from any iterable, and notes below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

#: Turns an English msgid into the reader's language, placeholders left as they are.
Words = Callable[[str], str]


@dataclass(frozen=True)
class Spoken:
    """``say._("…")`` calls the words it was given.

    Written so, the tool that collects texts for translation finds them here as it does
    beside a model.
    """

    _: Words


def in_english(msgid: str) -> str:
    return msgid


@dataclass(frozen=True)
class Column:
    """``kind``: text | integer | decimal | percent | hours | date | datetime.

    A value of *hours* is given in minutes. ``width`` is in characters, None = fitted.
    ``total`` adds a live sum under the last row. ``key`` gives the column's rows a name
    in the file, ``<key of the sheet>_<key>``, by which `Count` of other sheets reads
    it. Last columns that are ``aside`` serve the figures of the file: not printed.
    """

    head: str
    kind: str = "text"
    width: int | None = None
    total: bool = False
    key: str = ""
    aside: bool = False


@dataclass(frozen=True)
class Formula:
    """The only thing that ever becomes a formula, with the value it must show.

    ``expression`` has no leading =, and may name {row}, {first}, {last} (rows of the
    sheet, 1-based, ``last`` being the row above) and {next}, {end} (the ``span`` rows
    beneath). It never holds text that came from a user.
    """

    expression: str
    value: int | float | str
    span: int = 0


@dataclass(frozen=True)
class Count:
    """A live figure over the rows of another sheet, with the value it must show.

    Counts the rows of the sheet of key ``sheet`` whose columns hold what ``where``
    says, pairs of (column key, whole number or text of ours), or sums their column
    ``sum``.
    It never holds text that came from a user: such groups are told apart by a number
    column. Where the detail is so long that a program would stand still over it, or is
    not in the file, the value is written as a number.
    """

    sheet: str
    where: tuple[tuple[str, int | str], ...]
    value: int | float
    sum: str = ""


@dataclass(frozen=True)
class Chart:
    """A native chart of the sheet's plain rows, or of the first ``top`` of them.

    ``kind``: column | bar | stacked | line | pie; bars lie. ``categories`` and
    ``series`` are indexes of columns; ``place``: below | right of the rows.
    """

    kind: str
    title: str
    categories: int
    series: tuple[int, ...]
    top: int = 20
    place: str = "right"


@dataclass(frozen=True)
class Row:
    """A row that is not plain: ``style`` is plain | group | total.

    ``across``: pairs of columns, first and last, that are one cell in this row.
    """

    values: Sequence[object]
    style: str = "plain"
    across: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Span:
    """Text over columns ``first`` to ``last`` of a line above the head.

    ``style``: left | center | right | title | unit.
    """

    first: int
    last: int
    text: str
    style: str = "left"


@dataclass(frozen=True)
class HeadCell:
    """A cell of a merged head: place relative to the head, extent, text."""

    row: int
    column: int
    rows: int
    columns: int
    text: str


@dataclass
class Sheet:
    """One sheet. ``rows`` and ``notes`` are read once, when the sheet is painted.

    A ``deferred`` sheet keeps its place in the book but is painted after the others,
    so that its rows may be sums gathered while those streamed by, or `Count` them.
    ``key`` names it for `Count` and in named ranges: letters, digits and _. ``paper``:
    A4 | A3 | A4 portrait. ``about`` says on the cover what it holds, ``length`` how
    many rows, where that is known beforehand.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[object] | Row]
    above: Sequence[Sequence[Span]] = ()
    head: Sequence[HeadCell] = ()
    head_heights: Sequence[int] = ()
    numbers: Sequence[str] = ()
    notes: Iterable[str] = ()
    filtered: bool = True
    freeze_columns: int = 0
    deferred: bool = False
    key: str = ""
    charts: Sequence[Chart] = ()
    paper: str = "A4"
    about: str = ""
    length: int | None = None


@dataclass
class Book:
    """A file: sheets in order, its properties, and the reader's formats.

    ``date_format`` and ``time_format`` are strftime patterns of the reader's language.
    """

    title: str
    sheets: Iterable[Sheet]
    subject: str = ""
    author: str = ""
    company: str = ""
    comments: str = ""
    created: datetime | None = None
    date_format: str = "%d/%m/%Y"
    time_format: str = "%H:%M"
    words: Words = field(default=in_english)


@dataclass(frozen=True)
class Cover:
    """What every sheet says about itself above its head; empty parts are left out.

    ``scope`` tells whose rows these are when the reader may not see all of them.
    """

    agency: str = ""
    scope: str = ""
    produced: str = ""

    def lines(self, title: str, period: str, columns: int) -> list[tuple[Span, ...]]:
        last = max(columns - 1, 0)
        texts = ((self.agency, "left"), (title, "title"), (period, "center"))
        texts += ((self.scope, "center"), (self.produced, "left"))
        return [(Span(0, last, text, style),) for text, style in texts if text]
