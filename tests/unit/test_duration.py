from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedure_control.engine.duration import (
    LONGEST,
    WORDS,
    Duration,
    DurationError,
    Unit,
    format_value,
    make,
    parse_value,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0,5", "0.5"),
        ("0.25", "0.25"),
        ("1/2", "0.5"),
        ("1 1/2", "1.5"),
        ("½", "0.5"),
        ("2½", "2.5"),
        ("04", "4"),
        ("  07 ", "7"),
        ("0.125", "0.125"),
        ("30", "30"),
        ("1\u00a01/4", "1.25"),
    ],
)
def test_numbers_are_read_as_agencies_write_them(text, value):
    assert parse_value(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "missing"),
        ("   ", "missing"),
        ("-1", "negative"),
        ("−0,5", "negative"),
        ("-1/2", "negative"),
        ("0", "zero"),
        ("0,0", "zero"),
        ("1/0", "not_a_number"),
        ("ngay", "not_a_number"),
        ("1e3", "not_a_number"),
        ("NaN", "not_a_number"),
        ("inf", "not_a_number"),
        ("٣", "not_a_number"),
        ("1,2,3", "not_a_number"),
        ("05 ngày", "not_a_number"),
        (0.5, "not_a_number"),
        ("1.000", "ambiguous"),
        ("1,250", "ambiguous"),
        ("1/3", "too_precise"),
        ("0,12345", "too_precise"),
        ("999999999999", "too_long"),
        ("9" * 40, "not_a_number"),
    ],
)
def test_what_is_no_duration_is_refused_by_name(text, code):
    with pytest.raises(DurationError) as refused:
        parse_value(text)
    assert refused.value.code == code
    if code not in ("missing",):
        assert "text" in refused.value.data


def test_zero_only_where_asked_for():
    assert parse_value("0", allow_zero=True) == 0


def test_words_carry_no_number():
    for unit in WORDS:
        assert make("", unit) == make("0", unit) == make(None, unit.value)
        assert make("", unit).value is None
        with pytest.raises(DurationError) as refused:
            make("1", unit)
        assert refused.value.code == "unexpected_value"


@pytest.mark.parametrize(
    ("value", "unit", "code"),
    [
        ("", "day", "missing"),
        (None, "hour", "missing"),
        ("0", "day", "zero"),
        ("-3", "calendar_day", "negative"),
        ("1,5", "month", "part_of_month"),
        ("1", "fortnight", "unknown_unit"),
        ("1", "", "unknown_unit"),
        (0.5, "day", "not_a_number"),
    ],
)
def test_bad_durations(value, unit, code):
    with pytest.raises(DurationError) as refused:
        make(value, unit)
    assert refused.value.code == code


@pytest.mark.parametrize("unit", LONGEST)
def test_ten_years_is_the_most(unit):
    assert make(str(LONGEST[unit]), unit).value == LONGEST[unit]
    with pytest.raises(DurationError) as refused:
        make(str(LONGEST[unit] + 1), unit)
    assert refused.value.code == "too_long"
    assert refused.value.data["longest"] == str(LONGEST[unit])


def test_exact_numbers_are_taken_as_they_are():
    assert make(Decimal("1.000"), "day") == make("1", "day")
    assert make(20, "day").value == 20
    assert make(Decimal("1000"), "minute").value == 1000


def test_only_not_counted_is_not_counted():
    assert not make("", "not_counted").counted
    assert all(make("", unit).counted for unit in ("same_day", "at_once"))
    assert make("0,5", "day").counted


def test_amounts_are_exact():
    assert make("0,1", "day").amount == Fraction(1, 10)
    assert make("2,5", "hour").seconds == 9000
    assert make("1", "day").scaled(Fraction(1, 3)).amount == Fraction(1, 3)
    day = make("1", "day")
    assert day.scaled(Fraction(1)) is day


@pytest.mark.parametrize(
    ("value", "comma", "zero", "text"),
    [
        ("0.50", True, False, "0,5"),
        ("0.50", False, False, "0.5"),
        ("4", True, True, "04"),
        ("4.0", True, True, "04"),
        ("0.5", True, True, "0,5"),
        ("30", True, True, "30"),
        ("1200", True, False, "1200"),
        ("1E+1", True, True, "10"),
    ],
)
def test_printing(value, comma, zero, text):
    assert format_value(Decimal(value), comma, zero) == text


@given(st.decimals(min_value="0.0001", max_value="2000", places=4))
def test_what_is_printed_reads_back(value):
    for comma in (False, True):
        text = format_value(value, comma)
        try:
            assert parse_value(text) == value
        except DurationError as refused:
            # The one thing refused is what a reader could take for a thousand.
            assert refused.code == "ambiguous"
            assert len(text.replace(",", ".").partition(".")[2]) == 3


def test_durations_compare_by_value():
    assert make("0,50", "day") == Duration(Decimal("0.5"), Unit.WORKING_DAY)
    assert len({make("1/2", "day"), make("0,5", "day")}) == 1
