import pytest

from procedure_control.engine.content import Section
from procedure_control.engine.numbering import (
    roman,
    section_numbers,
    section_places,
)


def part(level, number=""):
    return Section(number, "", "", level=level)


REGULATION = [
    part("chapter"),
    part("article"),
    part("clause"),
    part("clause"),
    part("article"),
    part("chapter"),
    part("article"),
    part("clause"),
    part("", "PL1"),
]


def test_articles_go_on_through_chapters_and_clauses_begin_anew():
    assert section_numbers(REGULATION) == [
        "Chương I",
        "Điều 1",
        "1",
        "2",
        "Điều 2",
        "Chương II",
        "Điều 3",
        "1",
        "PL1",
    ]


def test_a_clause_is_spoken_of_with_its_article():
    places = section_places(REGULATION)
    assert (places[3], places[7]) == ("khoản 2 Điều 1", "khoản 1 Điều 3")
    assert section_places(REGULATION, "en")[3] == "clause 2 of Article 1"


def test_a_clause_before_any_article_keeps_its_figure():
    assert section_places([part("clause"), part("clause")]) == ["1", "2"]


def test_roman():
    assert [roman(n) for n in (1, 4, 9, 14, 40, 1994)] == [
        "I",
        "IV",
        "IX",
        "XIV",
        "XL",
        "MCMXCIV",
    ]
    with pytest.raises(ValueError):
        roman(0)
