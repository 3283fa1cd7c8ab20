"""Text that a spreadsheet can hold: nothing illegal, nothing decoded, nothing lost."""

from __future__ import annotations

import re

#: UTF-16 units one cell holds.
CELL_LIMIT = 32_767

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ODD = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_SHEET_ILLEGAL = re.compile(r"[\[\]:*?/\\\x00-\x1f]")

SHEET_NAME_LIMIT = 31


def cell_text(value: object) -> str:
    """``value`` as a cell may hold it.

    Characters XML forbids become the replacement sign, so that the loss shows; what is
    longer than a cell is cut and ends in an ellipsis. A literal ``_x0041_``, which a
    spreadsheet program would read as *A*, is the business of who writes the XML.
    """
    text = str(value)
    if len(text) * 2 <= CELL_LIMIT and not _ODD.search(text):
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _fit(_ILLEGAL.sub("\ufffd", text))


def _fit(text: str) -> str:
    if len(text) * 2 <= CELL_LIMIT or utf16_length(text) <= CELL_LIMIT:
        return text
    # Half of a surrogate pair at the cut is dropped by the decoder.
    head = text[:CELL_LIMIT].encode("utf-16-le")[: (CELL_LIMIT - 1) * 2]
    return head.decode("utf-16-le", "ignore") + "…"


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def sheet_name(wanted: str, taken: set[str]) -> str:
    """A legal sheet name near ``wanted``, unlike any in ``taken``; it is added there.

    ``taken`` holds names casefolded, as spreadsheet programs compare them.
    """
    base = _ESCAPED.sub("_x005F_", cell_text(wanted))
    base = _SHEET_ILLEGAL.sub(" ", base).strip().strip("'").strip()
    base = base or "Sheet"
    if base.casefold() == "history":
        base += "_"
    name, count = _cut(base, ""), 1
    while name.casefold() in taken:
        count += 1
        name = _cut(base, f" ({count})")
    taken.add(name.casefold())
    return name


def _cut(base: str, suffix: str) -> str:
    while utf16_length(base + suffix) > SHEET_NAME_LIMIT:
        base = base[:-1]
    return base.rstrip(" '") + suffix
