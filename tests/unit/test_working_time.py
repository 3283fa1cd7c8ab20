"""The worked examples of working time, to the minute."""

import json
from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest

from procedure_control.engine.deadline import (
    case_verdict,
    limit_due,
    own_add,
    step_verdict,
)
from procedure_control.engine.derivation import WORDS, explain
from procedure_control.engine.duration import make
from procedure_control.engine.working_time import CalendarError
from tests.unit.working_calendars import (
    CUTOFF,
    HANOI,
    OFFICE,
    at,
    build,
    length,
    office,
    told,
    whole_day,
    without_culture_day,
    without_swap,
)

PAUSE = ("07/10/2026 10:00", "13/10/2026 14:00")


def due(received, limit, calendar=None, cutoff=None, pauses=()):
    found = limit_due(
        calendar or office(),
        at(received),
        length(limit),
        cutoff=cutoff,
        pauses=[(at(start), end and at(end)) for start, end in pauses],
    )
    return told(found.at)


@pytest.mark.parametrize(
    ("received", "limit", "expected"),
    [
        ("24/09/2026 10:00", "30 day", "Thu 05/11/2026 17:00"),
        ("24/09/2026 10:00", "240 hour", "Thu 05/11/2026 10:00"),
        ("24/09/2026 15:00", "4 hour", "Fri 25/09/2026 10:00"),
        ("13/02/2026 15:30", "3 day", "Wed 25/02/2026 17:00"),
        ("20/08/2026 09:00", "5 day", "Wed 26/08/2026 17:00"),
        ("20/11/2026 09:00", "3 day", "Thu 26/11/2026 17:00"),
        ("10/04/2026 09:00", "20 calendar_day", "Mon 04/05/2026 17:00"),
        ("05/10/2026 08:00", "40 hour", "Fri 09/10/2026 17:00"),
        ("05/10/2026 09:00", "96 hour", "Wed 21/10/2026 09:00"),
        ("05/10/2026 09:00", "10 day", "Mon 19/10/2026 17:00"),
        ("05/10/2026 09:00", "20 calendar_day", "Mon 26/10/2026 17:00"),
        ("05/10/2026 09:00", "0,5 day", "Tue 06/10/2026 17:00"),
        ("31/01/2026 09:00", "1 month", "Mon 02/03/2026 17:00"),
        ("05/10/2026 09:00", "1 month", "Thu 05/11/2026 17:00"),
        ("24/10/2026 09:00", "1 month", "Wed 25/11/2026 17:00"),
        ("05/10/2026 09:00", "same_day", "Mon 05/10/2026 17:00"),
        ("05/10/2026 16:30", "at_once", "Tue 06/10/2026 08:30"),
        ("05/10/2026 11:50", "30 minute", "Mon 05/10/2026 13:20"),
        ("05/10/2026 09:00", "not_counted", None),
    ],
)
def test_limits(received, limit, expected):
    assert due(received, limit) == expected


def test_the_swap_and_the_new_holiday_are_what_moves_them():
    assert due("20/08/2026 09:00", "5 day", without_swap()) == "Thu 27/08/2026 17:00"
    assert (
        due("20/11/2026 09:00", "3 day", without_culture_day())
        == "Wed 25/11/2026 17:00"
    )


def test_forty_hours_with_a_pause():
    assert due("05/10/2026 08:00", "40 hour", pauses=[PAUSE]) == "Fri 16/10/2026 11:00"


def test_ten_days_with_a_pause():
    expected = "Fri 23/10/2026 17:00"
    assert due("05/10/2026 09:00", "10 day", pauses=[PAUSE]) == expected
    assert due("05/10/2026 09:00", "10 day", None, CUTOFF, [PAUSE]) == expected


