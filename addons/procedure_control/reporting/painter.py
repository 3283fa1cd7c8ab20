"""Puts sheets on paper. The modules named ``painter*`` alone know the file format.

Rows stream through: some hundred are in memory at a time, whatever the size of the
file. They become row XML of our own making (`painter_rows`), deflated as it comes, in a
file for each tab; a package by xlsxwriter is then put around them (`painter_package`).
Text stays text: nothing but a `Formula` or `Count` ever becomes a formula.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .painter_package import package
from .painter_part import Part, counting_after
from .painter_rows import Rows
from .painter_sheet import SheetPainter
from .painter_slow import SlowRows
from .sheets import Book, Sheet
from .text import sheet_name

#: Rows of a sheet in the file format.
MAX_ROWS = 1_048_576

__all__ = ["Painted", "Part", "assemble", "paint", "paint_part", "paint_sheets"]


@dataclass(frozen=True)
class Painted:
    """A sheet as it came out: its final name and how many rows it holds."""

    name: str
    rows: int


def paint(
    path: str, book: Book, *, max_rows: int = MAX_ROWS, slow: bool = False
) -> list[Painted]:
    """Write ``book`` to ``path``; on any error nothing is left there.

    A sheet with more than ``max_rows`` rows goes on in the next one, head repeated.
    ``slow`` leaves the cells to xlsxwriter. Raises TypeError for a moment with a time
    zone: the caller chose the wrong clock.
    """
    beside = os.path.dirname(os.path.abspath(path))
    with tempfile.TemporaryDirectory(prefix=".xlsx_", dir=beside) as folder:
        parts = paint_sheets(folder, book.sheets, book, max_rows=max_rows, slow=slow)
        return assemble(path, book, parts, folder)


def paint_sheets(
    folder: str,
    sheets: Iterable[Sheet],
    book: Book,
    before: Sequence[Part] = (),
    *,
    max_rows: int = MAX_ROWS,
    slow: bool = False,
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
    painted, wanted = list(before), list(sheets)
    names = _names(before)
    # Where two are called the same, the first in the file keeps its name.
    called = [sheet_name(sheet.name, names) for sheet in wanted]
    found: dict[int, Part] = {}
    for index in sorted(range(len(wanted)), key=lambda n: wanted[n].deferred):
        found[index] = _paint(
            folder, wanted[index], book, painted, names, called[index], max_rows, slow
        )
        painted.append(found[index])
    return [found[index] for index in range(len(wanted))]


def paint_part(
    folder: str,
    sheet: Sheet,
    book: Book,
    before: Sequence[Part] = (),
    *,
    max_rows: int = MAX_ROWS,
    slow: bool = False,
) -> Part:
    """`paint_sheets` for one sheet."""
    (part,) = paint_sheets(folder, [sheet], book, before, max_rows=max_rows, slow=slow)
    return part


def _names(parts: Sequence[Part]) -> set[str]:
    return {tab.name.casefold() for part in parts for tab in part.tabs}


def _paint(
    folder: str,
    sheet: Sheet,
    book: Book,
    before: Sequence[Part],
    names: set[str],
    name: str,
    max_rows: int,
    slow: bool,
) -> Part:
    taken = sum(len(part.tabs) for part in before)

    def open_rows(number: int) -> tuple[str, Rows | SlowRows]:
        file = f"rows{taken + number}"
        make = SlowRows if slow else Rows
        return file, make(os.path.join(folder, file), len(sheet.columns))

    painter = SheetPainter(
        sheet,
        open_rows,
        words=book.words,
        counting=counting_after(before),
        names=names,
        name=name,
        max_rows=max_rows,
    )
    return painter.paint()


def assemble(
    path: str, book: Book, parts: Sequence[Part], folder: str
) -> list[Painted]:
    """Put the file together at ``path`` from parts, in the order of the tabs.

    ``folder`` holds their files, which stay. On any error ``path`` is as it was: the
    file appears there at once, when it is whole. Needs no more memory for many rows.
    """
    package(path, book, parts, folder)
    return [Painted(tab.name, tab.rows) for part in parts for tab in part.tabs]
