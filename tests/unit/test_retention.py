"""How long something is kept: never shorter than its words say."""

import pytest

from procedure_control.engine.retention import Term, longest, read


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("05 năm", Term("months", 60)),
        ("5 NĂM kể từ ngày kết thúc", Term("months", 60)),
        ("10 years", Term("months", 120)),
        ("6 tháng", Term("months", 6)),
        ("02 năm tại đơn vị, sau đó 10 năm tại lưu trữ", Term("months", 120)),
        ("Vĩnh viễn", Term("forever")),
        ("Permanently", Term("forever")),
        ("theo quy định", Term("unclear")),
        ("năm", Term("unclear")),
        ("", Term("unsaid")),
        (None, Term("unsaid")),
    ],
)
def test_words(text, term):
    assert read(text) == term


@pytest.mark.parametrize(
    ("years", "texts", "term"),
    [
        (10, ["05 năm"], Term("months", 120)),
        (3, ["05 năm", "20 năm"], Term("months", 240)),
        (10, ["vĩnh viễn", "theo quy định"], Term("forever")),
        (10, ["theo quy định"], Term("unclear")),
        (0, [], Term("unsaid")),
        (None, ["", None], Term("unsaid")),
        (5, [""], Term("months", 60)),
    ],
)
def test_the_longest_counts(years, texts, term):
    assert longest(years, texts) == term
