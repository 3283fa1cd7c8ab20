"""Puts sheets on paper: it and `painter_cell` alone know xlsxwriter.

Rows stream through: one row is in memory at a time, whatever the size of the file.
Text stays text: it goes through `Worksheet.write_string` alone, so neither a formula,
a link nor a number is ever made of it.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from .formats import (
    HEAD_HEIGHT,
    LINE_HEIGHT,
    MAX_HEIGHT,
    MAX_WIDTH,
    MIN_WIDTH,
    TITLE_HEIGHT,
    lines_of,
    number_formats,
    properties,
)
from .painter_cell import CellPainter, figure_of
from .painter_chart import PAPERS, ChartRows, charted, draw
from .painter_count import Counting, Detail, decided, range_name
from .painter_part import Part
from .sheets import Book, Formula, Row, Sheet, Spoken
from .text import cell_text, sheet_name

#: Rows of a sheet in the file format.
MAX_ROWS = 1_048_576


@dataclass(frozen=True)
class Painted:
    """A sheet as it came out: its final name and how many rows it holds."""

    name: str
    rows: int


def paint(path: str, book: Book, *, max_rows: int = MAX_ROWS) -> list[Painted]:
    """Write ``book`` to ``path``; on any error nothing is left there.

    A sheet with more than ``max_rows`` rows goes on in the next one, head repeated.
    Raises TypeError for a moment with a time zone: the caller chose the wrong clock.
    """
    beside = os.path.dirname(os.path.abspath(path))
    with tempfile.TemporaryDirectory(prefix=".xlsx_", dir=beside) as folder:
        # The rows of unfinished sheets lie in this folder and go with it; on the
        # same disk as the target, so that the finished file appears at once.
        options = {"constant_memory": True, "tmpdir": folder, "use_zip64": True}
        draft = os.path.join(folder, "book.xlsx")
        workbook = xlsxwriter.Workbook(draft, options)
        try:
            painted = _Painter(workbook, book, max_rows).paint()
            workbook.close()
        except BaseException:
            with suppress(Exception):
                _abandon(workbook)
            raise
        os.replace(draft, path)
    return painted


def paint_sheets(
    folder: str,
    sheets: Iterable[Sheet],
    book: Book,
    before: Sequence[Part] = (),
    *,
    max_rows: int = MAX_ROWS,
) -> list[Part]:
    """Paint some sheets of a file into ``folder``: the rows of one kind, say.

    :param book: title, words and formats of the file; its own sheets are not looked at
    :param before: every part of the file painted so far, in the order of painting:
        their names are taken, their rows may be counted
    :return: the parts in the order of the sheets; deferred ones are painted last.
        Their files (`Part.files`) lie in ``folder``; ``to_json`` and ``from_json`` keep
        the rest. Painted again after the same ``before``, they get the same names, so
        what a killed run left is overwritten.
    Raises what the rows raise; TypeError for a moment with a time zone.
    """
    raise NotImplementedError


def paint_part(
    folder: str,
    sheet: Sheet,
    book: Book,
    before: Sequence[Part] = (),
    *,
    max_rows: int = MAX_ROWS,
) -> Part:
    """`paint_sheets` for one sheet."""
    return paint_sheets(folder, [sheet], book, before, max_rows=max_rows)[0]


def assemble(
    path: str, book: Book, parts: Sequence[Part], folder: str
) -> list[Painted]:
    """Put the file together at ``path`` from parts, in the order of the tabs.

    ``folder`` holds their files, which stay. On any error ``path`` is as it was: the
    file appears there at once, when it is whole. Needs no more memory for many rows.
    """
    raise NotImplementedError


def _abandon(workbook: xlsxwriter.Workbook) -> None:
    workbook.fileclosed = 1  # no complaint from its finaliser
    for sheet in workbook.worksheets():
        sheet.row_data_fh.close()


class _Painter:
    """Paints one book."""

    def __init__(self, workbook, book: Book, max_rows: int) -> None:
        self.workbook, self.book, self.max_rows = workbook, book, max_rows
        self.names: set[str] = set()
        self.formats: dict[tuple, object] = {}
        self.number_formats = number_formats(book.date_format, book.time_format)
        self.counting = Counting()

    def paint(self) -> list[Painted]:
        book = self.book
        texts = {
            "title": book.title,
            "subject": book.subject,
            "author": book.author,
            "company": book.company,
            "comments": book.comments,
        }
        about: dict[str, object] = {key: cell_text(text) for key, text in texts.items()}
        if book.created:
            about["created"] = book.created
        self.workbook.set_properties(about)
        runs = []
        for sheet in book.sheets:
            run = _SheetRun(self, sheet)
            runs.append(run)
            if not sheet.deferred:
                run.paint()
        for run in runs:
            if run.sheet.deferred:
                run.paint()
        # In the order of the tabs, not of the painting.
        parts = {part.name: part for run in runs for part in run.painted}
        return [parts[tab.name] for tab in self.workbook.worksheets()]

    def format(self, *key) -> object:
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format(
                properties(self.number_formats, *key)
            )
        return self.formats[key]


class _SheetRun(CellPainter):
    """Paints one sheet and what it goes on in."""

    def __init__(self, painter: _Painter, sheet: Sheet) -> None:
        self.painter, self.sheet = painter, sheet
        self.painted: list[Painted] = []
        self.widths = [column.width or 0 for column in sheet.columns]
        self.fitted = [column.width is None for column in sheet.columns]
        self.sums: list[int | float | Decimal] = [0] * len(sheet.columns)
        self.ranges: list[tuple[str, int, int]] = []
        self.chart_rows = [ChartRows(chart.top) for chart in sheet.charts]
        self.reasons: set[str] = set()
        self._open()

    def _open(self) -> None:
        painter = self.painter
        self.name = sheet_name(self.sheet.name, painter.names)
        self.tab = painter.workbook.add_worksheet(self.name)
        self.row = self.first = self.head_row = 0

    # -- the whole ---------------------------------------------------------------

    def paint(self) -> None:
        self._start()
        # The total and one line of notes must still fit on the last sheet.
        room = self.painter.max_rows - 1 - self._totalled() - 2
        for row in decided(self.sheet.rows, self.painter.counting, self.reasons):
            if self.row > room:
                self._finish()
                self._open()
                self._start()
            self._data_row(row)
        self.ranges.append((self.name, self.first, self.row - 1))
        data_end = self.row - 1
        if self._totalled():
            self._total_row()
        self._notes()
        self._finish(data_end)
        if self.sheet.key:
            self._name_ranges()

    def _name_ranges(self) -> None:
        sheet, counting = self.sheet, self.painter.counting
        kinds = {c.key: c.kind for c in sheet.columns if c.key}
        parts = [part for part in self.ranges if part[2] >= part[1]]
        for number, (name, first, last) in enumerate(parts, start=1):
            quoted = name.replace("'", "''")
            for index, column in enumerate(sheet.columns):
                if not column.key:
                    continue
                letter = xl_col_to_name(index, True)
                place = f"'{quoted}'!{letter}${first + 1}:{letter}${last + 1}"
                named = range_name(sheet.key, column.key, number)
                if self.painter.workbook.define_name(named, f"={place}"):
                    raise ValueError(f"{named} cannot name a range.")
        rows = sum(last - first + 1 for _name, first, last in parts)
        counting.details[sheet.key] = Detail(kinds, len(parts), rows)

    def _totalled(self) -> bool:
        return any(column.total for column in self.sheet.columns)

    def _start(self) -> None:
        for line in self.sheet.above:
            self._above(line)
        self.head_row = self.row
        self._head()
        self.first = self.row

    def _finish(self, data_end: int | None = None) -> None:
        tab, sheet = self.tab, self.sheet
        if data_end is None:
            data_end = self.row - 1
            self.ranges.append((self.name, self.first, data_end))
        last_column = max(len(sheet.columns) - 1, 0)
        for index, width in enumerate(self.widths):
            low = MIN_WIDTH if self.fitted[index] else 0
            tab.set_column(index, index, min(max(width + 1, low), MAX_WIDTH))
        tab.freeze_panes(self.first, sheet.freeze_columns)
        if sheet.filtered and data_end >= self.first:
            tab.autofilter(self.first - 1, 0, data_end, last_column)
        tab.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        self._print_setup(*self._charts(last_column))
        self.painted.append(Painted(self.name, max(data_end - self.first + 1, 0)))

    def _charts(self, last_column: int) -> tuple[int, int]:
        """Draws them on the first sheet; last row and column to print."""
        end = max(self.row - 1, self.first), last_column
        charts = charted(self.sheet, self.chart_rows)
        self.chart_rows = [ChartRows(0, closed=True) for _chart in self.sheet.charts]
        return draw(self.painter.workbook, self.tab, charts, self.head_row, end)

    def _print_setup(self, last_row: int, last_column: int) -> None:
        tab, book = self.tab, self.painter.book
        paper, across = PAPERS[self.sheet.paper]
        tab.set_paper(paper)
        if across:
            tab.set_landscape()
        tab.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        tab.fit_to_pages(1, 0)
        tab.repeat_rows(self.head_row, self.first - 1)
        tab.print_area(0, 0, last_row, last_column)
        say = Spoken(book.words)
        pages = cell_text(say._("Page %(page)s of %(pages)s")).replace("&", "&&")
        title = cell_text(book.title).replace("&", "&&")[:150]
        tab.set_footer(f"&L{title}&R{pages % {'page': '&P', 'pages': '&N'}}"[:255])

    # -- parts -------------------------------------------------------------------

    def _above(self, line) -> None:
        if any(span.style == "title" for span in line):
            self.tab.set_row(self.row, TITLE_HEIGHT)
        for span in line:
            cell_format = self.painter.format("span", span.style)
            text = cell_text(span.text)
            self.tab.write_string(self.row, span.first, text, cell_format)
            if span.last > span.first:
                self._merge(self.row, span.first, self.row, span.last)
        self.row += 1

    def _head(self) -> None:
        sheet = self.sheet
        head_format = self.painter.format("head", "head")
        if not sheet.head:
            self.tab.set_row(self.row, HEAD_HEIGHT)
            for index, column in enumerate(sheet.columns):
                text = cell_text(column.head)
                self.tab.write_string(self.row, index, text, head_format)
                longest = max(map(len, text.split()), default=0)
                # Two lines of head at most where the column is narrow.
                self._widen(index, max(longest, (len(text) + 1) // 2) + 2)
            self.row += 1
        else:
            self._merged_head(head_format)
        for index, text in enumerate(sheet.numbers):
            cell_format = self.painter.format("head", "numbers")
            self.tab.write_string(self.row, index, cell_text(text), cell_format)
        self.row += bool(sheet.numbers)

    def _merged_head(self, head_format) -> None:
        """Row by row, since a streamed sheet never goes back to an earlier one."""
        cells = {(cell.row, cell.column): cell for cell in self.sheet.head}
        height = max(cell.row + cell.rows for cell in self.sheet.head)
        for line in range(height):
            if line < len(self.sheet.head_heights):
                self.tab.set_row(self.row, self.sheet.head_heights[line])
            for index in range(len(self.sheet.columns)):
                cell = cells.get((line, index))
                text = cell_text(cell.text) if cell else ""
                self.tab.write_string(self.row, index, text, head_format)
                if cell and (cell.rows > 1 or cell.columns > 1):
                    last = (self.row + cell.rows - 1, index + cell.columns - 1)
                    self._merge(self.row, index, *last)
            self.row += 1

    def _merge(self, row: int, column: int, last_row: int, last_column: int) -> None:
        # merge_range() would write ahead into later rows, after which the rest of
        # this row is lost; every covered cell is written by us instead.
        self.tab.merge.append([row, column, last_row, last_column])

    def _data_row(self, row) -> None:
        style, values = "plain", row
        if isinstance(row, Row):
            style, values = row.style, row.values
        self._fit_height(values)
        for index, (column, value) in enumerate(
            zip(self.sheet.columns, values, strict=True)
        ):
            self._cell(index, column.kind, value, style)
            if column.total:
                self.sums[index] += figure_of(value)
        for chart in self.chart_rows:
            chart.add(self.row, style, values)
        self.row += 1

    def _fit_height(self, values) -> None:
        """A row as high as its longest text: not every program finds that itself."""
        lines = max(
            (
                lines_of(value, column.width or MAX_WIDTH)
                for column, value in zip(self.sheet.columns, values, strict=True)
                if isinstance(value, str)
            ),
            default=1,
        )
        if lines > 1:
            self.tab.set_row(self.row, min(LINE_HEIGHT * lines, MAX_HEIGHT))

    def _total_row(self) -> None:
        say = Spoken(self.painter.book.words)
        for index, column in enumerate(self.sheet.columns):
            value: object = say._("Total") if index == 0 else None
            if column.total:
                shown = self.sums[index]
                shown = shown / 60 if column.kind == "hours" else shown
                value = Formula(self._sum(index), shown)
            self._cell(index, column.kind, value, "total")
        self.row += 1

    def _sum(self, index: int) -> str:
        letter, parts = xl_col_to_name(index), []
        for name, first, last in self.ranges:
            if last < first:
                continue
            quoted = name.replace("'", "''")
            place = "" if name == self.name else f"'{quoted}'!"
            parts.append(f"{place}{letter}{first + 1}:{letter}{last + 1}")
        return f"SUM({','.join(parts)})" if parts else "0"

    def _notes(self) -> None:
        for note in (*self.sheet.notes, *self._reasons()):
            cell_format = self.painter.format("note", "")
            self.tab.write_string(self.row, 0, cell_text(note), cell_format)
            self.row += 1

    def _reasons(self) -> Iterator[str]:
        """Why figures that could be live are not."""
        say = Spoken(self.painter.book.words)
        if "long" in self.reasons:
            yield say._(
                "The figures are written as numbers: a spreadsheet program would take "
                "long to count so many rows."
            )
        if "absent" in self.reasons:
            yield say._(
                "Figures whose detail sheet is not in this file are written as numbers."
            )
