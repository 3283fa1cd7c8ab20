"""Numbers of a regulation's parts: chương, điều, khoản (chapter, article, clause).

Chapters count in Roman figures, articles go on counting through all chapters, clauses
begin anew in each article; nobody types these numbers, so an inserted article renumbers
what follows.
"""

from __future__ import annotations

from collections.abc import Sequence

from .content import Section

_WORDS = {
    "vi": {"chapter": "Chương {}", "article": "Điều {}", "clause": "{}"},
    "en": {"chapter": "Chapter {}", "article": "Article {}", "clause": "{}"},
}
_CLAUSE_OF = {"vi": "khoản {} Điều {}", "en": "clause {} of Article {}"}
_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)

LEVELS = ("chapter", "article", "clause")


def roman(number: int) -> str:
    """4 → "IV". Raises ValueError below one."""
    if number < 1:
        raise ValueError(f"no Roman figure for {number}")
    text = ""
    for value, figure in _ROMAN:
        times, number = divmod(number, value)
        text += figure * times
    return text


def section_numbers(sections: Sequence[Section], language: str = "vi") -> list[str]:
    """The number printed before each section: "Chương I", "Điều 3", "2", or its own.

    A clause is numbered within its article, in print followed by a full stop.
    """
    words = _WORDS.get(language, _WORDS["vi"])
    return [
        words[section.level].format(figure) if section.level in LEVELS else figure
        for section, figure, _article in _counted(sections)
    ]


def section_places(sections: Sequence[Section], language: str = "vi") -> list[str]:
    """How each section is spoken of elsewhere: "khoản 2 Điều 3", "Chương I", "2.1"."""
    pattern = _CLAUSE_OF.get(language, _CLAUSE_OF["vi"])
    numbers = section_numbers(sections, language)
    return [
        pattern.format(figure, article)
        if section.level == "clause" and article
        else number
        for number, (section, figure, article) in zip(
            numbers, _counted(sections), strict=True
        )
    ]


def _counted(sections):
    chapter = article = clause = 0
    for section in sections:
        if section.level == "chapter":
            chapter, clause = chapter + 1, 0
            yield section, roman(chapter), 0
        elif section.level == "article":
            article, clause = article + 1, 0
            yield section, str(article), article
        elif section.level == "clause":
            clause += 1
            yield section, str(clause), article
        else:
            yield section, section.number, 0
