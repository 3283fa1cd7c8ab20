from dataclasses import replace

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st

from procedure_control.engine import consult
from procedure_control.engine.content import (
    Content,
    Limit,
    Outcome,
    Phase,
    Variant,
)
from procedure_control.engine.flow import (
    FlowError,
    Move,
    check,
    choices,
    first,
    next_ready,
    result_step,
    variants_to_walk,
)

from . import flow_reference, procedures
from .tables import BACK, TOGETHER, codes, make
from .trying import trying


def walk(content: Content, variant: str = "") -> list[tuple[str, ...]]:
    """What becomes ready, move by move, when every step just goes on."""
    states, opened = {}, [first(content, variant)]
    todo = list(opened[0])
    while todo:
        key = todo.pop(0)
        move = next_ready(content, variant, states, key)
        states[key] = "done"
        todo += move.ready
        if move.ready or move.ended:
            opened.append(move.ready or (move.ended,))
    return opened


class TestRealProcedures:
    @pytest.mark.parametrize("ref", procedures.refs())
    def test_every_case_ends(self, ref):
        assert check(procedures.content(ref)) == []

    @pytest.mark.parametrize("ref", procedures.ODD)
    def test_odd_shapes_are_sound(self, ref):
        assert check(procedures.content(ref)) == []

    def test_p1_runs_through_its_seventeen_steps(self):
        opened = walk(procedures.content("P1"))
        assert opened == [*[(f"s{n}",) for n in range(1, 18)], ("done",)]

    def test_p1_leader_sends_back_to_step_4(self):
        content = procedures.content("P1")
        done = {f"s{n}": "done" for n in range(1, 7)} | {"s7": "ready"}
        [sent_back] = content.step("s7").outcomes
        move = next_ready(content, "", done, "s7", sent_back)
        assert move == Move(ready=("s6",), reopened=("s6", "s7"))

    def test_refused_at_intake(self):
        content = procedures.content("P3")
        [refused] = content.step("s1").outcomes
        move = next_ready(content, "", {"s1": "ready"}, "s1", refused)
        assert move.ended == "refused"
        assert move.not_arisen == tuple(f"s{n}" for n in range(2, 16))

    def test_urgent_document_takes_its_own_steps(self):
        content = procedures.content("P7")
        assert variants_to_walk(content) == ("v1", "v2")
        assert [o[0] for o in walk(content, "v1")] == "s1 s2 s3 s5 s7 s9 done".split()
        assert [o[0] for o in walk(content, "v2")] == "s1 s2 s4 s6 s8 s9 done".split()

    def test_meeting_is_prepared_side_by_side(self):
        opened = walk(procedures.content("N5"))
        assert opened[1] == ("s2", "s3", "s4")
        assert opened[2] == ("s5",)

    @pytest.mark.parametrize(
        "ref, key",
        [
            ("P1", "s16"),
            ("P2-02", "s7"),
            ("P3", "s14"),
            ("P4", "s13"),
            ("odd-d", "s3"),
        ],
    )
    def test_result_is_made_at(self, ref, key):
        content = procedures.content(ref)
        assert result_step(content) == key
        unmarked = replace(
            content, steps=tuple(replace(s, is_result=False) for s in content.steps)
        )
        assert result_step(unmarked) == key

    def test_a_step_in_no_counted_unit_makes_no_result(self):
        uncounted = {"duration": Limit("", "not_counted")}
        assert result_step(make({}, {}, uncounted)) == "s2"


