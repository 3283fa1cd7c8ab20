from dataclasses import replace
from decimal import Decimal

import pytest

from procedure_control.engine.content import (
    Limit,
    Outcome,
    Phase,
    Ref,
    Section,
    Variant,
)
from procedure_control.engine.flow_check import check as check_flow
from procedure_control.engine.readiness import (
    CHECKS,
    TEMPLATES,
    ReadinessContext,
    check_all,
    passes,
)

from . import procedures
from .drafts import CONTEXT, content, days, failed, only, step, worded


class TestRealProcedures:
    @pytest.mark.parametrize("ref", [r for r in procedures.refs() if r != "P8"])
    def test_they_pass(self, ref):
        lines = check_all(procedures.content(ref), procedures.context(ref))
        assert passes(lines)
        # Days of rest under a limit in calendar days are all there is to remark.
        assert {line.key for line in lines if not line.passed} <= {"rest_days"}

    @pytest.mark.parametrize("ref", procedures.ODD)
    def test_odd_shapes_pass(self, ref):
        lines = check_all(procedures.content(ref), procedures.context(ref))
        assert failed(lines) == []

    def test_p8_is_stopped_with_both_figures(self):
        lines = check_all(procedures.content("P8"), procedures.context("P8"))
        assert not passes(lines)
        [line] = [line for line in lines if not line.passed]
        assert (line.key, line.grade, line.where) == ("sums", "block", ("revision", ""))
        assert (line.data["total"], line.data["limit"]) == (Decimal(12), Decimal(10))
        assert "12" in worded(line) and "10 day" in worded(line)

    @pytest.mark.parametrize(
        "ref, code, total",
        [
            ("P1", "sum_holds", "30"),
            ("P2-01", "sum_holds", "20"),
            ("P2-02", "sum_holds", "10"),
            ("P3", "sum_holds", "96"),
            ("P4", "sum_holds", "25"),
            ("P6", "sum_holds", "80"),
            ("N5", "sum_holds", "5"),
            ("odd-d", "sum_holds", "10"),
        ],
    )
    def test_what_they_add_up_to(self, ref, code, total):
        [line] = only("sums", procedures.content(ref))
        assert (line.code, line.data["total"]) == (code, Decimal(total))

    @pytest.mark.parametrize(
        "ref, expected",
        [
            ("P5", ["limit_not_summed"]),
            ("P7", ["limit_absent_variant", "limit_absent_variant"]),
            ("odd-a", ["sum_holds_variant", "sum_holds_variant"]),
            ("odd-b", ["limit_by_phases"]),
            ("odd-c", ["limit_by_phases"]),
        ],
    )
    def test_what_is_reported_instead_of_added(self, ref, expected):
        lines = only("sums", procedures.content(ref))
        assert [line.code for line in lines] == expected
        assert all(line.passed for line in lines)

    def test_calendar_days_warn_of_the_short_steps_of_p2(self):
        lines = only("rest_days", procedures.content("P2-01"))
        assert [line.where[1] for line in lines] == ["s2", "s3", "s5", "s6", "s7"]
        assert {line.grade for line in lines} == {"warn"}
        [line] = only("rest_days", procedures.content("P2-02"))
        assert line.passed

    @pytest.mark.parametrize("ref", ["P1", "P3", "P4", "P6"])
    def test_one_changed_time_is_noticed(self, ref):
        real = procedures.content(ref)
        first = next(s for s in real.steps if s.time_mode == "own" and s.duration)
        longer = replace(first, duration=replace(first.duration, value="77"))
        steps = tuple(longer if s is first else s for s in real.steps)
        assert not passes(only("sums", replace(real, steps=steps)))


