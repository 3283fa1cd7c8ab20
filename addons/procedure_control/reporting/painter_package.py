"""The package around the rows: xlsxwriter makes all of it but the row XML.

It writes a draft whose sheets hold no rows, through its public calls alone; the rows
are then put where the draft says ``sheetData``.
"""

from __future__ import annotations

import io
import os
import re
import tempfile
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from .formats import FONT, TABLE, number_formats, properties
from .painter_chart import Drawn, Place, columns_beside, draw
from .painter_count import range_name
from .painter_paper import COLUMN, MARGINS, Pages, Paper, pages, paper, pixels
from .painter_part import Part, Tab
from .painter_zip import Piece, ZipOut, deflated
from .sheets import Book, Spoken
from .text import cell_text

_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"/>')
_ROWS = re.compile(rb"<sheetData(?:/>|>.*</sheetData>)", re.DOTALL)


class PackageError(RuntimeError):
    """xlsxwriter wrote a sheet in another shape than the one its rows fit into."""


def package(path: str, book: Book, parts: Sequence[Part], folder: str) -> None:
    """`painter.assemble`."""
    if not parts:
        raise ValueError("A file needs a sheet.")
    draft = _draft(book, parts)
    tabs = [tab for part in parts for tab in part.tabs]
    beside = os.path.dirname(os.path.abspath(path))
    # On the same disk as the target, so that the finished file appears at once.
    handle, whole = tempfile.mkstemp(prefix=".xlsx_", dir=beside)
    try:
        with os.fdopen(handle, "wb") as file, zipfile.ZipFile(draft) as archive:
            out = ZipOut(file)
            for name in archive.namelist():
                data = archive.read(name)
                if found := _SHEET.fullmatch(name):
                    out.add(name, _sheet(data, tabs[int(found[1]) - 1], folder))
                else:
                    out.add(name, [deflated(data, last=True)])
            out.close()
        # Readable by whom a file made by open() would be.
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(whole, 0o666 & ~mask)
        os.replace(whole, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.remove(whole)
        raise


def _sheet(data: bytes, tab: Tab, folder: str) -> list[Piece]:
    """The sheet of the draft with its rows."""
    places = list(_ROWS.finditer(data))
    if len(places) != 1 or len(_DIMENSION.findall(data)) != 1:
        raise PackageError(
            f"xlsxwriter {xlsxwriter.__version__} writes sheetData or dimension in "
            "another way: painter_package must learn it."
        )
    columns = max(len(tab.widths) - 1, 0)
    extent = f"A1:{xl_rowcol_to_cell(tab.end, columns)}"
    start, end = places[0].span()
    head = _DIMENSION.sub(f'<dimension ref="{extent}"/>'.encode(), data[:start])
    rows = Piece(os.path.join(folder, tab.file), tab.size, tab.crc)
    return [
        deflated(head + b"<sheetData>", last=False),
        rows,
        deflated(b"</sheetData>" + data[end:], last=True),
    ]


def _draft(book: Book, parts: Sequence[Part]) -> io.BytesIO:
    """A file with everything but rows."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "default_format_properties": dict(FONT)}
    )
    workbook.set_properties(_properties(book))
    numbers = number_formats(book.date_format, book.time_format)
    formats = [workbook.add_format(properties(numbers, *key)) for key in TABLE]
    pinned, taken = False, set()  # type: tuple[bool, set[str]]
    for part in parts:
        for tab in part.tabs:
            sheet = workbook.add_worksheet(tab.name)
            if not pinned:
                # Looks get their numbers in the order in which the first tab uses
                # them; these cells make room for the rows.
                for column, look in enumerate(formats):
                    sheet.write_blank(0, column, None, look)
                pinned = True
            _dress(workbook, sheet, tab, book)
        _name_ranges(workbook, part, taken)
    workbook.close()
    return buffer


def _properties(book: Book) -> dict[str, Any]:
    texts = {
        "title": book.title,
        "subject": book.subject,
        "author": book.author,
        "company": book.company,
        "comments": book.comments,
    }
    about: dict[str, Any] = {key: cell_text(text) for key, text in texts.items()}
    if book.created:
        about["created"] = book.created
    return about


def _dress(workbook: Any, sheet: Any, tab: Tab, book: Book) -> None:
    last_column = max(len(tab.widths) - 1, 0)
    for index, width in enumerate(tab.widths):
        sheet.set_column(index, index, width)
    for row, height in tab.heights:
        sheet.set_row(row, height)
    sheet.freeze_panes(tab.first, tab.freeze_columns)
    if tab.filtered:
        sheet.autofilter(tab.first - 1, 0, tab.data_end, last_column)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    on, columns = paper(tab.paper), pixels(tab.widths)[: tab.printed or None]
    beside = [COLUMN] * columns_beside(tab.charts)
    found = pages(on, columns + beside, tab.freeze_columns)
    for merge in tab.merges:
        _merge(sheet, tab, merge, found)
    drawn = draw(workbook, sheet, tab.charts, _place(tab, columns, on, found))
    _print_setup(sheet, tab, book, on, found, drawn)


def _merge(sheet: Any, tab: Tab, merge: tuple[int, ...], found: Pages) -> None:
    """What stands around the rows is read on the first page, not across its edge."""
    first_row, first, last_row, last = merge
    around = last_row < tab.head_row or first_row > tab.data_end
    if around and first <= found.last < last:
        last = found.last
    if (first_row, first) != (last_row, last):
        sheet.merge_range(first_row, first, last_row, last, "")


def _place(tab: Tab, columns: list[int], on: Paper, found: Pages) -> Place:
    """Where charts may lie, as far as the heights of rows are known."""
    page = on.height / found.scale
    known = dict(tab.heights)
    rows = range(tab.end + 1 if tab.charts else 0)
    tall = [known.get(row, 15) * 4 / 3 for row in rows]
    repeated = sum(tall[tab.head_row : tab.first])
    used = 0.0
    for height in tall:
        used = repeated + height if used + height > page else used + height
    width = on.width / found.scale
    return Place(tab.head_row, tab.end, columns, width, page, used, repeated)


def _print_setup(
    sheet: Any, tab: Tab, book: Book, on: Paper, found: Pages, drawn: Drawn
) -> None:
    sheet.set_paper(on.number)
    if on.across:
        sheet.set_landscape()
    beside, above = MARGINS
    sheet.set_margins(left=beside, right=beside, top=above, bottom=above)
    if drawn.breaks:
        # Programs pass over such breaks where they are to find the scale themselves.
        # A column is up to a twentieth wider in some than in others.
        sheet.set_print_scale(max(int(found.scale * 93), 10))
        sheet.set_h_pagebreaks(drawn.breaks)
    else:
        sheet.fit_to_pages(found.wide, 0)
    if found.wide > 1:
        sheet.print_across()
        if found.repeated:
            sheet.repeat_columns(0, found.repeated - 1)
    sheet.repeat_rows(tab.head_row, tab.first - 1)
    sheet.print_area(0, 0, drawn.row, drawn.column)
    say = Spoken(book.words)
    pages_text = cell_text(say._("Page %(page)s of %(pages)s")).replace("&", "&&")
    title = cell_text(book.title).replace("&", "&&")[:150]
    sheet.set_footer(f"&L{title}&R{pages_text % {'page': '&P', 'pages': '&N'}}"[:255])


def _name_ranges(workbook: Any, part: Part, taken: set[str]) -> None:
    if not part.key:
        return
    for number, tab in enumerate(part.filled, start=1):
        quoted = tab.name.replace("'", "''")
        for index, key, _kind in part.columns:
            letter = xl_col_to_name(index, True)
            place = f"{letter}${tab.first + 1}:{letter}${tab.data_end + 1}"
            name = range_name(part.key, key, number)
            if name.casefold() in taken:
                raise ValueError(f"{name} names two ranges.")
            taken.add(name.casefold())
            if workbook.define_name(name, f"='{quoted}'!{place}"):
                raise ValueError(f"{name} cannot name a range.")
