import pytest

from procedure_control.reporting.correction_words import CORRECTS, MARKS, remarks


def test_a_result_that_stands_has_no_remark():
    assert remarks("vi", "", "", "", "") == []


def test_both_sides_name_each_other():
    assert remarks("vi", "corrected", "B-2", "", "") == [
        "Đã đính chính kết quả (hồ sơ B-2)"
    ]
    assert remarks("en", "", "", "recall", "A-1") == ["Recalls the result of case A-1"]


def test_a_correction_that_was_corrected_says_both():
    assert len(remarks("vi", "correcting", "C-3", "correction", "A-1")) == 2


@pytest.mark.parametrize("words", [MARKS, CORRECTS])
def test_both_languages_say_the_same(words):
    assert words["vi"].keys() == words["en"].keys()
    assert all("{case}" in text for of in words.values() for text in of.values())
