"""What a ladder will still do, told from the calls that were made."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from procedure_control.engine.escalation import Level, calls
from procedure_control.engine.outlook import expected
from tests.unit.working_calendars import office

#: Five days a week, 08–12 and 13–17 in Hà Nội (UTC+7): 01:00–10:00 UTC.
READY = datetime(2026, 10, 5, 1)
DUE = datetime(2026, 10, 9, 10)

OWNER = Level(1, Decimal(-1), "day", owner=True, place=0)
HEAD = Level(2, Decimal(0), "day", place=1)
LEADER = Level(3, Decimal(1), "day", place=2)


@pytest.fixture(scope="module")
def time():
    return office()


def shown(found):
    return [(one.call.level.key, one.call.repeat, one.state) for one in found]


def ladder(time, *levels, started=None):
    return calls(levels, READY, DUE, None, time, started=started)


def test_nothing_has_called_yet(time):
    found = expected(ladder(time, OWNER, HEAD, LEADER), (), READY, time)
    assert shown(found) == [(1, 0, "next"), (2, 0, "later"), (3, 0, "later")]


def test_what_called_is_not_expected_again(time):
    at = datetime(2026, 10, 9, 2)
    found = expected(ladder(time, OWNER, HEAD, LEADER), {(1, 0)}, at, time)
    assert shown(found) == [(2, 0, "next"), (3, 0, "later")]


def test_a_rung_that_calls_again_is_one_line_with_a_number(time):
    again = replace(HEAD, repeat_every=1, repeat_unit="day", repeat_times=3)
    [one] = expected(ladder(time, again), (), READY, time)
    assert (one.call.repeat, one.again) == (0, 3)
    at = datetime(2026, 10, 12, 2)
    [one] = expected(ladder(time, again), {(2, 0)}, at, time)
    assert (one.call.repeat, one.again, one.state) == (1, 2, "next")


def test_after_the_sweeps_stood_the_lower_rungs_are_missed(time):
    """Monday 19/10: all three have called, only the highest will be delivered."""
    at = datetime(2026, 10, 19, 2)
    found = expected(ladder(time, HEAD, LEADER), (), at, time)
    assert shown(found) == [(2, 0, "missed"), (3, 0, "next")]


def test_who_began_is_not_asked_why_he_did_not(time):
    idle = replace(HEAD, condition="not_started")
    began = datetime(2026, 10, 6, 2)
    found = expected(ladder(time, idle, LEADER, started=began), (), READY, time)
    assert shown(found) == [(3, 0, "next")]
