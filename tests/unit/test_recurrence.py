"""Dates of recurring starts: worked examples, and properties over random rules."""

from datetime import date, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedure_control.engine.recurrence import (
    MONTHS,
    Recurrence,
    RecurrenceError,
    later,
    shifted,
)
from tests.unit.trying import trying
from tests.unit.working_calendars import office

PROFILE = trying(200)


def dates(rule, count=6, after=None):
    return [day.strftime("%d/%m/%Y") for day in islice(rule.planned(after), count)]


def days(rule, count=6, after=None):
    found = islice(rule.occurrences(office(), after), count)
    return [
        one.day.strftime("%a %d/%m/%Y") if one.day else one.merged and "merged"
        for one in found
    ]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (
            {"unit": "day", "every": 10},
            ["31/01/2026", "10/02/2026", "20/02/2026"],
        ),
        (
            {"unit": "week", "every": 2, "anchor": "weekday", "weekday": 0},
            # Counted in weeks from the week of the first date, a Saturday.
            ["09/02/2026", "23/02/2026", "09/03/2026"],
        ),
        ({"unit": "month"}, ["31/01/2026", "28/02/2026", "31/03/2026"]),
        (
            {"unit": "month", "anchor": "day", "day": 15},
            ["15/02/2026", "15/03/2026", "15/04/2026"],
        ),
        (
            {"unit": "month", "anchor": "last"},
            ["31/01/2026", "28/02/2026", "31/03/2026"],
        ),
        (
            {"unit": "month", "anchor": "weekday", "nth": 1, "weekday": 0},
            ["02/02/2026", "02/03/2026", "06/04/2026"],
        ),
        (
            {"unit": "month", "anchor": "weekday", "nth": -1, "weekday": 4},
            ["27/02/2026", "27/03/2026", "24/04/2026"],
        ),
        ({"unit": "quarter"}, ["31/01/2026", "30/04/2026", "31/07/2026"]),
        ({"unit": "half_year"}, ["31/01/2026", "31/07/2026", "31/01/2027"]),
        ({"unit": "year", "every": 2}, ["31/01/2026", "31/01/2028", "31/01/2030"]),
        (
            {"unit": "quarter", "anchor": "day", "day": 5},
            # The 5th of January is before the first date; quarters count from there.
            ["05/04/2026", "05/07/2026", "05/10/2026"],
        ),
        ({"unit": "month", "last": date(2026, 2, 28)}, ["31/01/2026", "28/02/2026"]),
    ],
)
def test_planned_dates(rule, expected):
    assert dates(Recurrence(date(2026, 1, 31), **rule), len(expected) + 0) == expected
    if "last" in rule:
        assert len(dates(Recurrence(date(2026, 1, 31), **rule), 9)) == len(expected)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        # 15/02/2026 is a Sunday before Tết (16–20/02), 15/03 a Sunday.
        ({"adjust": "next"}, ["Mon 23/02/2026", "Mon 16/03/2026", "Wed 15/04/2026"]),
        (
            {"adjust": "previous"},
            ["Fri 13/02/2026", "Fri 13/03/2026", "Wed 15/04/2026"],
        ),
        ({"adjust": "as_is"}, ["Sun 15/02/2026", "Sun 15/03/2026", "Wed 15/04/2026"]),
        ({"adjust": "skip"}, [False, False, "Wed 15/04/2026"]),
        (
            {"adjust": "next", "offset": -5},
            ["Mon 09/02/2026", "Mon 09/03/2026", "Wed 08/04/2026"],
        ),
        (
            {"adjust": "previous", "offset": 3},
            ["Wed 25/02/2026", "Wed 18/03/2026", "Mon 20/04/2026"],
        ),
    ],
)
def test_days_on_which_it_starts(rule, expected):
    monthly = Recurrence(date(2026, 2, 1), anchor="day", day=15, **rule)
    assert days(monthly, 3) == expected


def test_what_comes_to_one_day_starts_once():
    daily = Recurrence(date(2026, 10, 2), unit="day")
    assert days(daily, 5) == [
        "Fri 02/10/2026",
        "merged",
        "merged",
        "Mon 05/10/2026",
        "Tue 06/10/2026",
    ]


