"""A flow as a picture: the steps of a procedure, or where one case stands in them.

Everything is computed here from the content, without a browser and without a graph
library: the same picture stands in the form, on paper and on a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..engine.content import Content
from ..engine.paths import Path, variants_to_walk
from . import flow_picture_svg as paint
from .flow_picture_layout import Layout
from .flow_picture_nodes import AgencyState, StepState, Writer
from .flow_picture_shapes import Drawing
from .flow_picture_text import printable, width
from .flow_picture_words import WORDS

__all__ = ["AgencyState", "Picture", "StepState", "picture", "pictures"]

_LINE = 22


@dataclass(frozen=True)
class Picture:
    """A laid-out flow; ``name`` is of the variants it is for, empty for the only one.

    Measures are pixels at which letters are 12 to 13 high.
    """

    drawing: Drawing
    title: str
    text: str
    language: str
    name: str = ""
    #: States the legend explains, in the order of `_legend`; empty without a case.
    looks: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    signs: bool = False

    @property
    def width(self) -> float:
        return self.drawing.width

    @property
    def height(self) -> float:
        return self.drawing.height + self._legend()[1]

    def svg(self, uid: str = "flow", font: str = "") -> str:
        """The whole picture. ``uid`` makes its ids unique on a page."""
        legend, _tall = self._legend()
        inner = paint.shapes(self.drawing, 0, self.drawing.height, self.signs)
        moved = (
            f'<g transform="translate(0 {paint.number(self.drawing.height)})">'
            f"{legend}</g>"
            if legend
            else ""
        )
        return self._frame(inner + moved, 0, self.height, uid, font, 1.0)

    def pages(self, wide: float, tall: float, font: str = ""):
        """Pictures for pages of ``wide`` × ``tall`` pixels, cut between two rows.

        A row higher than a page is left whole; the legend stands on the last page.
        They have no ids: one paper may hold many pictures of many procedures.
        """
        scale = min(1.0, wide / self.width)
        room = tall / scale
        legend, legend_tall = self._legend()
        bounds, top = [], 0.0
        for cut, following in zip(
            self.drawing.cuts,
            [*self.drawing.cuts[1:], self.drawing.height + legend_tall],
            strict=True,
        ):
            if following - top > room and cut > top:
                bounds.append((top, cut))
                top = cut
        bounds.append((top, self.height))
        result = []
        for first, last in bounds:
            foot = min(last, self.drawing.height)
            inner = paint.shapes(self.drawing, first, foot, self.signs)
            if legend and last == self.height:
                at = paint.number(self.drawing.height)
                inner += f'<g transform="translate(0 {at})">{legend}</g>'
            result.append(self._frame(inner, first, last, "", font, scale))
        return result

    def _frame(self, inner, top, foot, uid, font, scale) -> str:
        tall, wide = foot - top, self.width
        family = f' font-family="{font}"' if font else ""
        n = paint.number
        told = f' aria-labelledby="{uid}-title" aria-describedby="{uid}-desc"'
        title, desc = (f' id="{uid}-{part}"' if uid else "" for part in _TOLD)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img"{told if uid else ""}'
            f' width="{n(wide * scale)}" height="{n(tall * scale)}"'
            f' viewBox="0 {n(top)} {n(wide)} {n(tall)}"{family}>'
            f"<title{title}>{paint.escape(self.title)}</title>"
            f"<desc{desc}>{paint.escape(self.text)}</desc>"
            f'<rect x="0" y="{n(top)}" width="{n(wide)}" height="{n(tall)}"'
            f' fill="{paint.PAPER}"/>{inner}</svg>'
        )

    def _legend(self) -> tuple[str, float]:
        """(shapes, height) of what the signs mean, below the drawing."""
        words = WORDS[self.language]
        entries = [(look, words[key]) for look, key in _LEGEND if look in self.looks]
        entries += [(way, words[f"legend_{way}"]) for way in self.ways]
        if not entries:
            return "", 0
        x, y, parts = 10.0, 16.0, []
        for sign, word in entries:
            long = 34 + width(word, 11)
            if x > 10 and x + long > self.width - 6:
                x, y = 10.0, y + _LINE
            if sign in paint.LINES:
                points = ((x, y), (x + 24, y))
                parts.append(paint.line(paint.Line(points, sign, True)))
            else:
                late = sign == "late"
                parts.append(paint.icon(sign, x + 11, y, late))
            parts.append(paint.text(x + 28, y + 4, word, "small"))
            x += long + 8
        return "".join(parts), y + 18


#: What a reader who does not see the picture is told; its ids where it has any.
_TOLD = ("title", "desc")

_LEGEND = (
    ("done", "done"),
    ("current", "ready"),
    ("paused", "paused"),
    ("late", "overdue"),
    ("returned", "again"),
    ("silent", "no_reply"),
    ("planned", "planned"),
    ("gone", "not_arisen"),
)


def picture(
    content: Content,
    variant: str = "",
    states: Mapping[str, StepState] | None = None,
    language: str = "",
    name: str = "",
) -> Picture:
    """The path of ``variant`` (a key, empty for none).

    :param states: {step key: StepState} of a case; a missing key has not come yet.
        None draws the procedure itself
    :param language: of the words that are not the procedure's: "vi" or "en"; the
        content's own where it is empty
    """
    language = language if language in WORDS else content.language
    language = language if language in WORDS else "vi"
    path = Path.of(content, variant)
    writer = Writer(content, path, states, language)
    layout = Layout(path, writer)
    nodes = [box.node for box in layout.drawing.boxes if box.node]
    exits = [box.exit for box in layout.drawing.boxes if box.exit]
    looks = {node.look for node in nodes} if states is not None else set()
    looks |= {"late"} if any(node.late for node in nodes) else set()
    looks |= {"returned"} if any(node.times > 1 for node in nodes) else set()
    kinds = {exit_.kind for exit_ in exits}
    words = WORDS[language]
    title = f"{words['title']} {printable(content.code)}".strip()
    told = [words["desc"].format(len(path.steps)), *(node.title for node in nodes)]
    return Picture(
        drawing=layout.drawing,
        title=f"{title} – {printable(name)}" if name else title,
        text=" ".join(f"{part.rstrip('.')}." for part in told if part),
        language=language,
        name=printable(name),
        looks=tuple(sorted(looks)),
        ways=tuple(kind for kind in ("back", "jump", "end") if kind in kinds),
        signs=states is not None,
    )


def pictures(content: Content, language: str = "") -> list[Picture]:
    """One picture for each path that differs, named after the variants that walk it.

    Empty for a content without steps.
    """
    names = {variant.key: variant.name for variant in content.variants}
    paths: dict[tuple[str, ...], list[str]] = {}
    for variant in variants_to_walk(content):
        keys = tuple(step.key for step in content.steps_of(variant))
        if keys:
            paths.setdefault(keys, []).append(variant)
    alone = len(paths) == 1
    return [
        picture(
            content,
            walked[0],
            language=language,
            name=""
            if alone
            else ", ".join(names[key] for key in walked if key)
            or WORDS.get(language or content.language, WORDS["vi"])["ordinary"],
        )
        for walked in paths.values()
    ]
