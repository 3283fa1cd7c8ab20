"""HTML that people wrote, made fit to stand inside a signed paper."""

from lxml import etree, html
from markupsafe import Markup
from odoo.tools import html_sanitize

#: Attributes by which a text could pose as another part of the paper.
_POSING = ("id", "name", "class", "data-oe-model", "data-oe-field", "data-oe-id")
#: What a text may say of its looks; nothing that moves it over another part.
_STYLES = frozenset(
    (
        "background-color",
        "border",
        "border-bottom",
        "border-collapse",
        "border-left",
        "border-right",
        "border-style",
        "border-top",
        "border-width",
        "color",
        "font-style",
        "font-weight",
        "list-style-type",
        "padding-left",
        "text-align",
        "text-decoration",
        "vertical-align",
        "width",
    )
)
_DROPPED = ("style", "link", "script", "meta", "base", "object", "embed", "iframe")


def clean(text):
    """The text without styles that leave its place, classes, ids, links to sheets.

    It was sanitised when it was written; this is the second wall: whoever reached the
    column could otherwise forge a running head, a watermark or a sign-off block.
    """
    if not text:
        return Markup("")
    safe = html_sanitize(text, sanitize_style=True, strip_classes=True)
    if not safe.strip():
        return Markup("")
    root = html.fragment_fromstring(str(safe), create_parent="div")
    etree.strip_elements(root, *_DROPPED, with_tail=False)
    for element in root.iter(etree.Element):
        for name in _POSING:
            element.attrib.pop(name, None)
        if style := element.attrib.pop("style", ""):
            kept = [
                part.strip()
                for part in style.split(";")
                if part.partition(":")[0].strip().lower() in _STYLES
                and "url(" not in part.lower()
            ]
            if kept:
                element.set("style", "; ".join(kept))
    inner = html.tostring(root, encoding="unicode")
    return Markup(inner.removeprefix("<div>").removesuffix("</div>"))
