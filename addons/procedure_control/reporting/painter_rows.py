"""Rows as the XML of a sheet, written by us: a cell call for each would take thrice as
long. `painter_slow` writes the same through xlsxwriter, and a test holds both together.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import repeat
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from .formats import TABLE
from .painter_columns import Plain

#: Position of a format in the file's table of them; 0 is the program's own.
STYLES = {key: index for index, key in enumerate(TABLE, start=1)}
#: How hard row XML is deflated: the next step costs more time than it saves bytes.
LEVEL = 2

_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_EPOCH = datetime(1899, 12, 31)


class RowFile:
    """Deflated row XML in a file, and what a package must know of it."""

    def __init__(self, path: str) -> None:
        self.file = open(path, "wb")  # noqa: SIM115 - lives as long as the tab
        self.packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        self.size = self.crc = 0

    def write(self, xml: str) -> None:
        self.write_bytes(xml.encode("utf-8"))

    def write_bytes(self, data: bytes) -> None:
        self.size += len(data)
        self.crc = zlib.crc32(data, self.crc)
        self.file.write(self.packer.compress(data))

    def close(self) -> tuple[int, int]:
        """Size and checksum of the XML."""
        self.file.write(self.packer.flush(zlib.Z_FULL_FLUSH))
        self.file.close()
        return self.size, self.crc

    def abandon(self) -> None:
        self.file.close()


class Rows:
    """Cells of one tab, row by row from above, as xlsxwriter's calls would have them.

    ``cell_format`` is a number of `STYLES`.
    """

    def __init__(self, path: str, columns: int) -> None:
        self.out = RowFile(path)
        self.row, self.cells = 0, {}  # type: tuple[int, dict[int, str]]
        self.heights: dict[int, float] = {}
        self.letters = [xl_col_to_name(index) for index in range(columns)]

    @staticmethod
    def format(*key: str) -> int:
        return STYLES[key]

    # -- cell by cell ------------------------------------------------------------

    def write_string(self, row: int, column: int, text: str, cell_format: int) -> None:
        self._put(row, column, string_tail(text, cell_format))

    def write_number(self, row: int, column: int, number: Any, cell_format: int):
        self._put(row, column, f'" s="{cell_format}"><v>{number:.16G}</v></c>')

    def write_datetime(self, row: int, column: int, value: date, cell_format: int):
        self.write_number(row, column, serial(value), cell_format)

    def write_blank(self, row: int, column: int, _none: None, cell_format: int) -> None:
        self._put(row, column, f'" s="{cell_format}"/>')

    def write_formula(
        self, row: int, column: int, formula: str, cell_format: int, value: Any
    ) -> None:
        text = escaped(formula.removeprefix("="))
        kind = ""
        if isinstance(value, str):
            kind, value = ' t="str"', escaped(value)
        tail = f'" s="{cell_format}"{kind}><f>{text}</f><v>{value}</v></c>'
        self._put(row, column, tail)

    def set_row(self, row: int, height: float) -> None:
        self.heights[row] = height

    def _put(self, row: int, column: int, tail: str) -> None:
        if row != self.row:
            self._end_row()
            self.row = row
        self.cells[column] = tail

    def _end_row(self) -> None:
        if not self.cells:
            return
        number = str(self.row + 1)
        parts = [f'<row r="{number}"{height_of(self.heights.pop(self.row, None))}>']
        for column in sorted(self.cells):
            tail = self.cells[column]
            parts.append(f'<c r="{xl_col_to_name(column)}{number}{tail}')
        parts.append("</row>")
        self.out.write("".join(parts))
        self.cells = {}

    def taken(self, column: int) -> str:
        """The cell just written, which then is not part of the row."""
        return self.cells.pop(column)

    # -- many rows at once -------------------------------------------------------

    def plain_rows(self, run: Any, chunk: Sequence[Sequence[object]]) -> None:
        """Rows of the plain style from the run's own row on."""
        self._end_row()
        if not hasattr(run, "plain"):
            run.plain = Plain(run)
        tails, tall = run.plain.cells(chunk)
        heads: Iterator[str] = repeat(f'"><c r="{self.letters[0]}')
        if tall:
            heads = (
                f'"{height_of(tall.get(index))}><c r="{self.letters[0]}'
                for index in range(len(chunk))
            )
        numbers = map(str, range(run.row + 1, run.row + len(chunk) + 1))
        rows = zip(repeat('<row r="'), heads, *tails, strict=False)
        # The number of the row stands before every piece but the first.
        self.out.write("".join(map(str.join, numbers, rows)))

    def close(self) -> tuple[int, int]:
        self._end_row()
        return self.out.close()

    def abandon(self) -> None:
        self.out.abandon()


def height_of(points: float | None) -> str:
    """A height as attributes of a row; whole pixels, as the file format counts."""
    if points is None:
        return ""
    pixels = int(points * 4.0 / 3.0 + 0.5)
    return "" if pixels == 20 else f' ht="{pixels * 0.75:.16g}" customHeight="1"'


def escaped(text: str) -> str:
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text


def string_tail(text: str, style: int) -> str:
    """A text cell after its place; ``text`` has been through `text.cell_text`."""
    keep = ""
    if text and (text[0].isspace() or text[-1].isspace()):
        keep = ' xml:space="preserve"'
    if "_x" in text:
        text = _ESCAPED.sub("_x005F_", text)
    return f'" s="{style}" t="inlineStr"><is><t{keep}>{escaped(text)}</t></is></c>'


def serial(value: date) -> float:
    """A day or moment as the number that stands for it.

    1900 counts as a leap year there, and the first moment of it as none.
    """
    moment = value
    if not isinstance(value, datetime):
        moment = datetime(value.year, value.month, value.day)
    gone = moment - _EPOCH  # type: ignore[operator]
    number = gone.days + (gone.seconds + gone.microseconds / 1e6) / 86_400
    if isinstance(value, datetime) and gone.days == 1:
        number -= 1
    return number + 1 if number > 59 else number
