"""How wide a text is, about, and where it breaks: a picture is laid out unseen.

The font is not known: the screen has its own, the paper another. The widths are those
of a wide sans serif, so that a text is rather too short for its box than too long.
"""

from __future__ import annotations

import unicodedata

_NARROW = frozenset("iljtfI.,:;'|!()[]/\\-·\"`")
_WIDE = frozenset("mwMW@%—…")
_BOLD = 1.07
_ELLIPSIS = "…"


def _share(sign: str) -> float:
    """The width of one sign, in the size of its font."""
    base = unicodedata.normalize("NFD", sign)[0]
    if unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0.0
    if base == " ":
        return 0.3
    if base in _NARROW:
        return 0.38
    if base in _WIDE:
        return 0.98
    if ord(base) > 0x2000:
        return 1.05
    if base.isupper():
        return 0.76
    # A horn stands beside its letter.
    return 0.66 if sign in "ơườớởỡợừứửữự" else 0.6


def width(text: str, size: float, bold: bool = False) -> float:
    """About how many pixels the text takes at this font size, rather more than less."""
    total = sum(_share(sign) for sign in unicodedata.normalize("NFC", text))
    return size * total * (_BOLD if bold else 1.0)


def printable(text: str) -> str:
    """The text in one line, without what no XML may hold."""
    plain = unicodedata.normalize("NFC", str(text or ""))
    spaced = "".join(
        sign if unicodedata.category(sign) not in ("Cc", "Cs", "Cn", "Co") else " "
        for sign in plain
    )
    return " ".join(spaced.split())


def wrap(
    text: str, room: float, size: float, bold: bool = False, most: int = 6
) -> tuple[str, ...]:
    """Lines that fit into ``room`` pixels, at most ``most``; the last may end in "…".

    A word too long for a line is broken where it must be.
    """
    lines: list[str] = []
    line = ""
    for word in _pieces(printable(text), room, size, bold):
        longer = f"{line} {word}" if line else word
        if width(longer, size, bold) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        if len(lines) > most:
            break
    if line:
        lines.append(line)
    if len(lines) <= most:
        return tuple(lines)
    return (*lines[: most - 1], shorten(f"{lines[most - 1]} …", room, size, bold))


def shorten(text: str, room: float, size: float, bold: bool = False) -> str:
    """The beginning of the text that fits, "…" after it."""
    text = text.rstrip(f" {_ELLIPSIS}")
    while text and width(text + _ELLIPSIS, size, bold) > room:
        text = text[:-1].rstrip()
    return text + _ELLIPSIS


def _pieces(text: str, room: float, size: float, bold: bool):
    for word in text.split():
        piece = ""
        for sign in word:
            if piece and width(piece + sign, size, bold) > room:
                yield piece
                piece = ""
            piece += sign
        yield piece
