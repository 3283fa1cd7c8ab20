"""Planned and own dues of every step, on the tables agencies really sign."""

from datetime import date, timedelta

import pytest

from procedure_control.engine.derivation import explain
from procedure_control.engine.duration import make
from procedure_control.engine.planning import (
    PhaseTime,
    PlanError,
    StepTime,
    Table,
    own_due,
    plan,
    return_due,
)
from tests.unit.working_calendars import (
    CUTOFF,
    DAYS_OFF,
    at,
    build,
    length,
    office,
    told,
    whole_day,
)

START = "05/10/2026 09:00"
GD01 = [None, "0,5", "0,5", "15", "2", "1", "1", None]
GD02 = [None, "0,5", "0,5", "7", "0,5", "1", "0,5", None]
P3 = [4, 4, 20, 4, 4, 4, 4, 4, 12, 16, 8, 4, 4, 4, None]


def step(number, text, phase=None, time=None, counted=True, **more):
    """``text``: "0,5 day", "same_day"; None: time not counted."""
    duration = length(text) if text else make("", "not_counted")
    return StepTime(
        f"B{number}", number, duration, phase, counted, time or office(), **more
    )


def table(values, unit, **more):
    return [
        step(number, f"{value} {unit}" if value else None, **more)
        for number, value in enumerate(values, 1)
    ]


def walk(laid, ready, done=None):
    """Own dues, each step done at its due or when ``done`` says: key → due."""
    dues, done = {}, done or {}
    for key in laid.steps:
        found = own_due(laid, key, at(ready) if isinstance(ready, str) else ready)
        dues[key] = told(found.at)
        ready = at(done[key]) if key in done else found.at or ready
    return dues


def short(dues):
    return {key: due and f"{due[:9]} {due[-5:]}" for key, due in dues.items()}


def planned(laid):
    return {key: told(one.planned_due) for key, one in laid.steps.items()}


def test_gd02_the_promise_adds_up():
    laid = plan(at(START), length("10 day"), office(), table(GD02, "day"))
    assert told(laid.case_due.at) == "Mon 19/10/2026 17:00"
    assert short(walk(laid, START)) == {
        "B1": None,
        "B2": "Mon 05/10 14:00",
        "B3": "Tue 06/10 09:00",
        "B4": "Thu 15/10 09:00",
        "B5": "Thu 15/10 14:00",
        "B6": "Fri 16/10 14:00",
        "B7": "Mon 19/10 09:00",
        "B8": None,
    }
    assert short(planned(laid)) == {
        "B1": None,
        "B2": "Tue 06/10 17:00",
        "B3": "Tue 06/10 17:00",
        "B4": "Thu 15/10 17:00",
        "B5": "Fri 16/10 17:00",
        "B6": "Mon 19/10 17:00",
        "B7": "Mon 19/10 17:00",
        "B8": None,
    }


def test_gd01_calendar_days():
    steps = table(GD01, "calendar_day")
    laid = plan(at(START), length("20 calendar_day"), office(), steps)
    assert told(laid.case_due.at) == "Mon 26/10/2026 17:00"
    assert short(walk(laid, START)) == {
        "B1": None,
        "B2": "Mon 05/10 14:00",
        "B3": "Tue 06/10 09:00",
        "B4": "Wed 21/10 09:00",
        "B5": "Fri 23/10 09:00",
        "B6": "Mon 26/10 09:00",
        "B7": "Mon 26/10 17:00",
        "B8": None,
    }


def three_agencies():
    commune, province, office_of_city = build(name="Xã"), build(name="Sở"), office()
    places = [commune] * 6 + [province] * 3 + [office_of_city] + [province] * 5
    steps = [
        step(
            number,
            f"{hours} hour" if hours else None,
            "xa" if number < 7 else "so",
            place,
        )
        for number, (hours, place) in enumerate(zip(P3, places, strict=True), 1)
    ]
    bands = [
        PhaseTime("xa", "band", length("40 hour")),
        PhaseTime("so", "band", length("56 hour")),
    ]
    return commune, steps, bands


