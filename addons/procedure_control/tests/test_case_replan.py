from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .case_common import CaseCommon, CaseRpcCommon, local, shown

NOW = "2026-10-06 10:00"


class ReplanCommon(CaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.expert = cls._user("replan-expert")
        cls.head = cls._user("replan-head", "procedure_control.group_manager")
        cls.stranger = cls._user("replan-stranger", "procedure_control.group_manager")
        cls.section = cls._department("Phòng A", head=cls.head)
        cls._department("Phòng B", head=cls.stranger)
        cls._hold("expert", cls.expert, department=cls.section)
        steps = [cls._step(1, "B1", "expert", "3"), cls._step(2, "B2", "expert", "1")]
        cls.document = cls._procedure("QT.LICH", steps, limit=("5", "day"))

    def _case(self, at="2026-10-05 08:00"):
        return self._receive(self.document, at)

    def _day_off(self, day="2026-10-07"):
        leave = (
            self.env["resource.calendar.leaves"]
            .with_company(self.agency)
            .create(
                {
                    "name": "Nghỉ đột xuất",
                    "calendar_id": self.calendar.id,
                    "company_id": self.agency.id,
                    "date_from": local(f"{day} 00:00"),
                    "date_to": local(f"{day} 23:59"),
                }
            )
        )
        leave.flush_recordset()


@tagged("post_install", "-at_install")
class TestCaseReplan(ReplanCommon):
    """Editing a calendar moves nothing; whoever may re-plans chosen cases."""

    def test_editing_a_calendar_moves_nothing(self):
        case = self._case()
        before = case.due_at, case.task_ids.mapped("due_at")
        self._day_off()
        self.assertEqual((case.due_at, case.task_ids.mapped("due_at")), before)
        self.assertEqual(len(case.due_ids), 1)

    @freeze_time(local(NOW))
    def test_preview_moves_nothing_then_all_of_it_moves(self):
        case, other = self._case(), self._case()
        task = self._task(case, "B1")
        self.assertEqual(shown(case.due_at), "2026-10-12 17:00")
        self.assertEqual(shown(task.due_at), "2026-10-07 17:00")
        self._day_off()
        wizard = (
            self.env["procedure.case.replan"]
            .with_user(self.officer)
            .create({"case_ids": [(6, 0, case.ids)]})
        )
        self.assertEqual(
            [
                (line.task_id.label, shown(line.old_due_at), shown(line.new_due_at))
                for line in wizard.line_ids
            ],
            [
                (False, "2026-10-12 17:00", "2026-10-13 17:00"),
                ("B1", "2026-10-07 17:00", "2026-10-08 17:00"),
            ],
        )
        self.assertEqual(wizard.moved_count, 2)
        self.assertEqual(shown(case.due_at), "2026-10-12 17:00")
        wizard.reason = "07/10 nghỉ theo công điện"
        wizard.action_confirm()
        self.assertEqual(shown(case.due_at), "2026-10-13 17:00")
        self.assertEqual(shown(case.legal_due_at), "2026-10-13 17:00")
        self.assertEqual(shown(task.due_at), "2026-10-08 17:00")
        self.assertEqual(task.allowed_minutes, 3 * 480)
        self.assertEqual(str(task.activity_id.date_deadline), "2026-10-08")
        self.assertEqual(
            shown(self._task(case, "B2").planned_due_at)[:10], "2026-10-12"
        )
        self.assertEqual(shown(other.due_at), "2026-10-12 17:00", "not chosen")

    @freeze_time(local(NOW))
    def test_the_old_dues_are_kept_with_the_reason(self):
        case = self._case()
        task = self._task(case, "B1")
        self._day_off()
        case.with_user(self.officer).action_replan("theo công điện")
        self.assertEqual(
            [(shown(due.due_at), due.reason) for due in case.due_ids],
            [
                ("2026-10-12 17:00", "received"),
                ("2026-10-13 17:00", "theo công điện"),
            ],
        )
        self.assertEqual(
            [(shown(due.due_at), due.reason) for due in task.due_ids],
            [
                ("2026-10-07 17:00", "step ready"),
                ("2026-10-08 17:00", "theo công điện"),
            ],
        )
        self.assertIn("Nghỉ đột xuất", case.due_ids[-1].explanation)
        self.assertEqual(task.due_ids[-1].user_id, self.officer)
        event = self.env["procedure.event"].search([("kind", "=", "case.replanned")])
        self.assertEqual(event.case_id, case)

    @freeze_time(local(NOW))
    def test_what_stands_is_left_out_and_said(self):
        case, paused = self._case(), self._case()
        paused._pause("supplement", "", "x", local("2026-10-05 10:00"))
        wizard = (
            self.env["procedure.case.replan"]
            .with_user(self.officer)
            .create({"case_ids": [(6, 0, (case | paused).ids)]})
        )
        self.assertEqual(wizard.skipped_ids, paused)
        self.assertEqual(wizard.line_ids.case_id, case)
        self.assertFalse(wizard.moved_count)
        with self.assertRaisesRegex(UserError, "is not running"):
            paused.with_user(self.officer).action_replan("x")

    @freeze_time(local(NOW))
    def test_an_extension_is_not_taken_back(self):
        case = self._case()
        case._extend(local("2026-10-16 17:00"), "x", local("2026-10-06 09:00"))
        self._day_off()
        case.with_user(self.officer).action_replan("x")
        self.assertEqual(shown(case.due_at), "2026-10-16 17:00")
        self.assertEqual(shown(case.first_due_at), "2026-10-13 17:00")

    @freeze_time(local("2026-10-08 09:00"))
    def test_rungs_that_fired_stay_and_do_not_fire_again(self):
        case = self._case()
        task = self._task(case, "B1")
        for at in ("2026-10-07 08:00", "2026-10-08 08:00"):
            task._sweep(local(at))
        fired = task.escalation_ids
        self.assertIn("head", fired.mapped("recipient"))
        self._day_off("2026-10-06")
        case.with_user(self.officer).action_replan("x")
        self.assertEqual(shown(task.due_at), "2026-10-08 17:00")
        task._sweep(local("2026-10-08 09:05"))
        self.assertEqual(task.escalation_ids, fired, "nothing at once")
        task._sweep(local("2026-10-09 08:00"))
        again = task.escalation_ids - fired
        self.assertEqual(set(again.mapped("recipient")), {"owner", "head"})

    @freeze_time(local(NOW))
    def test_many_ask_little_more_than_few(self):
        self._day_off()
        counts = []
        for size in (10, 50):
            cases = self.browse_cases(size)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            cases.with_user(self.officer).action_replan("x")
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            moved = cases.due_ids.filtered(lambda row: row.reason == "x")
            self.assertEqual(moved.case_id, cases)
        self.assertLessEqual(counts[1] - counts[0], 40 * 1.0, counts)

    def browse_cases(self, count):
        values = {"document_id": self.document.id, "company_id": self.agency.id}
        receiver = self.env["procedure.case"].with_user(self.officer)
        return receiver._receive([values] * count, local("2026-10-05 08:00")).sudo()


@tagged("post_install", "-at_install")
class TestReplanAttacks(ReplanCommon, CaseRpcCommon):
    """Who works on a case, or heads another department, moves no due time."""

    def test_who_may_not(self):
        case = self._case()
        self._day_off()
        due = case.due_at
        for user in (self.expert, self.stranger, self.author):
            with self.subTest(user.login):
                self.assertRefused(user, case._name, "action_replan", case.ids, "x")
                self.assertRefused(
                    user,
                    "procedure.case.replan",
                    "create",
                    [{"case_ids": [(6, 0, case.ids)], "reason": "x"}],
                )
        for name in ("_rederive", "_take_account", "_set_dues"):
            self.assertEqual(
                self.call(self.officer, case._name, name, case.ids)[1], "AccessError"
            )
        self.assertEqual(case.due_at, due)

    def test_without_a_reason_nothing_moves(self):
        case = self._case()
        self.assertRefused(self.officer, case._name, "action_replan", case.ids, "  ")

    def test_figures_are_not_written_by_hand(self):
        case = self._case()
        for values in (
            {"overrun_minutes": -999},
            {"first_due_at": "2030-01-01 00:00:00"},
            {"legal_verdict": "early"},
        ):
            for user in (self.expert, self.officer):
                self.assertRefused(user, case._name, "write", case.ids, values)

    def test_the_head_of_its_department_may(self):
        case = self._case()
        with self.assertRaises(AccessError):
            case.with_user(self.stranger).action_replan("x")
        case.with_user(self.head).action_replan("theo công điện")
        self.assertEqual(len(case.due_ids), 2)
