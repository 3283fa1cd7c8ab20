"""How a sheet lies on paper: how many pages wide, at which scale, what is repeated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

#: Margins in inches: left and right, top and bottom.
MARGINS = (0.5, 0.6)
#: Below this scale letters of a cell are too small to be read on paper.
LEAST_SCALE = 0.6
#: Pixels of a row and of a column nobody gave a size.
ROW, COLUMN = 20, 64
_DOTS = 96
#: Name of a paper → its number in the file format, width and height in inches.
_PAPERS = {
    "A4": (9, 11.69, 8.27),
    "A3": (8, 16.54, 11.69),
    "A4 portrait": (9, 8.27, 11.69),
}


@dataclass(frozen=True)
class Paper:
    """Pixels are those of the screen at full size.

    ``number``: that of the paper in the file format; ``across``: it lies so. ``width``,
    ``height``: what can be printed on, in pixels.
    """

    number: int
    across: bool
    width: float
    height: float


@dataclass(frozen=True)
class Pages:
    """``wide``: pages side by side. ``scale``: at most 1. ``last``: last column on the
    first of them; ``repeated``: columns that every page begins with."""

    wide: int
    scale: float
    last: int
    repeated: int = 0


def paper(name: str) -> Paper:
    number, width, height = _PAPERS[name]
    beside, above = MARGINS
    return Paper(
        number,
        width > height,
        (width - 2 * beside) * _DOTS,
        (height - 2 * above) * _DOTS,
    )


def pixels(widths: Sequence[float]) -> list[int]:
    """Columns of these widths on the screen."""
    return [int(width * 7 + 5) for width in widths]


def pages(on: Paper, columns: Sequence[int], frozen: int) -> Pages:
    """Pages for columns of so many pixels, of which ``frozen`` name the row."""
    total = sum(columns)
    last = len(columns) - 1
    if total * LEAST_SCALE <= on.width:
        return Pages(1, min(on.width / max(total, 1), 1), last)
    repeated = sum(columns[:frozen])
    if repeated > on.width / LEAST_SCALE / 3:
        frozen = repeated = 0
    wide = 2
    while (room := on.width / LEAST_SCALE) * wide < total + (wide - 1) * repeated:
        wide += 1
    # Pages of like width; the program at hand may put a column more on the first.
    room = max(min(room, (total + (wide - 1) * repeated) / wide), on.width)
    ends = list(accumulate(columns))
    last = max(sum(end <= room for end in ends) - 1, 0)
    return Pages(wide, on.width / room, last, frozen)
