"""One cell of a sheet: text stays text, numbers and moments get their format."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal

from .formats import MAX_WIDTH, WIDTHS
from .sheets import Count, Formula
from .text import cell_text


class CellPainter:
    """Writes the cells of the row at hand; who paints the sheet says which that is.

    Expects ``rows``, ``row``, ``first``, ``widths``, ``fitted`` and ``counting``.
    """

    def _cell(self, index: int, kind: str, value: object, style: str) -> None:
        rows, row = self.rows, self.row
        if isinstance(value, Count):
            value = self._counted(value, kind)
        if kind != "text" and isinstance(value, (datetime, date)):
            if self._moment(index, kind, value, style):
                return
        elif kind not in ("text", "date", "datetime") and is_number(value):
            shown = value / 60 if kind == "hours" else value  # type: ignore[operator]
            self._widen(index, max(WIDTHS.get(kind, 7), len(f"{shown:,.1f}")))
            cell_format = self.rows.format("cell", kind, style)
            rows.write_number(row, index, shown, cell_format)
            return
        elif isinstance(value, Formula):
            expression = "=" + value.expression.format(
                row=row + 1,
                first=self.first + 1,
                last=row,
                next=row + 2,
                end=row + 1 + value.span,
            )
            cell_format = self.rows.format("cell", kind, style)
            rows.write_formula(row, index, expression, cell_format, value.value)
            return
        self._text(index, kind, value, style)

    def _counted(self, count: Count, kind: str) -> object:
        formula = self.counting.formula(count, kind)
        if formula is None:
            return count.value
        shown = count.value / 60 if kind == "hours" else count.value
        return Formula(formula, shown)

    def _text(self, index: int, kind: str, value: object, style: str) -> None:
        if value is None or value == "":
            cell_format = self.rows.format("cell", kind, style)
            self.rows.write_blank(self.row, index, None, cell_format)
            return
        text = cell_text(value)
        if self.fitted[index] and self.widths[index] < MAX_WIDTH:
            self._widen(index, max(map(len, text.split("\n"))))
        cell_format = self.rows.format("cell", "text", style)
        self.rows.write_string(self.row, index, text, cell_format)

    def _moment(self, index: int, kind: str, value: date, style: str) -> bool:
        if isinstance(value, datetime) and value.tzinfo is not None:
            raise TypeError("Moments on a sheet are local and carry no time zone.")
        if value.year < 1900 or kind not in ("date", "datetime"):
            return False  # the file format knows no such day: shown as text
        self._widen(index, WIDTHS[kind])
        cell_format = self.rows.format("cell", kind, style)
        self.rows.write_datetime(self.row, index, value, cell_format)
        return True

    def _widen(self, index: int, width: int) -> None:
        if self.fitted[index] and width > self.widths[index]:
            self.widths[index] = width


def figure_of(value: object) -> int | float | Decimal:
    """What a cell adds to the total of its column."""
    if isinstance(value, (Count, Formula)):
        value = value.value
    return value if is_number(value) else 0  # type: ignore[return-value]


def is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return False
    # Beyond 15 digits a spreadsheet would show another number: kept as text.
    if not isinstance(value, int) and not math.isfinite(value):
        return False
    return abs(value) < 10**15
