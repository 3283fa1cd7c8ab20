"""Where everything of a picture stands: rows from top to bottom, in pixels.

The path is a spine at the left of a column of boxes, one row for each unit. What goes
back leaves to the right and climbs in a lane of its own; what jumps ahead leaves to the
left and descends. All ways to one step share a lane, so that sixty of them stay
readable. A block and a consultation are rows of boxes between two bars.
"""

from __future__ import annotations

from itertools import groupby

from ..engine.content import Phase
from ..engine.paths import Path, offers_next
from .flow_picture_nodes import Exit, StepState, Writer
from .flow_picture_shapes import (
    BETWEEN,
    CHIP,
    CHIP_GAP,
    GAP,
    MARGIN,
    RAIL,
    SLOT,
    SPINE,
    Band,
    Box,
    Drawing,
    Label,
    Line,
)
from .flow_picture_text import printable, wrap
from .flow_picture_ways import Ways, side_of

_WALKED = ("done", "skipped", "sent_back", "no_reply")
_NOWHERE = StepState()


class Layout:
    """Lays out one path; `drawing` is the result."""

    def __init__(self, path: Path, writer: Writer):
        self.path = path
        self.writer = writer
        self.words = writer.words
        self.drawing = Drawing()
        self.box_of: dict[str, Box] = {}
        self.column = self._column()
        self.ways = Ways(self._exits())
        self.left = MARGIN + self.ways.room("left")
        self.y = MARGIN + 8.0
        #: What the way on from the last step is called.
        self._named = ""
        self._draw()

    @property
    def spine(self) -> float:
        return self.left + SPINE

    def _column(self) -> float:
        across = [1]
        for unit in self.path.units:
            if len(unit) > 1:
                across.append(min(3, len(unit)))
            elif self.path.steps[unit[0]].kind == "consult":
                across.append(3)
        return {1: 310, 2: 340}.get(max(across), 470)

    def _exits(self):
        """All exits of the steps that stand alone."""
        for unit in self.path.units:
            if len(unit) == 1:
                yield from self.writer.node(unit[0], self.column, True).exits

    def _draw(self):
        self._dot("start", self.words["start"])
        onward, bold = True, self.writer.states is not None
        units = list(self.path.units)
        for phase_key, group in groupby(units, key=self._phase_of):
            onward, bold = self._phase(phase_key, list(group), onward, bold)
        if onward:
            self._down(self.y, self.y + GAP, bold)
            self.drawing.cuts.append(self.y + GAP / 2)
            self.y += GAP + 8
            self._dot("end", self.words["end"])
        edge = self.left + self.column
        right = self.ways.draw("right", edge, self.drawing.lines)
        self.ways.draw("left", self.left, self.drawing.lines)
        self.drawing.width = edge + right + MARGIN
        self.drawing.height = self.y + MARGIN

    def _phase_of(self, unit) -> str:
        key = self.path.steps[unit[0]].phase
        return key if key in self.path.phases else ""

    def _dot(self, kind: str, word: str):
        self.drawing.dots.append((self.spine, self.y, kind))
        self.drawing.labels.append(Label(self.spine + 14, self.y + 4, word))
        self.y += 8

    def _down(self, y1: float, y2: float, bold: bool, arrow: bool = True):
        look = "walked" if bold else "flow"
        points = ((self.spine, y1), (self.spine, y2))
        self.drawing.lines.append(Line(points, look, arrow, bold))

    def _phase(self, key: str, units, onward: bool, bold: bool):
        top = self.y + GAP / 2
        start = self.y
        if key:
            self.drawing.cuts.append(top - 1)
            self.y = top + self._head(self.path.phases[key], units, top)
        for number, unit in enumerate(units):
            entry = start if number == 0 else self.y
            if number or not key:
                self.drawing.cuts.append(self.y + GAP / 2)
            self.y += GAP if (number or not key) else 12
            if onward:
                self._next_name(entry, number or not key)
                self._down(entry, self.y, bold)
            onward, bold = self._unit(unit, bold)
        if key:
            self.y += 10
            foot = self.y
            if onward:
                self._down(foot - 10, foot, bold, arrow=False)
            self.drawing.bands.append(Band(top, foot - top))
        return onward, bold

    def _head(self, phase: Phase, units, top: float) -> float:
        """Write the name of a band below ``top``; the height it takes."""
        parts = (printable(phase.number), printable(phase.name))
        name = ". ".join(part for part in parts if part)
        if phase.mode == "together" and len(units[0]) > 1:
            needed, of = self.path.needed(units[0]), len(units[0])
            word = "quorum" if needed < of else "together"
            name = self.words[word].format(name, needed, of)
        lines = wrap(name, self.column - SPINE - 20, 13, bold=True, most=3)
        for number, line in enumerate(lines):
            y = top + 18 + 16 * number
            self.drawing.labels.append(Label(self.spine + 12, y, line, "bold"))
        return 8 + 16 * len(lines)

    def _next_name(self, y: float, fits: bool):
        """The name of the way on, where an outcome gives it one, beside the spine."""
        name, self._named = self._named, ""
        if name and fits:
            room = self.column - SPINE - 20
            text = wrap(name, room, 11, most=1)[0]
            self.drawing.labels.append(Label(self.spine + 10, y + 15, text, "small"))

    def _unit(self, unit, opened: bool) -> tuple[bool, bool]:
        """Draw one unit below ``self.y``; (goes on in order, was walked through)."""
        steps = [self.path.steps[key] for key in unit]
        if len(unit) == 1:
            walked = self._walked(unit[0])
            self._single(unit[0])
            names = [o.name for o in steps[0].outcomes if o.kind == "next"]
            self._named = printable(" / ".join(names))
            return offers_next(steps[0]), walked
        width, _across = self._cell(len(unit))
        nodes = [self.writer.node(key, width, False) for key in unit]
        through = sum(map(self._walked, unit)) >= self.path.needed(unit)
        self._grid(nodes, opened, through)
        return sum(map(offers_next, steps)) >= self.path.needed(unit), through

    def _walked(self, key: str) -> bool:
        return (self.writer.states or {}).get(key, _NOWHERE).state in _WALKED

    def _single(self, key: str):
        node = self.writer.node(key, self.column, True)
        sides = {"right": 0.0, "left": 0.0}
        chips = []
        y0 = self.y
        # What arrives stands where it crosses nothing that leaves on the same side.
        left_in = 8 + SLOT if key in self.ways.targets["left"] else 0
        sides["left"] = left_in
        for exit_ in node.exits:
            side = side_of(exit_)
            lines = wrap(exit_.name or "…", CHIP - 14, 11, most=4)
            height = 9 + 13 * len(lines)
            chips.append((exit_, side, sides[side] + 4, height, lines))
            sides[side] += height + 8
        right_out = sides["right"]
        sides["right"] += SLOT if key in self.ways.targets["right"] else 0
        height = max(node.height, sides["right"] + 4, sides["left"] + 4)
        box = Box(self.left, y0, self.column, height, "step", node)
        self.box_of[key] = box
        self.drawing.boxes.append(box)
        if key in self.ways.targets["left"]:
            self.ways.arriving["left"][key] = y0 + 8 + SLOT / 2
        if key in self.ways.targets["right"]:
            low = max(right_out, height - SLOT - 4)
            self.ways.arriving["right"][key] = y0 + low + SLOT / 2
        for exit_, side, offset, tall, lines in chips:
            self._chip(exit_, side, y0 + offset, tall, lines)
        self.y = y0 + height
        if node.agencies:
            width, _across = self._cell(len(node.agencies))
            opened = node.look not in ("plain", "planned", "gone")
            self._down(self.y, self.y + 14, opened, arrow=False)
            self.y += 14
            members = list(self.writer.members(key, width))
            self._grid(members, opened, self._walked(key))

    def _chip(self, exit_: Exit, side: str, y: float, tall: float, lines):
        right = side == "right"
        edge = self.left + self.column if right else self.left
        near = edge + CHIP_GAP if right else edge - CHIP_GAP
        x = near if right else near - CHIP
        self.drawing.boxes.append(Box(x, y, CHIP, tall, "chip", None, lines, exit_))
        middle = y + tall / 2
        look = exit_.kind
        self.drawing.lines.append(
            Line(((edge, middle), (near, middle)), look, True, exit_.taken)
        )
        if exit_.target:
            far = x + CHIP if right else x
            self.ways.leaving[side].append((exit_, far, middle))

    def _cell(self, members: int) -> tuple[float, int]:
        across = min(3 if self.column > 400 else 2, members)
        room = self.column - 2 * (RAIL + 8) - BETWEEN * (across - 1)
        return room / across, across

    def _grid(self, nodes, opened: bool, through: bool):
        """Boxes side by side between a bar that opens and a bar that joins."""
        width, across = self._cell(len(nodes))
        left, right = self.left + RAIL, self.left + self.column - RAIL
        forks, joins = [], []
        for first in range(0, len(nodes), across):
            row = nodes[first : first + across]
            if first:
                self.drawing.cuts.append(self.y + 6)
                self.y += 12
            fork = self.y
            tall = max(node.height for node in row)
            top, join = fork + 12, fork + 12 + tall + 10
            centres = []
            for number, node in enumerate(row):
                x = left + 8 + number * (width + BETWEEN)
                centre = x + width / 2
                centres.append(centre)
                done = node.look in ("done", "silent")
                self.drawing.boxes.append(Box(x, top, width, tall, "step", node))
                self._line(opened, (centre, fork), (centre, top), arrow=True)
                self._line(done, (centre, top + tall), (centre, join))
            self._line(opened, (left, fork), (max(centres[-1], self.spine), fork))
            self._line(through, (centres[0], join), (right, join))
            forks.append(fork)
            joins.append(join)
            self.y = join
        self._line(opened, (left, forks[0]), (left, forks[-1]))
        self._line(through, (right, joins[0]), (right, joins[-1]))
        self._line(through, (self.spine, joins[-1]), (right, joins[-1]))

    def _line(self, walked: bool, *points, arrow: bool = False):
        look = "walked" if walked else "flow"
        self.drawing.lines.append(Line(points, look, arrow, walked))