class TestMoves:
    def test_a_jump_leaves_what_lies_between(self):
        content = make({"outcomes": (Outcome("Bỏ", "jump", "s4"),)}, {}, {}, {})
        move = next_ready(content, "", {}, "s1", content.steps[0].outcomes[0])
        assert move == Move(ready=("s4",), not_arisen=("s2", "s3"))

    def test_back_over_a_jump_gives_the_passed_step_another_chance(self):
        content = make({}, {}, {"outcomes": (BACK,)})
        done = {"s1": "done", "s2": "not_arisen", "s3": "ready"}
        move = next_ready(content, "", done, "s3", BACK)
        assert move == Move(ready=("s1",), reopened=("s1", "s2", "s3"))

    def test_a_step_skipped_beforehand_is_passed(self):
        content = make({}, {}, {})
        assert next_ready(content, "", {"s2": "skipped"}, "s1").ready == ("s3",)
        assert next_ready(content, "", {"s2": "skipped", "s3": "skipped"}, "s1") == (
            Move(ended="done")
        )

    def test_a_quorum_opens_once_and_lets_the_late_one_go(self):
        phase = Phase("p1", "1", "Xin ý kiến", "together", None, "quorum", 2)
        together = {"phase": "p1"}
        content = make(together, together, together, {}, phases=(phase,))
        assert first(content) == ("s1", "s2", "s3")
        states = {"s1": "ready", "s2": "ready", "s3": "ready"}
        assert next_ready(content, "", states, "s2") == Move()
        states["s2"] = "done"
        move = next_ready(content, "", states, "s3")
        assert move == Move(ready=("s4",), not_arisen=("s1",))
        states["s3"] = "done"
        # The caller may let s1 answer all the same: nothing opens again.
        assert next_ready(content, "", states, "s1") == Move()

    def test_what_did_not_arise_does_not_count_as_an_answer(self):
        phase = Phase("p1", "1", "Xin ý kiến", "together", None, "quorum", 2)
        together = {"phase": "p1"}
        content = make(together, together, together, {}, phases=(phase,))
        assert next_ready(content, "", {"s1": "cancelled"}, "s2") == Move()
        last = {"s1": "cancelled", "s2": "cancelled"}
        assert next_ready(content, "", last, "s3").ready == ("s4",)

    def test_an_end_inside_a_block_ends_all_of_it(self):
        no = Outcome("Từ chối", "end_refused")
        phase = Phase("p1", "1", "Cùng làm", "together")
        content = make(
            {"phase": "p1", "outcomes": (no,)}, {"phase": "p1"}, {}, phases=(phase,)
        )
        assert codes(content) == []
        move = next_ready(content, "", {"s1": "ready", "s2": "ready"}, "s1", no)
        assert move == Move(ended="refused", not_arisen=("s2", "s3"))

    @pytest.mark.parametrize(
        "outcomes, offered",
        [
            ((), [None]),
            ((BACK,), [None, "back"]),
            ((Outcome("Không", "end_refused"),), [None, "end_refused"]),
            ((Outcome("Sang", "jump", "s3"),), ["jump"]),
            ((Outcome("Xong", "end_done"),), ["end_done"]),
            (
                (Outcome("Đồng ý", "next"), Outcome("Sang", "jump", "s3")),
                ["next", "jump"],
            ),
        ],
    )
    def test_what_the_doer_may_choose(self, outcomes, offered):
        step = make({"outcomes": outcomes}).steps[0]
        assert [one and one.kind for one in choices(step)] == offered

    @pytest.mark.parametrize(
        "key, outcome, code",
        [
            ("s9", None, "not_in_path"),
            ("s2", None, "choice_needed"),
            ("s3", Outcome("?", "back", "s9"), "target_missing"),
            ("s1", Outcome("?", "back", "s2"), "not_earlier"),
            ("s1", Outcome("?", "back", "s1"), "not_earlier"),
            ("s3", Outcome("?", "jump", "s2"), "not_later"),
            ("s1", Outcome("?", "fly", "s2"), "unknown_outcome"),
        ],
    )
    def test_a_move_the_content_does_not_allow(self, key, outcome, code):
        content = make({}, {"outcomes": (Outcome("Sang", "jump", "s3"),)}, {})
        with pytest.raises(FlowError) as caught:
            next_ready(content, "", {}, key, outcome)
        assert caught.value.code == code

    @pytest.mark.parametrize(
        "later, found",
        [
            (
                {"kind": "consult", "agency_mode": "chosen", "chosen_by": "s2"},
                [("asked_by_passed", "error")],
            ),
            (
                {"owner_mode": "chosen", "chosen_by": "s2"},
                [("chosen_by_passed", "warn")],
            ),
            (
                {"agency_mode": "chosen", "chosen_by": "s2"},
                [("chosen_by_passed", "warn")],
            ),
            (
                {"time_mode": "set", "time_set_by": "s2"},
                [("time_set_by_passed", "warn")],
            ),
        ],
    )
    def test_a_jump_passes_the_step_that_decides_of_a_later_one(self, later, found):
        jump, stay = Outcome("Đơn giản", "jump", "s3"), Outcome("Tiếp", "next")
        later = {"duration": Limit("8", "hour"), **later}
        said = [
            (f.code, f.severity)
            for f in check(make({"outcomes": (jump, stay)}, {}, later, {}))
        ]
        assert said == found
        # Nothing where every way leads through it, or what it decides is passed too.
        back = Outcome("Trả lại", "back", "s2")
        assert (
            check(make({}, {}, {**later, "outcomes": ()}, {"outcomes": (back,)}))[:1]
            == []
        )
        over = Outcome("Bỏ qua", "jump", "s4")
        assert check(make({"outcomes": (over, stay)}, {}, later, {})) == []

    def test_a_quorum_may_leave_without_the_member_that_decides(self):
        phase = replace(TOGETHER, join="quorum", quorum=1)
        content = make(
            {"phase": "p1"},
            {"phase": "p1"},
            {"owner_mode": "chosen", "chosen_by": "s2"},
            phases=(phase,),
        )
        assert codes(content, "warn") == ["chosen_by_passed"]

    def test_one_agency_is_chosen_at_an_earlier_step(self):
        assert codes(make({}, {"agency_mode": "chosen"})) == ["agency_by_missing"]
        later = {"agency_mode": "chosen", "chosen_by": "s2"}
        assert codes(make(later, {})) == ["agency_by_later"]

    def test_nothing_to_start(self):
        assert first(make()) == ()
        assert result_step(make()) == ""


