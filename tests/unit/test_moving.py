"""Where a running case lands under another content: what stays in hand, what lacks."""

from dataclasses import replace

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st

from procedure_control.engine.content import Content, Phase, Variant
from procedure_control.engine.flow import choices, first, next_ready, variants_to_walk
from procedure_control.engine.moving import (
    OBSTACLES,
    MoveError,
    Obstacle,
    land,
    suggest_steps,
    suggest_variants,
)
from procedure_control.engine.paths import SETTLED, Path
from procedure_control.engine.reroute import BEGUN, OPEN

from .tables import TOGETHER, codes, make
from .test_flow import answer, follow, tables
from .trying import trying

ONE = Phase("p1", "1", "Cùng làm", "together", join="quorum", quorum=1)


def same(count: int) -> dict:
    return {f"s{n}": f"s{n}" for n in range(1, count + 1)}


def moved(old: Content, new: Content, states: dict, steps=None, **options):
    return land(old, new, "", "", states, steps or suggest_steps(old, new), **options)


def codes_of(landing) -> list[str]:
    return [obstacle.code for obstacle in landing.obstacles]


# --- which step is which --------------------------------------------------------------
def test_steps_are_known_again_by_what_they_are():
    old = make({"name": "Nhận"}, {"name": "Thẩm định hồ sơ"}, {"name": "Ký"})
    new = make(
        {"name": "Nhận"},
        {"name": "Lấy ý kiến"},
        {"name": "Thẩm định kỹ hồ sơ"},
        {"name": "Ký", "label": "9"},
    )
    assert suggest_steps(old, new) == {"s1": "s1", "s2": "s3", "s3": "s4"}


def test_another_kind_of_work_is_not_the_same_step():
    old = make({"name": "Chờ"}, {"name": "Hỏi"})
    new = make({"name": "Chờ", "kind": "wait"}, {"name": "Hỏi"})
    assert suggest_steps(old, new) == {"s2": "s2"}


def test_variants_are_known_again_by_name():
    old = make({}, variants=(Variant("v1", "Khẩn", True), Variant("v2", "Thường")))
    new = make({}, variants=(Variant("v1", "Thường"), Variant("v2", "Hỏa tốc", True)))
    assert suggest_variants(old, new) == {"v2": "v1"}


# --- where it lands -------------------------------------------------------------------
def test_what_is_in_hand_stays_in_hand():
    old, new = make({}, {}, {}), make({}, {}, {})
    landing = moved(old, new, {"s1": "done", "s2": "ready", "s3": "planned"})
    assert landing.unit == ("s2",)
    assert not landing.obstacles
    assert landing.new == landing.ready == landing.passed == landing.dropped == ()


def test_a_step_added_ahead_is_walked_and_one_added_behind_is_not():
    old = make({"name": "A"}, {"name": "B"}, {"name": "C"})
    new = make({"name": "X"}, {"name": "A"}, {"name": "B"}, {"name": "Y"})
    landing = land(
        old,
        new,
        "",
        "",
        {"s1": "done", "s2": "ready", "s3": "planned"},
        {"s1": "s2", "s2": "s3"},
    )
    assert landing.unit == ("s3",)
    assert landing.new == ("s1", "s4")
    assert landing.passed == ("s1",)
    assert landing.dropped == ("s3",)


def test_what_was_done_stays_done_wherever_it_lies():
    old = make({"name": "A"}, {"name": "B"}, {"name": "C"}, {"name": "D"})
    new = make({"name": "B"}, {"name": "A"}, {"name": "C"}, {"name": "D"})
    landing = moved(old, new, {"s1": "done", "s2": "ready", "s3": "planned"})
    assert landing.unit == ("s1",)
    assert landing.passed == ()


def test_a_block_takes_in_what_joins_it():
    old = make({}, {}, {})
    new = make({}, {"phase": "p1"}, {"phase": "p1"}, {}, phases=(TOGETHER,))
    landing = moved(old, new, {"s1": "done", "s2": "ready", "s3": "planned"}, same(3))
    assert landing.unit == ("s2", "s3")
    assert landing.ready == ("s3",)
    assert landing.new == ("s4",)


def test_what_nobody_was_asked_to_decide_is_told():
    old = make({}, {}, {})
    new = make({}, {}, {"owner_mode": "chosen", "chosen_by": "s1"})
    landing = moved(old, new, {"s1": "done", "s2": "ready", "s3": "planned"}, same(3))
    assert landing.undecided == ("s3",)
    before = make({}, {}, {"owner_mode": "chosen", "chosen_by": "s1"})
    assert moved(before, new, {"s1": "done", "s2": "ready"}, same(3)).undecided == ()


