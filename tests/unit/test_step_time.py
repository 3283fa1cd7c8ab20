"""Where the working time of one step went."""

from datetime import datetime
from random import Random

import pytest

from procedure_control.engine.step_time import StepTime, merged, split
from tests.unit.working_calendars import at, office


def shares(*args, **kwargs):
    found = split(office(), *args, **kwargs)
    return found.used, found.waiting, found.working, found.paused


def test_begun_after_two_hours():
    """Ready Monday 8:00, begun 10:00, ended Tuesday 12:00: 2 + 10 working hours."""
    found = shares(
        at("05/10/2026 08:00"),
        at("06/10/2026 12:00"),
        started=at("05/10/2026 10:00"),
    )
    assert found == (720, 120, 600, 0)


def test_a_step_nobody_said_he_began_is_working():
    found = shares(at("05/10/2026 08:00"), at("05/10/2026 17:00"))
    assert found == (480, 0, 480, 0)


def test_silence_is_waiting_until_somebody_began():
    ready, done = at("05/10/2026 08:00"), at("05/10/2026 17:00")
    assert shares(ready, done, answered=False) == (480, 480, 0, 0)
    begun = at("05/10/2026 16:00")
    assert shares(ready, done, started=begun, answered=False) == (480, 420, 60, 0)


def test_what_stood_is_in_neither():
    """A pause across the beginning takes from both sides; overlaps count once."""
    found = shares(
        at("05/10/2026 08:00"),
        at("07/10/2026 17:00"),
        started=at("06/10/2026 10:00"),
        pauses=[
            (at("05/10/2026 12:00"), at("06/10/2026 12:00")),
            (at("06/10/2026 09:00"), at("06/10/2026 12:00")),
            (at("20/10/2026 09:00"), None),
        ],
    )
    assert found == (960, 240, 720, 480)


def test_a_clock_that_stands_to_the_end():
    """A step that waits for the requester: its case stands all the while."""
    ready = at("05/10/2026 08:00")
    assert shares(ready, at("06/10/2026 17:00"), pauses=[(ready, None)]) == (
        0,
        0,
        0,
        960,
    )


def test_ended_before_opening():
    """Received and ended outside working hours: nothing was used."""
    assert shares(at("05/10/2026 06:30"), at("05/10/2026 07:45")) == (0, 0, 0, 0)


def test_an_end_before_it_was_ready_is_no_time():
    assert shares(at("06/10/2026 08:00"), at("05/10/2026 08:00")) == (0, 0, 0, 0)


def test_pauses_are_cut_and_merged():
    start, end = datetime(2026, 1, 1, 8), datetime(2026, 1, 1, 17)
    assert merged(
        start,
        end,
        [
            (datetime(2026, 1, 1, 10), datetime(2026, 1, 1, 12)),
            (datetime(2026, 1, 1, 7), datetime(2026, 1, 1, 9)),
            (datetime(2026, 1, 1, 11), None),
            (datetime(2026, 1, 2, 11), None),
        ],
    ) == [(start, datetime(2026, 1, 1, 9)), (datetime(2026, 1, 1, 10), end)]


def test_shares_always_add_up():
    """Odd seconds everywhere: minutes are cut, the identity holds."""
    random = Random(6)
    base = int(at("05/10/2026 00:00").timestamp())
    time = office()
    for _ in range(300):
        ready, started, done = (
            datetime.fromtimestamp(base + random.randrange(8 * 86_400))
            for _ in range(3)
        )
        pauses = [
            tuple(
                sorted(
                    datetime.fromtimestamp(base + random.randrange(8 * 86_400))
                    for _ in range(2)
                )
            )
            for _ in range(random.randrange(4))
        ]
        found = split(time, ready, done, started=started, pauses=pauses)
        assert found.waiting + found.working == found.used
        assert min(found.used, found.waiting, found.working, found.paused) >= 0
        whole = max(0, time.seconds_between(ready, max(ready, done)))
        assert 0 <= whole // 60 - found.used - found.paused <= 1


def test_shares_that_do_not_add_up_are_refused():
    with pytest.raises(ValueError, match="does not add up"):
        StepTime(used=10, waiting=5, working=4, paused=0)