#: Findings about a question to agencies: they change no way of the path.
OF_A_QUESTION = ("consult_", "asked_by_")
KINDS = ("next", "back", "jump", "end_done", "end_refused", "end_terminated")


@st.composite
def questions(draw, choosers, wild):
    """What makes a step one that asks agencies; ``choosers`` may choose them."""
    asks = {
        "kind": "consult",
        "agency_mode": "chosen",
        "chosen_by": draw(st.sampled_from(choosers)),
        "duration": Limit("8", "hour"),
        "quorum": draw(st.integers(-1 if wild else 0, 4)),
        "silence": draw(st.sampled_from(["goes_on", "waits"])),
    }
    return asks if wild else {**asks, "outcomes": ()}


@st.composite
def tables(draw, wild: bool):
    """Random tables; ``wild`` ones often have every fault the check knows."""
    size = draw(st.integers(1, 7))
    keys = [f"s{n}" for n in range(1, size + 1)]
    members = draw(st.lists(st.booleans(), min_size=size, max_size=size))
    if not wild:
        start, length = draw(st.integers(0, size - 1)), draw(st.integers(0, 4))
        members = [start <= n < start + length for n in range(size)]
    optional = draw(st.sampled_from([None, *range(size)])) if size > 2 else None
    steps = []
    for place in range(size):
        outcomes = []
        for kind in draw(st.lists(st.sampled_from(KINDS), max_size=3)):
            near = (
                keys if wild else keys[:place] if kind == "back" else keys[place + 1 :]
            )
            needs = kind in ("back", "jump")
            if needs and not wild and (members[place] or not near):
                continue
            target = draw(st.sampled_from(near)) if needs else ""
            if needs and not wild and members[keys.index(target)]:
                continue
            outcomes.append(Outcome(f"o{len(outcomes)}", kind, target))
        step = {
            "phase": "p1" if members[place] else "",
            "outcomes": tuple(outcomes),
            "variants": ("v1",) if place == optional else (),
        }
        if draw(st.integers(0, 3)) == 0 and (wild or place):
            step |= draw(questions(keys if wild else keys[:place], wild))
        steps.append(step)
    join = draw(st.sampled_from(["all", "quorum"]))
    quorum = draw(st.integers(0 if wild else 1, 3))
    phase = replace(TOGETHER, join=join, quorum=quorum)
    urgent = Variant("v1", "Khẩn", True)
    return make(*steps, phases=(phase,), variants=(urgent,))


