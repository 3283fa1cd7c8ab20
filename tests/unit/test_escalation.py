"""When the rungs of a ladder call, and what is delivered after the sweeps stood."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from procedure_control.engine.duration import make
from procedure_control.engine.escalation import (
    MOST_REPEATS,
    Level,
    calls,
    next_call,
    pending,
    sort_out,
)
from procedure_control.engine.working_time import CalendarError
from tests.unit.working_calendars import at, build, office, told

READY = at("05/10/2026 08:00")
DUE = at("08/10/2026 17:00")  # four working days, Mon to Thu
FOUR_DAYS = make("4", "day")


def rung(offset, unit="day", key=1, **values):
    return Level(key, Decimal(offset), unit, **values)


def moments(*levels, ready=READY, due=DUE, own=FOUR_DAYS, time=None, **values):
    found = calls(levels, ready, due, own, time or office(), **values)
    return [told(call.moment) for call in found]


@pytest.mark.parametrize(
    ("offset", "unit", "moment"),
    [
        ("-30", "minute", "Thu 08/10/2026 16:30"),
        ("-2", "hour", "Thu 08/10/2026 15:00"),
        ("-1", "day", "Wed 07/10/2026 17:00"),
        ("-1.5", "day", "Wed 07/10/2026 12:00"),
        ("0", "day", "Thu 08/10/2026 17:00"),
        ("90", "minute", "Fri 09/10/2026 09:30"),
        ("4", "hour", "Fri 09/10/2026 12:00"),
        ("2", "day", "Mon 12/10/2026 17:00"),
        ("1", "calendar_day", "Fri 09/10/2026 17:00"),
        ("2", "calendar_day", "Mon 12/10/2026 17:00"),
        ("25", "percent", "Mon 05/10/2026 17:00"),
        ("50", "percent", "Tue 06/10/2026 17:00"),
        ("100", "percent", "Thu 08/10/2026 17:00"),
        ("150", "percent", "Mon 12/10/2026 17:00"),
    ],
)
def test_any_unit_before_and_after_due(offset, unit, moment):
    assert moments(rung(offset, unit)) == [moment]


def test_calendar_days_before_a_due_fall_back_to_a_working_day():
    """Two calendar days before Monday is Saturday: Friday, never Monday itself."""
    monday = at("12/10/2026 17:00")
    assert moments(rung("-2", "calendar_day"), due=monday) == ["Fri 09/10/2026 17:00"]
    assert moments(rung("-3", "calendar_day"), due=monday) == ["Fri 09/10/2026 17:00"]
    assert moments(rung("-4", "calendar_day"), due=monday) == ["Thu 08/10/2026 17:00"]


def test_a_share_of_the_time_beyond_due_waits_while_the_clock_stands():
    pauses = [(at("09/10/2026 08:00"), at("12/10/2026 08:00"))]
    late = rung("150", "percent")
    assert moments(late, pauses=pauses) == ["Tue 13/10/2026 17:00"]
    stands = [(at("09/10/2026 08:00"), None)]
    assert moments(late, pauses=stands) == []
    assert moments(rung("75", "percent"), pauses=stands) == ["Wed 07/10/2026 17:00"]


def test_short_duties_keep_their_share():
    own = make("8", "hour")
    due = at("05/10/2026 17:00")
    level = rung("-1", short_percent=75)
    assert moments(level, due=due, own=own) == ["Mon 05/10/2026 15:00"]
    assert moments(level) == ["Wed 07/10/2026 17:00"], "a long one its distance"


# --- not started ------------------------------------------------------------------


def test_a_rung_for_what_was_not_started_is_silent_once_it_was():
    level = rung("50", "percent", condition="not_started")
    assert moments(level) == ["Tue 06/10/2026 17:00"]
    assert moments(level, started=at("06/10/2026 09:00")) == []
    # It is delivered on Wednesday at 08:00: who began at 07:55 is left alone.
    assert moments(level, started=at("07/10/2026 07:55")) == []
    after = at("07/10/2026 09:00")
    assert moments(level, started=after) == ["Tue 06/10/2026 17:00"], "it had called"
    assert not pending([level], (), READY, DUE, FOUR_DAYS, office(), started=after)
    assert not next_call([level], (), READY, DUE, FOUR_DAYS, office(), started=after)


def test_starting_ends_its_repeats_alone():
    idle = rung("25", "percent", condition="not_started", repeat_every=1)
    late = rung("0", key=2)
    found = calls(
        [idle, late], READY, DUE, FOUR_DAYS, office(), started=at("07/10/2026 09:00")
    )
    assert [call.key for call in found] == [(1, 0), (1, 1), (2, 0)]


# --- repeats ----------------------------------------------------------------------


def test_repeats_go_on_by_their_own_unit():
    level = rung("1", repeat_every=4, repeat_unit="hour", repeat_times=3)
    assert moments(level) == [
        "Fri 09/10/2026 17:00",
        "Mon 12/10/2026 12:00",
        "Mon 12/10/2026 17:00",
        "Tue 13/10/2026 12:00",
    ]


def test_repeats_until_done_are_bounded():
    found = calls([rung("0", repeat_every=1)], READY, DUE, FOUR_DAYS, office())
    assert [call.repeat for call in found] == list(range(MOST_REPEATS + 1))


def test_repeats_end_where_the_calendar_is_not_known():
    time = build(
        first=at("01/10/2026 08:00").date(), last=at("15/10/2026 08:00").date()
    )
    level = rung("0", repeat_every=1)
    assert moments(level, time=time)[-1] == "Wed 14/10/2026 17:00"
    with pytest.raises(CalendarError):
        moments(rung("40"), time=time)


def test_until_stops_after_the_next_one():
    level = rung("0", repeat_every=1)
    until = at("12/10/2026 09:00")
    assert moments(level, until=until) == [
        "Thu 08/10/2026 17:00",
        "Fri 09/10/2026 17:00",
        "Mon 12/10/2026 17:00",
    ]
    far = rung("9")
    assert moments(far, until=until) == ["Wed 21/10/2026 17:00"], "first calls, always"


def test_repeats_wait_while_the_clock_stands():
    level = rung("0", repeat_every=1, repeat_times=2)
    pauses = [(at("09/10/2026 08:00"), at("14/10/2026 08:00"))]
    assert moments(level, pauses=pauses)[1:] == [
        "Wed 14/10/2026 17:00",
        "Thu 15/10/2026 17:00",
    ]


def test_next_call_is_the_first_of_what_is_pending():
    levels = [
        rung("-1", key=1, owner=True),
        rung("0", key=2, repeat_every=1, repeat_times=4),
        rung("1", key=3, condition="not_started"),
    ]
    everything = calls(levels, READY, DUE, FOUR_DAYS, office())
    for count in range(len(everything) + 1):
        fired = {call.key for call in everything[:count]}
        left = pending(levels, fired, READY, DUE, FOUR_DAYS, office())
        assert left == everything[count:]
        found = next_call(levels, fired, READY, DUE, FOUR_DAYS, office())
        assert found == (left[0] if left else None)


def test_no_due_no_ladder():
    assert calls([rung("0")], READY, None, None, office()) == []
    assert next_call([rung("0")], (), READY, None, None, office()) is None


# --- after the sweeps stood -------------------------------------------------------

LADDER = [
    rung("-1", key=1, owner=True, place=1),
    rung("0", key=2, owner=True, place=2),
    rung("0", key=3, place=3, repeat_every=1),
    rung("1", key=4, place=4),
]


def sorted_out(text, levels=LADDER, fired=()):
    now = at(text)
    due = [
        call
        for call in pending(levels, fired, READY, DUE, FOUR_DAYS, office(), until=now)
        if call.deliver_from <= now
    ]
    return [[call.key for call in part] for part in sort_out(due, now, office())]


def test_in_time_everything_is_delivered():
    assert sorted_out("08/10/2026 08:00") == [[(1, 0)], []]
    # Delivered on the morning after: both rungs of that moment.
    delivered, missed = sorted_out("09/10/2026 08:05", fired={(1, 0)})
    assert (delivered, missed) == ([(2, 0), (3, 0)], [])


def test_after_three_days_the_highest_rung_alone():
    """And the owner's last, which is a mark on his own activity."""
    delivered, missed = sorted_out("14/10/2026 08:00")
    assert delivered == [(2, 0), (4, 0)]
    assert missed == [(1, 0), (3, 0), (3, 1), (3, 2), (3, 3)]


