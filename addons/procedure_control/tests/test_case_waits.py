from odoo.exceptions import UserError
from odoo.tests import tagged

from .case_common import CaseCommon, local, shown


@tagged("post_install", "-at_install")
class TestCaseWaits(CaseCommon):
    """When the clock stands, and how a case is given more time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.expert = cls._user("wait-expert")
        cls._hold("expert", cls.expert)

    def _case(self, **values):
        document = self._procedure(
            "QT.CHO",
            [
                self._step(1, "B1", "expert", "1"),
                self._step(2, "B2", "expert", unit="not_counted", **values),
                self._step(3, "B3", "expert", "1"),
            ],
            limit=("2", "day"),
        )
        return self._receive(document, "2026-10-05 08:00")

    def test_waiting_for_the_requester_stops_the_clock(self):
        """Paid on Monday what was asked on Tuesday: those days are not the agency's."""
        case = self._case(kind="wait")
        self.assertEqual(shown(case.due_at), "2026-10-07 17:00")
        self._finish(case, "B1", "2026-10-06 08:00")
        self.assertEqual(case.state, "paused")
        self.assertEqual(self._ready(case), ["B2"], "somebody notes the answer")
        self.assertEqual(case.pause_ids.kind, "wait")
        with self.assertRaisesRegex(UserError, "complete that step"):
            case.with_user(self.expert).action_supplement_received()
        self._finish(case, "B2", "2026-10-12 09:00")
        self.assertEqual(case.state, "running")
        self.assertEqual(shown(case.pause_ids.date_to), "2026-10-12 09:00")
        self.assertEqual(shown(case.due_at), "2026-10-13 17:00")
        self.assertEqual(shown(self._task(case, "B3").due_at), "2026-10-13 09:00")
        self.assertEqual(len(case.due_ids), 2)

    def test_waiting_after_the_result_stops_nothing(self):
        document = self._procedure(
            "QT.NHAN",
            [
                self._step(1, "B1", "expert", "1"),
                self._step(2, "B2", "expert", unit="not_counted", kind="wait"),
            ],
            limit=("1", "day"),
        )
        case = self._receive(document, "2026-10-05 08:00")
        self._finish(case, "B1", "2026-10-06 10:00")
        self.assertEqual((case.state, case.verdict), ("result_ready", "on_time"))
        self.assertFalse(case.pause_ids)
        self._finish(case, "B2", "2026-10-20 10:00")
        self.assertEqual((case.state, case.verdict), ("closed", "on_time"))

    def test_nothing_is_completed_while_the_clock_stands(self):
        case = self._case()
        case._pause("supplement", False, "Bản sao", local("2026-10-05 10:00"))
        with self.assertRaisesRegex(UserError, "it is clock paused"):
            self._task(case, "B1").with_user(self.expert).action_complete()
        with self.assertRaisesRegex(UserError, "is not running"):
            case._pause("supplement", False, "x", local("2026-10-05 11:00"))
        self.assertEqual(case.supplement_count, 1)

    def test_acts_need_their_words(self):
        case = self._case().with_user(self.expert)
        for act, args in (
            ("action_request_supplement", (" ",)),
            ("action_refuse", ("",)),
            ("action_terminate", (False,)),
            ("action_withdraw", ("  ",)),
            ("action_extend", ("2026-12-01 10:00:00", "")),
        ):
            with self.subTest(act), self.assertRaises(UserError):
                getattr(case, act)(*args)
        self.assertEqual(case.state, "running")

    def test_extension_moves_the_due_and_is_kept(self):
        case = self._case()
        case._extend(
            local("2026-10-09 17:00"), "Chờ giám định", local("2026-10-07 09:00")
        )
        self.assertEqual(shown(case.due_at), "2026-10-09 17:00")
        self.assertEqual(case.extension_count, 1)
        self._finish(case, "B1", "2026-10-08 09:00")
        self._finish(case, "B2", "2026-10-08 09:00")
        self._finish(case, "B3", "2026-10-09 10:00")
        self.assertEqual(case.verdict, "on_time")

    def test_extension_survives_a_later_pause(self):
        """Given two days more, then paused from Wed 10:00 to Tue 14:00."""
        case = self._case()
        case._extend(local("2026-10-09 17:00"), "x", local("2026-10-06 09:00"))
        case._pause("supplement", False, "x", local("2026-10-07 10:00"))
        case._resume(False, local("2026-10-13 14:00"))
        self.assertEqual(shown(case.due_at), "2026-10-15 17:00")

    def test_extension_is_later_only(self):
        case = self._case()
        with self.assertRaisesRegex(UserError, "must be later"):
            case.with_user(self.expert).action_extend("2026-10-07 09:00:00", "x")