# --- what cannot be told --------------------------------------------------------------
def test_a_step_in_hand_that_is_gone():
    old, new = make({}, {}, {}), make({}, {})
    landing = moved(old, new, {"s1": "done", "s2": "ready"}, {"s1": "s1", "s3": "s2"})
    assert landing.obstacles == (Obstacle("unmapped", ("s2",)),)


def test_a_step_in_hand_that_its_variant_does_not_walk():
    urgent = (Variant("v1", "Khẩn", True),)
    old = make({}, {}, variants=urgent)
    new = make({}, {"variants": ("v1",)}, {}, variants=urgent)
    landing = moved(old, new, {"s1": "done", "s2": "ready"}, same(2))
    assert codes_of(landing) == ["unmapped"]


def test_another_kind_of_work():
    old, new = make({}, {}), make({"kind": "wait"}, {})
    assert codes_of(moved(old, new, {"s1": "ready"}, same(2))) == ["kind"]


def test_in_hand_together_but_done_one_after_the_other_there():
    block = {"phase": "p1"}
    old, new = make(block, block, {}, phases=(TOGETHER,)), make({}, {}, {})
    landing = moved(old, new, {"s1": "ready", "s2": "ready"}, same(3))
    assert landing.obstacles == (Obstacle("apart", ("s1", "s2")),)


def test_a_block_that_is_answered_by_its_new_quorum():
    """Who answers it last would open nothing: the case would stand for ever."""
    block = {"phase": "p1"}
    old = make(block, block, {}, phases=(TOGETHER,))
    new = make(block, block, {}, phases=(ONE,))
    landing = moved(old, new, {"s1": "done", "s2": "ready"}, same(3))
    assert codes_of(landing) == ["answered"]


def test_a_question_that_is_answered_by_its_new_number():
    asks = {"kind": "consult"}
    old, new = make({}, asks, {}), make({}, {**asks, "quorum": 1}, {})
    states = {"s1": "done", "s2": "ready"}
    asked = {"s2": ("done", "ready")}
    assert codes_of(moved(old, new, states, same(3), answers=asked)) == ["answered"]
    asked = {"s2": ("ready", "ready")}
    assert codes_of(moved(old, new, states, same(3), answers=asked)) == []


def test_beyond_the_result_there():
    old = make({}, {}, {})
    new = make({"is_result": True}, {"counted": False}, {"counted": False})
    states = {"s1": "done", "s2": "ready"}
    assert codes_of(moved(old, new, states, same(3))) == ["result_passed"]


def test_the_result_is_not_made_by_a_mapping():
    """A step that was done long ago does not become the one that ends the case."""
    old, new = make({}, {}, {}), make({}, {}, {})
    steps = {"s1": "s3", "s2": "s1"}
    landing = moved(old, new, {"s1": "done", "s2": "ready"}, steps)
    assert codes_of(landing) == ["result_passed"]


def test_a_variant_without_counterpart():
    both = (Variant("v1", "A"), Variant("v2", "B"))
    old, new = make({}, variants=both), make({}, variants=both[:1])
    for there in (None, "v2", ""):
        landing = land(old, new, "v2", there, {"s1": "ready"}, same(1))
        assert codes_of(landing) == ["variant"]


def test_nobody_has_it():
    old = new = make({}, {})
    assert codes_of(moved(old, new, {"s1": "done"}, same(2))) == ["nothing_in_hand"]


def test_two_steps_do_not_become_one():
    old = new = make({}, {})
    with pytest.raises(MoveError):
        land(old, new, "", "", {"s1": "ready"}, {"s1": "s1", "s2": "s1"})


# --- whatever the tables --------------------------------------------------------------
def walk(content, variant, states, asked, data, turns, returns):
    """Some turns of a case in random order; how it ended, None while it has not."""
    for _turn in range(turns):
        ready = sorted(key for key, state in states.items() if state == "ready")
        assert ready, "an open case in which nobody has anything to do"
        key = data.draw(st.sampled_from(ready))
        step = content.step(key)
        if step.kind == "consult":
            if key not in asked:
                asked[key] = ["ready"] * data.draw(st.integers(1, 4))
            if not answer(step, asked[key], data):
                continue
            del asked[key]
        offered = [
            one for one in choices(step) if returns or one is None or one.kind != "back"
        ]
        outcome = data.draw(st.sampled_from(offered))
        move = next_ready(content, variant, states, key, outcome)
        back = outcome is not None and outcome.kind == "back"
        returns -= back
        states[key] = "sent_back" if back else "done"
        follow(move, states, asked)
        if move.ended:
            return move.ended
    return None