@pytest.mark.parametrize(
    ("pauses", "expected"),
    [
        # Clock stands on the close of business of Wed only.
        ([("07/10/2026 16:59", "08/10/2026 08:01")], "Tue 20/10/2026 17:00"),
        # Within a day: every close of business is reached with the clock running.
        ([("07/10/2026 08:01", "07/10/2026 14:59")], "Mon 19/10/2026 17:00"),
        # The day was worked to its end before the clock stopped.
        ([("07/10/2026 17:00", "08/10/2026 08:00")], "Mon 19/10/2026 17:00"),
        # An answer after the cut-off: the clock restarts the next working morning.
        ([("07/10/2026 10:00", "13/10/2026 15:01")], "Mon 26/10/2026 17:00"),
        ([("07/10/2026 10:00", "13/10/2026 15:00")], "Fri 23/10/2026 17:00"),
        # Two pauses, given the wrong way round, and one inside the other.
        (
            [
                ("15/10/2026 09:00", "16/10/2026 09:00"),
                ("07/10/2026 10:00", "13/10/2026 14:00"),
                ("08/10/2026 10:00", "09/10/2026 10:00"),
            ],
            "Mon 26/10/2026 17:00",
        ),
        # The first day is not counted anyway.
        ([("05/10/2026 10:00", "06/10/2026 10:00")], "Mon 19/10/2026 17:00"),
        # After the end: too late to matter.
        ([("20/10/2026 10:00", None)], "Mon 19/10/2026 17:00"),
        ([("07/10/2026 10:00", None)], None),
    ],
)
def test_a_date_on_whose_close_the_clock_stands_is_not_counted(pauses, expected):
    assert due("05/10/2026 09:00", "10 day", cutoff=CUTOFF, pauses=pauses) == expected


def test_calendar_days_do_not_run_in_a_pause():
    # Wed 7 to Mon 12 are six dates: raw Sat 31/10, rolled to Mon 02/11.
    assert (
        due("05/10/2026 09:00", "20 calendar_day", pauses=[PAUSE])
        == "Mon 02/11/2026 17:00"
    )
    # Used up on Sunday, but the next working day ends with the clock standing.
    late = [("26/10/2026 10:00", "28/10/2026 10:00")]
    assert (
        due("05/10/2026 09:00", "20 calendar_day", pauses=late)
        == "Wed 28/10/2026 17:00"
    )


@pytest.mark.parametrize("limit", ["4 hour", "0,5 day", "0,5 calendar_day"])
def test_what_is_used_up_when_the_clock_stops_is_due_then(limit):
    pause = [(at("05/10/2026 14:00"), at("06/10/2026 10:00"))]
    found = own_add(office(), at("05/10/2026 09:00"), length(limit), pause)
    assert told(found.at) == "Mon 05/10/2026 14:00"


def test_a_pause_that_lasts_leaves_no_due():
    open_pause = [(at("07/10/2026 10:00"), None)]
    found = limit_due(
        office(), at("05/10/2026 09:00"), make("40", "hour"), pauses=open_pause
    )
    assert found.at is None and found.flags == ("clock_stands",)
    with pytest.raises(CalendarError) as refused:
        limit_due(
            office(),
            at("05/10/2026 09:00"),
            make("4", "hour"),
            pauses=[(at("06/10/2026 10:00"), at("06/10/2026 09:00"))],
        )
    assert refused.value.code == "bad_pause"


@pytest.mark.parametrize(
    ("received", "limit", "expected"),
    [
        ("13/02/2026 15:30", "3 day", "Thu 26/02/2026 17:00"),
        ("13/02/2026 15:40", "same_day", "Mon 23/02/2026 17:00"),
        ("13/02/2026 15:00", "3 day", "Wed 25/02/2026 17:00"),
        ("13/02/2026 15:00:00", "same_day", "Fri 13/02/2026 17:00"),
        ("13/02/2026 15:00:01", "same_day", "Mon 23/02/2026 17:00"),
        ("05/10/2026 15:01", "4 hour", "Tue 06/10/2026 12:00"),
        # A rest day opens no desk: never due before what came in on Friday evening.
        ("10/10/2026 09:00", "1 day", "Tue 13/10/2026 17:00"),
        ("09/10/2026 16:00", "1 day", "Tue 13/10/2026 17:00"),
    ],
)
def test_cutoff_moves_the_clock(received, limit, expected):
    assert due(received, limit, cutoff=CUTOFF) == expected


def test_without_cutoff_a_rest_day_is_a_first_day():
    assert due("10/10/2026 09:00", "1 day") == "Mon 12/10/2026 17:00"


def test_cutoff_does_not_move_the_receipt():
    found = limit_due(office(), at("13/02/2026 15:30"), make("3", "day"), cutoff=CUTOFF)
    assert told(found.clock_start) == "Mon 23/02/2026 08:00"
    assert found.derivation["received"] == at("13/02/2026 15:30").isoformat()


