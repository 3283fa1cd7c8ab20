"""Statutory periods run from the 15th to the 14th; free dates as chosen."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedure_control.reporting import period


@pytest.mark.parametrize(
    ("made", "first", "last"),
    [
        (period.month(2026, 1), date(2025, 12, 15), date(2026, 1, 14)),
        (period.month(2026, 3), date(2026, 2, 15), date(2026, 3, 14)),
        (period.month(2026, 12), date(2026, 11, 15), date(2026, 12, 14)),
        (period.quarter(2026, 1), date(2025, 12, 15), date(2026, 3, 14)),
        (period.quarter(2026, 2), date(2026, 3, 15), date(2026, 6, 14)),
        (period.quarter(2026, 3), date(2026, 6, 15), date(2026, 9, 14)),
        (period.quarter(2026, 4), date(2026, 9, 15), date(2026, 12, 14)),
        (period.half(2026, 1), date(2025, 12, 15), date(2026, 6, 14)),
        (period.half(2026, 2), date(2026, 6, 15), date(2026, 12, 14)),
        (period.nine_months(2026), date(2025, 12, 15), date(2026, 9, 14)),
        (period.whole_year(2026), date(2025, 12, 15), date(2026, 12, 14)),
    ],
)
def test_where_each_period_is_cut(made, first, last):
    assert (made.first, made.last) == (first, last)


def test_both_days_are_inside_to_the_last_second():
    quarter = period.quarter(2026, 3)
    assert quarter.holds(datetime(2026, 6, 15))
    assert quarter.holds(datetime(2026, 9, 14, 23, 59, 59, 999999))
    assert not quarter.holds(datetime(2026, 6, 14, 23, 59, 59, 999999))
    assert not quarter.holds(datetime(2026, 9, 15))
    assert not quarter.holds(None)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_the_periods_of_a_kind_tile_the_calendar(day):
    for kind in ("month", "quarter", "half", "year"):
        here = period.containing(day, kind)
        assert here.first <= day <= here.last
        before = here.previous()
        assert before.last + timedelta(days=1) == here.first
        assert before.kind == kind


def test_previous_periods():
    assert period.nine_months(2026).previous() == period.nine_months(2025)
    assert period.quarter(2026, 1).previous() == period.quarter(2025, 4)
    june = period.free(date(2026, 6, 11), date(2026, 6, 20))
    assert june.previous() == period.free(date(2026, 6, 1), date(2026, 6, 10))


def test_periods_that_do_not_exist():
    for make in (
        lambda: period.quarter(2026, 5),
        lambda: period.month(2026, 0),
        lambda: period.half(2026, 3),
        lambda: period.free(date(2026, 1, 2), date(2026, 1, 1)),
        lambda: period.free(date(1899, 12, 31), date(1900, 1, 1)),
        lambda: period.free(date(2026, 1, 1), date(9999, 1, 1)),
        lambda: period.containing(date(2026, 10, 1), "nine_months"),
    ):
        with pytest.raises(ValueError):
            make()


def test_one_day_is_a_period():
    day = period.free(date(2026, 6, 11), date(2026, 6, 11))
    assert (day.end - day.start) == timedelta(days=1)
