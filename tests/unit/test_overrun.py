"""Where the time of a case went: the terms add up, whatever happened."""

import random
from datetime import timedelta

import pytest

from procedure_control.engine.deadline import limit_due
from procedure_control.engine.duration import make
from procedure_control.engine.overrun import Occurrence, Terms, terms
from tests.unit.working_calendars import CUTOFF, at, office, without_swap

START = "05/10/2026 09:00"


def path_of(*rows):
    """(ready, done, due or None[, more]) on the wall clock."""
    found = []
    for ready, done, due, *more in rows:
        given = more[0] if more else {}
        found.append(Occurrence(at(ready), at(done), due and at(due), **given))
    return found


def account(path, due, end, start=START, pauses=(), **more):
    spans = [(at(first), last and at(last)) for first, last in pauses]
    return terms(path, office(), at(start), at(due), at(end), spans, **more)


def test_journey_3_every_step_at_its_own_due():
    walk = ["05 14:00", "06 09:00", "15 09:00", "15 14:00", "16 14:00", "19 09:00"]
    rows, ready = [("05/10/2026 09:00", "05/10/2026 09:00", None)], START
    for day in walk:
        done = f"{day[:2]}/10/2026 {day[3:]}"
        rows.append((ready, done, done))
        ready = done
    found = account(path_of(*rows), "19/10/2026 17:00", "19/10/2026 09:00")
    assert found == Terms(-420, 0, 0, 0, -420)
    assert found.remainder == 0


def test_journey_2_late_once_and_early_three_times():
    walk = [
        ("05 14:00", "05 14:00"),
        ("06 09:00", "06 09:00"),
        ("08 16:00", "08 14:00"),
        ("09 10:30", "09 11:00"),
        ("09 15:30", "09 15:30"),
        ("12 10:30", "12 10:30"),
        ("12 15:30", "12 15:30"),
        ("13 10:30", "13 10:30"),
        ("14 15:30", "14 15:30"),
        ("16 12:00", "16 15:30"),
        ("19 12:00", "19 12:00"),
        ("19 17:00", "19 17:00"),
        ("20 12:00", "20 12:00"),
        ("20 16:00", "20 17:00"),
    ]
    rows, ready = [], START
    for done, due in walk:
        done, due = (f"{day[:2]}/10/2026 {day[3:]}" for day in (done, due))
        rows.append((ready, done, due))
        ready = done
    found = account(path_of(*rows), "21/10/2026 09:00", "20/10/2026 16:00")
    assert found == Terms(-120, 120, 240, 0, 0)


def test_a_step_that_is_not_counted_is_uncounted_time_even_with_a_due():
    path = path_of(
        (START, "05/10/2026 11:00", None),
        (
            "05/10/2026 11:00",
            "05/10/2026 12:00",
            "05/10/2026 13:30",
            {"counted": False},
        ),
        ("05/10/2026 12:00", "06/10/2026 08:30", "05/10/2026 17:00"),
    )
    found = account(path, "06/10/2026 09:00", "06/10/2026 08:30")
    # given 4 h of the 8 h to the due
    assert found == Terms(-30, 30, 0, 180, -240)


def test_the_clock_stands_in_a_pause_and_so_does_every_term():
    path = path_of(
        (START, "05/10/2026 11:00", "05/10/2026 12:00"),
        ("05/10/2026 11:00", "08/10/2026 10:00", "08/10/2026 11:00"),
    )
    found = account(
        path,
        "09/10/2026 17:00",
        "08/10/2026 10:00",
        pauses=[("05/10/2026 14:00", "08/10/2026 08:00")],
    )
    # B2: 11–12 and 13–14, then from Thu 08:00 on: 2 h; given 5 h.
    assert found == Terms(-14 * 60, 0, 60 + 60, 0, -12 * 60)
    assert found.remainder == 0


def test_neighbours_that_draw_on_one_budget_are_judged_together():
    shared = {"shared": "p1"}
    path = path_of(
        (START, "05/10/2026 10:00", "05/10/2026 17:00", shared),
        ("05/10/2026 10:00", "05/10/2026 16:00", "05/10/2026 17:00", shared),
    )
    found = account(path, "05/10/2026 17:00", "05/10/2026 16:00")
    assert found == Terms(-60, 0, 60, 0, 0)


def test_each_occurrence_of_a_return_counts():
    path = path_of(
        (START, "05/10/2026 12:00", "05/10/2026 12:00"),
        ("05/10/2026 12:00", "05/10/2026 14:00", "05/10/2026 14:00"),
        ("05/10/2026 14:00", "06/10/2026 10:00", "06/10/2026 09:00"),
        ("06/10/2026 10:00", "06/10/2026 11:00", "06/10/2026 12:00"),
    )
    found = account(path, "06/10/2026 09:00", "06/10/2026 11:00")
    assert (found.step_overrun, found.step_saved) == (60, 60)
    assert found.overrun == 120
    assert found.plan_minus_limit == 120  # what came back got its time twice


def test_received_after_the_cutoff_nothing_is_used_before_the_clock_starts():
    path = path_of(
        ("05/10/2026 15:30", "05/10/2026 16:30", None),
        ("05/10/2026 16:30", "06/10/2026 12:00", "06/10/2026 12:00"),
    )
    found = account(
        path,
        "07/10/2026 17:00",
        "06/10/2026 12:00",
        start="06/10/2026 08:00",
        cutoff=CUTOFF,
    )
    assert (found.uncounted, found.remainder) == (0, 0)
    assert found.overrun == -12 * 60


def test_time_that_no_step_covers_is_uncounted():
    path = path_of(("05/10/2026 10:00", "05/10/2026 11:00", "05/10/2026 11:00"))
    found = account(path, "05/10/2026 17:00", "05/10/2026 12:00")
    assert (found.uncounted, found.remainder) == (120, 0)


@pytest.mark.parametrize("seed", range(400))
def test_the_terms_always_add_up(seed):
    """Steps of any length, done to the second at any hour, with the clock stopped."""
    rnd = random.Random(seed)
    time = without_swap()
    start = at("01/06/2026 08:00") + timedelta(seconds=rnd.randrange(40 * 86_400))
    moment, path, pauses = start, [], []
    for _step in range(rnd.randrange(1, 12)):
        ready = moment
        moment = ready + timedelta(seconds=rnd.choice([0, 59, 3_601, 90_000, 400_000]))
        due = ready + timedelta(seconds=rnd.randrange(500_000))
        path.append(
            Occurrence(
                ready,
                moment,
                due if rnd.random() < 0.8 else None,
                rnd.random() < 0.8,
                rnd.choice(["", "", "p1"]),
            )
        )
        if rnd.random() < 0.3 and moment > ready:
            span = (moment - ready) / 3
            pauses.append((ready + span, ready + 2 * span))
    limit = make(str(rnd.randrange(1, 20)), rnd.choice(["day", "hour", "calendar_day"]))
    cutoff = rnd.choice([None, CUTOFF])
    due = limit_due(time, start, limit, cutoff=cutoff, pauses=pauses)
    found = terms(path, time, due.clock_start, due.at, moment, pauses, cutoff=cutoff)
    assert found.remainder == 0
    assert found.step_overrun >= 0 and found.step_saved >= 0
    # Nothing is hidden in the uncounted term: it is what the uncounted steps took.
    late = [one for one in path if one.counted and one.due]
    if len(late) == len(path):
        assert found.uncounted == 0
