from odoo.tests import tagged

from ..engine.content import Phase, Ref
from .case_common import CaseCommon, local, shown


@tagged("post_install", "-at_install")
class TestCaseDeadlines(CaseCommon):
    """Exact figures of real procedures, through the real case engine."""

    def test_promise_adds_up(self):
        """QT.GĐ.02: each step ends at its own due; the case is on time, none late."""
        case = self._receive(self._qt_gd_02(), "2026-10-05 09:00")
        self.assertEqual(shown(case.due_at), "2026-10-19 17:00")
        self._finish(case, "B1", "2026-10-05 09:00")
        for label in ("B2", "B3", "B4", "B5", "B6", "B7"):
            self._finish(case, label, choice="next" if label == "B5" else False)
        last = case.task_ids.filtered(lambda t: t.label == "B7")
        self.assertEqual(shown(last.done_at), "2026-10-19 09:00")
        self.assertEqual(shown(last.due_at), "2026-10-19 09:00")
        self.assertEqual(case.state, "result_ready")
        self.assertEqual(case.verdict, "on_time")
        self.assertNotIn("late", case.task_ids.mapped("verdict"))
        self._finish(case, "B8", "2026-10-27 09:00")
        self.assertEqual(case.state, "closed")
        self.assertEqual(case.verdict, "on_time", "collecting late changes nothing")

    def test_pause_moves_the_due(self):
        """Paused Wed 07/10 10:00 → Tue 13/10 14:00: due Fri 23/10 17:00."""
        case = self._receive(self._qt_gd_02(), "2026-10-05 09:00")
        case._pause("supplement", "", "Bản sao chứng thực", local("2026-10-07 10:00"))
        self.assertEqual(case.state, "paused")
        self.assertEqual(
            case.task_ids.filtered(lambda t: t.label == "B1").state, "paused"
        )
        case._resume("", local("2026-10-13 14:00"))
        self.assertEqual(shown(case.due_at), "2026-10-23 17:00")
        self.assertEqual(len(case.due_ids), 2)
        self.assertEqual(shown(case.due_ids[0].due_at), "2026-10-19 17:00")

    def test_three_agencies(self):
        """P3 (Nghệ An 3854/QĐ-UBND): 96 hours across a commune and a department."""
        company = self.env["res.company"]
        commune = company.create({"name": "Xã", "parent_id": self.agency.id})
        office = company.create({"name": "VP UBND tỉnh", "parent_id": self.agency.id})
        commune.procedure_code, office.procedure_code = "XA", "VP"
        hours = [4, 4, 20, 4, 4, 4, 4, 4, 12, 16, 8, 4, 4, 4]
        where = [commune] * 6 + [self.agency] * 3 + [office] + [self.agency] * 4
        steps = []
        for number, (value, agency) in enumerate(zip(hours, where, strict=True), 1):
            label = f"B{number}"
            self._hold(label, self._user(label.lower(), company=agency), company=agency)
            steps.append(
                self._step(
                    number,
                    label,
                    label,
                    str(value),
                    "hour",
                    agency_mode="fixed",
                    agency=Ref(agency.procedure_code, agency.name),
                    phase="p1" if number <= 6 else "p2",
                )
            )
        self._hold("B15", self._user("b15"))
        steps.append(self._step(15, "B15", "B15", unit="not_counted", phase="p2"))
        document = self._procedure(
            "QT.P3",
            steps,
            limit=("96", "hour"),
            kind="tthc",
            phases=(Phase("p1", "I", "Xã"), Phase("p2", "II", "Sở")),
        )
        case = self._receive(document, "2026-10-05 09:00")
        self.assertEqual(shown(case.due_at), "2026-10-21 09:00")
        self._finish(case, "B1")
        self._finish(case, "B2")
        late = self._finish(case, "B3", "2026-10-08 16:00")
        self.assertEqual(shown(late.due_at), "2026-10-08 14:00")
        self.assertEqual((late.verdict, late.late_minutes), ("late", 120))
        early = self._finish(case, "B4", "2026-10-09 10:30")
        self.assertEqual(shown(early.due_at), "2026-10-09 11:00")
        self.assertEqual(shown(early.planned_due_at), "2026-10-09 09:00")
        self.assertEqual((early.verdict, early.saved_minutes), ("early", 30))
        for number in range(5, 15):
            task = case.task_ids.filtered(lambda t, n=number: t.label == f"B{n}")
            saved = {10: 150, 14: 60}.get(number, 0)
            time = case._working_times()[task.company_id]
            self._finish(case, f"B{number}", time.add_seconds(task.due_at, -60 * saved))
        self.assertEqual(shown(case.result_at), "2026-10-20 16:00")
        self.assertEqual(case.verdict, "early")
        self._finish(case, "B15", "2026-10-27 09:00")
        self.assertEqual(case.verdict, "early")
        self.assertEqual(case.task_ids.mapped("verdict").count("late"), 1)

    def test_same_day_after_cutoff_before_tet(self):
        """Fri 13/02/2026 15:40, same day → Mon 23/02 17:00 (Tết, cut-off 15:00)."""
        self._hold("only", self._user("only"))
        document = self._procedure(
            "QT.ND",
            [self._step(1, "B1", "only", "8", "hour")],
            limit=("", "same_day"),
            kind="tthc",
            limit_rule="legal",
        )
        self.assertEqual(
            shown(self._receive(document, "2026-02-13 15:40").due_at),
            "2026-02-23 17:00",
        )
        self.assertEqual(
            shown(self._receive(document, "2026-02-13 15:00").due_at),
            "2026-02-13 17:00",
            "the cut-off means after 15:00:00",
        )

    def test_due_explains_itself(self):
        case = self._receive(self._qt_gd_02(), "2026-10-05 15:30")
        sentence = case._explain(case.due_derivation)
        self.assertIn("Mon 05/10/2026 15:30", sentence)
        self.assertIn("15:00", sentence)
