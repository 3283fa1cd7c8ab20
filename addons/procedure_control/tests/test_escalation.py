from odoo.tests import tagged

from .case_common import CaseCommon, local, shown


@tagged("post_install", "-at_install")
class TestEscalation(CaseCommon):
    """Who hears of a task before and after its due, when, and only once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls._user("head-of-section")
        cls.leader = cls._user("leader-in-charge")
        cls.clerk = cls._user("slow-clerk")
        cls.section = cls._department("Phòng TCHC", head=cls.head)
        cls._hold("slow", cls.clerk, department=cls.section)
        cls._hold("in-charge", cls.leader, role={"is_leader": True})
        cls.document = cls._procedure(
            "QT.CHAM", [cls._step(1, "B1", "slow", "4")], limit=("5", "day")
        )
        # 4 working days from Mon 05/10/2026 17:00 end Fri 09/10/2026 17:00.
        case = cls._receive(cls, cls.document, "2026-10-05 17:00")
        cls.task = case.task_ids
        cls.case = case

    def _fired(self):
        return {
            f.recipient + str(f.level_id.sequence): (f.user_id, shown(f.moment_at))
            for f in self.task.escalation_ids
        }

    def _sweep(self, at):
        """What the job does at this local time."""
        due = self.env["procedure.task"].search(
            [("next_check_at", "<=", local(at)), ("id", "=", self.task.id)]
        )
        due._sweep(local(at))

    def test_moments_of_the_default_ladder(self):
        self.assertEqual(shown(self.task.due_at), "2026-10-09 17:00")
        self._sweep("2026-10-08 16:55")
        self.assertFalse(self.task.escalation_ids, "no rung before its moment")
        for at in ("2026-10-09 08:00", "2026-10-12 08:00", "2026-10-13 08:00"):
            self._sweep(at)
        self.assertEqual(
            self._fired(),
            {
                "owner10": (self.clerk, "2026-10-08 17:00"),
                "owner20": (self.clerk, "2026-10-09 17:00"),
                "head30": (self.head, "2026-10-09 17:00"),
                "leader40": (self.leader, "2026-10-12 17:00"),
            },
        )
        self.assertFalse(self.task.next_check_at, "nothing left to look at")

    def test_delivered_in_working_hours_only(self):
        """After 17:00 the next morning delivers, and still shows the moment."""
        self._sweep("2026-10-08 17:05")
        self.assertFalse(self.task.escalation_ids)
        self._sweep("2026-10-09 08:00")
        self.assertEqual(
            shown(self.task.escalation_ids.delivered_at), "2026-10-09 08:00"
        )
        self.assertEqual(shown(self.task.escalation_ids.moment_at), "2026-10-08 17:00")

    def test_each_rung_fires_once(self):
        self._sweep("2026-10-13 08:00")
        self.assertEqual(len(self.task.escalation_ids), 4)
        self.task._fire(local("2026-10-13 08:05"))
        self.assertEqual(len(self.task.escalation_ids), 4)

    def test_second_sweeper_is_harmless(self):
        """The unique index decides, whatever a second sweeper believes is due."""
        times = self.task.case_id._working_times(local("2026-10-13 08:00"))
        calls = self.task._calls(
            self.task, self.task._ladders(), self.task._fired(), times
        )
        rows = [(self.task, call) for call in calls]
        escalations = self.env["procedure.escalation"]
        self.assertEqual(
            len(escalations._fire_once(rows, local("2026-10-13 08:00"))), 4
        )
        self.assertFalse(escalations._fire_once(rows, local("2026-10-13 08:00")))

    def test_owner_gets_no_second_activity(self):
        before = self.case.activity_ids
        self._sweep("2026-10-09 08:00")
        self.assertEqual(self.case.activity_ids, before)
        self.assertTrue(self.task.activity_id.note)

    def test_activities_of_the_line_close_with_the_task(self):
        for day in ("12", "13"):
            self._sweep(f"2026-10-{day} 08:00")
        called = self.case.activity_ids - self.task.activity_id
        self.assertEqual(called.user_id, self.head | self.leader)
        self._finish(self.case, "B1", "2026-10-13 09:00")
        self.assertFalse(called.exists().filtered("active"))
        self.assertFalse(self.case.activity_ids)

    def test_late_person_is_never_his_own_superior(self):
        """He heads the section himself: the rung climbs to the leader in charge."""
        self.section.manager_id = self.env["hr.employee"].create(
            {"name": "Clerk", "user_id": self.clerk.id, "company_id": self.agency.id}
        )
        self._sweep("2026-10-12 08:00")
        head = self.task.escalation_ids.filtered(lambda f: f.recipient == "head")
        self.assertEqual(head.user_id, self.leader)

    def test_short_step_reminds_at_three_quarters(self):
        """8 working hours from 08:00: 75 % is 15:00, not the day before."""
        self._hold("quick", self._user("quick"))
        document = self._procedure(
            "QT.NHANH", [self._step(1, "B1", "quick", "8", "hour")], limit=("8", "hour")
        )
        task = self._receive(document, "2026-10-05 08:00").task_ids
        self.assertEqual(shown(task.next_check_at), "2026-10-05 15:00")

    def test_uncounted_step_has_no_ladder(self):
        self._hold("desk", self._user("desk"))
        document = self._procedure(
            "QT.HC", [self._step(1, "B1", "desk", unit="not_counted")]
        )
        task = self._receive(document, "2026-10-05 08:00").task_ids
        self.assertEqual(task.state, "ready")
        self.assertFalse(task.due_at or task.next_check_at)

    def test_ladder_is_kept_from_when_ready(self):
        """A ladder changed later binds only what becomes ready later."""
        default = self.task.policy_id
        self.env["procedure.escalation.policy"].create(
            {"name": "Own ladder", "document_id": self.document.id}
        )
        self.assertEqual(self.task.policy_id, default)
        later = self._receive(self.document, "2026-10-06 08:00").task_ids
        self.assertEqual(later.policy_id.name, "Own ladder")
        self.assertFalse(later.next_check_at)

    def test_one_bad_task_does_not_stop_the_others(self):
        """Rolled back to its savepoint, postponed, and told to a person."""
        good = self._receive(self.document, "2026-10-05 17:00").task_ids
        self.env.cr.execute(
            "UPDATE procedure_task SET ready_at = NULL WHERE id = %s", [self.task.id]
        )
        self.env.invalidate_all()
        (self.task | good)._sweep(local("2026-10-13 08:00"))
        self.assertEqual(len(good.escalation_ids), 4)
        self.assertFalse(self.task.escalation_ids)
        self.assertTrue(self.task.job_error)
        self.assertGreater(self.task.next_check_at, local("2026-10-13 08:00"))

    def test_lost_activity_is_made_anew(self):
        """An SQL cascade took it: the task still owns its state and mirrors again."""
        self.env.flush_all()
        self.env.cr.execute(
            "DELETE FROM mail_activity WHERE id = %s", [self.task.activity_id.id]
        )
        self.env.invalidate_all()
        self.assertFalse(self.task.activity_id)
        self.env["procedure.task"]._heal(local("2026-10-06 08:00"))
        self.assertEqual(self.task.activity_id.user_id, self.clerk)

    def test_case_without_open_task_is_reported_once(self):
        """It should never happen; if it does, a person hears of it."""
        manager = self._user("watch", "procedure_control.group_quality_manager")
        self.assertNotIn(self.case, self.env["procedure.case"]._stuck())
        self.env.cr.execute(
            "UPDATE procedure_task SET state = 'planned' WHERE id = %s", [self.task.id]
        )
        self.env.invalidate_all()
        for _day in range(2):
            self.env["procedure.case"]._cron_watch()
        told = self.case.activity_ids.filtered(lambda a: a.user_id == manager)
        self.assertEqual(len(told), 1)
