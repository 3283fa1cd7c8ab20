"""A step that asks agencies, as the flow sees it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedure_control.engine.consult import NO_REPLY, needed, state_of
from procedure_control.engine.content import Limit, Outcome
from procedure_control.engine.flow import FlowError, Move, sent_back
from procedure_control.engine.paths import SETTLED

from . import flow_reference
from .tables import BACK, TOGETHER, codes, make
from .trying import trying

STATES = ("planned", "ready", "paused", "done", NO_REPLY, "not_arisen", "cancelled")
ASKS = {
    "kind": "consult",
    "agency_mode": "chosen",
    "chosen_by": "s1",
    "duration": Limit("8", "hour"),
}


class TestState:
    @pytest.mark.parametrize(
        "states, quorum, expected",
        [
            ((), 0, "planned"),
            (("planned",), 0, "planned"),
            (("done", "ready", "ready"), 0, "ready"),
            (("done", "done", "done"), 0, "done"),
            (("done", "done", "ready"), 2, "done"),
            (("done", "ready", "ready"), 2, "ready"),
            # More answers than agencies were asked cannot be waited for.
            (("done", "done"), 5, "done"),
            # The journey: three answers, one silence, the time is over.
            (("done", "done", "done", NO_REPLY), 0, "done"),
            ((NO_REPLY, NO_REPLY), 0, "done"),
            # Silence answers nothing: of two needed only one came, one is awaited.
            (("done", NO_REPLY, "ready"), 2, "ready"),
            (("done", NO_REPLY, "paused"), 2, "paused"),
            (("cancelled", "cancelled"), 0, "cancelled"),
            (("not_arisen",), 0, "not_arisen"),
        ],
    )
    def test_one_state_of_all(self, states, quorum, expected):
        assert state_of(states, quorum) == expected

    def test_how_many_are_needed(self):
        assert [needed(q, 4) for q in (0, 1, 3, 4, 9)] == [4, 1, 3, 4, 4]

    @trying(500)
    @given(st.lists(st.sampled_from(STATES), max_size=6), st.integers(0, 7))
    def test_as_the_reference_counts(self, states, quorum):
        assert (state_of(states, quorum) == "done") == flow_reference.answered(
            states, quorum
        )

    @trying(300)
    @given(
        st.lists(st.sampled_from(["done", NO_REPLY, "not_arisen"]), min_size=1),
        st.integers(0, 7),
    )
    def test_when_nobody_owes_an_answer_nothing_waits(self, states, quorum):
        assert state_of(states, quorum) in SETTLED


class TestCheck:
    def test_a_question_to_agencies_is_sound(self):
        assert codes(make({}, ASKS, {})) == []
        assert codes(make({}, {**ASKS, "quorum": 2, "silence": "waits"}, {})) == []

    @pytest.mark.parametrize(
        "values, expected",
        [
            ({"agency_mode": "receiving"}, "consult_not_chosen"),
            ({"chosen_by": ""}, "asked_by_missing"),
            ({"chosen_by": "s3"}, "asked_by_later"),
            ({"owner_mode": "requester_manager"}, "consult_owner"),
            ({"quorum": -1}, "consult_quorum"),
            ({"duration": None}, "consult_without_time"),
            ({"time_mode": "none"}, "consult_without_time"),
            ({"duration": Limit("", "not_counted")}, "consult_without_time"),
            ({"outcomes": (BACK,)}, "consult_leaves"),
            ({"outcomes": (Outcome("Thôi", "end_refused"),)}, "consult_leaves"),
        ],
    )
    def test_what_is_wrong_is_named(self, values, expected):
        assert codes(make({}, {**ASKS, **values}, {})) == [expected]

    def test_a_question_without_time_may_wait(self):
        waits = {**ASKS, "duration": None, "silence": "waits"}
        assert codes(make({}, waits, {})) == []

    def test_agencies_chosen_in_one_variant_only(self):
        content = make({"variants": ("v1",)}, ASKS, {})
        assert "asked_by_missing" in codes(replace(content, variants=_two_variants()))


def _two_variants():
    from procedure_control.engine.content import Variant  # noqa: PLC0415

    return (Variant("v1", "a"), Variant("v2", "b"))


class TestSentBack:
    """Who refuses a file sends it back, whether the table lists a way or not."""

    def test_to_the_step_before(self):
        content = make({}, {}, {})
        done = {"s1": "done", "s2": "done", "s3": "ready"}
        assert sent_back(content, "", done, "s3", "s2") == Move(
            ready=("s2",), reopened=("s2", "s3")
        )

    def test_out_of_a_block_its_open_members_go(self):
        together = {"phase": "p1"}
        content = make({}, together, together, phases=(TOGETHER,))
        done = {"s1": "done", "s2": "ready", "s3": "ready"}
        assert sent_back(content, "", done, "s2", "s1") == Move(
            ready=("s1",), reopened=("s1", "s2", "s3"), not_arisen=("s3",)
        )

    def test_into_a_block_that_all_had_left_only_the_one(self):
        together = {"phase": "p1"}
        content = make(together, together, {}, phases=(TOGETHER,))
        done = {"s1": "done", "s2": "done", "s3": "ready"}
        assert sent_back(content, "", done, "s3", "s2") == Move(
            ready=("s2",), reopened=("s2", "s3")
        )

    def test_into_a_block_left_by_a_quorum_all_of_it(self):
        together = {"phase": "p1"}
        half = replace(TOGETHER, join="quorum", quorum=1)
        content = make(together, together, {}, phases=(half,))
        done = {"s1": "not_arisen", "s2": "done", "s3": "ready"}
        move = sent_back(content, "", done, "s3", "s2")
        assert move.ready == ("s1", "s2")
        assert move.reopened == ("s1", "s2", "s3")

    @pytest.mark.parametrize(
        "key, target, code",
        [
            ("s1", "s2", "not_earlier"),
            ("s2", "s2", "not_earlier"),
            ("s9", "s1", "not_in_path"),
            ("s2", "s9", "not_in_path"),
        ],
    )
    def test_not_elsewhere(self, key, target, code):
        with pytest.raises(FlowError) as caught:
            sent_back(make({}, {}), "", {}, key, target)
        assert caught.value.code == code
