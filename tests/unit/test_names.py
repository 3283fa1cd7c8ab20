import pytest

from procedure_control.engine.names import given_name_key


def ordered(*names):
    return sorted(names, key=given_name_key)


def test_given_name_decides_before_family_name():
    assert ordered("Trần Văn An", "Bùi Đức Thắng", "Đỗ Thị Lan") == [
        "Trần Văn An",
        "Đỗ Thị Lan",
        "Bùi Đức Thắng",
    ]


def test_d_with_stroke_is_a_letter_of_its_own():
    assert ordered("Lê Đào", "Lê Duy", "Lê Em") == ["Lê Duy", "Lê Đào", "Lê Em"]


def test_tones_decide_only_between_equal_letters():
    assert ordered("Lê Hạ", "Lê Hà", "Lê Hả", "Lê Há", "Lê Hã", "Lê Ha", "Lê Hai") == [
        "Lê Ha",
        "Lê Hà",
        "Lê Hả",
        "Lê Hã",
        "Lê Há",
        "Lê Hạ",
        "Lê Hai",
    ]


def test_same_given_name_falls_back_on_the_rest():
    assert ordered("Trần Thị Hoa", "Lê Thị Hoa") == ["Lê Thị Hoa", "Trần Thị Hoa"]


@pytest.mark.parametrize("name", ["", None, "  ", "Admin", "O'Brien 2"])
def test_any_text_has_a_key(name):
    assert given_name_key(name).isascii()