def test_p3_across_three_agencies():
    commune, steps, bands = three_agencies()
    laid = plan(at(START), length("96 hour"), commune, steps, bands)
    assert told(laid.case_due.at) == "Wed 21/10/2026 09:00"
    assert told(laid.phases["xa"].planned_due) == "Mon 12/10/2026 09:00"
    assert planned(laid)["B4"] == "Fri 09/10/2026 09:00"
    # B3 late, B4 done early though after its plan, two savings later on.
    dues = walk(laid, START, {"B3": "08/10/2026 16:00", "B4": "09/10/2026 10:30"})
    assert dues["B3"] == "Thu 08/10/2026 14:00"
    assert dues["B4"] == "Fri 09/10/2026 11:00"
    late = commune.seconds_between(at("08/10/2026 14:00"), at("08/10/2026 16:00"))
    assert late == 2 * 3600
    assert dues["B5"] == "Fri 09/10/2026 15:30"
    b10 = own_due(laid, "B10", at("14/10/2026 15:30"))
    assert told(b10.at) == "Fri 16/10/2026 15:30"
    saved = {
        "B3": "08/10/2026 16:00",
        "B4": "09/10/2026 10:30",
        "B10": "16/10/2026 13:00",
    }
    dues = walk(laid, START, saved)
    assert dues["B14"] == "Tue 20/10/2026 17:00"  # an hour before, done at 16:00
    assert dues["B15"] is None


@pytest.mark.parametrize("banded", [True, False])
def test_p3_bands_change_nothing_where_they_add_up(banded):
    commune, steps, bands = three_agencies()
    if not banded:
        bands = [PhaseTime(band.key, "band") for band in bands]
    laid = plan(at(START), length("96 hour"), commune, steps, bands)
    last = walk(laid, START)["B14"]
    assert last == told(laid.case_due.at) == "Wed 21/10/2026 09:00"


def test_p5_steps_shrink_where_they_exceed_the_limit():
    steps = table(["2", "3", "2", "1"], "hour")
    laid = plan(at(START), length("same_day"), office(), steps, cutoff=CUTOFF)
    assert told(laid.case_due.at) == "Mon 05/10/2026 17:00"
    # 7 of 8 hours are left: each step gets seven eighths.
    assert walk(laid, START) == {
        "B1": "Mon 05/10/2026 10:45",
        "B2": "Mon 05/10/2026 14:22:30",
        "B3": "Mon 05/10/2026 16:07:30",
        "B4": "Mon 05/10/2026 17:00",
    }
    assert all(one.shrunk for one in laid.steps.values())
    told_why = explain(own_due(laid, "B1", at(START)).derivation)
    assert "shortened in proportion" in told_why
    late = plan(
        at("05/10/2026 15:30"), length("same_day"), office(), steps, cutoff=CUTOFF
    )
    assert told(late.case_due.at) == "Tue 06/10/2026 17:00"
    assert not any(one.shrunk for one in late.steps.values())
    assert walk(late, late.case_due.clock_start)["B4"] == "Tue 06/10/2026 17:00"


def test_p1_a_budget_is_shared():
    rows = ["0,5", "0,5", "1", "1", "16", "1", "1", *["7"] * 8, "2"]
    steps = [
        step(number, f"{value} day", "vp" if 8 <= number <= 15 else None)
        for number, value in enumerate(rows, 1)
    ]
    steps = [
        StepTime(one.key, one.order, None, one.phase, True, one.time)
        if one.phase
        else one
        for one in steps
    ] + [step(17, None)]
    budget = [PhaseTime("vp", "budget", length("7 day"))]
    start = "24/09/2026 10:00"
    laid = plan(at(start), length("30 day"), office(), steps, budget)
    assert told(laid.case_due.at) == "Thu 05/11/2026 17:00"
    first = laid.steps["B8"].scheduled_ready
    shared = {told(own_due(laid, f"B{n}", first).at) for n in range(8, 16)}
    assert len(shared) == 1
    # The last of the eight gets the rest of the budget, whenever it begins.
    later = own_due(laid, "B15", first + timedelta(days=5), first_ready=first)
    assert {told(later.at)} == shared
    assert later.derivation["phase"] == "vp"
    assert "shared by the steps of its phase" in explain(later.derivation)
    # The first of them ready late: the phase keeps its whole budget.
    moved = own_due(laid, "B8", first + timedelta(days=1))
    assert told(moved.at) > told(later.at)
    assert told(laid.steps["B16"].planned_due) == told(laid.case_due.at)
    assert laid.steps["B16"].scheduled_end <= laid.case_due.at


