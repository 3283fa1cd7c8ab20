"""What a picture is made of, and its measures in pixels."""

from __future__ import annotations

from dataclasses import dataclass, field

from .flow_picture_nodes import Exit, Node

MARGIN = 10
#: Between two rows.
GAP = 26
#: From the left edge of the column to the spine.
SPINE = 24
CHIP = 136
CHIP_GAP = 22
LANE = 13
SLOT = 14
BETWEEN = 12
RAIL = 5
#: Between what stands beside the column and the first lane.
ROOM = 10


@dataclass(frozen=True)
class Box:
    """A rectangle with a node or an exit in it; ``kind`` is ``step`` or ``chip``."""

    x: float
    y: float
    w: float
    h: float
    kind: str
    node: Node | None = None
    lines: tuple[str, ...] = ()
    exit: Exit | None = None


@dataclass(frozen=True)
class Label:
    """One line of letters; ``y`` is the foot of the letters."""

    x: float
    y: float
    text: str
    style: str = "plain"


@dataclass(frozen=True)
class Band:
    """A phase behind its rows, as wide as the drawing."""

    y: float
    h: float


@dataclass(frozen=True)
class Line:
    """A polyline; ``look`` is ``flow``, ``walked``, ``back``, ``jump`` or ``end``."""

    points: tuple[tuple[float, float], ...]
    look: str = "flow"
    arrow: bool = False
    bold: bool = False


@dataclass
class Drawing:
    width: float = 0
    height: float = 0
    boxes: list[Box] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    #: (x, y, kind): where the path begins and ends.
    dots: list[tuple[float, float, str]] = field(default_factory=list)
    #: Heights between two rows, where a page may end.
    cuts: list[float] = field(default_factory=list)
