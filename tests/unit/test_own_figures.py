"""One's own figures: what has ended, and how much of it in time."""

from datetime import date

import pytest

from procedure_control.engine.own_figures import Figures, bounds, sums


def test_rate_counts_early_and_on_time_as_in_time():
    figures = Figures(early=2, on_time=9, late=1)
    assert (figures.ended, figures.rate) == (12, 91.67)


def test_nothing_ended_has_no_rate():
    assert Figures().rate is None


def test_rows_of_one_key_add_up():
    found = sums([(1, "late", 2, 90), (2, "early", 1, 0), (1, "early", 3, 0)])
    assert found[1] == Figures(early=3, late=2, minutes=90)
    assert found[2].ended == 1


@pytest.mark.parametrize(
    ("period", "today", "first", "after"),
    [
        ("month", date(2026, 12, 31), date(2026, 12, 1), date(2027, 1, 1)),
        ("last_month", date(2026, 1, 15), date(2025, 12, 1), date(2026, 1, 1)),
        ("quarter", date(2026, 11, 23), date(2026, 10, 1), date(2027, 1, 1)),
        ("quarter", date(2026, 1, 1), date(2026, 1, 1), date(2026, 4, 1)),
        ("year", date(2026, 2, 28), date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_bounds(period, today, first, after):
    assert bounds(period, today) == (first, after)


def test_an_unknown_period_is_refused():
    with pytest.raises(ValueError, match="decade"):
        bounds("decade", date(2026, 1, 1))