def test_a_rung_that_repeats_does_not_outrun_the_one_above_it():
    """The head's reminder of yesterday is later than the leader's: the leader's."""
    delivered, _missed = sorted_out("14/10/2026 08:00", fired={(1, 0), (2, 0)})
    assert delivered == [(4, 0)]
    delivered, missed = sorted_out("14/10/2026 08:00", fired={(4, 0)})
    assert delivered == [(2, 0), (3, 3)], "its last call, once"
    assert missed == [(1, 0), (3, 0), (3, 1), (3, 2)]


def test_of_equal_rungs_the_later_on_the_ladder():
    levels = [rung("0", key=9, place=1), rung("0", key=2, place=2)]
    assert sorted_out("13/10/2026 09:00", levels) == [[(2, 0)], [(9, 0)]]
    swapped = [replace(levels[0], place=2), replace(levels[1], place=1)]
    assert sorted_out("13/10/2026 09:00", swapped) == [[(9, 0)], [(2, 0)]]


def test_a_night_is_no_standstill():
    """Due at 17:00, looked at last at 16:55, next at 08:00: nothing was missed."""
    levels = [rung("0", key=1, place=1), rung("30", "minute", key=2, place=2)]
    assert sorted_out("09/10/2026 08:30", levels) == [[(1, 0), (2, 0)], []]
    assert sorted_out("09/10/2026 09:01", levels) == [[(2, 0)], [(1, 0)]]


def test_nothing_is_lost_or_told_twice_whenever_the_sweeps_run():
    """Every call ends as delivered or missed, once, however irregular the sweeps."""
    for minutes in (5, 47, 60 * 7, 60 * 24 * 3):
        fired, sweep = [], READY
        while sweep < DUE + timedelta(days=20):
            now = sweep
            sweep += timedelta(minutes=minutes)
            if not office().is_open(now):
                continue
            found = pending(
                LADDER, set(fired), READY, DUE, FOUR_DAYS, office(), until=now
            )
            due = [call for call in found if call.deliver_from <= now]
            delivered, missed = sort_out(due, now, office())
            fired += [call.key for call in (*delivered, *missed)]
            assert not delivered or minutes > 60 or not missed
        assert len(fired) == len(set(fired))
        reached = {key for key in fired if key[0] != 3}
        assert reached == {(1, 0), (2, 0), (4, 0)}