def carried(landing, path, steps, states, asked):
    """(states, asked) of the case under the new content, as the engine leaves them."""
    kept = {steps[key]: state for key, state in states.items() if key in steps}
    now = {key: kept.get(key, "planned") for key in path.steps}
    now |= dict.fromkeys(landing.passed, "not_arisen")
    now |= dict.fromkeys(landing.ready, "ready")
    return now, {steps[key]: list(of) for key, of in asked.items() if key in steps}


@trying(500)
@given(tables(wild=False), tables(wild=False), st.data())
def test_a_moved_case_has_work_and_comes_to_its_end(old, new, data):
    assume(not codes(old) and not codes(new))
    variant = data.draw(st.sampled_from(variants_to_walk(old)))
    there = data.draw(st.sampled_from([*variants_to_walk(new), None]))
    states = {step.key: "planned" for step in old.steps_of(variant)}
    states |= dict.fromkeys(first(old, variant), "ready")
    asked: dict[str, list[str]] = {}
    assume(not walk(old, variant, states, asked, data, data.draw(st.integers(0, 9)), 2))
    targets = data.draw(st.permutations([step.key for step in new.steps]))
    steps = dict(zip(states, targets, strict=False))
    if data.draw(st.booleans()):
        steps = {key: key for key in states if key in {s.key for s in new.steps}}
    for key in data.draw(st.sets(st.sampled_from(sorted(states)), max_size=2)):
        steps.pop(key, None)
    landing = land(old, new, variant, there, states, steps, asked)
    if landing.obstacles:
        assert all(one.code in OBSTACLES for one in landing.obstacles)
        event(landing.obstacles[0].code)
        return
    path = Path.of(new, there)
    now, asked = carried(landing, path, steps, states, asked)
    expect_one_place(landing, path, steps, states, now)
    ended = walk(new, there, now, asked, data, len(now) * 20, 1)
    assert ended, "the moved case did not end"
    event(f"moved: {ended}")


def expect_one_place(landing, path, steps, states, now):
    """It stands in one unit, before the result, and nobody lost his work."""
    begun = {key for key, state in now.items() if state in BEGUN}
    assert begun and begun <= set(landing.unit)
    assert {steps[k] for k, s in states.items() if s in BEGUN} <= begun
    place = path.place[landing.unit[0]]
    assert all(now[key] in SETTLED for key in path.between(0, place))
    assert not path.joined(landing.unit, now)
    assert path.place[path.result_step()] >= place
    done = [key for key, state in states.items() if state == "done"]
    assert all(now[steps[k]] == "done" for k in done if steps.get(k) in now)
    kept = {key for key in steps if steps[key] in path.steps}
    left = {key for key, s in states.items() if s in OPEN} - kept
    assert left == set(landing.dropped), "nothing stays open beside the path"


@trying(150)
@given(tables(wild=False), st.data())
def test_an_edited_copy_keeps_who_has_it(content, data):
    """Whoever renames or shortens steps can move every case that is not at its end."""
    assume(not codes(content))
    variant = data.draw(st.sampled_from(variants_to_walk(content)))
    states = {step.key: "planned" for step in content.steps_of(variant)}
    states |= dict.fromkeys(first(content, variant), "ready")
    asked: dict[str, list[str]] = {}
    turns = data.draw(st.integers(0, 6))
    assume(not walk(content, variant, states, asked, data, turns, 2))
    steps = tuple(replace(step, result="khác") for step in content.steps)
    copy = replace(content, steps=steps)
    mapping = suggest_steps(content, copy)
    assert mapping == {step.key: step.key for step in steps}
    landing = land(content, copy, variant, variant, states, mapping, asked)
    result = states[Path.of(content, variant).result_step()]
    assert bool(landing.obstacles) == (
        codes_of(landing) == ["result_passed"]
        and (result in SETTLED or landing.unit == ())
    )
    if not landing.obstacles:
        assert landing.new == landing.ready == landing.dropped == ()
