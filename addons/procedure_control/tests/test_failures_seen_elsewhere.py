from odoo.exceptions import UserError
from odoo.tests import tagged

from .case_common import CaseCommon, local, shown


@tagged("post_install", "-at_install")
class TestFailuresSeenElsewhere(CaseCommon):
    """What clocks of other engines got wrong, each under its own name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.expert = cls._user("elsewhere-expert")
        cls.head = cls._user("elsewhere-head")
        cls.section = cls._department("Phòng", head=cls.head)
        cls._hold("expert", cls.expert, department=cls.section)

    def _one_step(self, code, value="1", unit="day", limit=("5", "day"), **values):
        steps = [self._step(1, "B1", "expert", value, unit)]
        return self._procedure(code, steps, limit=limit, **values)

    def _sweep(self, task, at):
        due = task.search([("next_check_at", "<=", local(at)), ("id", "=", task.id)])
        due._sweep(local(at))

    def test_a_day_is_not_24_business_hours(self):
        """One day on an eight-hour calendar is one day, not three."""
        case = self._receive(self._one_step("QT.24"), "2026-10-05 09:00")
        self.assertEqual(shown(case.task_ids.due_at), "2026-10-06 09:00")
        self.assertEqual(case.task_ids.allowed_minutes, 480)
        hours = self._receive(
            self._one_step("QT.24H", "24", "hour", ("24", "hour")), "2026-10-05 09:00"
        )
        self.assertEqual(shown(hours.due_at), "2026-10-08 09:00")

    def test_a_timer_made_before_opening_hours(self):
        """Received at 06:30: hours run from 08:00, and the rung looks from there."""
        document = self._one_step("QT.SOM", "8", "hour", ("8", "hour"))
        case = self._receive(document, "2026-10-05 06:30")
        task = case.task_ids
        self.assertEqual(shown(task.due_at), "2026-10-05 17:00")
        self.assertEqual(shown(case.due_at), "2026-10-05 17:00")
        self.assertEqual(shown(task.next_check_at), "2026-10-05 15:00")
        self.assertEqual(task.allowed_minutes, 480)
        self._finish(case, "B1", "2026-10-05 07:45")
        self.assertEqual((task.used_minutes, task.saved_minutes), (0, 480))
        self.assertEqual(case.overrun_minutes, -480)

    def test_reopening_after_a_pause_does_not_escalate_at_once(self):
        """Two hours of eight used, paused four days: the reminder waits for its share.

        Before the pause nothing had called; at 75 % of the step's own time it does.
        """
        document = self._one_step("QT.MO", "8", "hour", ("8", "hour"))
        case = self._receive(document, "2026-10-05 08:00")
        task = case.task_ids
        case._pause("supplement", "", "x", local("2026-10-05 10:00"))
        case._resume("", local("2026-10-09 10:00"))
        self.assertEqual(shown(task.due_at), "2026-10-09 17:00")
        self._sweep(task, "2026-10-09 10:05")
        self.assertFalse(task.escalation_ids)
        self.assertEqual(shown(task.next_check_at), "2026-10-09 15:00")
        self._sweep(task, "2026-10-09 15:00")
        self.assertEqual(task.escalation_ids.mapped("recipient"), ["owner"])

    def test_reopening_does_not_call_what_has_called(self):
        """Overdue already when it was paused: head and owner have been told of it."""
        document = self._one_step("QT.GOI", "8", "hour", ("8", "hour"))
        case = self._receive(document, "2026-10-05 08:00")
        task = case.task_ids
        self._sweep(task, "2026-10-06 08:30")
        told = task.escalation_ids
        self.assertEqual(set(told.mapped("recipient")), {"owner", "head"})
        case._pause("supplement", "", "x", local("2026-10-06 09:00"))
        case._resume("", local("2026-10-12 09:00"))
        self.assertEqual(shown(task.due_at), "2026-10-05 17:00")
        self._sweep(task, "2026-10-12 09:05")
        self.assertEqual(task.escalation_ids, told)

    def test_a_rung_that_lies_ahead_again_calls_again(self):
        """Reminded at 75 %, then two days are not counted: nothing is lost of due."""
        document = self._one_step("QT.LAN", "8", "hour", ("8", "hour"))
        case = self._receive(document, "2026-10-05 08:00")
        task = case.task_ids
        self._sweep(task, "2026-10-05 15:30")
        self.assertEqual(task.escalation_ids.mapped("recipient"), ["owner"])
        case._pause("supplement", "", "x", local("2026-10-05 16:00"))
        case._resume("", local("2026-10-07 16:00"))
        self._sweep(task, "2026-10-07 16:05")
        self.assertEqual(len(task.escalation_ids), 1, "the reminder has been given")
        self._sweep(task, "2026-10-08 08:00")
        self.assertEqual(
            sorted(task.escalation_ids.mapped("recipient")), ["head", "owner", "owner"]
        )

    def test_a_day_both_holiday_and_swapped_working_day(self):
        """Mon 31/08 is off; worked for it Sat 22/08. A day that is both is worked."""
        document = self._one_step("QT.BU", limit=("1", "day"))
        self.assertEqual(
            shown(self._receive(document, "2026-08-28 09:00").due_at),
            "2026-09-03 17:00",
        )
        self.env["procedure.working.day"].create(
            {
                "date": "2026-08-31",
                "company_id": self.agency.id,
                "name": "Làm bù ngày nghỉ",
                "hour_from": 8,
                "hour_to": 17,
            }
        )
        case = self._receive(document, "2026-08-28 09:00")
        self.assertEqual(shown(case.due_at), "2026-08-31 17:00")
        self.assertEqual(case.due_derivation["extra_days"][0]["date"], "2026-08-31")

    def test_daylight_saving(self):
        """Clocks go back in Berlin on Sun 25/10/2026: a day stays a working day."""
        self.calendar.tz = "Europe/Berlin"
        hours = self._one_step("QT.DST", "8", "hour", ("8", "hour"))
        case = self._receive(hours, "2026-10-23 21:00")  # 16:00 in Berlin, UTC+2
        # An hour on Friday, seven on Monday, 16:00 there: UTC+1 by then.
        self.assertEqual(str(case.due_at), "2026-10-26 15:00:00")
        days = self._one_step("QT.DSTD", "1", "day", ("1", "day"))
        case = self._receive(days, "2026-10-23 21:00")
        self.assertEqual(str(case.due_at), "2026-10-26 16:00:00")
        self._finish(case, "B1", case.due_at)
        # Fri 16:00 + one day = Mon 16:00: an hour late on the step, none on the case.
        self.assertEqual((case.overrun_minutes, case.step_overrun_minutes), (0, 60))

    def test_the_29th_of_february(self):
        """A month from 29/01/2028 ends on 29/02/2028, a year later on 28/02/2029."""
        document = self._one_step("QT.NHUAN", "1", "month", ("1", "month"))
        case = self._receive(document, "2028-01-31 09:00")
        self.assertEqual(shown(case.due_at), "2028-02-29 17:00")
        self.assertEqual(
            shown(self._receive(document, "2029-01-30 09:00").due_at),
            "2029-02-28 17:00",
        )
        days = self._one_step("QT.NHUAN2", limit=("1", "day"))
        self.assertEqual(
            shown(self._receive(days, "2028-02-28 09:00").due_at), "2028-02-29 17:00"
        )

    def test_a_calendar_without_hours(self):
        """Refused by its name, before a case exists."""
        document = self._one_step("QT.TRONG")
        self.calendar.attendance_ids.unlink()
        cases = self.env["procedure.case"].search_count([])
        refused = self.assertRaisesRegex(UserError, "Giờ hành chính.*no working hours")
        with refused, self.env.cr.savepoint():
            self._receive(document, "2026-10-05 09:00")
        self.assertEqual(self.env["procedure.case"].search_count([]), cases)

    def test_a_role_nobody_holds(self):
        """The step is ready, due and listed; the case does not stop or crash."""
        self.env["procedure.role"].create({"code": "t-nobody", "name": "nobody"})
        self.section.manager_id = False  # the head would be given it
        steps = [
            self._step(1, "B1", "nobody", "1"),
            self._step(2, "B2", "expert", "1"),
        ]
        case = self._receive(
            self._procedure("QT.AI", steps, limit=("5", "day")), "2026-10-05 09:00"
        )
        task = self._task(case, "B1")
        self.assertEqual((task.state, task.user_id.id), ("ready", False))
        self.assertEqual(shown(task.due_at), "2026-10-06 09:00")
        self._sweep(task, "2026-10-07 10:00")
        self.assertFalse(task.job_error)
        self._hold("nobody", self.expert)
        self.env["procedure.task"]._heal(local("2026-10-07 10:05"))
        self.assertEqual(task.user_id, self.expert)
        self.assertEqual(shown(task.due_at), "2026-10-06 09:00", "its due did not move")
        self._finish(case, "B1", "2026-10-07 11:00")
        self.assertEqual(self._ready(case), ["B2"])
