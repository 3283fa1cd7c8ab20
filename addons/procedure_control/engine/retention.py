"""How long something is kept, read from the words in which it is printed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

FOREVER = ("vinh vien", "lau dai", "permanent", "forever")
_NUMBER = re.compile(r"(\d+)\s*(nam|year|thang|month)")


@dataclass(frozen=True)
class Term:
    """``kind``: months | forever | unclear | unsaid; ``months`` for the first alone."""

    kind: str
    months: int = 0


def read(text: str | None) -> Term:
    """The term that a text states: "05 năm", "6 months", "Vĩnh viễn".

    Words that state none are *unclear*: nothing is ever disposed of on a guess. Where
    several are named, the longest counts.
    """
    plain = _plain(text)
    if not plain:
        return Term("unsaid")
    if any(word in plain for word in FOREVER):
        return Term("forever")
    found = [
        int(number) * (12 if unit in ("nam", "year") else 1)
        for number, unit in _NUMBER.findall(plain)
    ]
    return Term("months", max(found)) if found else Term("unclear")


def longest(years: int | None, texts: Iterable[str | None]) -> Term:
    """The term of a whole: its own years and the words of each record in it.

    One that is kept for ever keeps the whole; so does one whose words are unclear.
    """
    terms = [read(text) for text in texts]
    if any(term.kind == "forever" for term in terms):
        return Term("forever")
    if any(term.kind == "unclear" for term in terms):
        return Term("unclear")
    months = [term.months for term in terms if term.kind == "months"]
    months += [12 * years] if years and years > 0 else []
    return Term("months", max(months)) if months else Term("unsaid")


def _plain(text: str | None) -> str:
    """Lower case without accents."""
    marked = unicodedata.normalize("NFD", (text or "").strip().casefold())
    return "".join(c for c in marked if not unicodedata.combining(c)).replace("đ", "d")
