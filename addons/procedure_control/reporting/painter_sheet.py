"""One sheet and what it goes on in, as rows: lines above, head, data, total, notes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from decimal import Decimal
from itertools import islice
from typing import Any

from .formats import (
    LINE_HEIGHT,
    MAX_HEIGHT,
    MAX_WIDTH,
    MIN_WIDTH,
    lines_of,
)
from .painter_around import AroundPainter
from .painter_cell import figure_of
from .painter_chart import ChartRows, charted
from .painter_count import Counting, decided
from .painter_part import Part, Tab
from .sheets import Row, Sheet, Words
from .text import sheet_name

#: Rows that are painted together.
CHUNK = 500
#: Rows whose heights the package must know: charts may lie beside them.
HEIGHTS_KEPT = 200


class SheetPainter(AroundPainter):
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
