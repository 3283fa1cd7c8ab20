from decimal import Decimal

import pytest

from procedure_control.engine.content import Limit, Phase, Variant
from procedure_control.engine.readiness import passes

from .drafts import days, step, sums


class TestSums:
    def test_each_variant_by_itself(self):
        lines = sums(
            step(1, "2"),
            step(2, "3", variants=("v1",)),
            step(3, "4", variants=("v2",)),
            limit=days("5"),
            variants=(Variant("v1", "a"), Variant("v2", "b"), Variant("v3", "c")),
        )
        assert [(line.passed, line.where[1]) for line in lines] == [
            (True, "v1"),
            (False, "v2"),
            (False, "v3"),
        ]
        assert lines[1].data["total"] == Decimal(6)

    def test_a_variant_has_its_own_limit(self):
        lines = sums(
            step(1, "2"),
            step(2, "3", variants=("v1",)),
            limit=days("9"),
            variants=(Variant("v1", "a", False, days("5")),),
        )
        assert [line.code for line in lines] == ["sum_holds_variant"]

    def test_urgency_is_added_up_beside_the_ordinary_case(self):
        lines = sums(
            step(1, "2"),
            limit=days("2"),
            variants=(Variant("v1", "Khẩn", True, days("1")),),
        )
        assert [(line.code, line.passed) for line in lines] == [
            ("sum_holds", True),
            ("sum_differs_variant", False),
        ]

    def test_quarters_and_commas_are_exact(self):
        lines = sums(*(step(n, "0,1") for n in range(1, 11)), limit=days("1"))
        assert lines[0].code == "sum_holds"

    def test_a_budget_counts_once(self):
        phase = Phase("p1", "II", "Chung", "budget", days("7"))
        drawn = {"time_mode": "phase", "phase": "p1", "duration": None}
        steps = (step(1, "3"), step(2, **drawn), step(3, **drawn))
        assert sums(*steps, limit=days("10"), phases=(phase,))[0].code == "sum_holds"
        assert not passes(sums(*steps, limit=days("17"), phases=(phase,)))

    @pytest.mark.parametrize(
        "limit, values, total, codes",
        [
            (None, ("1", "3"), "3", []),
            (days("4"), ("1", "3"), "4", []),
            (days("2"), ("1", "3"), "2", ["phase_exceeded"]),
        ],
    )
    def test_a_block_counts_its_limit_else_its_longest(
        self, limit, values, total, codes
    ):
        phase = Phase("p1", "II", "Cùng làm", "together", limit)
        steps = [step(n, value, phase="p1") for n, value in enumerate(values, 1)]
        lines = sums(*steps, limit=days(total), phases=(phase,))
        assert [line.code for line in lines if not line.passed] == codes
        assert lines[-1].code == "sum_holds"

    def test_a_band_keeps_its_subtotal(self):
        phases = (
            Phase("p1", "I", "Xã", limit=days("4")),
            Phase("p2", "II", "Tỉnh", limit=days("6")),
        )
        steps = (step(1, "5", phase="p1"), step(2, "5", phase="p2"))
        lines = sums(*steps, limit=days("10"), phases=phases)
        assert [(line.code, line.passed) for line in lines] == [
            ("phase_differs", False),
            ("phase_differs", False),
            ("sum_holds", True),
        ]
        assert lines[0].data["total"] == Decimal(5)
        assert lines[0].where == ("phase", "p1")

    def test_a_phase_with_a_limit_and_no_time_in_it(self):
        phase = Phase("p1", "I", "Xã", limit=days("4"))
        bare = step(1, counted=False, phase="p1")
        lines = sums(bare, step(2, "4"), limit=days("4"), phases=(phase,))
        assert ("phase_differs", False) in [(x.code, x.passed) for x in lines]

    def test_the_legal_limit_prevails_and_is_reported(self):
        steps = (step(1, "8"), step(2, "4"))
        lines = sums(*steps, limit=days("10"), limit_rule="legal")
        assert [(x.code, x.passed) for x in lines] == [("sum_differs_legal", True)]
        assert lines[0].data["total"] == Decimal(12)

    def test_units_are_not_converted(self):
        lines = sums(
            step(1, "1"), step(2, duration=Limit("8", "hour")), limit=days("2")
        )
        assert [(x.code, x.passed) for x in lines] == [("sum_mixed_units", False)]
        assert lines[0].data["units"] == ("day", "hour")

    def test_minutes_are_parts_of_working_hours(self):
        lines = sums(
            step(1, duration=Limit("30", "minute")),
            step(2, duration=Limit("1.5", "hour")),
            limit=Limit("2", "hour"),
        )
        assert lines[0].code == "sum_holds"
        in_minutes = sums(
            step(1, duration=Limit("30", "minute")), limit=Limit("30", "minute")
        )
        assert in_minutes[0].code == "sum_holds"

    def test_what_does_not_use_up_the_limit(self):
        lines = sums(
            step(1, "2"),
            step(2, "5", counted=False),
            step(3, "5", kind="wait"),
            step(4, duration=Limit("", "not_counted")),
            step(5, duration=Limit("", "at_once")),
            step(6, time_mode="none"),
            limit=days("2"),
        )
        assert [line.code for line in lines] == ["sum_holds"]

    @pytest.mark.parametrize(
        "vague",
        [
            {"time_mode": "set", "time_set_by": "s1", "duration": None},
            {"duration": Limit("", "same_day")},
        ],
    )
    def test_a_time_known_in_the_case_only_is_reported(self, vague):
        lines = sums(step(1, "2"), step(2, **vague), limit=days("5"))
        assert [(x.code, x.passed) for x in lines] == [("sum_unknown", True)]
        assert lines[0].data["steps"] == ("2 Việc 2",)

    @pytest.mark.parametrize("text", ["-1", "0", "", "x", "1.000", "99999"])
    def test_a_time_nobody_can_use_blocks(self, text):
        lines = sums(step(1, text), limit=days("1"))
        assert not passes(lines)
        assert lines[0].code == "duration_unreadable"
        assert lines[0].where == ("step", "s1")
        bad_limit = sums(step(1), limit=days(text))
        assert bad_limit[0].where == ("revision", "")

    def test_phases_in_other_units_are_checked_one_by_one(self):
        phases = (
            Phase("p1", "I", "Thẩm định", limit=days("5")),
            Phase("p2", "II", "Niêm yết", limit=Limit("15", "calendar_day")),
        )
        posted = step(2, duration=Limit("15", "calendar_day"), phase="p2")
        lines = sums(step(1, "5", phase="p1"), posted, limit=days("20"), phases=phases)
        assert [(x.code, x.passed) for x in lines] == [("units_by_phase", True)]
        short = step(1, "4", phase="p1")
        lines = sums(short, posted, limit=days("20"), phases=phases)
        assert [x.code for x in lines if not x.passed] == ["phase_differs"]

    @pytest.mark.parametrize(
        "mode, limit, duration, code, passed",
        [
            ("band", Limit("", "same_day"), days("1"), "phase_not_summed", True),
            ("band", days("1"), Limit("", "same_day"), "phase_unknown", True),
            ("band", days("1"), Limit("8", "hour"), "phase_mixed_units", False),
            ("together", None, Limit("8", "hour"), "block_mixed_units", False),
        ],
    )
    def test_what_a_phase_cannot_add(self, mode, limit, duration, code, passed):
        steps = (
            step(1, phase="p1", duration=duration),
            step(2, phase="p1", duration=duration if limit else days("1")),
        )
        lines = sums(*steps, phases=(Phase("p1", "I", "Xã", mode, limit),))
        assert (lines[0].code, lines[0].passed) == (code, passed)
        assert lines[0].where == ("phase", "p1")

    def test_a_phase_without_a_limit_bounds_nothing(self):
        phases = (Phase("p1", "I", "Xã", limit=days("1")), Phase("p2", "II", "Tỉnh"))
        steps = (step(1, phase="p1"), step(2, phase="p2", duration=Limit("8", "hour")))
        assert sums(*steps, phases=phases)[0].code == "limit_absent"
        [line] = sums(*steps, limit=days("2"), phases=phases)
        assert (line.code, line.passed) == ("sum_mixed_units", False)