@pytest.mark.parametrize(
    ("ready", "own", "expected"),
    [
        ("05/10/2026 09:00", "0,5 day", "Mon 05/10/2026 14:00"),
        ("05/10/2026 14:00", "0,5 day", "Tue 06/10/2026 09:00"),
        ("05/10/2026 08:00", "1 day", "Mon 05/10/2026 17:00"),
        ("05/10/2026 17:00", "1 day", "Tue 06/10/2026 17:00"),
        ("05/10/2026 20:00", "0,25 day", "Tue 06/10/2026 10:00"),
        ("09/10/2026 14:00", "0,5 day", "Mon 12/10/2026 09:00"),
        ("09/10/2026 09:00", "1 calendar_day", "Mon 12/10/2026 09:00"),
        ("23/10/2026 09:00", "1 calendar_day", "Mon 26/10/2026 09:00"),
        ("09/10/2026 17:00", "1 calendar_day", "Mon 12/10/2026 17:00"),
        ("10/10/2026 11:00", "1 calendar_day", "Mon 12/10/2026 17:00"),
        ("05/10/2026 09:00", "1 month", "Thu 05/11/2026 09:00"),
        ("05/10/2026 17:00", "same_day", "Tue 06/10/2026 17:00"),
        ("05/10/2026 16:59", "same_day", "Mon 05/10/2026 17:00"),
        ("10/10/2026 09:00", "same_day", "Mon 12/10/2026 17:00"),
        ("05/10/2026 16:55", "15 minute", "Tue 06/10/2026 08:10"),
    ],
)
def test_own_time_is_addition_on_the_day_scale(ready, own, expected):
    assert told(own_add(office(), at(ready), length(own)).at) == expected


def test_own_time_stands_in_a_pause():
    pause = [(at(PAUSE[0]), at(PAUSE[1]))]
    for own, expected in (
        ("1 day", "Wed 14/10/2026 11:00"),
        ("2 calendar_day", "Thu 15/10/2026 11:00"),
        ("8 hour", "Wed 14/10/2026 11:00"),
        ("same_day", "Tue 13/10/2026 17:00"),
    ):
        ready = "07/10/2026 08:00"
        assert told(own_add(office(), at(ready), length(own), pause).at) == expected


def test_a_day_is_a_date_however_long():
    """Short Saturday, half-day holiday, swapped day: a share is of that day's time."""
    calendar = build(
        attendances=[*OFFICE, (5, 8, 12, None)],
        days_off=[(at("06/10/2026 13:00"), at("06/10/2026 17:00"), "Chiều nghỉ")],
        extra_days=[],
    )
    for ready, days, expected in (
        ("09/10/2026 13:00", "1 day", "Sat 10/10/2026 10:00"),
        ("10/10/2026 10:00", "1 day", "Mon 12/10/2026 12:00"),
        ("05/10/2026 14:00", "1 day", "Tue 06/10/2026 10:30"),
        ("06/10/2026 10:00", "0,25 day", "Tue 06/10/2026 11:00"),
        ("06/10/2026 08:00", "1 day", "Tue 06/10/2026 12:00"),
    ):
        assert told(own_add(calendar, at(ready), length(days)).at) == expected
    assert due("05/10/2026 09:00", "1 day", calendar) == "Tue 06/10/2026 12:00"


def test_extra_day_wins_over_a_holiday_and_has_its_own_hours():
    calendar = build(extra_days=[(date(2026, 11, 24), 8, 11.5, "Trực")])
    assert calendar.is_working_date(date(2026, 11, 24))
    assert told(calendar.close_of_business(date(2026, 11, 24))) == (
        "Tue 24/11/2026 11:30"
    )
    assert office().working_dates(date(2026, 8, 21), date(2026, 8, 24)) == [
        date(2026, 8, 21),
        date(2026, 8, 22),
        date(2026, 8, 24),
    ]
    assert told(office().close_of_business(date(2026, 8, 22))) == "Sat 22/08/2026 17:00"
    assert told(office().close_of_business(date(2026, 8, 29))) == "Thu 03/09/2026 17:00"


