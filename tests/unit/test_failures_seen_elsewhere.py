"""What clocks of other engines got wrong, each under its own name, without a database.

The same names stand in the addon's own tests, where whole cases run through them.
"""

from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from procedure_control.engine.deadline import limit_due, own_add
from procedure_control.engine.duration import make
from procedure_control.engine.escalation import Level, pending
from procedure_control.engine.working_time import CalendarError
from tests.unit.working_calendars import at, build, office, told, whole_day

BERLIN = ZoneInfo("Europe/Berlin")
DAY, EIGHT_HOURS = make("1", "day"), make("8", "hour")
REMINDER = Level(1, Decimal(-1), "day", 75)
LEADER = Level(4, Decimal(1), "day")


def test_a_day_is_not_24_business_hours():
    monday = at("05/10/2026 09:00")
    assert told(own_add(office(), monday, DAY).at) == "Tue 06/10/2026 09:00"
    hours = own_add(office(), monday, make("24", "hour")).at
    assert told(hours) == "Thu 08/10/2026 09:00"


def test_a_timer_made_before_opening_hours():
    early = at("05/10/2026 06:30")
    due = own_add(office(), early, EIGHT_HOURS).at
    assert told(due) == "Mon 05/10/2026 17:00"
    (call,) = pending([REMINDER], (), early, due, EIGHT_HOURS, office())
    assert told(call.moment) == "Mon 05/10/2026 15:00"


def test_reopening_after_a_pause_does_not_escalate_at_once():
    """A day overdue reports to the leader; an hour of it had passed when it stopped."""
    due = at("05/10/2026 17:00")
    pauses = [(at("06/10/2026 09:00"), at("12/10/2026 09:00"))]
    (call,) = pending([LEADER], (), due, due, DAY, office(), pauses)
    assert told(call.moment) == "Mon 12/10/2026 17:00"
    (call,) = pending([LEADER], (), due, due, DAY, office())
    assert told(call.moment) == "Tue 06/10/2026 17:00", "had the clock not stood"


def test_while_the_clock_stands_nothing_calls():
    due = at("05/10/2026 17:00")
    open_pause = [(at("06/10/2026 09:00"), None)]
    assert not pending([LEADER], (), due, due, DAY, office(), open_pause)


def test_a_day_both_holiday_and_swapped_working_day():
    monday = date(2026, 10, 12)
    both = build(
        days_off=[whole_day(monday, "Nghỉ")],
        extra_days=[(monday, 8, 12, "Làm bù")],
    )
    assert both.is_working_date(monday)
    due = limit_due(both, at("09/10/2026 09:00"), DAY)
    assert told(due.at) == "Mon 12/10/2026 12:00", "it closes when that day does"
    assert due.derivation["extra_days"][0]["date"] == "2026-10-12"
    assert not due.derivation["days_off"], "it was worked"


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("23/10/2026 16:00", "26/10/2026 16:00"),
        ("27/03/2026 16:00", "30/03/2026 16:00"),
    ],
)
def test_daylight_saving(start, end):
    """Clocks change on the Sunday between: eight hours on the wall stay eight hours."""
    berlin = build(tz="Europe/Berlin", days_off=(), extra_days=())
    due = own_add(berlin, at(start, BERLIN), EIGHT_HOURS).at
    assert told(due, BERLIN)[4:] == end
    day = own_add(berlin, at(start, BERLIN), DAY).at
    assert day == due


def test_daylight_saving_where_people_work_through_it():
    """A night shift across the hour that occurs twice works one hour more."""
    nights = build(
        tz="Europe/Berlin",
        attendances=[(weekday, 0, 8, None) for weekday in range(7)],
        days_off=(),
        extra_days=(),
    )
    for day, hours in (("24", 8), ("25", 9)):
        opens = nights.opening(date(2026, 10, int(day)))
        closes = nights.close_of_business(date(2026, 10, int(day)))
        assert closes - opens == timedelta(hours=hours)


def test_the_29th_of_february():
    leap = build(first=date(2027, 1, 1), last=date(2029, 12, 31), days_off=())
    month = make("1", "month")
    for start, end in (
        ("31/01/2028 09:00", "Tue 29/02/2028 17:00"),
        ("30/01/2029 09:00", "Wed 28/02/2029 17:00"),
    ):
        assert told(limit_due(leap, at(start), month).at) == end
    due = limit_due(leap, at("28/02/2028 09:00"), DAY).at
    assert told(due) == "Tue 29/02/2028 17:00"
    year = limit_due(leap, at("29/02/2028 09:00"), make("12", "month")).at
    assert told(year) == "Wed 28/02/2029 17:00"


def test_a_calendar_without_hours():
    for attendances, code in (([], "no_attendance"), ([(0, 8, 8, None)], "bad_hours")):
        with pytest.raises(CalendarError) as raised:
            build(attendances=attendances)
        assert raised.value.code == code
        assert raised.value.data["calendar"] == "Giờ hành chính"