def test_together_adds_its_longest_member_once():
    steps = [
        step(1, "4 hour"),
        step(2, "8 hour", "asked"),
        step(3, "2 hour", "asked"),
        step(4, "4 hour"),
    ]
    together = [PhaseTime("asked", "together")]
    laid = plan(at(START), length("16 hour"), office(), steps, together)
    assert short(planned(laid)) == {
        "B1": "Mon 05/10 14:00",
        "B2": "Tue 06/10 14:00",
        "B3": "Mon 05/10 16:00",
        "B4": "Wed 07/10 09:00",
    }
    assert laid.steps["B2"].scheduled_ready == laid.steps["B3"].scheduled_ready
    assert told(laid.steps["B4"].scheduled_ready) == "Tue 06/10/2026 14:00"
    limited = [PhaseTime("asked", "together", length("6 hour"))]
    laid = plan(at(START), length("14 hour"), office(), steps, limited)
    assert short(planned(laid))["B2"] == "Tue 06/10 11:00"
    assert told(laid.steps["B4"].scheduled_ready) == "Tue 06/10/2026 11:00"


def test_journey_7_asked_agencies_have_the_blocks_limit():
    asked = [
        StepTime(f"A{number}", 1, None, "asked", True, office(), "consult")
        for number in range(4)
    ]
    together = [PhaseTime("asked", "together", length("8 hour"))]
    laid = plan(at("06/10/2026 09:00"), None, office(), asked, together)
    for one in asked:
        found = own_due(laid, one.key, at("06/10/2026 09:00"))
        assert told(found.at) == "Wed 07/10/2026 09:00"


def test_phases_with_limits_in_mixed_units_chain():
    """05 working days, 15 days, 05 working days."""
    steps = [step(1, "5 day", "a"), step(2, "15 calendar_day", "b")]
    steps += [step(3, "2,5 day", "c"), step(4, "2,5 day", "c")]
    phases = [
        PhaseTime("a", "band", length("5 day")),
        PhaseTime("b", "band", length("15 calendar_day")),
        PhaseTime("c", "band", length("5 day")),
    ]
    laid = plan(at(START), None, office(), steps, phases)
    assert short(planned(laid)) == {
        "B1": "Mon 12/10 17:00",
        "B2": "Tue 27/10 17:00",
        "B3": "Fri 30/10 17:00",
        "B4": "Tue 03/11 17:00",
    }
    assert told(laid.case_due.at) == "Tue 03/11/2026 17:00"
    assert "5 working days, 15 calendar days, 5 working days one after" in explain(
        laid.case_due.derivation
    )


def test_a_long_phase_before_a_short_one_under_one_limit():
    steps = [step(1, "63 day", "a"), step(2, "15 day", "b")]
    phases = [
        PhaseTime("a", "band", length("63 day")),
        PhaseTime("b", "band", length("15 day")),
    ]
    laid = plan(at(START), length("78 day"), office(), steps, phases)
    assert laid.steps["B2"].planned_due == laid.case_due.at


def test_publication_after_the_result_is_outside_the_limit():
    steps = [step(1, "5 day"), step(2, "5 day", counted=False)]
    laid = plan(at(START), length("5 day"), office(), steps)
    assert told(laid.case_due.at) == "Mon 12/10/2026 17:00"
    assert laid.steps["B2"].planned_due is None
    assert told(own_due(laid, "B2", at("12/10/2026 09:00")).at) == (
        "Mon 19/10/2026 09:00"
    )