def test_two_week_calendar_follows_the_platforms_parity():
    lines = [(0, 8, 12, 0), (2, 8, 12, 1)]
    calendar = build(attendances=lines, two_weeks=True, days_off=[], extra_days=[])
    worked = calendar.working_dates(date(2026, 10, 1), date(2026, 10, 31))
    for day in worked:
        week = ((day.toordinal() - 1) // 7) % 2
        assert (day.weekday(), week) in {(0, 0), (2, 1)}
    assert len(worked) == 4


def test_clocks_change_and_the_day_has_another_length():
    berlin = build(
        tz="Europe/Berlin",
        attendances=[(weekday, 0, 24, None) for weekday in range(7)],
        days_off=[],
        extra_days=[],
    )
    spring = datetime(2026, 3, 28, 23)  # Sunday 29/03 00:00 CET, 23 hours long
    assert berlin.add_seconds(spring, 23 * 3600) == datetime(2026, 3, 29, 22)
    assert berlin.add_days(spring, Fraction(1)) == datetime(2026, 3, 29, 22)
    autumn = datetime(2026, 10, 24, 22)  # Sunday 25/10 00:00 CEST, 25 hours long
    assert berlin.add_days(autumn, Fraction(1)) == datetime(2026, 10, 25, 23)
    assert berlin.add_days(autumn, Fraction(1, 2)) == datetime(2026, 10, 25, 10, 30)


def test_days_are_the_zones_own():
    """Midnight in Hanoi is 17:00 UTC the day before."""
    assert due("05/10/2026 00:30", "1 day") == "Tue 06/10/2026 17:00"
    assert due("05/10/2026 23:30", "1 day") == "Tue 06/10/2026 17:00"
    holiday = [whole_day(date(2026, 10, 6), "Nghỉ")]
    calendar = build(days_off=holiday)
    assert due("05/10/2026 09:00", "1 day", calendar) == "Wed 07/10/2026 17:00"
    assert calendar.is_working_date(date(2026, 10, 5))


def test_moments_before_and_after_a_due():
    fri = at("09/10/2026 17:00")
    assert told(office().add_days(fri, Fraction(-1))) == "Thu 08/10/2026 17:00"
    assert told(office().add_days(fri, Fraction(1))) == "Mon 12/10/2026 17:00"
    assert told(office().add_days(at("12/10/2026 09:00"), Fraction(-1))) == (
        "Fri 09/10/2026 09:00"
    )
    assert told(office().add_seconds(fri, -3600)) == "Fri 09/10/2026 16:00"
    assert told(office().add_seconds(at("12/10/2026 08:30"), -3600)) == (
        "Fri 09/10/2026 16:30"
    )
    assert told(office().next_open(fri)) == "Mon 12/10/2026 08:00"
    assert told(office().next_open(at("09/10/2026 12:30"))) == "Fri 09/10/2026 13:00"
    assert office().is_open(at("09/10/2026 16:59"))
    assert not office().is_open(fri)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"attendances": []}, "no_attendance"),
        ({"flexible": True}, "flexible"),
        ({"duration_based": True}, "duration_based"),
        ({"attendances": [(0, 17, 8, None)]}, "bad_hours"),
        ({"attendances": [(0, 8, 25, None)]}, "bad_hours"),
        ({"attendances": [(0, -1, 8, None)]}, "bad_hours"),
        ({"attendances": [(9, 8, 12, None)]}, "bad_hours"),
        ({"attendances": [(0, 8, 12, 1)]}, "bad_week"),
        ({"tz": "Asia/Nowhere"}, "unknown_zone"),
        ({"tz": ""}, "unknown_zone"),
        ({"last": date(2025, 1, 1)}, "bad_window"),
        ({"last": date(9999, 1, 1)}, "bad_window"),
        (
            {"days_off": [(datetime(2020, 1, 1), datetime(2030, 1, 1), "")]},
            "no_working_time",
        ),
        ({"extra_days": [(date(2026, 8, 22), 12, 8, "")]}, "bad_hours"),
    ],
)
def test_calendars_that_cannot_be_counted_on_are_refused_by_name(changes, code):
    if code == "no_working_time":
        changes = changes | {"extra_days": []}
    with pytest.raises(CalendarError) as refused:
        build(**changes)
    assert refused.value.code == code
    if code not in ("unknown_zone",):
        assert refused.value.data["calendar"] == "Giờ hành chính"


@pytest.mark.parametrize("limit", ["1200 day", "2000 calendar_day", "100 month"])
def test_outside_the_window_is_an_error_not_a_guess(limit):
    with pytest.raises(CalendarError) as refused:
        due("05/10/2026 09:00", limit)
    assert refused.value.code == "outside_window"
    with pytest.raises(CalendarError):
        office().position(datetime(2025, 12, 30))
    with pytest.raises(CalendarError):
        office().add_days(at("05/01/2026 09:00"), Fraction(-10))


