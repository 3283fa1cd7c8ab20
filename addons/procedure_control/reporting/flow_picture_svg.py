"""A drawing as SVG: nothing in it but shapes and escaped words, no style sheet, no
script, no address, so that it may stand inside a form, a paper or a page."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from .flow_picture_nodes import SIZES, Node
from .flow_picture_shapes import Box, Drawing, Line
from .flow_picture_text import printable

INK, FAINT, PAPER = "#1f2328", "#4f5862", "#ffffff"

#: (fill, edge, width of the edge, letters, dash) of the box of each look.
BOXES = {
    "plain": ("#ffffff", "#57606a", 1.2, INK, ""),
    "planned": ("#ffffff", "#8c959f", 1.2, INK, ""),
    "current": ("#ddeeff", "#0b5cad", 2.6, INK, ""),
    "paused": ("#fff3cd", "#8a6100", 2.2, INK, "7 3"),
    "done": ("#e2f3e5", "#2b7a3b", 1.4, INK, ""),
    "returned": ("#fdebd3", "#a34700", 1.8, INK, ""),
    "gone": ("#f3f4f6", "#8c959f", 1.0, FAINT, "2 3"),
    "silent": ("#efe7fb", "#6a3fa0", 1.8, INK, "7 3"),
    "late": ("#ffffff", "#b3261e", 2.2, INK, ""),
}
LATE = "#b3261e"
_LATE_FILL = "#fde7e5"

#: (colour, dash) of the lines; a return is dashed and a jump dotted in black too.
LINES = {
    "flow": ("#8c959f", ""),
    "walked": ("#2b7a3b", ""),
    "back": ("#a34700", "6 3"),
    "jump": ("#3c6ca8", "2 3"),
    "end": ("#6e2c2c", ""),
}

#: Of an icon of nine pixels around its middle; ``F`` is filled, ``S`` a stroke.
_ICONS = {
    "done": ("S", "M-4.5 .5L-1.5 3.5L4.5 -3.5"),
    "current": ("F", "M-3 -4.5L4.5 0L-3 4.5Z"),
    "paused": ("F", "M-4 -4.5H-1V4.5H-4ZM1 -4.5H4V4.5H1Z"),
    "returned": ("S", "M4 3.5H-1A3 3 0 0 1 -1 -2.5H3.5M.5 -5.5L3.5 -2.5L.5 .5"),
    "gone": ("S", "M-4 0H4"),
    "silent": ("S", "M-2.5 -2.5A2.6 2.6 0 1 1 .8 .3Q0 .8 0 2M0 4.4V4.6"),
    "planned": ("", ""),
    "late": ("S", "M0 -5V1.2M0 4V4.4"),
}


def number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def text(x: float, y: float, words: str, style: str, fill: str = INK) -> str:
    size = {"small": 11}.get(style) or SIZES[style][0]
    weight = ' font-weight="bold"' if style == "bold" else ""
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-size="{size}"{weight}'
        f' fill="{fill}">{escape(printable(words))}</text>'
    )


def icon(look: str, x: float, y: float, late: bool = False) -> str:
    """The sign of a state in a ring, so that colour alone says nothing."""
    how, path = _ICONS.get("late" if late and look == "current" else look, ("", ""))
    edge = LATE if late else BOXES[look][1]
    shape = ""
    if path:
        ink = (
            f'fill="{edge}"'
            if how == "F"
            else f'fill="none" stroke="{edge}" stroke-width="2" stroke-linecap="round"'
        )
        shape = f'<path d="{path}" {ink}/>'
    return (
        f'<g transform="translate({number(x)} {number(y)})">'
        f'<circle r="8.5" fill="{PAPER}" stroke="{edge}" stroke-width="1.4"/>'
        f"{shape}</g>"
    )


def line(shape: Line) -> str:
    colour, dash = LINES[shape.look]
    thick = 2.4 if shape.bold else 1.4
    points = list(shape.points)
    head = ""
    if shape.arrow:
        (x1, y1), (x2, y2) = points[-2:]
        step = (x2 > x1) - (x2 < x1), (y2 > y1) - (y2 < y1)
        side = step[1], step[0]
        base = x2 - 7 * step[0], y2 - 7 * step[1]
        corners = [
            (x2, y2),
            (base[0] + 4 * side[0], base[1] + 4 * side[1]),
            (base[0] - 4 * side[0], base[1] - 4 * side[1]),
        ]
        head = f'<polygon points="{_points(corners)}" fill="{colour}"/>'
        points[-1] = base
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<polyline points="{_points(points)}" fill="none" stroke="{colour}"'
        f' stroke-width="{thick}"{dashes}/>{head}'
    )


def _points(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{number(x)},{number(y)}" for x, y in points)


def box(shape: Box, signs: bool) -> str:
    return _chip(shape) if shape.kind == "chip" else _step(shape, shape.node, signs)


def _rect(shape: Box, radius: float, fill: str, edge: str, thick: float, dash: str):
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<rect x="{number(shape.x)}" y="{number(shape.y)}" width="{number(shape.w)}"'
        f' height="{number(shape.h)}" rx="{number(radius)}" fill="{fill}"'
        f' stroke="{edge}" stroke-width="{thick}"{dashes}/>'
    )


def _step(shape: Box, node: Node, signs: bool) -> str:
    fill, edge, thick, ink, dash = BOXES[node.look]
    if node.late:
        edge, thick = LATE, max(thick, 2.2)
        fill = _LATE_FILL if node.look == "current" else fill
    dash = dash or ("5 3" if node.dashed else "")
    parts = [_rect(shape, 6, fill, edge, thick, dash)]
    x = shape.x + 11
    if signs:
        parts.append(icon(node.look, shape.x + 17, shape.y + 18, node.late))
        if node.late and node.look != "current":
            parts.append(icon("late", shape.x + 17, shape.y + 38, True))
        elif node.times > 1:
            parts.append(icon("returned", shape.x + 17, shape.y + 38))
        x += 21
    y = shape.y + 7
    for words, style in node.lines:
        size, high = SIZES[style]
        y += high
        colour = ink if style == "bold" else FAINT
        parts.append(text(x, y - (high - size), words, style, colour))
    return f"<g><title>{escape(node.title)}</title>{''.join(parts)}</g>"


def _chip(shape: Box) -> str:
    colour, dash = LINES[shape.exit.kind]
    ends = shape.exit.kind == "end"
    thick = 2.2 if shape.exit.taken else 1.2
    fill = "#fbeeee" if ends else PAPER
    radius = min(11, shape.h / 2) if ends else 3
    parts = [_rect(shape, radius, fill, colour, thick, dash)]
    for row, words in enumerate(shape.lines):
        parts.append(text(shape.x + 8, shape.y + 14 + 13 * row, words, "small"))
    return f"<g><title>{escape(shape.exit.name)}</title>{''.join(parts)}</g>"


def band(x: float, y: float, w: float, h: float) -> str:
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(w)}"'
        f' height="{number(h)}" rx="8" fill="#f4f6f9" stroke="#c9d1d9"/>'
    )


def dot(x: float, y: float, kind: str) -> str:
    core = f'<circle cx="{number(x)}" cy="{number(y)}" r="5" fill="{INK}"/>'
    if kind == "start":
        return core
    return (
        f'<circle cx="{number(x)}" cy="{number(y)}" r="8" fill="{PAPER}"'
        f' stroke="{INK}" stroke-width="1.6"/>{core}'
    )


def shapes(drawing: Drawing, top: float, foot: float, signs: bool) -> str:
    """All that lies at least in part between two heights."""

    def seen(y1: float, y2: float) -> bool:
        return y2 >= top and y1 <= foot

    parts = [
        band(5, b.y, drawing.width - 10, b.h)
        for b in drawing.bands
        if seen(b.y, b.y + b.h)
    ]
    for shape in drawing.lines:
        heights = [y for _x, y in shape.points]
        if seen(min(heights) - 8, max(heights) + 8):
            parts.append(line(shape))
    parts += [dot(*one) for one in drawing.dots if seen(one[1] - 9, one[1] + 9)]
    parts += [box(b, signs) for b in drawing.boxes if seen(b.y - 2, b.y + b.h + 2)]
    parts += [
        text(label.x, label.y, label.text, label.style)
        for label in drawing.labels
        if seen(label.y - 14, label.y + 4)
    ]
    return "".join(parts)
