"""What differs between two texts, word by word, as a person reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser

EQUAL, INSERT, DELETE = "equal", "insert", "delete"

#: Beyond this many pairs of words a changed passage is shown as a whole.
_MOST_PAIRS = 1_000_000
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
_BLOCKS = frozenset(
    "address blockquote dd div dl dt h1 h2 h3 h4 h5 h6 hr ol p pre section table tr"
    " ul".split()
)
_HIDDEN = frozenset(("script", "style", "template", "title"))
_DIGEST = re.compile(r"sha256:([0-9a-f]{8})")


@dataclass(frozen=True)
class Run:
    """A passage: in both texts (``equal``), only the newer, or only the older one."""

    op: str
    text: str


class _Reader(HTMLParser):
    """Paragraphs, list items and cells as lines; pictures by the start of a digest."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag, attrs):
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag in _BLOCKS or tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n• ")
        elif tag in ("td", "th"):
            self.parts.append(" | ")
        elif tag == "img":
            source = dict(attrs).get("src") or ""
            found = _DIGEST.search(source)
            self.parts.append(f" [{found[1] if found else 'img'}] ")

    def handle_endtag(self, tag):
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data):
        if not self._hidden:
            self.parts.append(data.replace("\n", " "))


def readable(html: str | None) -> str:
    """The words of HTML, a line for each paragraph, list item and row. Never raises."""
    reader = _Reader()
    try:
        reader.feed(html or "")
        reader.close()
    except (AssertionError, ValueError):
        # What the parser cannot take is shown as it is stored: nothing gets lost.
        return html or ""
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return "\n".join(line.strip("| ") for line in lines if line.strip("| "))


def runs(old: str, new: str) -> tuple[Run, ...]:
    """`new` against `old`, by lines and within changed lines by words.

    The ``equal`` and ``delete`` runs make up `old`, ``equal`` and ``insert`` `new`.
    """
    found: list[Run] = []
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    for op, i1, i2, j1, j2 in _opcodes(before, after):
        gone, come = "".join(before[i1:i2]), "".join(after[j1:j2])
        if op == "replace":
            found += _by_words(gone, come)
        else:
            found += _runs(op, gone, come)
    return _joined(found)


def _by_words(old: str, new: str) -> list[Run]:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) * len(after) > _MOST_PAIRS:
        return _runs("replace", old, new)
    found: list[Run] = []
    for op, i1, i2, j1, j2 in _opcodes(before, after):
        found += _runs(op, "".join(before[i1:i2]), "".join(after[j1:j2]))
    return found


def _opcodes(before, after):
    return SequenceMatcher(None, before, after, autojunk=False).get_opcodes()


def _runs(op, gone, come):
    if op == "equal":
        return [Run(EQUAL, gone)]
    return [
        *([Run(DELETE, gone)] if gone else []),
        *([Run(INSERT, come)] if come else []),
    ]


def _joined(found: list[Run]) -> tuple[Run, ...]:
    """Neighbouring changes with nothing but a space between them read as one."""
    joined: list[list[str]] = []  # [equal] or [deleted, inserted] passages in turn
    for run in found:
        blank = run.op == EQUAL and not run.text.strip(" ")
        if run.op == EQUAL and not (blank and joined and len(joined[-1]) == 2):
            if joined and len(joined[-1]) == 1:
                joined[-1][0] += run.text
            else:
                joined.append([run.text])
            continue
        if not joined or len(joined[-1]) == 1:
            joined.append(["", ""])
        if run.op != INSERT:
            joined[-1][0] += run.text
        if run.op != DELETE:
            joined[-1][1] += run.text
    result: list[Run] = []
    for passage in joined:
        if len(passage) == 1:
            result.append(Run(EQUAL, passage[0]))
        else:
            result += _runs("replace", *passage)
    return tuple(result)
