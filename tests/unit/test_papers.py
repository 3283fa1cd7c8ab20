"""The log of the control slip, the lines of the register, and titles over lines."""

from datetime import date, datetime

import pytest

from procedure_control.reporting.control_slip import WORDS as SLIP
from procedure_control.reporting.control_slip import Fact, Leg, placed, span
from procedure_control.reporting.paper_titles import TITLES, title_lines
from procedure_control.reporting.register_paper import WORDS as REGISTER
from procedure_control.reporting.register_paper import Entry, lines


def at(day, hour=8):
    return datetime(2026, 10, day, hour)


def leg(day, taker=""):
    return Leg(given_at=at(day), giver="a", taker=taker or str(day))


def test_a_fact_stands_in_the_leg_in_whose_time_it_fell():
    legs = placed(
        [leg(7), leg(5), leg(6)],
        [Fact(at(6, 9), "pause"), Fact(at(1), "before"), Fact(at(6), "same instant")],
    )
    assert [one.taker for one in legs] == ["5", "6", "7"]
    assert [one.remarks for one in legs] == [
        ("before",),
        ("same instant", "pause"),
        (),
    ]


def test_no_leg_takes_no_fact():
    assert placed([], [Fact(at(1), "x")]) == []


def test_legs_of_one_instant_keep_their_order():
    same = [leg(5, "first"), leg(5, "second")]
    assert [one.taker for one in placed(same, [])] == ["first", "second"]


@pytest.mark.parametrize(
    ("minutes", "said"), [(5, "5 phút"), (60, "1 giờ 00 phút"), (125, "2 giờ 05 phút")]
)
def test_spans_in_words(minutes, said):
    assert span(minutes, "vi") == said


@pytest.mark.parametrize("words", [SLIP, REGISTER])
def test_both_languages_say_the_same_things(words):
    def keys(texts):
        return {
            (name, key)
            for name, text in texts.items()
            for key in (text if isinstance(text, dict) else [""])
        }

    assert keys(words["vi"]) == keys(words["en"])


def test_titles_break_into_lines_of_like_length():
    for language in TITLES.values():
        for title in language.values():
            parts = title_lines(title)
            assert " ".join(parts) == title
            assert all(len(part) <= 42 for part in parts), parts
            if len(parts) > 1:
                assert min(map(len, parts)) > 12, parts


def test_a_title_of_one_endless_word_is_not_lost():
    assert title_lines("x" * 300) == ["x" * 300]
    assert title_lines("  ") == []


def entry(day, month=10, **values):
    received = datetime(2026, month, day, 9, 5)
    return Entry(number="1", procedure="p", received_at=received, **values)


def test_a_band_where_a_month_begins():
    rows = list(lines([entry(5), entry(6), entry(1, 11)], "vi"))
    assert [row.month for row in rows] == [
        "Tháng 10 năm 2026",
        "",
        "",
        "Tháng 11 năm 2026",
        "",
    ]
    assert [row.cells[0] for row in rows if row.cells] == ["1", "2", "3"]


def test_rows_go_on_where_the_sheet_before_ended():
    rows = list(lines([entry(7)], "vi", first_number=401, after=date(2026, 10, 6)))
    assert [row.month for row in rows] == [""]
    assert rows[0].cells[0] == "401"


def test_a_line_has_the_thirteen_columns_of_the_form():
    (row,) = lines(
        [
            entry(
                5,
                requester=None,
                contact=None,
                due_at=at(7, 17),
                state="paused",
                verdict="late",
                supplements=2,
                extensions=1,
                entered_late="07/GBN",
            )
        ],
        "vi",
        after=date(2026, 10, 1),
    )
    heads = REGISTER["vi"]
    assert len(row.cells) == 3 + len(heads["heads"]) + len(heads["inner"]) - 1
    assert row.cells[4:6] == ("(không hiển thị)", "(không hiển thị)")
    assert row.cells[7:10] == ("09:05 05/10/2026", "17:00 07/10/2026", "")
    # How the result is received, and the signature, are written by hand.
    assert row.cells[10:12] == ("", "")
    assert row.cells[12] == (
        "Chờ bổ sung; Quá hạn; bổ sung 2 lần; gia hạn 1 lần; "
        "nhập bù theo giấy số 07/GBN"
    )
