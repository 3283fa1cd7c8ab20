"""Writes the empty template: heads, hidden keys, hints, and lists of choices."""

from __future__ import annotations

from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from .case_sheet_columns import COLUMNS, REQUIRED
from .case_sheet_words import Spoken, Words, channels, heads, hints

_WIDTHS = {"requester_name": 30, "address": 36, "note": 30, "email": 26}
_LAST_ROW = 5_000
_FONT = "Times New Roman"


def write_template(
    path: str,
    words: Words,
    procedures: Iterable[tuple[str, str, str]],
    agencies: Iterable[tuple[str, str]] = (),
) -> None:
    """Write the empty template to ``path``.

    ``procedures`` are (code, title, variants in one text), ``agencies`` (code, name):
    they fill the lists of choices. ``words`` turns a msgid into the reader's language.
    """
    say = Spoken(words)
    book = Workbook()
    sheet = book.active
    sheet.title = _title(say._("Cases"))
    _heads(sheet, words)
    choices = book.create_sheet(_title(say._("Choices")))
    counts = _choices(choices, words, procedures, agencies)
    for key, (letter, count) in counts.items():
        _validate(sheet, key, choices.title, letter, count)
    _explain(book.create_sheet(_title(say._("How to fill in"))), words)
    _print(sheet)
    book.properties.title = say._("Cases from another system")
    book.save(path)


def _title(text: str) -> str:
    return "".join(sign for sign in text if sign not in "[]:*?/\\'")[:31]


def _put(sheet, row: int, column: int, text: str):
    cell = sheet.cell(row, column)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    if text:
        cell.data_type = "s"  # a title that begins with = stays a title
    cell.font = Font(name=_FONT, size=11)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


def _head(cell) -> None:
    side = Side(style="thin")
    cell.font = Font(name=_FONT, size=11, bold=True)
    cell.fill = PatternFill("solid", fgColor="D9E2EC")
    cell.border = Border(left=side, right=side, top=side, bottom=side)
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def _heads(sheet, words: Words) -> None:
    for index, (key, head) in enumerate(heads(words).items(), 1):
        star = " *" if key in REQUIRED else ""
        _head(_put(sheet, 1, index, head + star))
        _put(sheet, 2, index, key)
        column = sheet.column_dimensions[get_column_letter(index)]
        column.width = _WIDTHS.get(key, 19)
        dated = key == "received_at"
        column.number_format = "dd/mm/yyyy hh:mm" if dated else "@"
    # The keys let the file be read whatever the language of its heads.
    sheet.row_dimensions[2].hidden = True
    sheet.freeze_panes = "B3"


def _choices(sheet, words: Words, procedures, agencies) -> dict[str, tuple[str, int]]:
    """Fill the sheet of choices; key of a column → (letter, how many)."""
    say = Spoken(words)
    names = channels(words)
    blocks = (
        (
            "procedure_code",
            1,
            [say._("Code"), say._("Procedure"), say._("Variant")],
            procedures,
        ),
        ("agency_code", 4, [say._("Code"), say._("Agency")], agencies),
        (
            "channel",
            6,
            [say._("Channel")],
            [(f"{key} – {name}",) for key, name in names.items()],
        ),
    )
    counts = {}
    for key, first, titles, rows in blocks:
        for offset, title in enumerate(titles):
            _head(_put(sheet, 1, first + offset, title))
        count = 0
        for count, row in enumerate(rows, 1):  # noqa: B007
            for offset, text in enumerate(row):
                _put(sheet, count + 1, first + offset, text)
        counts[key] = get_column_letter(first), count
    for letter, width in zip("ABCDEF", (16, 60, 30, 16, 40, 28), strict=True):
        sheet.column_dimensions[letter].width = width
        sheet.column_dimensions[letter].number_format = "@"
    sheet.freeze_panes = "A2"
    return counts


def _validate(sheet, key: str, choices: str, letter: str, count: int) -> None:
    if not count:
        return
    rule = DataValidation(
        type="list", formula1=f"'{choices}'!${letter}$2:${letter}${count + 1}"
    )
    # The list helps; what is right is decided where the file is read.
    rule.showErrorMessage = False
    column = get_column_letter(list(COLUMNS).index(key) + 1)
    rule.add(f"{column}3:{column}{_LAST_ROW}")
    sheet.add_data_validation(rule)


def _explain(sheet, words: Words) -> None:
    names = heads(words)
    for row, (key, hint) in enumerate(hints(words).items(), 1):
        _put(sheet, row, 1, names[key])
        _put(sheet, row, 2, hint)
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 90


def _print(sheet) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