class TestSections:
    @pytest.mark.parametrize(
        "kind, body, more, complete",
        [
            ("text", "", {}, False),
            ("text", "<p> <br/>&nbsp;</p>", {}, False),
            ("text", "<p>Mọi tổ chức</p>", {}, True),
            ("text", '<p><img src="x"/></p>', {}, True),
            ("limit", "<p>10 ngày</p>", {}, False),
            ("limit", "", {"limit": days("1")}, True),
            ("limit", "", {"phases": (Phase("p1", "", "A", limit=days("1")),)}, True),
            ("bases", "", {}, False),
            ("bases", "", {"legal_bases": (Ref("30/2020", "Nghị định"),)}, True),
            ("components", "", {}, False),
            ("forms", "", {}, False),
            ("steps", "", {}, True),
            ("records", "", {}, False),
            ("records", "<p>Lưu 05 năm</p>", {}, True),
        ],
    )
    def test_a_required_section_is_filled(self, kind, body, more, complete):
        section = Section("2", "Mục", body, True, kind)
        [line] = only("sections", content(step(1), sections=(section,), **more))
        assert line.passed is complete
        assert complete or (line.grade, line.where) == ("block", ("section", "1"))

    def test_statutory_forms_are_forms(self):
        section = Section("3", "Biểu mẫu", "", True, "forms")
        filled = content(step(1, statutory_forms=("receipt",)), sections=(section,))
        assert only("sections", filled)[0].passed

    def test_an_optional_one_may_stay_empty(self):
        empty = content(step(1), sections=(Section("4", "Định nghĩa", ""),))
        assert only("sections", empty)[0].passed


class TestHolders:
    def test_each_applying_agency_needs_its_holder(self):
        context = ReadinessContext({"A": "Sở A", "B": "Sở B"}, {"clerk": {"A"}})
        [line] = only("holders", content(step(1), step(2)), context)
        assert (line.code, line.where) == ("role_unfilled", ("step", "s1"))
        assert line.data == {
            "step": "1 Việc 1",
            "role": "Văn thư",
            "agency": "Sở B",
        }
        assert not passes([line])

    def test_a_named_agency_needs_its_own(self):
        fixed = step(1, agency_mode="fixed", agency=Ref("C", "Sở C"))
        [line] = only("holders", content(fixed))
        assert line.data["agency"] == "Sở C"
        [line] = only("holders", content(step(1, agency_mode="fixed")))
        assert line.code == "agency_missing"

    def test_who_cannot_be_known_yet_is_not_asked(self):
        free = content(
            step(1, role=Ref("x", "X"), agency_mode="chosen"),
            step(2, role=None, owner_mode="requester_manager"),
            step(3, role=None, owner_mode="previous"),
        )
        assert only("holders", free)[0].passed

    def test_nobody_applies_it(self):
        [line] = only("holders", content(step(1)), ReadinessContext())
        assert line.code == "no_applying_agency"


class TestClarity:
    @pytest.mark.parametrize(
        "key, values, code",
        [
            ("person", {"role": None}, "person_missing"),
            ("person", {"owner_mode": "user"}, "person_missing"),
            ("person", {"owner_mode": "chosen", "role": None}, "person_missing"),
            ("work", {"name": " "}, "work_missing"),
            ("responsibility", {"role": None}, "responsibility_missing"),
            ("process", {"label": ""}, "label_missing"),
            ("time", {"duration": None}, "time_missing"),
            ("time", {"duration": None, "time_mode": "none"}, "time_missing"),
            ("product", {"result": ""}, "product_missing"),
            (
                "named_user",
                {"owner_mode": "user", "user": Ref("hoa", "Hoa")},
                "named_user",
            ),
            ("consult", {"kind": "consult", "quorum": 9}, "consult_few"),
        ],
    )
    def test_what_a_step_lacks_is_warned_of_at_the_step(self, key, values, code):
        lines = only(key, content(step(1), step(2, **values)))
        assert [(x.code, x.where, x.grade) for x in lines] == [
            (code, ("step", "s2"), "warn")
        ]
        assert passes(lines)
        assert only(key, content(step(1), step(2)))[0].passed

    @pytest.mark.parametrize(
        "key, values",
        [
            ("person", {"role": None, "owner_mode": "requester_manager"}),
            ("responsibility", {"role": None, "accountable": Ref("l", "Lãnh đạo")}),
            ("time", {"duration": Limit("", "not_counted"), "time_mode": "none"}),
            ("time", {"duration": None, "time_mode": "none", "counted": False}),
            ("time", {"duration": None, "time_mode": "set"}),
            ("product", {"result": "", "forms": ("f1",)}),
            ("product", {"result": "", "statutory_forms": ("receipt",)}),
            ("product", {"result": "", "kind": "wait"}),
        ],
    )
    def test_what_is_clear_enough(self, key, values):
        assert only(key, content(step(1), step(2, **values)))[0].passed

    def test_effect_and_process(self):
        assert not only("effect", content(step(1), result=" "))[0].passed
        assert not only("process", content(step(1)))[0].passed

    def test_authority_is_a_step_or_a_signer_for_every_variant(self):
        signed = step(2, is_approval=True, variants=("v1",))
        two = (Variant("v1", "a"), Variant("v2", "b"))
        [line] = only("authority", content(step(1), signed, variants=two))
        assert (line.code, line.where) == (
            "authority_missing_variant",
            ("variant", "v2"),
        )
        assert not only("authority", content(step(1)))[0].passed
        context = replace(CONTEXT, signer_named=True)
        assert only("authority", content(step(1)), context)[0].passed


