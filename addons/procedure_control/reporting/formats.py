"""How cells look: fonts, borders, and numbers and dates as the reader writes them."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

WIDTHS = {"date": 11, "datetime": 16, "integer": 7, "decimal": 9, "percent": 9}
MIN_WIDTH, MAX_WIDTH = 6, 60
#: Points: two lines of head, one line of title.
HEAD_HEIGHT, TITLE_HEIGHT = 32, 22
#: Points of one line of a cell, and of the tallest row the file format knows.
LINE_HEIGHT, MAX_HEIGHT = 15, 409
#: Letters that a column holds for each unit of its width, which is that of a digit in
#: `FONT`; a capital takes the room of so many small letters.
LETTERS, CAPITAL = 1.16, 1.45
#: Also that of the file itself, since columns are measured by it.
FONT: dict[str, object] = {"font_name": "Times New Roman", "font_size": 11}
_SPANS: dict[str, dict[str, object]] = {
    "left": {"align": "left"},
    "right": {"align": "right"},
    "center": {"align": "center"},
    "title": {"align": "center", "bold": True, "font_size": 14},
    "unit": {"align": "right", "italic": True},
}
_WRAPPED = {"align": "left", "valign": "top", "text_wrap": True}
_CENTERED = {"align": "center", "valign": "vcenter", "text_wrap": True}
_HEADS = {
    "head": {**_CENTERED, "bold": True, "bg_color": "#D9E2EC"},
    "numbers": {**_CENTERED, "italic": True, "font_size": 9},
}
_STYLES: dict[str, dict[str, object]] = {
    "plain": {},
    "group": {"bold": True, "bg_color": "#EEF3F8"},
    "total": {"bold": True, "bg_color": "#DDE7F0"},
}


def number_formats(date_format: str, time_format: str) -> dict[str, str]:
    """Kind of a column → number format. The separators are the program's own."""
    day = excel_format(date_format)
    return {
        "text": "@",
        "integer": "#,##0",
        "decimal": "#,##0.00",
        "percent": "0.00%",
        "hours": "#,##0.0#",
        "date": day,
        "datetime": f"{day} {excel_format(time_format)}",
    }


#: Every look of a cell, in the order of their numbers in a file. Rows name a look by
#: its number, also rows painted by an earlier run: new ones come last.
TABLE: tuple[tuple[str, ...], ...] = (
    *(("span", name) for name in _SPANS),
    ("note", ""),
    *(("head", name) for name in _HEADS),
    *(
        ("cell", kind, style)
        for style in _STYLES
        for kind in (
            "text",
            "integer",
            "decimal",
            "percent",
            "hours",
            "date",
            "datetime",
        )
    ),
    ("span", "wrapped"),
)


def properties(
    numbers: dict[str, str], role: str, name: str, style: str = "plain"
) -> dict[str, object]:
    """Format of a cell: ``role`` is span | note | head | cell."""
    if role == "span":
        return {**FONT, **_SPANS.get(name, _WRAPPED)}
    if role == "note":
        return {**FONT, "italic": True, "text_wrap": True, "valign": "top"}
    if role == "head":
        return {**FONT, **_HEADS[name], "border": 1}
    look = {"border": 1, "valign": "top", "num_format": numbers[name]}
    if name == "text":
        # The indent keeps it off a number that ends at the left border.
        look |= {"text_wrap": True, "align": "left", "indent": 1}
    return {**FONT, **_STYLES[style], **look}


def room_of(width: float) -> int:
    """Letters that fit on one line of a column, its indent apart."""
    return max(int((width - 1) * LETTERS), 1)


def lines_of(text: str, width: float) -> int:
    """Lines that ``text`` takes, wrapped at words, in a column of that width."""
    room = room_of(width)
    one = "\n" not in text
    if len(text) * CAPITAL <= room and one:
        return 1
    more = (CAPITAL - 1) * sum(map(str.isupper, text)) / (len(text) or 1)
    room = max(int(room / (1 + more)), 1)
    if len(text) <= room and one:
        return 1
    return sum(len(wrap(part, room)) or 1 for part in text.split("\n"))


_CODES = {
    "%d": "dd",
    "%m": "mm",
    "%Y": "yyyy",
    "%y": "yy",
    "%b": "mmm",
    "%B": "mmmm",
    "%H": "hh",
    "%I": "hh",
    "%M": "mm",
    "%S": "ss",
    "%p": "AM/PM",
    "%a": "ddd",
    "%A": "dddd",
    "%-d": "d",
    "%-m": "m",
    "%-H": "h",
}


def excel_format(pattern: str) -> str:
    """A strftime pattern as a number format; other letters are quoted."""
    return "".join(_format_parts(pattern))


def _format_parts(pattern: str) -> Iterator[str]:
    index = 0
    while index < len(pattern):
        for length in (3, 2):
            code = pattern[index : index + length]
            if code in _CODES:
                yield _CODES[code]
                index += length
                break
        else:
            sign = pattern[index]
            yield f'"{sign}"' if sign.isalpha() else sign
            index += 1
