from odoo.tests import tagged

from ..engine.content import Outcome, Phase
from ..models.procedure_case_overrun import TERMS
from .case_common import CaseCommon, local, shown


@tagged("post_install", "-at_install")
class TestCaseAccount(CaseCommon):
    """Where the time of a case went, in minutes that add up to its overrun."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._hold("expert", cls._user("account-expert"))

    def _account(self, case):
        """(overrun, steps over, steps saved, uncounted, plan − limit), which add up."""
        figures = [case[name] for name in TERMS]
        overrun, over, saved, uncounted, plan = figures
        self.assertEqual(overrun, over - saved + uncounted + plan)
        return tuple(figures)

    def test_journey_3(self):
        """Each step at its own due to the second: −420 = 0 − 0 + 0 − 420."""
        case = self._receive(self._qt_gd_02(), "2026-10-05 09:00")
        self._finish(case, "B1", "2026-10-05 09:00")
        for label in ("B2", "B3", "B4", "B5", "B6", "B7"):
            self.assertFalse(case.decided_by_id)
            self._finish(case, label, choice="next" if label == "B5" else False)
        self.assertEqual(self._account(case), (-420, 0, 0, 0, -420))
        self.assertEqual(case.decided_by_id, self._task(case, "B7"))
        self.assertIn("-420", case.time_account)
        self._finish(case, "B8", "2026-10-27 09:00")
        self.assertEqual(self._account(case), (-420, 0, 0, 0, -420))

    def test_journey_2(self):
        """B3 two hours late, B4, B10 and B14 early: −120 = 120 − 240 + 0 + 0."""
        hours = [4, 4, 20, 4, 4, 4, 4, 4, 12, 16, 8, 4, 4, 4]
        steps = [
            self._step(number, f"B{number}", "expert", str(value), "hour")
            for number, value in enumerate(hours, 1)
        ]
        document = self._procedure("QT.P3", steps, limit=("96", "hour"))
        case = self._receive(document, "2026-10-05 09:00")
        done = {
            "B3": "2026-10-08 16:00",
            "B4": "2026-10-09 10:30",
            "B10": "2026-10-16 12:00",
            "B14": "2026-10-20 16:00",
        }
        for step in steps:
            self._finish(case, step.label, done.get(step.label))
        self.assertEqual(case.verdict, "early")
        self.assertEqual(self._account(case), (-120, 120, 240, 0, 0))

    def _returning(self):
        steps = [
            self._step(1, "B1", "expert", "1"),
            self._step(
                2,
                "B2",
                "expert",
                "1",
                outcomes=(Outcome("Sai", "back", "s1", True),),
            ),
            self._step(3, "B3", "expert", unit="not_counted"),
        ]
        return self._procedure("QT.LAI", steps, limit=("2", "day"))

    def _send_back(self, case, label, at):
        reason = self.env["procedure.return.reason"].search([], limit=1)
        step = self._task(case, label).step_id
        self._finish(
            case,
            label,
            at,
            choice=str(step.outcome_ids.id),
            reason="Sai",
            return_reason_id=reason.id,
        )

    def test_a_return_counts_each_occurrence(self):
        case = self._receive(self._returning(), "2026-10-05 08:00")
        self._finish(case, "B1", "2026-10-05 17:00")
        self._send_back(case, "B2", "2026-10-06 10:00")
        self._finish(case, "B1", "2026-10-07 12:00")
        self._finish(case, "B2", "2026-10-08 09:00", choice="next")
        # Due Wed 07/10 17:00. B1 again: due a day after 06/10 10:00, over by 2 h;
        # B2: 6 h saved the first time; again a day from 07/10 12:00, 3 h saved.
        path = self._task(case, "B2")._path()
        self.assertEqual(path.mapped("label"), ["B1", "B2", "B1", "B2"])
        self.assertEqual(self._account(case), (60, 120, 540, 0, 480))

    def test_a_result_taken_back_takes_its_figures_along(self):
        steps = [
            self._step(1, "B1", "expert", "1"),
            self._step(
                2,
                "B2",
                "expert",
                unit="not_counted",
                outcomes=(Outcome("Sai", "back", "s1", True),),
            ),
        ]
        document = self._procedure("QT.SAI", steps, limit=("1", "day"))
        case = self._receive(document, "2026-10-05 08:00")
        self._finish(case, "B1", "2026-10-05 10:00")
        self.assertEqual(case.state, "result_ready")
        self.assertEqual(self._account(case), (-840, 0, 360, 0, -480))
        self._send_back(case, "B2", "2026-10-07 11:00")
        self.assertEqual(case.state, "running")
        self.assertFalse(case.decided_by_id)
        self.assertEqual(self._account(case), (0, 0, 0, 0, 0))
        self._finish(case, "B1", "2026-10-07 14:00")
        # Uncounted: B2 held the wrong result from Mon 10:00 to Wed 11:00.
        figures = self._account(case)
        self.assertEqual((figures[0], figures[3]), (8 * 60 - 3 * 60, 17 * 60))

    def test_in_a_block_the_one_that_closed_it(self):
        steps = [
            self._step(1, "B1", "expert", "1"),
            self._step(2, "B2a", "expert", "1", phase="p1"),
            self._step(3, "B2b", "expert", "1", phase="p1"),
            self._step(4, "B3", "expert", "1"),
        ]
        document = self._procedure(
            "QT.KHOI",
            steps,
            limit=("3", "day"),
            phases=(Phase("p1", "I", "Lấy ý kiến", "together"),),
        )
        case = self._receive(document, "2026-10-05 08:00")
        self._finish(case, "B1", "2026-10-05 17:00")
        self._finish(case, "B2b", "2026-10-06 09:00")
        self._finish(case, "B2a", "2026-10-07 10:00")
        self._finish(case, "B3", "2026-10-07 12:00")
        path = case.decided_by_id._path()
        self.assertEqual(path.mapped("label"), ["B1", "B2a", "B3"])
        # B2a two hours over; B3, a day from Wed 10:00, six hours saved.
        figures = self._account(case)
        self.assertEqual(figures[1:3], (120, 360))

    def test_what_was_refused_has_figures_too(self):
        case = self._receive(self._returning(), "2026-10-05 08:00")
        self._finish(case, "B1", "2026-10-06 10:00")
        case.with_user(self.officer)._end_by("refused", "x", local("2026-10-06 11:00"))
        self.assertEqual(case.decided_by_id, self._task(case, "B2"))
        figures = self._account(case)
        self.assertEqual(figures[0], -(1 + 4 + 8) * 60)
        self.assertEqual(figures[1], 120)

    def test_waiting_for_the_requester_has_no_length(self):
        case = self._receive(self._returning(), "2026-10-05 08:00")
        self._finish(case, "B1", "2026-10-05 17:00")
        case._pause("supplement", "", "Bản sao", local("2026-10-06 09:00"))
        case._resume("", local("2026-10-13 09:00"))
        self._finish(case, "B2", "2026-10-13 16:00", choice="next")
        self.assertEqual(shown(self._task(case, "B2").due_at), "2026-10-13 17:00")
        self.assertEqual(self._account(case)[1:4], (0, 60, 0))

    def test_days_past_the_first_due(self):
        case = self._receive(self._returning(), "2026-10-05 08:00")
        first = case.due_at
        self.assertEqual(shown(first), "2026-10-07 17:00")
        case._extend(local("2026-10-12 17:00"), "x", local("2026-10-07 09:00"))
        self.assertEqual(case.first_due_at, first)
        self._finish(case, "B1", "2026-10-08 09:00")
        self._finish(case, "B2", "2026-10-09 09:00", choice="next")
        self.assertEqual((case.verdict, case.days_past_first), ("early", 2))
        self.assertEqual(self._account(case)[0], -(7 + 8) * 60)

    def test_a_pause_moves_the_first_due_too(self):
        case = self._receive(self._returning(), "2026-10-05 08:00")
        case._extend(local("2026-10-12 17:00"), "x", local("2026-10-05 09:00"))
        case._pause("supplement", "", "x", local("2026-10-06 09:00"))
        case._resume("", local("2026-10-08 09:00"))
        self.assertEqual(shown(case.first_due_at), "2026-10-09 17:00")
        self.assertEqual(shown(case.due_at), "2026-10-14 17:00")
