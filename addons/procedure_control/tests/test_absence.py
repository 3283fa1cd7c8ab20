"""Who is away for some days: his tasks move by date, and come back."""

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .case_common import local, shown
from .people_common import PeopleCommon

FRIDAY = "2026-10-09 09:00"
MONDAY = "2026-10-12 08:15"


@tagged("post_install", "-at_install")
class TestAbsence(PeopleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tasks = cls._cases(cls, cls.slow, 4, FRIDAY)

    def _enter(self, at, **values):
        with freeze_time(local(at)):
            return self._absence(**values)

    def test_a_coming_absence_begins_by_its_date(self):
        self._enter(FRIDAY)
        self.assertEqual(self.tasks.user_id, self.away)
        self._job("2026-10-11 23:00")
        self.assertEqual(self.tasks.user_id, self.away)
        self._job("2026-10-12 00:05")
        self.assertEqual(self.tasks.user_id, self.an)
        change = self.env["procedure.people.change"].search(
            [("task_id", "in", self.tasks.ids)]
        )
        self.assertEqual(set(change.mapped("why")), {"absence_began"})

    def test_back_on_the_first_working_day(self):
        """30/04 and 01/05/2026 are off and a week-end follows: back on Monday."""
        with freeze_time(local("2026-04-28 08:00")):
            absence = self._absence(date_from="2026-04-28", date_to="2026-04-29")
        self.assertEqual(shown(absence.ends_at), "2026-05-04 00:00")

    def test_revoked_gives_back_at_once(self):
        absence = self._enter(MONDAY)
        self.assertEqual(self.tasks.user_id, self.an)
        with freeze_time(local("2026-10-13 09:00")):
            absence.with_user(self.head).action_revoke()
        self.assertEqual(self.tasks.user_id, self.away)
        self.assertFalse(self.tasks.delegation_id)
        self.assertTrue(absence.returned_at)
        new = self._cases(self.slow, 1, "2026-10-13 10:00")
        self.assertEqual(new.user_id, self.away)

    def test_split_among_several_when_it_begins(self):
        self._enter(FRIDAY)
        self._enter(FRIDAY, delegate_id=self.binh.id)
        self._job("2026-10-12 00:05")
        owners = [task.user_id for task in self.tasks]
        self.assertEqual((owners.count(self.an), owners.count(self.binh)), (2, 2))

    def test_a_delegate_who_is_away_too_gets_nothing(self):
        """Nothing is passed on twice; what nobody can take stays, and is late there."""
        self._enter(MONDAY, user_id=self.an.id, delegate_id=self.binh.id)
        self._enter(MONDAY)
        self.assertEqual(self.tasks.user_id, self.away)
        self._enter(MONDAY, delegate_id=self.head.id)
        self.assertEqual(self.tasks.user_id, self.head)

    def test_what_was_passed_on_goes_back_to_whose_it_is(self):
        """Dũng away till 16/10, An (who acts for him) on 13/10: Bình has it then."""
        self._enter(MONDAY)
        self._enter(
            "2026-10-13 08:00",
            user_id=self.an.id,
            delegate_id=self.binh.id,
            date_from="2026-10-13",
            date_to="2026-10-13",
        )
        self.assertEqual(self.tasks.user_id, self.binh)
        self.assertEqual(self.tasks.principal_id, self.away)
        self._job("2026-10-19 00:05")
        self.assertEqual(self.tasks.user_id, self.away)

    def test_who_left_meanwhile_gets_nothing_back(self):
        self._enter(MONDAY)
        with freeze_time(local("2026-10-14 09:00")):
            self.away.action_archive()
        self.assertEqual(self.tasks.user_id, self.an)
        self.assertFalse(self.tasks.principal_id)
        self._job("2026-10-15 00:05")
        self.assertEqual(self.tasks.user_id, self.an)
        self._job("2026-10-19 00:05")
        self.assertEqual(self.tasks.user_id, self.head, "the role falls to its head")

    def test_a_delegate_who_leaves_gives_it_to_another(self):
        self._enter(FRIDAY)
        self._enter(FRIDAY, delegate_id=self.binh.id)
        self._job("2026-10-12 00:05")
        with freeze_time(local("2026-10-14 09:00")):
            self.an.action_archive()
        self.assertEqual(self.tasks.user_id, self.binh)
        self.assertEqual(self.tasks.principal_id, self.away)

    def test_who_is_away_still_sees_them(self):
        self._enter(MONDAY)
        self.env.invalidate_all()
        task = self.tasks[0].with_user(self.away)
        self.assertTrue(task.name and task.case_id.name)
        self.assertFalse(task.can_complete)

    def test_refused(self):
        elsewhere = self.env["res.company"].create({"name": "Sở khác"})
        stranger = self._user("pp-stranger", company=elsewhere)
        cousin = self._user("pp-cousin", "procedure_control.group_manager")
        self._department("Phòng khác", head=cousin)
        for values in (
            {"by": self.an},
            {"by": self.officer},
            {"by": cousin},
            {"delegate_id": stranger.id},
            {"delegate_id": self.away.id},
            {"date_from": "2026-10-08"},
            {"reason": " "},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                self._enter(FRIDAY, **values)
        self._enter(FRIDAY, by=self.away)
        with self.assertRaises(UserError):  # the same one twice
            self._enter(FRIDAY, by=self.quality)

    def test_who_revokes(self):
        absence = self._enter(MONDAY)
        with freeze_time(local(MONDAY)):
            for user in (self.an, self.binh, self.officer):
                with self.subTest(user.name), self.assertRaises(UserError):
                    absence.with_user(user).action_revoke()
            absence.with_user(self.away).action_revoke()

    def test_queries_do_not_grow_with_the_tasks(self):
        """Beginning and ending cost a fixed number, and a little a task."""
        counts = []
        for day, size in (("2026-10-12", 10), ("2026-10-13", 50)):
            tasks = self._cases(self.slow, size, f"{day} 08:00")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            absence = self._enter(f"{day} 09:00", date_from=day)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertIn(self.an, tasks.user_id)
            with freeze_time(local(f"{day} 10:00")):
                absence.action_revoke()
            (tasks | self.tasks).case_id.task_ids.sudo().write({"state": "cancelled"})
        small, big = counts
        self.assertLessEqual((big - small) / 40, 0.4, f"{small} q, then {big} q")