def test_a_swapped_saturday_is_a_working_day():
    saturdays = Recurrence(date(2026, 8, 15), unit="week")
    assert days(saturdays, 2) == ["Mon 17/08/2026", "Sat 22/08/2026"]


def test_it_goes_on_after_a_date():
    monthly = Recurrence(date(2026, 1, 31))
    assert dates(monthly, 2, after=date(2026, 3, 30)) == ["31/03/2026", "30/04/2026"]
    assert dates(monthly, 1, after=date(2020, 1, 1)) == ["31/01/2026"]
    assert monthly.previous(date(2026, 3, 31)) == date(2026, 2, 28)
    assert monthly.previous(date(2026, 1, 31)) is None


def test_later():
    assert later(date(2026, 8, 31), 1, "half_year") == date(2027, 2, 28)
    assert later(date(2026, 8, 31), 2, "week") == date(2026, 9, 14)
    assert later(date(2026, 8, 31), 3, "day") == date(2026, 9, 3)
    assert later(date(2024, 2, 29), 1, "year") == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"every": 0}, "every"),
        ({"unit": "fortnight"}, "unit"),
        ({"anchor": "third"}, "unit"),
        ({"day": 32}, "day"),
        ({"nth": 5}, "weekday"),
        ({"weekday": 7}, "weekday"),
        ({"adjust": "nearest"}, "adjust"),
        ({"last": date(2025, 1, 1)}, "last"),
    ],
)
def test_rules_that_name_no_dates(rule, code):
    with pytest.raises(RecurrenceError) as raised:
        Recurrence(date(2026, 1, 31), **rule)
    assert raised.value.code == code


RULES = st.builds(
    Recurrence,
    first=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    every=st.integers(1, 5),
    unit=st.sampled_from(["day", "week", *MONTHS]),
    anchor=st.sampled_from(["first", "day", "last", "weekday"]),
    day=st.integers(1, 31),
    nth=st.sampled_from([-1, 1, 2, 3, 4]),
    weekday=st.integers(0, 6),
    adjust=st.sampled_from(["as_is", "next", "previous", "skip"]),
    offset=st.integers(-10, 10),
)


@PROFILE
@given(rule=RULES)
def test_every_unit_has_its_date(rule):
    """Each period from the first on has exactly one planned date, never before it."""
    found = list(islice(rule.planned(), 12))
    assert found[0] >= rule.first
    assert all(earlier < late for earlier, late in pairwise(found))
    if rule.unit in MONTHS:
        step = rule.every * MONTHS[rule.unit]
        start = rule.first.year * 12 + rule.first.month
        counts = [day.year * 12 + day.month - start for day in found]
        assert all(count % step == 0 for count in counts)
        assert [late - early for early, late in pairwise(counts)] == [step] * 11
        assert counts[0] in (0, step)
    else:
        step = timedelta(days=rule.every * (7 if rule.unit == "week" else 1))
        assert all(late - early == step for early, late in pairwise(found))


@PROFILE
@given(rule=RULES)
def test_days_never_go_back_and_never_repeat(rule):
    times = office()
    started = [one for one in islice(rule.occurrences(times), 40) if one.day]
    assert all(early.day < late.day for early, late in pairwise(started))
    for one in started:
        rests = not times.is_working_date(one.planned)
        assert not (rests and rule.adjust == "skip")
        if rule.offset or rule.adjust != "as_is":
            assert times.is_working_date(one.day)
        if not rule.offset and not rests:
            assert one.day == one.planned


@PROFILE
@given(rule=RULES, cut=st.integers(0, 10))
def test_looking_again_later_says_the_same(rule, cut):
    """What is left after some dates is what was foreseen: a look is repeatable."""
    foreseen = list(islice(rule.occurrences(office()), 30))
    if cut < len(foreseen):
        rest = rule.occurrences(office(), foreseen[cut].planned)
        assert list(islice(rest, 15)) == foreseen[cut + 1 : cut + 16]


@PROFILE
@given(day=st.dates(date(2026, 3, 1), date(2027, 9, 30)), count=st.integers(-30, 30))
def test_shifting_counts_working_days(day, count):
    times = office()
    if not count:
        return
    end = shifted(day, count, times)
    assert times.is_working_date(end)
    low, high = min(day, end), max(day, end)
    between = [one for one in times.working_dates(low, high) if one != day]
    assert len(between) == abs(count)
