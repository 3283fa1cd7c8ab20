"""Whether the sections that a kind of procedure requires hold something."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .content import Content, Section
from .numbering import section_places
from .sums import SumLine


def unfilled_sections(content: Content) -> Iterator[SumLine]:
    """One line for each required section without what is to stand in it."""
    numbers = section_places(content.sections, content.language)
    for place, section in enumerate(content.sections, 1):
        if section.required and not _filled(content, section):
            data = {"section": f"{numbers[place - 1]} {section.name}".strip()}
            code = (
                "section_empty" if section.kind == "text" else "section_lines_missing"
            )
            yield SumLine(False, ("section", str(place)), code, data)


def _filled(content: Content, section: Section) -> bool:
    held = {
        "components": content.components,
        "limit": _has_limit(content),
        "steps": content.steps,
        "forms": content.forms or any(s.statutory_forms for s in content.steps),
        "bases": content.legal_bases or content.references,
        "references": content.references or content.legal_bases,
        "records": content.records,
        "files": content.files,
    }
    if held.get(section.kind):
        return True
    # Where the records kept are listed as text, the text is what is required.
    return section.kind in ("text", "records") and _has_text(section.body)


def _has_limit(content: Content) -> bool:
    owners = (content, *content.variants, *content.phases)
    return any(owner.limit is not None for owner in owners)


def _has_text(html: str) -> bool:
    if "<img" in html:
        return True
    text = re.sub(r"<[^>]*>|&nbsp;|\u00a0", " ", html)
    return bool(text.strip())
