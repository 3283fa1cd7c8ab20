"""One sheet and what it goes on in, as rows: lines above, head, data, total, notes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from decimal import Decimal
from itertools import islice
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from .formats import (
    HEAD_HEIGHT,
    LINE_HEIGHT,
    MAX_HEIGHT,
    MAX_WIDTH,
    MIN_WIDTH,
    TITLE_HEIGHT,
    lines_of,
)
from .painter_cell import CellPainter, figure_of
from .painter_chart import ChartRows, charted
from .painter_count import Counting, decided
from .painter_paper import pages, paper, pixels
from .painter_part import Part, Tab
from .sheets import Formula, Row, Sheet, Spoken, Words
from .text import cell_text, sheet_name

#: Rows that are painted together.
CHUNK = 500
#: Rows whose heights the package must know: charts may lie beside them.
HEIGHTS_KEPT = 200


class SheetPainter(CellPainter):
    """Paints one sheet.

    :param open_rows: (number of the tab among those of this sheet) → (name of its file,
        an object to write its rows to)
    :param names: names taken in the book, casefolded; those that it goes on in are
        added
    :param name: of its first tab, one of them
    """

    def __init__(
        self,
        sheet: Sheet,
        open_rows: Callable[[int], tuple[str, Any]],
        *,
        words: Words,
        counting: Counting,
        names: set[str],
        name: str,
        max_rows: int,
    ) -> None:
        self.sheet, self.words, self.counting = sheet, words, counting
        self.open_rows, self.names, self.max_rows = open_rows, names, max_rows
        self.name, self.tabs = name, []  # type: tuple[str, list[Tab]]
        self.widths = [column.width or 0 for column in sheet.columns]
        self.fitted = [column.width is None for column in sheet.columns]
        self.sums: list[int | float | Decimal] = [0] * len(sheet.columns)
        self.chart_rows = [ChartRows(chart.top) for chart in sheet.charts]
        self.reasons: set[str] = set()
        self.totalled = any(column.total for column in sheet.columns)

    def paint(self) -> Part:
        self._open()
        try:
            return self._paint()
        except BaseException:
            with suppress(Exception):
                self.rows.abandon()
            raise

    def _open(self) -> None:
        if self.tabs:
            self.name = sheet_name(self.sheet.name, self.names)
        self.file, self.rows = self.open_rows(len(self.tabs))
        self.row = self.first = self.head_row = self.totals = 0
        self.heights: list[tuple[int, float]] = []
        self.merges: list[tuple[int, int, int, int]] = []
        self._start()

    def _paint(self) -> Part:
        left = self.counting.left
        self._data(iter(decided(self.sheet.rows, self.counting, self.reasons)))
        # A total of the sheet's own making is no row to filter or to count.
        data_end = self.row - 1 - self.totals
        if self.totalled:
            self._total_row(data_end)
        self._notes()
        self._close(data_end)
        columns = tuple(
            (index, column.key, column.kind)
            for index, column in enumerate(self.sheet.columns)
            if column.key
        )
        compares = left - self.counting.left
        return Part(self.sheet.key, tuple(self.tabs), columns, compares)

    def _start(self) -> None:
        for line in self.sheet.above:
            self._above(line)
        self.head_row = self.row
        self._head()
        self.first = self.row

    def _close(self, data_end: int) -> None:
        sheet = self.sheet
        size, crc = self.rows.close()
        rows = max(data_end - self.first + 1, 0)
        self.tabs.append(
            Tab(
                name=self.name,
                rows=rows,
                file=self.file,
                size=size,
                crc=crc,
                head_row=self.head_row,
                first=self.first,
                data_end=data_end,
                end=max(self.row - 1, self.first),
                widths=tuple(self._widths()),
                heights=tuple(self.heights),
                merges=tuple(self.merges),
                charts=tuple(charted(sheet, self.chart_rows)),
                filtered=bool(sheet.filtered and rows),
                freeze_columns=sheet.freeze_columns,
                paper=sheet.paper,
                printed=self._printed(),
            )
        )
        # Charts are drawn on the first tab.
        self.chart_rows = [ChartRows(0, closed=True) for _chart in sheet.charts]

    def _widths(self) -> list[float]:
        return [
            min(max(width + 2, MIN_WIDTH), MAX_WIDTH) if fitted else width + 1
            for width, fitted in zip(self.widths, self.fitted, strict=True)
        ]

    def _printed(self) -> int:
        printed = len(self.sheet.columns)
        while printed > 1 and self.sheet.columns[printed - 1].aside:
            printed -= 1
        return printed

    # -- data --------------------------------------------------------------------

    def _data(self, rows: Iterator[Sequence[object] | Row]) -> None:
        # The total and one line of notes must still fit on the last sheet.
        room = self.max_rows - 1 - self.totalled - 2
        while True:
            # At least one row: a head may take all the room there is.
            wanted = min(CHUNK, max(room + 1 - self.row, 1))
            chunk = list(islice(rows, wanted))
            if not chunk:
                return
            if self.row > room:
                self._close(self.row - 1)
                self._open()
            self._chunk(chunk)

    def _chunk(self, chunk: list[Sequence[object] | Row]) -> None:
        columns = len(self.sheet.columns)
        plain = getattr(self.rows, "plain_rows", None)
        if (
            plain
            and columns
            and set(map(type, chunk)) <= {tuple, list}
            and set(map(len, chunk)) == {columns}  # type: ignore[arg-type]
        ):
            plain(self, chunk)
            for offset, values in enumerate(chunk):
                if all(chart.closed for chart in self.chart_rows):
                    break
                for chart in self.chart_rows:
                    chart.add(self.row + offset, "plain", values)
            self.row += len(chunk)
            self.totals = 0
            return
        for row in chunk:
            self._data_row(row)

    def _data_row(self, row: Sequence[object] | Row) -> None:
        style, values = "plain", row
        if isinstance(row, Row):
            style, values = row.style, row.values
        pairs = list(zip(self.sheet.columns, values, strict=True))
        wide = self._across(row)
        lines = [
            lines_of(value, wide.get(index) or column.width or MAX_WIDTH)
            for index, (column, value) in enumerate(pairs)
            if isinstance(value, str)
        ]
        if max(lines, default=1) > 1:
            self._set_row(self.height(max(lines)))
        for index, (column, value) in enumerate(pairs):
            self._cell(index, column.kind, value, style)
            if column.total:
                self.sums[index] += figure_of(value)
        for chart in self.chart_rows:
            chart.add(self.row, style, values)
        self.totals = self.totals + 1 if style == "total" else 0
        self.row += 1

    def _across(self, row: Sequence[object] | Row) -> dict[int, float]:
        """{first column: width} of the cells that lie over several."""
        found: dict[int, float] = {}
        if isinstance(row, Row):
            for first, last in row.across:
                self.merges.append((self.row, first, self.row, last))
                columns = self.sheet.columns[first : last + 1]
                found[first] = sum(column.width or MIN_WIDTH for column in columns)
        return found

    def height(self, lines: int) -> float:
        """A row as high as its longest text: not every program finds that itself."""
        return min(LINE_HEIGHT * lines, MAX_HEIGHT)

    def _set_row(self, height: float) -> None:
        self.rows.set_row(self.row, height)
        self.keep_height(self.row, height)

    def keep_height(self, row: int, height: float) -> None:
        if row < HEIGHTS_KEPT:
            self.heights.append((row, height))

    # -- what stands around them -------------------------------------------------

    def _above(self, line: Sequence[Any]) -> None:
        if any(span.style == "title" for span in line):
            self._set_row(TITLE_HEIGHT)
        for span in line:
            text, style = cell_text(span.text), span.style
            # Columns that are still to be fitted are at least so wide.
            over = self.sheet.columns[span.first : span.last + 1]
            wide = sum(column.width or MIN_WIDTH for column in over)
            if style == "left" and len(over) > 1 and (n := lines_of(text, wide)) > 1:
                style = "wrapped"
                self._set_row(self.height(n))
            cell_format = self.rows.format("span", style)
            self.rows.write_string(self.row, span.first, text, cell_format)
            if span.last > span.first:
                self.merges.append((self.row, span.first, self.row, span.last))
        self.row += 1

    def _head(self) -> None:
        sheet = self.sheet
        head_format = self.rows.format("head", "head")
        if not sheet.head:
            heads = [
                lines_of(column.head, column.width or MAX_WIDTH)
                for column in sheet.columns
            ]
            lines = max(heads, default=1)
            self._set_row(max(HEAD_HEIGHT, self.height(lines) + 2))
            for index, column in enumerate(sheet.columns):
                text = cell_text(column.head)
                self.rows.write_string(self.row, index, text, head_format)
                longest = max(map(len, text.split()), default=0)
                # Two lines of head at most where the column is narrow.
                self._widen(index, max(longest, (len(text) + 1) // 2) + 2)
            self.row += 1
        else:
            self._merged_head(head_format)
        for index, text in enumerate(sheet.numbers):
            cell_format = self.rows.format("head", "numbers")
            self.rows.write_string(self.row, index, cell_text(text), cell_format)
        self.row += bool(sheet.numbers)

    def _merged_head(self, head_format: Any) -> None:
        """Row by row, since a streamed sheet never goes back to an earlier one."""
        cells = {(cell.row, cell.column): cell for cell in self.sheet.head}
        height = max(cell.row + cell.rows for cell in self.sheet.head)
        for line in range(height):
            if line < len(self.sheet.head_heights):
                self._set_row(self.sheet.head_heights[line])
            for index in range(len(self.sheet.columns)):
                cell = cells.get((line, index))
                text = cell_text(cell.text) if cell else ""
                self.rows.write_string(self.row, index, text, head_format)
                if cell and (cell.rows > 1 or cell.columns > 1):
                    last = (self.row + cell.rows - 1, index + cell.columns - 1)
                    self.merges.append((self.row, index, *last))
            self.row += 1

    def _total_row(self, data_end: int) -> None:
        say = Spoken(self.words)
        for index, column in enumerate(self.sheet.columns):
            value: object = say._("Total") if index == 0 else None
            if column.total:
                shown = self.sums[index]
                shown = shown / 60 if column.kind == "hours" else shown
                value = Formula(self._sum(index, data_end), shown)  # type: ignore
            self._cell(index, column.kind, value, "total")
        # The word has the room of what is not added up.
        totals = [column.total for column in self.sheet.columns]
        if (last := totals.index(True) - 1) > 0:
            self.merges.append((self.row, 0, self.row, last))
        self.row += 1

    def _sum(self, index: int, data_end: int) -> str:
        letter, parts = xl_col_to_name(index), []
        for tab in self.tabs:
            if tab.rows:
                quoted = tab.name.replace("'", "''")
                first, last = tab.first + 1, tab.data_end + 1
                parts.append(f"'{quoted}'!{letter}{first}:{letter}{last}")
        if data_end >= self.first:
            parts.append(f"{letter}{self.first + 1}:{letter}{data_end + 1}")
        # A brace in a name of a sheet is no placeholder.
        parts = [part.replace("{", "{{").replace("}", "}}") for part in parts]
        return f"SUM({','.join(parts)})" if parts else "0"

    def _notes(self) -> None:
        widths = self._widths()[: self._printed()]
        on = paper(self.sheet.paper)
        last = pages(on, pixels(widths), self.sheet.freeze_columns).last
        wide = sum(widths[: last + 1])
        for note in (*self.sheet.notes, *self._reasons()):
            cell_format = self.rows.format("note", "")
            self._set_row(self.height(lines_of(note, wide)))
            if last > 0:
                self.merges.append((self.row, 0, self.row, last))
            self.rows.write_string(self.row, 0, cell_text(note), cell_format)
            self.row += 1

    def _reasons(self) -> Iterator[str]:
        """Why figures that could be live are not."""
        say = Spoken(self.words)
        if "long" in self.reasons:
            yield say._(
                "The figures are written as numbers: a spreadsheet program would take "
                "long to count so many rows."
            )
        if "absent" in self.reasons:
            yield say._(
                "Figures whose detail sheet is not in this file are written as numbers."
            )
