"""What stands around the rows of a sheet: lines above, head, total, notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from .formats import (
    HEAD_HEIGHT,
    MAX_WIDTH,
    MIN_WIDTH,
    TITLE_HEIGHT,
    lines_of,
)
from .painter_cell import CellPainter
from .painter_paper import pages, paper, pixels
from .sheets import Formula, Spoken
from .text import cell_text


class AroundPainter(CellPainter):
    """Writes them at the row at hand; who paints the sheet says which that is.

    Expects, beside what a cell needs, ``sheet``, ``words``, ``tabs``, ``sums``,
    ``reasons``, ``merges``, ``height`` and ``_set_row``.
    """

    def _widths(self) -> list[float]:
        found: list[float] = []
        for index, width in enumerate(self.widths):
            if not self.fitted[index]:
                found.append(width + 1)
                continue
            # Codes are capitals for the most part; a text has its indent besides.
            room = 3 if self.sheet.columns[index].kind == "text" else 2
            found.append(min(max(width + room, MIN_WIDTH), MAX_WIDTH))
        return found

    def _printed(self) -> int:
        printed = len(self.sheet.columns)
        while printed > 1 and self.sheet.columns[printed - 1].aside:
            printed -= 1
        return printed

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
