from dataclasses import replace

import pytest

from procedure_control.engine.content import Limit, Outcome, Phase, Variant
from procedure_control.engine.flow import check, variants_to_walk

from .tables import TOGETHER, codes, make

BUDGET = Phase("p1", "1", "Chung", "budget")
P1 = {"phase": "p1"}


def to(kind, target):
    return {"outcomes": (Outcome("Đi", kind, target),)}


class TestCheck:
    @pytest.mark.parametrize(
        "content, expected",
        [
            (make(), ["no_step"]),
            (make({}, {"key": "s1"}), ["key_twice"]),
            (make({"phase": "p9"}), ["phase_missing"]),
            (make({"variants": ("v9",)}), ["variant_missing", "variant_empty"]),
            (make({}, to("back", "")), ["target_missing"]),
            (make({}, to("back", "s9")), ["target_missing"]),
            (make(to("back", "s2"), {}), ["back_to_later"]),
            (make(to("back", "s1"), {}), ["back_to_later"]),
            (
                make({}, to("jump", "s1")),
                ["jump_to_earlier", "no_end", "no_exit", "no_exit"],
            ),
            (make({}, to("jump", "s4"), {}, {}), ["two_starts"]),
            (make({}, to("jump", "s5"), {}, {}, {}), ["two_starts", "unreachable"]),
            (make(to("end_done", ""), {}), ["two_starts"]),
            (make({**P1}, {**P1}, {}, phases=(BUDGET,)), ["budget_without_limit"]),
            (make({"time_mode": "phase"}), ["draws_without_limit"]),
            (
                make({"time_mode": "phase", **P1}, phases=(Phase("p1", "", "P"),)),
                ["draws_without_limit"],
            ),
            (make(P1, {}, P1, phases=(TOGETHER,)), ["block_split"]),
            (
                make({}, P1, {**P1, **to("back", "s1")}, phases=(TOGETHER,)),
                ["crosses_block"],
            ),
            (
                make(P1, P1, to("back", "s1"), phases=(TOGETHER,)),
                ["crosses_block"],
            ),
            (
                make(
                    {"outcomes": (Outcome("a", "next"), Outcome("b", "jump", "s3"))},
                    P1,
                    P1,
                    phases=(TOGETHER,),
                ),
                ["crosses_block"],
            ),
            (
                make(P1, P1, phases=(replace(TOGETHER, join="quorum", quorum=3),)),
                ["quorum_too_large"],
            ),
            (
                make(P1, P1, phases=(replace(TOGETHER, join="quorum"),)),
                ["quorum_missing"],
            ),
            (make({}, {"owner_mode": "chosen"}), ["chosen_by_missing"]),
            (
                make({}, {"owner_mode": "chosen", "chosen_by": "s3"}, {}),
                ["chosen_by_later"],
            ),
            (
                make({}, {"time_mode": "set", "time_set_by": "s2"}),
                ["time_set_by_later"],
            ),
            (make({}, {"time_mode": "set"}), ["time_set_by_missing"]),
            (make({"owner_mode": "previous"}), ["previous_at_start"]),
            (make({"is_result": True}, {}), ["counted_after_result"]),
            (
                make({"is_result": True, "counted": False}, {"is_result": True}),
                ["result_twice", "counted_after_result"],
            ),
            (make({"is_result": True}, {"counted": False}), []),
            (make({"is_result": True}, {"kind": "wait"}), []),
            (make({"is_result": True}, {"time_mode": "none"}), []),
            (
                make({"is_result": True}, {"duration": Limit("", "not_counted")}),
                [],
            ),
        ],
    )
    def test_what_is_wrong_is_named(self, content, expected):
        assert codes(content) == expected

    def test_members_of_a_block_cannot_choose_for_each_other(self):
        chosen = {**P1, "owner_mode": "chosen", "chosen_by": "s1"}
        assert codes(make(P1, chosen, phases=(TOGETHER,))) == ["chosen_by_later"]

    def test_a_block_of_which_one_member_never_goes_on(self):
        ends = {**P1, **to("end_done", "")}
        content = make(P1, ends, {}, phases=(TOGETHER,))
        assert codes(content) == ["two_starts"]
        one_is_enough = replace(TOGETHER, join="quorum", quorum=1)
        assert codes(replace(content, phases=(one_is_enough,))) == []

    def test_a_target_of_another_variant(self):
        content = make(
            {"variants": ("v1",)},
            {"variants": ("v2",)},
            to("back", "s1"),
            variants=(Variant("v1", "a"), Variant("v2", "b")),
        )
        [finding] = check(content)
        assert finding.code == "target_other_variant"
        assert finding.where == ("step", "s3")

    def test_a_quorum_that_one_variant_cannot_reach(self):
        content = make(
            P1,
            {**P1, "variants": ("v1",)},
            phases=(replace(TOGETHER, join="quorum", quorum=2),),
            variants=(Variant("v1", "a"), Variant("v2", "b")),
        )
        assert codes(content) == ["quorum_too_large"]

    def test_remarks_that_do_not_stop(self):
        content = make(
            {"outcomes": (Outcome("Từ chối", "end_refused", "s2"),)},
            {},
            phases=(Phase("p1", "", "Rỗng", limit=Limit("1", "day")),),
        )
        assert codes(content) == []
        assert codes(content, "warn") == ["target_unused", "phase_empty"]

    def test_urgency_alone_leaves_the_ordinary_case(self):
        content = make({}, variants=(Variant("v1", "Khẩn", True),))
        assert variants_to_walk(content) == ("", "v1")
        assert variants_to_walk(make({})) == ("",)