def test_uncounted_in_the_middle_takes_no_planned_time():
    steps = [step(1, "4 hour"), step(2, "8 hour", counted=False), step(3, "4 hour")]
    steps.append(step(4, "3 day", kind="wait"))
    laid = plan(at(START), length("8 hour"), office(), steps)
    assert laid.steps["B3"].scheduled_ready == laid.steps["B1"].scheduled_end
    assert told(laid.steps["B3"].planned_due) == "Tue 06/10/2026 09:00"
    assert laid.steps["B4"].planned_due is None


def test_words_as_step_times():
    steps = [step(1, "same_day"), step(2, "1 day"), step(3, "at_once")]
    laid = plan(at(START), length("3 day"), office(), steps, at_once_minutes=30)
    assert short(walk(laid, START)) == {
        "B1": "Mon 05/10 17:00",
        "B2": "Tue 06/10 17:00",
        "B3": "Wed 07/10 08:30",
    }


def test_same_day_step_after_the_cutoff():
    late = step(1, "same_day", cutoff=CUTOFF)
    laid = plan(at("05/10/2026 09:00"), None, office(), [late])
    assert told(own_due(laid, "B1", at("05/10/2026 15:01")).at) == (
        "Tue 06/10/2026 17:00"
    )
    assert told(own_due(laid, "B1", at("05/10/2026 15:00")).at) == (
        "Mon 05/10/2026 17:00"
    )


def test_who_receives_late_keeps_the_whole_time():
    laid = plan(at(START), length("10 day"), office(), table(GD02, "day"))
    late = own_due(laid, "B7", at("20/10/2026 09:00"))
    assert told(late.at) == "Tue 20/10/2026 14:00"
    assert late.at > laid.case_due.at
    assert "capped" not in late.derivation


def test_who_is_early_on_calendar_days_is_not_given_more_than_the_plan():
    """Thu 16:00 + 2 days is Sat 16:00, hence Mon 16:00; planned was Mon 09:00."""
    steps = [step(1, "1 calendar_day"), step(2, "2 calendar_day"), step(3, "1 day")]
    start = "08/10/2026 09:00"
    laid = plan(at(start), length("4 calendar_day"), office(), steps)
    assert told(laid.steps["B2"].scheduled_end) == "Mon 12/10/2026 09:00"
    found = own_due(laid, "B2", at("08/10/2026 16:00"))
    assert told(found.at) == "Mon 12/10/2026 09:00"
    assert "not later than planned" in explain(found.derivation)


def test_own_calendar_of_each_agency():
    holiday = {**DAYS_OFF, date(2026, 10, 6): "Ngày truyền thống"}
    other = build(days_off=[whole_day(day, name) for day, name in holiday.items()])
    steps = [step(1, "4 hour"), step(2, "8 hour", time=other)]
    laid = plan(at(START), length("24 hour"), office(), steps)
    assert told(laid.steps["B2"].planned_due) == "Tue 06/10/2026 14:00"
    # Planned on the case's calendar: its agency's day off does not move the case.
    on_plan = own_due(laid, "B2", at("05/10/2026 14:00"))
    assert on_plan.at == laid.steps["B2"].planned_due
    late = own_due(laid, "B2", at("05/10/2026 15:00"))
    assert told(late.at) == "Wed 07/10/2026 15:00"


def test_pause_moves_limit_plan_and_own_due():
    pause = [(at("07/10/2026 10:00"), at("13/10/2026 14:00"))]
    laid = plan(at(START), length("10 day"), office(), table(GD02, "day"))
    found = own_due(laid, "B4", at("06/10/2026 09:00"), pauses=pause)
    assert told(found.at) == "Wed 21/10/2026 12:00"
    again = laid.with_pauses(pause)
    assert told(again.case_due.at) == "Fri 23/10/2026 17:00"
    assert told(again.steps["B4"].planned_due) == "Wed 21/10/2026 17:00"
    standing = laid.with_pauses([(at("07/10/2026 10:00"), None)])
    assert standing.case_due.at is None
    assert standing.steps["B4"].planned_due is None
    assert told(standing.steps["B3"].scheduled_end) == "Tue 06/10/2026 09:00"
    assert own_due(standing, "B4", at("06/10/2026 09:00")).at is None


