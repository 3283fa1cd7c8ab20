from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .case_common import CaseCommon, local, shown


@tagged("post_install", "-at_install")
class TestCaseSupplements(CaseCommon):
    """What a supplement does to the limit, and how many are too many."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.expert = cls._user("sup-expert")
        cls.manager = cls._user("sup-manager", "procedure_control.group_manager")
        cls.section = cls._department("Phòng", head=cls.manager)
        cls._hold("expert", cls.expert, department=cls.section)

    def _case(self, **values):
        document = self._procedure(
            "QT.BS",
            [self._step(1, "B1", "expert", "1"), self._step(2, "B2", "expert", "3")],
            limit=("4", "day"),
            **values,
        )
        return self._receive(document, "2026-10-05 08:00")

    def _supplement(self, case, asked, came):
        case._pause("supplement", "Thiếu", "Bản sao", local(asked))
        case._resume("", local(came))

    def test_resume_counts_on_from_where_the_clock_stood(self):
        """Half of Wed 07/10 was left when it stopped; it goes on Tue 13/10."""
        case = self._case()
        self.assertEqual(shown(case.due_at), "2026-10-09 17:00")
        self._supplement(case, "2026-10-07 10:00", "2026-10-13 14:00")
        self.assertEqual(shown(case.due_at), "2026-10-15 17:00")
        self.assertFalse(case.restarted_at)
        self.assertEqual(shown(case.clock_start_at), "2026-10-05 08:00")

    def test_restart_gives_the_whole_limit_from_the_answer(self):
        """QT.BS, 4 days, answered Tue 13/10 14:00: due Mon 19/10, not Thu 15/10."""
        case = self._case(supplement_rule="restart")
        self._finish(case, "B1", "2026-10-06 08:00")
        task = self._task(case, "B2")
        self.assertEqual(shown(task.due_at), "2026-10-08 17:00")
        self._supplement(case, "2026-10-07 10:00", "2026-10-13 14:00")
        self.assertEqual(shown(case.restarted_at), "2026-10-13 14:00")
        self.assertEqual(shown(case.clock_start_at), "2026-10-13 14:00")
        self.assertEqual(shown(case.due_at), "2026-10-19 17:00")
        self.assertEqual(
            shown(task.due_at),
            "2026-10-16 14:00",
            "what went before counts as time in which the clock stood",
        )
        self.assertEqual(case.due_ids[-1:].reason and len(case.due_ids), 2)
        kinds = self.env["procedure.event"].search([("case_id", "=", case.id)])
        self.assertIn("case.restarted", kinds.mapped("kind"))
        self._finish(case, "B2", "2026-10-19 10:00")
        self.assertEqual(case.verdict, "on_time")
        self.assertEqual(
            case.overrun_minutes,
            case.step_overrun_minutes
            - case.step_saved_minutes
            + case.uncounted_minutes
            + case.plan_minus_limit_minutes,
        )

    def test_a_wait_for_the_requester_never_starts_the_limit_anew(self):
        document = self._procedure(
            "QT.BSW",
            [
                self._step(1, "B1", "expert", unit="not_counted", kind="wait"),
                self._step(2, "B2", "expert", "1"),
            ],
            limit=("2", "day"),
            supplement_rule="restart",
        )
        case = self._receive(document, "2026-10-05 08:00")
        self._finish(case, "B1", "2026-10-08 09:00")
        self.assertEqual(case.state, "running")
        self.assertFalse(case.restarted_at)

    def test_a_restart_forgets_an_extension(self):
        case = self._case(supplement_rule="restart")
        case._extend(local("2026-10-30 17:00"), "x", local("2026-10-06 09:00"))
        self._supplement(case, "2026-10-07 10:00", "2026-10-13 14:00")
        self.assertEqual(shown(case.due_at), "2026-10-19 17:00")

    def test_more_supplements_than_allowed_count_late(self):
        """On time by the clock, and late in the figures of Decision 766."""
        case = self._case()
        self._supplement(case, "2026-10-05 10:00", "2026-10-05 11:00")
        self.assertEqual((case.supplements_over, case.counts_late_766), (0, False))
        self._supplement(case, "2026-10-05 14:00", "2026-10-05 15:00")
        self.assertEqual((case.supplements_over, case.counts_late_766), (1, True))
        self._finish(case, "B1", "2026-10-06 08:00")
        self._finish(case, "B2", "2026-10-07 08:00")
        self.assertEqual(case.verdict, "early")
        self.assertTrue(case.counts_late_766)
        self.agency.procedure_supplements_allowed = 2
        other = self._receive(case.document_id, "2026-10-05 08:00")
        self._supplement(other, "2026-10-05 10:00", "2026-10-05 11:00")
        self._supplement(other, "2026-10-05 14:00", "2026-10-05 15:00")
        self.assertFalse(other.counts_late_766, "as many as this agency allows")
        self.assertTrue(case.counts_late_766, "what was counted stays")

    def test_overdue_counts_late_as_well(self):
        case = self._case()
        self._finish(case, "B1", "2026-10-06 08:00")
        self._finish(case, "B2", "2026-10-12 08:00")
        self.assertEqual((case.verdict, case.counts_late_766), ("late", True))

    def test_the_dialog_warns_of_the_second_request(self):
        case = self._case()
        dialogs = self.env["procedure.case.act"].with_user(self.expert)
        dialog = dialogs.create({"case_id": case.id, "act": "request_supplement"})
        self.assertFalse(dialog.hint)
        self._supplement(case, "2026-10-05 10:00", "2026-10-05 11:00")
        dialog = dialogs.create({"case_id": case.id, "act": "request_supplement"})
        self.assertIn("number 2", dialog.hint)

    # --- extensions ------------------------------------------------------------------

    def _extend(self, case, user, due, at):
        with freeze_time(local(at)):
            case.with_user(user).action_extend(local(due), "Chờ giám định")

    def test_extensions_have_a_number(self):
        case = self._case()
        self._extend(case, self.expert, "2026-10-13 17:00", "2026-10-07 09:00")
        self.assertEqual(shown(case.due_at), "2026-10-13 17:00")
        with self.assertRaisesRegex(UserError, "has been extended 1 times"):
            self._extend(case, self.officer, "2026-10-20 17:00", "2026-10-08 09:00")
        self.assertEqual(case.extension_count, 1)
        self.agency.procedure_extensions_allowed = 2
        self._extend(case, self.expert, "2026-10-20 17:00", "2026-10-08 09:00")
        self.assertEqual(shown(case.due_at), "2026-10-20 17:00")

    def test_notice_of_an_extension_is_given_in_time(self):
        """Due Fri 09/10, a working day's notice: till the evening of Thu 08/10."""
        case = self._case()
        with self.assertRaisesRegex(UserError, "was to be told"):
            self._extend(case, self.expert, "2026-10-13 17:00", "2026-10-09 08:00")
        self.assertEqual(case.extension_count, 0)
        other = self._receive(case.document_id, "2026-10-05 08:00")
        self._extend(other, self.expert, "2026-10-13 17:00", "2026-10-08 16:00")
        self.assertEqual(other.extension_count, 1)
        self._extend(case, self.manager, "2026-10-13 17:00", "2026-10-09 08:00")
        self.assertEqual(case.extension_count, 1, "its manager still may")

    def test_the_dialog_starts_from_the_present_due(self):
        case = self._case()
        dialogs = self.env["procedure.case.act"].with_user(self.expert)
        dialog = dialogs.create({"case_id": case.id, "act": "extend"})
        self.assertEqual(dialog.new_due_at, case.due_at)
        self.assertIn("08/10/2026", dialog.hint)
        with self.assertRaisesRegex(UserError, "must be later"):
            dialog.reason = "x"
            dialog.action_confirm()
        dialog.new_due_at = local("2026-10-13 17:00")
        with freeze_time(local("2026-10-07 09:00")):
            dialog.action_confirm()
        self.assertEqual(shown(case.due_at), "2026-10-13 17:00")

    def test_after_the_due_only_a_manager_extends(self):
        self.agency.procedure_extension_notice_days = 0
        case = self._case()
        with self.assertRaisesRegex(UserError, "was to be told"):
            self._extend(case, self.expert, "2026-10-13 17:00", "2026-10-09 17:30")
        self._extend(case, self.expert, "2026-10-13 17:00", "2026-10-09 16:30")
        self.assertEqual(case.extension_count, 1)
