"""The ways of a picture that leave the order: which side, which lane, where to."""

from __future__ import annotations

from collections.abc import Iterable

from .flow_picture_nodes import Exit
from .flow_picture_shapes import CHIP, CHIP_GAP, LANE, ROOM, Line


def side_of(exit_: Exit) -> str:
    return "left" if exit_.kind == "jump" else "right"


class Ways:
    """What leaves at the sides of the boxes, and where it comes back to them.

    `targets` is known before anything stands; `leaving` and `arriving` are filled while
    the boxes are placed; `draw` then adds the lines.
    """

    def __init__(self, exits: Iterable[Exit]):
        #: Of each side: keys of the steps that some way on it leads to.
        self.targets: dict[str, set[str]] = {"right": set(), "left": set()}
        #: Of each side: [(exit, from where, at which height)], {target: height}.
        self.leaving: dict[str, list] = {"right": [], "left": []}
        self.arriving: dict[str, dict[str, float]] = {"right": {}, "left": {}}
        self._sides = set()
        for exit_ in exits:
            side = side_of(exit_)
            self._sides.add(side)
            if exit_.target:
                self.targets[side].add(exit_.target)

    def room(self, side: str, lanes: int | None = None) -> float:
        """What a side takes beside the column, at most or with so many lanes."""
        if side not in self._sides:
            return 0
        lanes = len(self.targets[side]) if lanes is None else lanes
        return CHIP_GAP + CHIP + ROOM + LANE * lanes

    def draw(self, side: str, edge: float, lines: list[Line]) -> float:
        """Add the ways of a side whose boxes end at ``edge``; the room they take.

        The shortest lane is nearest to the boxes, one for each step they lead to.
        """
        sign = 1 if side == "right" else -1
        base = edge + sign * (CHIP_GAP + CHIP + ROOM)
        lanes: list[list[tuple[float, float]]] = []
        spans = self._spans(side)
        for target in sorted(spans, key=lambda t: spans[t][1] - spans[t][0]):
            low, high = spans[target]
            lane = next(
                (
                    n
                    for n, used in enumerate(lanes)
                    if all(high + 4 < a or b + 4 < low for a, b in used)
                ),
                len(lanes),
            )
            if lane == len(lanes):
                lanes.append([])
            lanes[lane].append((low, high))
            lines += self._way(side, target, base + sign * LANE * lane, edge)
        return self.room(side, len(lanes))

    def _spans(self, side: str) -> dict[str, tuple[float, float]]:
        """{target: heights between which its ways run}."""
        spans = {}
        for target, y in self.arriving[side].items():
            starts = [a for e, _x, a in self.leaving[side] if e.target == target]
            if starts:
                spans[target] = (min([y, *starts]), max([y, *starts]))
        return spans

    def _way(self, side: str, target: str, x: float, edge: float) -> Iterable[Line]:
        y = self.arriving[side][target]
        mine = [way for way in self.leaving[side] if way[0].target == target]
        # A way that was taken is drawn last, over the others of its lane.
        for exit_, far, start in sorted(mine, key=lambda way: way[0].taken):
            points = ((far, start), (x, start), (x, y), (edge, y))
            yield Line(points, exit_.kind, True, exit_.taken)