def answer(step, asked, data) -> bool:
    """One agency answers, or the time is over; whether the step is then at its end."""
    if step.silence == "goes_on" and data.draw(st.booleans()):
        asked[:] = [consult.NO_REPLY if s == "ready" else s for s in asked]
    else:
        owing = [n for n, state in enumerate(asked) if state == "ready"]
        asked[data.draw(st.sampled_from(owing))] = "done"
    over = consult.state_of(asked, step.quorum) == "done"
    assert over == flow_reference.answered(asked, step.quorum)
    assert over or "ready" in asked, "a question that nobody can answer any more"
    return over


def follow(move: Move, states: dict, asked: dict) -> None:
    for other in move.not_arisen:
        asked.pop(other, None)
        assert states[other] in ("planned", "ready")
        states[other] = "not_arisen"
    for other in move.reopened:
        states[other] = "planned"
    for other in move.ready:
        # A join that opened twice would make a running or finished step ready.
        assert states[other] == "planned"
        states[other] = "ready"


def run(content: Content, variant: str, data, returns: int) -> str:
    """One case in random order; every move is compared with the slow reference."""
    states = {step.key: "planned" for step in content.steps_of(variant)}
    asked: dict[str, list[str]] = {}
    for key in first(content, variant):
        states[key] = "ready"
    for _turn in range(len(states) * (returns + 1) * 4):
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
            one
            for one in choices(content.step(key))
            if returns or one is None or one.kind != "back"
        ]
        outcome = data.draw(st.sampled_from(offered))
        move = next_ready(content, variant, states, key, outcome)
        assert move == flow_reference.move(content, variant, states, key, outcome)
        if outcome is not None and outcome.kind == "back":
            returns -= 1
            states[key] = "sent_back"
        else:
            states[key] = "done"
        follow(move, states, asked)
        if move.ended:
            assert "ready" not in states.values()
            return move.ended
    raise AssertionError("the case did not end")


@trying(1000)
@given(tables(wild=False), st.data())
def test_what_passes_the_check_always_ends(content, data):
    assume(not codes(content))
    variant = data.draw(st.sampled_from(variants_to_walk(content)))
    returns = data.draw(st.integers(0, 3))
    event(run(content, variant, data, returns))


@trying(100)
@given(tables(wild=True), st.data())
def test_no_table_makes_the_check_raise(content, data):
    findings = check(content)
    assert len(findings) == len({repr(finding) for finding in findings})
    if not codes(content):
        for variant in variants_to_walk(content):
            run(content, variant, data, 2)


@trying(100)
@given(tables(wild=True))
def test_the_check_finds_every_step_that_nothing_leads_to(content):
    """Against plain search over every move of the reference."""
    found = {
        finding.where[1]
        for finding in check(content)
        if finding.code in ("two_starts", "unreachable")
    }
    wrong = {code for code in codes(content) if not code.startswith(OF_A_QUESTION)}
    assume(not wrong - {"two_starts", "unreachable"})
    missed = set()
    for variant in variants_to_walk(content):
        walked = {step.key for step in content.steps_of(variant)}
        missed |= walked - flow_reference.ever_ready(content, variant)
    assert found <= missed
    blocks = {step.key for step in content.steps if step.phase}
    assert missed - blocks <= found
