from odoo.tests import tagged

from ..engine.content import Limit, Variant
from .case_common import CaseCommon, shown


@tagged("post_install", "-at_install")
class TestCaseVerdict(CaseCommon):
    """How a case is judged, and what its variant changes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.expert = cls._user("verdict-expert")
        cls._hold("expert", cls.expert)

    def _single(self, at="2026-10-05 08:00"):
        """A case of one step and one working day."""
        steps = [self._step(1, "B1", "expert", "1")]
        document = self._procedure("QT.MOT", steps, limit=("1", "day"))
        return self._receive(document, at)

    def test_steps_after_the_result_do_not_count(self):
        steps = [
            self._step(1, "B1", "expert", "1"),
            self._step(2, "B2", "expert", "5", counted=False),
        ]
        document = self._procedure("QT.SAU", steps, limit=("1", "day"))
        case = self._receive(document, "2026-10-05 08:00")
        self._finish(case, "B1", "2026-10-06 10:00")
        self.assertEqual((case.state, case.verdict), ("result_ready", "on_time"))
        self._finish(case, "B2", "2026-11-10 08:00")
        self.assertEqual((case.state, case.verdict), ("closed", "on_time"))

    def test_verdict_by_date_and_by_minute(self):
        """Days: any hour of the due date is on time. Hours: the minute decides."""
        days = self._single()
        self.assertEqual(shown(days.due_at), "2026-10-06 17:00")
        self._finish(days, "B1", "2026-10-06 22:00")
        self.assertEqual(days.verdict, "on_time")
        document = self._procedure(
            "QT.GIO", [self._step(1, "B1", "expert", "4", "hour")], limit=("4", "hour")
        )
        for done, verdict in (
            ("2026-10-05 11:59", "early"),
            ("2026-10-05 12:00", "on_time"),
            ("2026-10-05 12:01", "late"),
        ):
            case = self._receive(document, "2026-10-05 08:00")
            self._finish(case, "B1", done)
            self.assertEqual(case.verdict, verdict, done)
            self.assertEqual(case.task_ids.verdict, verdict, done)

    def test_late_after_hours_is_late(self):
        """Done in the evening: late by the minute though no working time passed."""
        case = self._single("2026-10-05 17:00")
        self.assertEqual(shown(case.task_ids.due_at), "2026-10-06 17:00")
        task = self._finish(case, "B1", "2026-10-06 19:00")
        self.assertEqual((task.verdict, task.late_minutes), ("late", 0))

    def test_variants_walk_their_own_steps_and_limits(self):
        """P7: an urgent document skips registration and has a day, not three."""
        steps = [
            self._step(1, "B1", "expert", "1"),
            self._step(2, "B2", "expert", "1", variants=("v2",)),
            self._step(3, "B3", "expert", "1", variants=("v2",)),
            self._step(4, "B4", "expert", "", "at_once", variants=("v1",)),
        ]
        document = self._procedure(
            "QT.VB",
            steps,
            limit=("3", "day"),
            variants=(
                Variant("v1", "Khẩn", True, Limit("1", "day")),
                Variant("v2", "Thường"),
            ),
        )
        variants = document.revision_ids.variant_ids
        urgent = self._receive(document, "2026-10-05 08:00", variant_id=variants[0].id)
        plain = self._receive(document, "2026-10-05 08:00", variant_id=variants[1].id)
        self.assertEqual(urgent.task_ids.mapped("label"), ["B1", "B4"])
        self.assertEqual(shown(urgent.due_at), "2026-10-06 17:00")
        self.assertEqual(
            plain.task_ids.sorted("sequence").mapped("label"), ["B1", "B2", "B3"]
        )
        self.assertEqual(shown(plain.due_at), "2026-10-08 17:00")
        self._finish(urgent, "B1", "2026-10-05 10:00")
        self.assertEqual(shown(self._task(urgent, "B4").due_at), "2026-10-05 11:00")
