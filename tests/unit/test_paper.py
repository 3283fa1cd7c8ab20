"""Wording of papers and the printed table of steps, without Odoo."""

from datetime import date, datetime

import pytest

from procedure_control.reporting import paper_words
from procedure_control.reporting.step_table import step_table

from .procedures import REAL, content
from .tables import make


@pytest.mark.parametrize(
    ("value", "unit", "vi", "en"),
    [
        ("10", "day", "10 ngày làm việc", "10 working days"),
        ("4", "hour", "04 giờ làm việc", "4 working hours"),
        ("0.5", "day", "0,5 ngày làm việc", "0.5 working days"),
        ("0.50", "day", "0,5 ngày làm việc", "0.5 working days"),
        ("1", "calendar_day", "01 ngày", "1 calendar day"),
        ("20", "calendar_day", "20 ngày", "20 calendar days"),
        ("", "same_day", "Trong ngày làm việc", "Within the working day"),
        ("", "not_counted", "Không tính thời gian", "Time not counted"),
        ("", "day", "", ""),
        ("", "", "", ""),
    ],
)
def test_limit(value, unit, vi, en):
    assert paper_words.limit(value, unit, "vi") == vi
    assert paper_words.limit(value, unit, "en") == en


def test_moment():
    at = datetime(2026, 10, 5, 9, 0)
    assert paper_words.moment(at, "vi") == ("09 giờ 00 phút, ngày 05 tháng 10 năm 2026")
    assert paper_words.moment(at, "en") == "09:00 on Monday 5 October 2026"


def test_place_unknown_is_left_to_be_written():
    line = paper_words.place_and_day("", date(2026, 10, 5), "vi")
    assert line == "……………, ngày 05 tháng 10 năm 2026"


def steps_of(table):
    return [row for row in table.rows if not row.band]


def test_layout_a_heads_and_units():
    table = step_table(content("P2-02"), "a")
    assert table.heads == (
        "TT",
        "Trình tự",
        "Trách nhiệm",
        "Thời gian",
        "Biểu mẫu/Kết quả",
    )
    assert not table.owner_first
    times = [row.time for row in steps_of(table)]
    assert "0,5 ngày làm việc" in times
    assert "07 ngày làm việc" in times
    assert table.total == "10 ngày làm việc"


def test_layout_b_puts_the_one_unit_into_the_head():
    table = step_table(content("P1"), "b")
    assert table.heads[3] == "Thời hạn giải quyết (ĐVT: ngày làm việc)"
    assert table.heads[1] == "Đơn vị/người thực hiện"
    assert table.owner_first
    assert steps_of(table)[0].time == "0,5"
    assert steps_of(table)[0].label == "Bước 1"


def test_equal_labels_merge():
    rows = steps_of(step_table(content("P1"), "b"))
    spans = [row.label_span for row in rows if row.label == "Bước 2"]
    assert spans == [3, 0, 0]


def test_a_shared_budget_prints_once_over_its_steps():
    table = step_table(content("P1"), "b")
    shared = [row for row in steps_of(table) if row.time == "07"]
    assert [row.time_span for row in shared] == [8] + [0] * 7
    band = next(row for row in table.rows if row.band.startswith("II."))
    assert band.time == ""


def test_bands_show_their_sub_total():
    table = step_table(content("P3"), "a")
    bands = [row.time for row in table.rows if row.band]
    assert bands == ["40 giờ làm việc", "56 giờ làm việc"]


def test_a_return_names_its_target_once():
    texts = [
        text for row in step_table(content("P1"), "b").rows for text in row.outcomes
    ]
    returns = [text for text in texts if "3" in text]
    assert returns and all(text.count("3") == 1 for text in returns)


def test_statutory_codes_are_those_given():
    table = step_table(content("P1"), "b", {"control_slip": "Mẫu 06"})
    assert any("Mẫu 06" in row.result for row in table.rows)
    assert not any("Mẫu 06" in r.result for r in step_table(content("P1"), "b").rows)


@pytest.mark.parametrize("ref", REAL)
@pytest.mark.parametrize("layout", ["a", "b", "c"])
def test_every_real_table_covers_each_cell_once(ref, layout):
    tree = content(ref)
    rows = steps_of(step_table(tree, layout))
    assert len(rows) == len(tree.steps)
    for span in ("label_span", "time_span"):
        covered = 0
        for row in rows:
            rows_covered = getattr(row, span)
            assert (rows_covered == 0) == (covered > 0)
            covered = covered - 1 if covered else rows_covered - 1
        assert covered == 0


@pytest.mark.parametrize(
    ("values", "vi"),
    [
        (
            {"quorum": 2},
            "Lấy ý kiến các cơ quan chọn tại bước 1; cần 2 ý kiến; hết thời hạn: ghi "
            "không trả lời, giải quyết tiếp",
        ),
        (
            {"silence": "waits"},
            "Lấy ý kiến các cơ quan chọn tại bước 1; cần ý kiến của tất cả; hết thời "
            "hạn: chờ trả lời",
        ),
    ],
)
def test_a_question_prints_how_it_comes_to_an_end(values, vi):
    asks = {"kind": "consult", "agency_mode": "chosen", "chosen_by": "s1", **values}
    (_first, row) = step_table(make({}, asks)).rows
    assert row.outcomes == (vi,)
