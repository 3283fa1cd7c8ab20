"""Quantiles, intervals, shares and rankings, against figures worked out by hand."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from procedure_control.engine.insight_effect import Sample, effect, figures
from procedure_control.engine.insight_figures import (
    Bucket,
    median_interval,
    percent,
    quantile,
    ranked,
    share_interval,
    throughput,
)
from procedure_control.engine.insight_variants import variants


def test_a_quantile_is_a_value_that_occurred():
    assert quantile([], 0.5) is None
    assert quantile([7], 0.9) == 7
    # Of four the second does: half of them do not exceed it.
    assert quantile([10, 20, 30, 40], 0.5) == 20
    assert quantile(list(range(1, 11)), 0.9) == 9
    assert quantile(list(range(1, 12)), 0.9) == 10


@given(st.lists(st.integers(0, 100), min_size=1).map(sorted))
def test_at_least_the_share_does_not_exceed_a_quantile(values):
    for share in (0.5, 0.9):
        found = quantile(values, share)
        assert sum(value <= found for value in values) >= share * len(values) - 1e-9
        assert sum(value < found for value in values) < share * len(values) + 1e-9


def test_the_bounds_of_a_median_are_order_statistics():
    assert median_interval([1, 2, 3, 4, 5]) is None
    # P(all six on one side) = 2/64 = 3.1 %.
    assert median_interval([1, 2, 3, 4, 5, 6]) == (1, 6)
    # Tables of the sign test: 10 → 2nd and 9th, 20 → 6th and 15th, 100 → 40th and 61st.
    assert median_interval(list(range(1, 11))) == (2, 9)
    assert median_interval(list(range(1, 21))) == (6, 15)
    assert median_interval(list(range(1, 101))) == (40, 61)
    # Many: by the normal distribution, (1000 − 1.96 × √1000) / 2 = 469.
    assert median_interval(list(range(1, 1001))) == (469, 532)


@given(st.lists(st.integers(0, 10_000), min_size=6, max_size=400).map(sorted))
def test_the_median_lies_within_its_bounds(values):
    low, high = median_interval(values)
    assert low <= quantile(values, 0.5) <= high


def test_the_bounds_of_a_share_are_wilsons():
    assert share_interval(0, 0) is None
    # Worked out by hand: 8 of 10 → 49.02 % to 94.33 %.
    assert share_interval(8, 10) == (49.02, 94.33)
    assert share_interval(0, 20) == (0.0, 16.11)
    assert share_interval(20, 20) == (83.89, 100.0)


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_share_lies_within_its_bounds(part, more):
    whole = part + more
    low, high = share_interval(part, whole)
    assert 0 <= low <= percent(part, whole) + 0.01
    assert percent(part, whole) - 0.01 <= high <= 100


def test_throughput_is_by_week_and_by_month_of_a_long_period():
    days = [date(2026, 10, 1), date(2026, 10, 4), date(2026, 10, 5), date(2026, 11, 1)]
    assert throughput(days, date(2026, 10, 1), date(2026, 10, 13)) == [
        Bucket(date(2026, 10, 1), date(2026, 10, 4), 2),
        Bucket(date(2026, 10, 5), date(2026, 10, 11), 1),
        Bucket(date(2026, 10, 12), date(2026, 10, 13), 0),
    ]
    by_month = throughput(days, date(2026, 8, 20), date(2026, 11, 20))
    assert [(one.first, one.last, one.count) for one in by_month] == [
        (date(2026, 8, 20), date(2026, 8, 31), 0),
        (date(2026, 9, 1), date(2026, 9, 30), 0),
        (date(2026, 10, 1), date(2026, 10, 31), 3),
        (date(2026, 11, 1), date(2026, 11, 20), 1),
    ]


def test_weeks_over_the_end_of_a_year_are_whole():
    weeks = throughput([date(2027, 1, 1)], date(2026, 12, 28), date(2027, 1, 3))
    assert weeks == [Bucket(date(2026, 12, 28), date(2027, 1, 3), 1)]


def test_causes_are_ranked_and_their_shares_add_up():
    found = ranked({"own_waiting": 300, "paused": 100, "own_working": 600, "other": 0})
    assert [(one.key, one.share) for one in found] == [
        ("own_working", 60.0),
        ("own_waiting", 30.0),
        ("paused", 10.0),
        ("other", 0.0),
    ]
    assert {one.share for one in ranked({"paused": 0})} == {None}


def test_the_same_path_of_two_revisions_is_one():
    rows = [
        (1, ("B1", "B2"), [4, 2]),
        (1, ("B1", "B2", "B1", "B2"), [3]),
        (2, ("B1", "B2"), [9]),
        (1, ("B1", "B2"), [7]),
    ]
    found = variants(rows)
    assert [(one.owner, one.activities, one.cases, one.share) for one in found] == [
        (1, ("B1", "B2"), (2, 4, 7), 75.0),
        (1, ("B1", "B2", "B1", "B2"), (3,), 25.0),
        (2, ("B1", "B2"), (9,), 100.0),
    ]
    assert len({one.key for one in found}) == 3
    assert variants(reversed(rows))[0].key == found[0].key


def told(before, after):
    return {one.key: one.told for one in effect(before, after)}


def test_of_few_cases_nothing_is_told():
    before = Sample(leads=[600] * 40, in_time=20, judged=40, reworked=20, ended=40)
    after = Sample(leads=[60] * 29, in_time=29, judged=29, reworked=0, ended=29)
    assert set(told(before, after).values()) == {"few"}
    assert set(told(after, before).values()) == {"few"}


def test_intervals_that_lie_apart_tell_better_and_worse():
    before = Sample(
        leads=range(1000, 1100), in_time=50, judged=100, reworked=5, ended=100
    )
    after = Sample(
        leads=range(500, 600), in_time=95, judged=100, reworked=60, ended=100
    )
    assert told(before, after) == {
        "lead": "better",
        "in_time": "better",
        "rework": "worse",
    }
    assert told(after, before) == {
        "lead": "worse",
        "in_time": "worse",
        "rework": "better",
    }


def test_intervals_that_overlap_show_no_difference():
    before = Sample(leads=range(100), in_time=80, judged=100, reworked=10, ended=100)
    after = Sample(leads=range(5, 105), in_time=85, judged=100, reworked=8, ended=100)
    assert set(told(before, after).values()) == {"same"}


def test_each_figure_says_of_how_many_cases_it_is():
    found = figures(Sample(leads=[3, 1, 2], in_time=4, judged=5, reworked=1, ended=8))
    assert (found["lead"].value, found["lead"].of, found["lead"].interval) == (
        2,
        3,
        None,
    )
    assert (found["in_time"].value, found["in_time"].of) == (80.0, 5)
    assert (found["rework"].value, found["rework"].of) == (12.5, 8)
    assert found["rework"].few
    empty = figures(Sample())
    assert [one.value for one in empty.values()] == [None, None, None]