def test_a_limit_into_a_year_without_days_off_is_flagged():
    def flags(days):
        found = limit_due(office(), at("24/12/2026 09:00"), make(days, "day"))
        return found.flags

    assert flags("5") == ()  # Thu 31/12
    assert flags("6") == ("days_off_unknown",)  # Fri 01/01/2027


def test_verdicts():
    limit, same = at("19/10/2026 17:00"), at("19/10/2026 09:00")
    assert case_verdict(office(), "day", limit, same) == "on_time"
    assert case_verdict(office(), "hour", limit, same) == "early"
    assert case_verdict(office(), "day", limit, at("19/10/2026 23:59")) == "on_time"
    assert case_verdict(office(), "day", limit, at("20/10/2026 00:00")) == "late"
    assert step_verdict(limit, limit + timedelta(seconds=59)) == "on_time"
    assert step_verdict(limit, limit + timedelta(seconds=60)) == "late"


def test_a_due_tells_how_it_came_about():
    found = limit_due(
        office(),
        at("13/02/2026 15:30"),
        make("3", "day"),
        cutoff=CUTOFF,
        pauses=[(at("24/02/2026 10:00"), at("25/02/2026 10:00"))],
    )
    data = json.loads(json.dumps(found.derivation))
    assert data["unit"] == "day" and data["value"] == "3"
    assert data["days_off"] == [
        {"from": "2026-02-16", "to": "2026-02-20", "name": "Tết", "partly": False}
    ]
    assert data["result"] == at("27/02/2026 17:00").isoformat()
    assert explain(data) == (
        "Due Fri 27/02/2026 17:00: 3 working days from Mon 23/02/2026 08:00; the first "
        "day not counted, ending at close of business; received Fri 13/02/2026 15:30, "
        "after 15:00 or on a rest day, so the clock started the next working morning; "
        "calendar Giờ hành chính; days off skipped: 16/02/2026–20/02/2026 (Tết); "
        "the clock stood Tue 24/02/2026 10:00 → Wed 25/02/2026 10:00."
    )


def test_the_sentence_is_in_the_readers_words():
    found = limit_due(office(), at("20/08/2026 09:00"), make("5", "day"))
    words = {
        "sentence": "Hạn trả: {due} ({parts}).",
        "unit_day": "{value} ngày làm việc kể từ {start}",
        "first_day": "không tính ngày đầu",
        "calendar": "theo {calendar}",
        "extra_days": "ngày làm bù: {list}",
        "weekday_2": "Thứ Tư",
        "weekday_3": "Thứ Năm",
    }
    assert explain(found.derivation, words) == (
        "Hạn trả: Thứ Tư 26/08/2026 17:00 (5 ngày làm việc kể từ Thứ Năm 20/08/2026 "
        "09:00; không tính ngày đầu; theo Giờ hành chính; ngày làm bù: 22/08/2026 "
        "(Làm bù 31/08))."
    )
    half = own_add(office(), at("05/10/2026 09:00"), make("0,5", "day")).derivation
    assert "0,5 working days" in explain(half, {"decimal_comma": "1"})


def test_every_unit_and_flag_has_its_words():
    for unit in ("minute", "hour", "day", "calendar_day", "month", "same_day"):
        value = "" if unit == "same_day" else "1"
        found = limit_due(office(), at("05/10/2026 09:00"), make(value, unit))
        assert explain(found.derivation).startswith("Due ")
    assert explain(
        limit_due(office(), at("24/12/2026 09:00"), make("9", "day")).derivation
    ).endswith("days off after 31/12/2026 are not entered yet.")
    standing = limit_due(
        office(),
        at("05/10/2026 09:00"),
        make("9", "day"),
        pauses=[(at("06/10/2026 09:00"), None)],
    )
    assert explain(standing.derivation).startswith("No due time: 9 working days")
    assert all(isinstance(text, str) for text in WORDS.values())


def test_derivation_keeps_the_calendar_as_it_was():
    found = limit_due(office(), at("20/11/2026 09:00"), make("3", "day"))
    assert found.derivation["tz"] == HANOI.key
    assert found.derivation["known_until"] == "2026-12-31"
    assert [off["name"] for off in found.derivation["days_off"]] == [
        "Ngày Văn hóa Việt Nam"
    ]