class TestTheList:
    def test_a_sound_flow_is_required(self):
        jump = step(1, outcomes=(Outcome("Đi", "jump", "s3"),))
        lines = only("flow", content(jump, step(2), step(3)))
        assert [(x.code, x.grade, x.where) for x in lines] == [
            ("two_starts", "block", ("step", "s2"))
        ]
        assert not passes(lines)

    def test_a_remark_on_the_flow_never_blocks(self):
        odd = step(1, outcomes=(Outcome("Từ chối", "end_refused", "s2"),))
        lines = only("flow", content(odd, step(2)))
        assert [(x.code, x.grade) for x in lines] == [("target_unused", "warn")]
        assert "severity" not in lines[0].data

    def test_rows_switch_and_grade_checks(self):
        bad = content(step(1, result=""), step(2), limit=days("9"))
        default = check_all(bad, CONTEXT)
        assert not passes(default)
        eased = check_all(bad, CONTEXT, {"sums": "warn"})
        assert passes(eased) and failed(eased) == failed(default)
        strict = check_all(bad, CONTEXT, {"sums": "off", "product": "block"})
        assert not passes(strict)
        assert "sums" not in {line.key for line in strict}

    def test_every_check_that_runs_has_a_line(self):
        lines = check_all(procedures.content("P3"), procedures.context("P3"))
        assert list(dict.fromkeys(line.key for line in lines)) == list(CHECKS)

    @pytest.mark.parametrize("grades", [{"sum": "warn"}, {"sums": "loud"}])
    def test_an_unknown_check_or_grade_is_an_error(self, grades):
        with pytest.raises(ValueError):
            check_all(content(), CONTEXT, grades)

    def test_an_empty_draft_is_told_what_it_lacks(self):
        lines = check_all(content(), ReadinessContext())
        assert ("flow", "no_step", ("revision", "")) in failed(lines)
        assert not passes(lines)

    def test_every_line_can_be_worded(self):
        seen = [
            line
            for ref in (*procedures.refs(), *procedures.ODD)
            for line in check_all(procedures.content(ref), ReadinessContext())
        ]
        faulty = content(
            step(1, "x", role=None, name="", label="", result=""),
            step(2, outcomes=(Outcome("Đi", "jump", "s1"),), time_mode="phase"),
            step(3, owner_mode="user", user=Ref("hoa", "Hoa"), duration=None),
            result="",
        )
        for line in [*seen, *check_all(faulty, CONTEXT)]:
            assert "%(" not in worded(line)
        for finding in check_flow(faulty):
            assert "%(" not in TEMPLATES[finding.code] % finding.data
        assert {f"{key}_ok" for key in CHECKS} <= set(TEMPLATES)
