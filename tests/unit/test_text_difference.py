from hypothesis import given
from hypothesis import strategies as st

from procedure_control.engine.text_difference import readable, runs

from .trying import trying


def test_html_reads_as_lines():
    html = (
        "<h3>Điều kiện</h3><ul><li>Một</li><li>Hai <b>ba</b></li></ul>"
        "<table><tr><th>Tên</th><td>Số</td></tr></table><p>Hết<br/>rồi</p>"
    )
    assert readable(html).splitlines() == [
        "Điều kiện",
        "• Một",
        "• Hai ba",
        "Tên | Số",
        "Hết",
        "rồi",
    ]


def test_nothing_reads_as_nothing():
    assert readable(None) == readable("") == readable("<p><br></p>") == ""


def test_words_not_letters():
    assert [(r.op, r.text) for r in runs("trong 20 ngày", "trong 16 ngày")] == [
        ("equal", "trong "),
        ("delete", "20"),
        ("insert", "16"),
        ("equal", " ngày"),
    ]


def test_a_new_wording_reads_as_one_passage():
    """Words replaced one by one, with only spaces kept, would be unreadable."""
    found = [(r.op, r.text) for r in runs("nộp trực tiếp nhé", "nộp qua mạng nhé")]
    assert found == [
        ("equal", "nộp "),
        ("delete", "trực tiếp"),
        ("insert", "qua mạng"),
        ("equal", " nhé"),
    ]


def test_very_long_passages_do_not_take_forever():
    old, new = "a b " * 3000, "c d " * 3000
    assert [r.op for r in runs(old, new)] == ["delete", "insert"]


@trying(200)
@given(st.text("ab \n.", max_size=30), st.text("ab \n.", max_size=30))
def test_runs_make_up_both_texts(old, new):
    found = runs(old, new)
    assert "".join(r.text for r in found if r.op != "insert") == old
    assert "".join(r.text for r in found if r.op != "delete") == new
    assert all(r.text for r in found)
    assert (old == new) == all(r.op == "equal" for r in found)


@trying(200)
@given(st.text("<>/pbli&;\"'= a!-[]#x0", max_size=60))
def test_odd_html_never_raises(html):
    assert isinstance(readable(html), str)