def test_a_return_gets_what_is_left_but_at_least_the_floor():
    laid = plan(at(START), length("10 day"), office(), table(GD02, "day"))
    spent = [(at("06/10/2026 09:00"), at("09/10/2026 09:00"))]
    back = at("12/10/2026 09:00")
    floor = length("1 day")
    left = return_due(laid, "B4", back, floor=floor, spent=spent)
    assert told(left.at) == "Fri 16/10/2026 09:00"
    all_spent = [(at("06/10/2026 09:00"), at("16/10/2026 09:00"))]
    least = return_due(laid, "B4", at("16/10/2026 10:00"), floor=floor, spent=all_spent)
    assert told(least.at) == "Mon 19/10/2026 10:00"
    assert "the least time after a return" in explain(least.derivation)
    nothing = return_due(laid, "B1", back, floor=floor)
    assert nothing.at is None


@pytest.mark.parametrize("unit", ["hour", "calendar_day", "month", "same_day"])
def test_a_return_in_every_unit(unit):
    text = unit if unit == "same_day" else f"1 {unit}"
    laid = plan(at(START), length("3 month"), office(), [step(1, text)])
    spent = [(at(START), at("05/10/2026 09:30"))]
    back = at("06/10/2026 09:00")
    found = return_due(laid, "B1", back, floor=length("1 minute"), spent=spent)
    assert (
        told(found.at)
        == {
            "hour": "Tue 06/10/2026 09:30",
            "calendar_day": "Wed 07/10/2026 08:30",
            "month": "Thu 05/11/2026 09:00",
            "same_day": "Tue 06/10/2026 17:00",
        }[unit]
    )


def test_a_return_within_a_budget_has_the_phases_due():
    steps = [StepTime("B1", 1, None, "p", True, office())]
    steps.append(StepTime("B2", 2, None, "p", True, office()))
    budget = [PhaseTime("p", "budget", length("2 day"))]
    laid = plan(at(START), length("2 day"), office(), steps, budget)
    found = return_due(
        laid,
        "B1",
        at("06/10/2026 09:00"),
        floor=length("1 hour"),
        first_ready=at(START),
    )
    assert told(found.at) == "Wed 07/10/2026 09:00"


def test_a_time_not_set_yet_gives_no_due():
    steps = [step(1, "4 hour"), StepTime("B2", 2, None, None, True, office())]
    laid = plan(at(START), length("8 hour"), office(), steps)
    assert laid.steps["B2"].planned_due is None
    assert own_due(laid, "B2", at(START)).at is None
    assert own_due(laid, "B2", at(START)).derivation["result"] is None


def test_without_a_limit_steps_keep_their_own_time():
    laid = plan(at(START), None, office(), table(["1", "2"], "day"))
    assert laid.case_due.at is None and laid.case_due.derivation == {}
    assert told(laid.steps["B2"].planned_due) == "Thu 08/10/2026 09:00"
    assert told(own_due(laid, "B2", at("06/10/2026 09:00")).at) == (
        "Thu 08/10/2026 09:00"
    )


def test_a_limit_not_counted_is_no_limit():
    laid = plan(at(START), make("", "not_counted"), office(), table(["1"], "day"))
    assert laid.case_due.at is None


def test_a_table_can_be_built_once():
    once = Table(table(GD02, "day"))
    one = plan(at(START), length("10 day"), office(), once)
    two = plan(at(START), length("10 day"), office(), table(GD02, "day"))
    assert one == two


@pytest.mark.parametrize(
    ("steps", "phases", "code"),
    [
        ([step(1, "1 day", "x")], [], "unknown_phase"),
        ([step(1, "1 day"), step(1, "2 day")], [], "same_key"),
        ([step(1, "1 day", "x")], [PhaseTime("x", "race")], "unknown_mode"),
        ([step(1, "1 day", "x")], [PhaseTime("x", "budget")], "budget_without_limit"),
    ],
)
def test_tables_that_cannot_be_laid_out(steps, phases, code):
    with pytest.raises(PlanError) as refused:
        plan(at(START), length("1 day"), office(), steps, phases)
    assert refused.value.code == code
