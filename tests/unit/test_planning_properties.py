"""The promise adds up, over random tables: the property the two dues exist for."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from procedure_control.engine.duration import Duration, Unit, make
from procedure_control.engine.planning import (
    PhaseTime,
    StepTime,
    Table,
    own_due,
    plan,
    return_due,
)
from procedure_control.engine.working_time import WorkingTime
from tests.unit.trying import trying

WEEK = range(5)
MINUTE = timedelta(minutes=1)
PROFILE = trying(150)


def agency(name, tz, lines, off=(), two_weeks=False):
    return WorkingTime.build(
        tz=tz,
        attendances=lines,
        days_off=off,
        first=date(2026, 1, 1),
        last=date(2031, 12, 31),
        two_weeks=two_weeks,
        name=name,
    )


def noon(day, hours):
    start = datetime(2026, 1, 1) + timedelta(days=day)
    return start, start + timedelta(hours=hours), "off"


OFFICE = [(day, a, b, None) for day in WEEK for a, b in ((8, 12), (13, 17))]
AGENCIES = [
    agency("office", "Asia/Ho_Chi_Minh", OFFICE),
    agency(
        "with Saturdays",
        "Asia/Ho_Chi_Minh",
        [*OFFICE, (5, 7.5, 11.5, None)],
        [noon(day, hours) for day, hours in ((3, 30), (8, 5), (12, 100), (40, 24))],
    ),
    agency("abroad", "Europe/Berlin", [(d, 7, 15.25, None) for d in WEEK]),
    agency(
        "every other week",
        "Asia/Ho_Chi_Minh",
        [(d, 8, 16, d % 2) for d in range(4)] + [(4, 8, 13, 0), (4, 9, 12.1, 1)],
        two_weeks=True,
    ),
]

DAY_UNITS = ["day", "calendar_day"]
NUMBERS = {
    "day": ["0,25", "0,5", "1", "1,1", "2", "3"],
    "calendar_day": ["0,5", "1", "2", "5"],
    "hour": ["0,5", "2", "4", "7,3", "12"],
    "minute": ["15", "45"],
}


@st.composite
def durations(draw, unit):
    """Mostly the table's own unit, now and then another or a word."""
    kind = draw(st.integers(0, 9))
    if kind == 0:
        return make("", draw(st.sampled_from(["same_day", "at_once", "not_counted"])))
    if kind == 1:
        unit = draw(st.sampled_from(sorted(NUMBERS)))
    return make(draw(st.sampled_from(NUMBERS[unit])), unit)


@st.composite
def cases(draw):
    unit = draw(st.sampled_from(["day", "day", "calendar_day", "hour"]))
    places = draw(st.sampled_from([AGENCIES[:1], AGENCIES[:2], AGENCIES]))
    phases, steps = [], []
    for number in range(draw(st.integers(0, 3))):
        mode = draw(st.sampled_from(["band", "budget", "together"]))
        limit = None
        if mode == "budget" or draw(st.booleans()):
            limit = make(draw(st.sampled_from(NUMBERS[unit])), unit)
        phases.append(PhaseTime(f"p{number}", mode, limit))
    for number in range(draw(st.integers(1, 8))):
        phase = draw(st.sampled_from([None, None, *[one.key for one in phases]]))
        duration = draw(durations(unit))
        if draw(st.integers(0, 11)) == 0:
            duration = None
        steps.append(
            StepTime(
                f"s{number}",
                number,
                duration,
                phase,
                draw(st.integers(0, 6)) > 0,
                draw(st.sampled_from(places)),
                cutoff=draw(st.sampled_from([None, None, time(15)])),
            )
        )
    table = Table(steps, phases)
    limit = draw(st.sampled_from(["sum", "sum", "less", "more", "same_day", "month"]))
    start = datetime(2026, 1, 4) + draw(st.integers(0, 20_000)) * MINUTE
    cutoff = draw(st.sampled_from([None, time(15)]))
    edges = sorted(draw(st.lists(st.integers(0, 30_000), max_size=4)))
    pauses = [
        (start + first * MINUTE, start + last * MINUTE)
        for first, last in zip(edges[::2], edges[1::2], strict=False)
    ]
    return table, limit_of(table, limit, unit), places[0], start, cutoff, pauses


def limit_of(table, kind, unit):
    if kind == "same_day":
        return make("", "same_day")
    if kind == "month":
        return make("1", "month")
    counted = [step.duration for step in table.steps if step.is_counted]
    total = sum(Fraction(d.value) for d in counted if d and d.value and d.unit == unit)
    total = {"sum": total, "less": total / 2, "more": total + 2}[kind] or Fraction(1)
    return make(Decimal(ceil(total * 100)) / 100, unit)


