"""Rows through xlsxwriter's own cell calls: what `painter_rows` is held against.

Three times slower. `painter.paint` takes it when asked to, should a later xlsxwriter
ever disagree with rows of our own making.
"""

from __future__ import annotations

import os
import re
import zipfile
from contextlib import suppress
from typing import Any

import xlsxwriter

from .formats import TABLE, properties
from .painter_rows import STYLES, RowFile

#: An escape that shares its underscore with the one before, or a text that xlsxwriter
#: would take for ready XML: such are written in pieces that need no escape.
_PIECES = re.compile(r"(?<=_x)(?=[0-9A-Fa-f]{4}_)")
_OVERLAPPING = re.compile(r"_x[0-9A-Fa-f]{4}_x[0-9A-Fa-f]{4}_")
_START, _END = b"<sheetData>", b"</sheetData>"


class SlowRows:
    """Cells of one tab; the same calls as `painter_rows.Rows`."""

    def __init__(self, path: str, columns: int) -> None:
        self.path, self.draft = path, path + ".xlsx"
        folder = os.path.dirname(path)
        self.book = xlsxwriter.Workbook(
            self.draft, {"constant_memory": True, "tmpdir": folder, "use_zip64": True}
        )
        numbers = dict.fromkeys(("text", "integer", "decimal", "percent"), "0")
        numbers |= dict.fromkeys(("hours", "date", "datetime"), "0")
        # Another number format for each, so that no two looks share a number.
        formats = [
            self.book.add_format(
                {**properties(numbers, *key), "num_format": f'0"{index}"'}
            )
            for index, key in enumerate(TABLE)
        ]
        self.formats = dict(zip(TABLE, formats, strict=True))
        pin(self.book, formats)
        self.run = self.book.add_format()
        self.tab = self.book.add_worksheet("Rows")
        self.write_number, self.write_blank = (
            self.tab.write_number,
            self.tab.write_blank,
        )
        self.write_datetime = self.tab.write_datetime
        self.write_formula, self.set_row = self.tab.write_formula, self.tab.set_row

    def format(self, *key: str) -> Any:
        return self.formats[key]

    def write_string(self, row: int, column: int, text: str, cell_format: Any) -> None:
        ready = text.startswith("<r>") and text.endswith("</r>")
        if ready or _OVERLAPPING.search(text):
            pieces = [text[:1], *_PIECES.split(text[1:])]
            run = self.run
            self.tab.write_rich_string(row, column, run, *pieces, cell_format)
        else:
            self.tab.write_string(row, column, text, cell_format)

    def close(self) -> tuple[int, int]:
        """Size and checksum of the row XML, which then lies deflated at the path."""
        self.book.close()
        out = RowFile(self.path)
        with zipfile.ZipFile(self.draft) as archive:
            with archive.open("xl/worksheets/sheet2.xml") as sheet:
                head = sheet.read(1 << 16)
                _head, found, data = head.partition(_START)
                while found and _END not in data and (more := sheet.read(1 << 16)):
                    # The end may lie across two blocks.
                    out.write_bytes(data[: -len(_END)])
                    data = data[-len(_END) :] + more
                out.write_bytes(data.partition(_END)[0] if found else b"")
        os.remove(self.draft)
        return out.close()

    def abandon(self) -> None:
        self.book.fileclosed = 1  # no complaint from its finaliser
        with suppress(Exception):
            for tab in self.book.worksheets():
                tab.row_data_fh.close()


def pin(book: Any, formats: list[Any]) -> Any:
    """Give formats their numbers of `STYLES`: the order in which a tab first uses them.

    :return: the tab
    """
    tab = book.add_worksheet("Styles")
    for column, cell_format in enumerate(formats):
        tab.write_blank(0, column, None, cell_format)
    tab.write_blank(1, 0, None, formats[0])
    assert len(formats) == len(STYLES)
    return tab
