"""The leader's page as plain data."""

from datetime import date

from procedure_control.engine.leader_page import (
    Bar,
    Line,
    added,
    bars,
    lines,
    rate,
    weeks,
)

ROWS = [
    ((1, 10, 7), {"open": 3, "overdue": 1, "soon": 1}),
    ((1, 11, 7), {"open": 8, "overdue": 0, "soon": 2}),
    ((2, 0, 8), {"open": 1, "overdue": 1}),
    ((1, 10, 8), {"ended": 4, "late": 1}),
    ((3, 12, 9), {"open": 0, "overdue": 0}),
]


def test_figures_of_all_places_add_up():
    assert added(counts for _place, counts in ROWS) == {
        "open": 12,
        "overdue": 2,
        "soon": 3,
        "ended": 4,
        "late": 1,
    }


def test_the_most_urgent_first_and_nobody_with_nothing():
    """Most overdue, then most soon due, then most open; ids break ties."""
    assert [line.key for line in lines(ROWS, 1)] == [10, 0, 11]
    assert [line.key for line in lines(ROWS, 0)] == [1, 2]
    assert lines(ROWS, 2)[0] == Line(7, {"open": 11, "overdue": 1, "soon": 3}), (
        "soon decides between two that are overdue alike"
    )


def test_rate_is_cut_so_that_one_late_is_never_all_in_time():
    assert rate({"ended": 100_000, "late": 1}) == 99.99
    assert rate({"ended": 3, "late": 1}) == 66.66
    assert rate({"ended": 3}) == 100.0
    assert rate({"open": 4}) is None


def test_bars_share_one_scale():
    shown = [
        Line(1, {"open": 10, "overdue": 2, "soon": 3}),
        Line(2, {"open": 5}),
        Line(3, {"late": 1}),
    ]
    assert bars(shown) == {
        1: Bar(20.0, 30.0, 50.0),
        2: Bar(0.0, 0.0, 50.0),
        3: Bar(0.0, 0.0, 0.0),
    }
    assert bars([]) == {}
    assert bars([Line(1, {"late": 2})]) == {1: Bar(0.0, 0.0, 0.0)}


def test_weeks_begin_on_mondays_and_the_last_is_this_one():
    found = weeks(date(2026, 10, 12))
    assert len(found) == 13
    assert found[-2:] == [date(2026, 10, 12), date(2026, 10, 19)]
    assert weeks(date(2027, 1, 1), 1) == [date(2026, 12, 28), date(2027, 1, 4)]