def run(table, laid, finish):
    """Do the steps in order; ``finish(step, plan, ready, first)`` says when done."""
    ready, last = laid.case_due.clock_start, None
    for group in table.groups:
        together = group.phase is not None and group.phase.mode == "together"
        budget = group.phase is not None and group.phase.mode == "budget"
        first, ends = None, []
        for step in group.members:
            if not step.is_counted:
                continue
            first = first or ready
            done = finish(step, ready, first if budget else None)
            ends.append(done)
            last = done if last is None else max(last, done)
            if not together:
                ready = done
        if ends:
            ready = max(ends)
    return last


def part_of(ready, due, tenths):
    return ready + timedelta(seconds=(due - ready).total_seconds() * tenths // 10)


PARTS = st.lists(st.integers(0, 10), min_size=8, max_size=8)


@PROFILE
@given(cases(), PARTS)
def test_steps_done_by_their_own_dues_keep_the_case_in_time(case, parts):
    table, limit, place, start, cutoff, pauses = case
    laid = plan(start, limit, place, table, (), pauses, cutoff=cutoff)
    parts = iter(parts)

    def finish(step, ready, first):
        due = own_due(laid, step.key, ready, first_ready=first).at
        if due is None:  # its time was never set: done when ready
            return ready
        assert due >= ready
        return part_of(ready, due, next(parts))

    last = run(table, laid, finish)
    assert last is None or last <= max(laid.case_due.at, laid.case_due.clock_start)


@PROFILE
@given(cases(), PARTS)
def test_the_same_when_pauses_come_as_they_come(case, parts):
    """Nobody knows a pause before it begins; the dues are derived anew then."""
    table, limit, place, start, cutoff, pauses = case
    laid = plan(start, limit, place, table, cutoff=cutoff)
    parts = iter(parts)
    known = []

    def finish(step, ready, first):
        part = next(parts)
        while True:
            found = own_due(laid, step.key, ready, pauses=known, first_ready=first)
            if found.at is None:
                return ready
            done = part_of(ready, found.at, part)
            more = [one for one in pauses if one not in known and one[0] < done]
            if not more:
                return done
            known.append(more[0])

    last = run(table, laid, finish)
    final = laid.with_pauses(known).case_due.at
    assert last is None or last <= max(final, laid.case_due.clock_start)


@PROFILE
@given(cases())
def test_a_plan_is_in_order_and_within_its_limit(case):
    table, limit, place, start, cutoff, pauses = case
    laid = plan(start, limit, place, table, (), pauses, cutoff=cutoff)
    before = laid.case_due.clock_start
    for group in table.groups:
        slots = [(step, laid.steps[step.key]) for step in group.members]
        for step, slot in slots:
            assert slot.scheduled_ready >= before
            if slot.planned_due is None:
                continue
            assert slot.scheduled_ready <= slot.scheduled_end <= slot.planned_due
            assert slot.planned_due <= laid.case_due.at
            if not group.is_block and step.is_counted:
                before = slot.scheduled_end
    assert laid.steps.keys() == {step.key for step in table.steps}


@PROFILE
@given(cases(), st.integers(1, 5000))
def test_whoever_is_late_keeps_the_whole_own_time(case, minutes):
    table, limit, place, start, cutoff, _pauses = case
    laid = plan(start, limit, place, table, cutoff=cutoff)
    for step in table.steps:
        slot = laid.steps[step.key]
        ready = slot.scheduled_ready + minutes * MINUTE
        blocks = [group for group in table.groups if step in group.members]
        if not step.is_counted or step.duration is None or slot.shrunk:
            continue
        if blocks[0].phase and blocks[0].phase.mode == "budget":
            continue
        due = own_due(laid, step.key, ready)
        assert "capped" not in due.derivation
        if step.duration.unit is Unit.WORKING_HOUR:
            worked = step.time.seconds_between(ready, due.at)
            assert worked == step.duration.seconds
        elif step.duration.unit is Unit.WORKING_DAY:
            gained = step.time.position(due.at) - step.time.position(ready)
            assert 0 <= gained - step.duration.amount < 1 / 1000


@PROFILE
@given(cases(), st.integers(0, 5000), st.integers(0, 5000), st.integers(0, 3000))
def test_a_return_never_has_less_than_the_floor(case, first, length, back):
    table, limit, place, start, cutoff, pauses = case
    laid = plan(start, limit, place, table, (), pauses, cutoff=cutoff)
    floor = Duration(make("2", "hour").value, Unit.WORKING_HOUR)
    begun = start + first * MINUTE
    done = begun + length * MINUTE
    ready = done + back * MINUTE
    for step in table.steps:
        found = return_due(
            laid, step.key, ready, floor=floor, spent=[(begun, done)], pauses=pauses
        )
        if laid.steps[step.key].planned_due is None:
            continue
        assert step.time.seconds_between(ready, found.at) >= 0
        if not pauses and not table.groups[0].is_block and step.phase is None:
            assert step.time.seconds_between(ready, found.at) >= 2 * 3600
