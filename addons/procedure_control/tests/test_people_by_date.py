"""Holders begin and end by date without anybody writing: a job follows."""

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .case_common import local
from .people_common import PeopleCommon

AT = "2026-10-05 08:00"
NIGHT = "2026-10-13 00:06"


@tagged("post_install", "-at_install")
class TestPeopleByDate(PeopleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["procedure.role"].create({"code": "t-bd", "name": "bd"})
        cls.document = cls._make("QT.BD", "10", role="bd")
        cls.chi = cls._user("pp-chi")

    def _hold_bd(self, user, **values):
        return self._hold("bd", user, department=self.section, **values)

    def test_a_term_that_ended(self):
        self._hold_bd(self.an, date_to="2026-10-12")
        self._hold_bd(self.binh, date_from="2026-10-13")
        tasks = self._cases(self.document, 2, AT)
        dues = tasks.mapped("due_at")
        self._job("2026-10-12 08:10")
        self.assertEqual(tasks.user_id, self.an)
        self._job(NIGHT)
        self.assertEqual(tasks.user_id, self.binh)
        self.assertEqual(tasks.activity_id.user_id, self.binh)
        self.assertEqual(tasks.mapped("due_at"), dues)
        changes = self.env["procedure.people.change"].search(
            [("task_id", "in", tasks.ids)]
        )
        self.assertEqual(changes.mapped("why"), ["term", "term"])
        self.assertEqual(
            (changes.from_user_id, changes.to_user_id), (self.an, self.binh)
        )
        told = self.env["mail.activity"].search([("user_id", "=", self.quality.id)])
        self.assertIn("2 tasks in Sở Y tế moved", told.summary)

    def test_once_a_night_and_when_work_begins(self):
        self._job(NIGHT)
        holder = self._hold_bd(self.an)
        task = self._cases(self.document, 1, AT)
        holder.date_to = "2026-10-01"
        self._hold_bd(self.binh)
        self._job("2026-10-13 07:50")
        self.assertEqual(task.user_id, self.an, "the next round is at 08:00")
        self._job("2026-10-13 08:05")
        self.assertEqual(task.user_id, self.binh)

    def test_the_head_hands_over_to_the_new_holder(self):
        self._hold_bd(self.an, date_to="2026-10-01")
        task = self._cases(self.document, 1, AT)
        self.assertEqual(task.user_id, self.head)
        self._hold_bd(self.binh, date_from="2026-10-13")
        self._job(NIGHT)
        self.assertEqual(task.user_id, self.binh)

    def test_who_was_given_it_by_hand_keeps_it(self):
        self._hold_bd(self.an, date_to="2026-10-12")
        self._hold_bd(self.binh, date_from="2026-10-13")
        task = self._cases(self.document, 1, AT)
        with freeze_time(local(AT)):
            task.with_user(self.officer).action_reassign(self.chi.id, "việc khó")
        self._job(NIGHT)
        self.assertEqual(task.user_id, self.chi)

    def test_with_nobody_to_move_to_it_stays(self):
        self._hold_bd(self.an, date_to="2026-10-12")
        self.section.manager_id = False
        task = self._cases(self.document, 1, AT)
        self._job(NIGHT)
        self.assertEqual(task.user_id, self.an)

    def test_the_pool_that_claims_follows(self):
        leaver = self._hold_bd(self.an, date_to="2026-10-12")
        self._hold_bd(self.binh)
        self._hold_bd(self.chi, date_from="2026-10-13")
        leaver.role_id.pool_rule = "claim"
        task = self._cases(self.document, 1, AT)
        self.assertEqual(task.pool_user_ids, self.an | self.binh)
        self._job(NIGHT)
        self.assertEqual(task.pool_user_ids, self.binh | self.chi)
        self.assertFalse(task.user_id)

    def test_after_an_absence_terms_count_again(self):
        self._hold_bd(self.away, date_to="2026-10-16")
        self._hold_bd(self.chi, date_from="2026-10-17")
        task = self._cases(self.document, 1, AT)
        with freeze_time(local("2026-10-12 08:00")):
            self._absence()
        self.assertEqual(task.user_id, self.an)
        self._job("2026-10-19 00:06")
        self.assertEqual(task.user_id, self.chi)

    @mute_logger("odoo.addons.procedure_control.models.procedure_job")
    def test_an_agency_without_working_hours_keeps_nobody_back(self):
        broken = self.env["resource.calendar"].create(
            {"name": "Không giờ", "attendance_ids": [(5, 0, 0)]}
        )
        self.env["res.company"].create(
            {"name": "Sở không giờ", "procedure_calendar_id": broken.id}
        )
        self._hold_bd(self.an, date_to="2026-10-12")
        self._hold_bd(self.binh, date_from="2026-10-13")
        task = self._cases(self.document, 1, AT)
        self._job(NIGHT)
        self.assertEqual(task.user_id, self.binh)

    def test_queries_at_two_sizes(self):
        self._hold_bd(self.an, date_to="2026-10-12")
        self._hold_bd(self.binh, date_from="2026-10-13", date_to="2026-10-13")
        self._hold_bd(self.chi, date_from="2026-10-14")
        counts = []
        for size, day, whose in (
            (10, "2026-10-13", self.binh),
            (60, "2026-10-14", self.chi),
        ):
            self._cases(
                self.document, size - 10 or 10, AT if size == 10 else "2026-10-13 09:00"
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._job(f"{day} 00:06")
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            tasks = self.document.case_ids.task_ids
            self.assertEqual((len(tasks), tasks.user_id), (size, whose))
        small, big = counts
        self.assertLessEqual((big - small) / 50, 0.4, f"{small} q, then {big} q")
