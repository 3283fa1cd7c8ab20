"""Journey 8: a colleague is ill for a week; nothing is late, lost or in his name."""

from collections import Counter

from odoo.tests import Form, freeze_time, tagged

from .case_common import local, shown
from .people_common import PeopleCommon

MONDAY = "2026-10-12 08:15"


@tagged("post_install", "-at_install")
class TestJourneyIllness(PeopleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls._cases(cls, cls.quick, 3, "2026-10-09 10:00")
        cls.later = cls._cases(cls, cls.slow, 35, "2026-10-09 09:00")
        cls.tasks = cls.today | cls.later
        cls.dues = {task: task.due_at for task in cls.tasks}

    def _take_over(self):
        """As the head does it in one screen: 20 to one, the rest to the other."""
        with Form(self.env["procedure.takeover"].with_user(self.head)) as screen:
            screen.user_id = self.away
            screen.date_from, screen.date_to = "2026-10-12", "2026-10-16"
            screen.reason = "ốm, có giấy của bệnh viện"
            self.assertEqual(screen.task_count, 38)
            self.assertEqual(screen.today_count, 3)
            self.assertEqual(screen.left_count, 38)
            for user, count in ((self.an, 20), (self.binh, None)):
                with screen.share_ids.new() as share:
                    share.user_id = user
                    if count:
                        share.count = count
            self.assertEqual(screen.left_count, 0)
        screen.record.action_confirm()
        self.env.invalidate_all()

    def _of(self, user):
        return self.tasks.filtered(lambda t: t.user_id == user)

    def test_a_week_of_illness(self):
        self.assertEqual(self.tasks.user_id, self.away)
        self.assertEqual({shown(t.due_at) for t in self.today}, {"2026-10-12 10:00"})
        with freeze_time(local(MONDAY)):
            self._take_over()
        # 20 and 18, early and late ones alike; dues unmoved; told, and in the trail.
        self.assertEqual(
            Counter(task.user_id.name for task in self.tasks),
            {"Trần Văn An": 20, "Lê Thị Bình": 18},
        )
        self.assertEqual(len(self._of(self.an) & self.today), 2)
        self.assertEqual({t: t.due_at for t in self.tasks}, self.dues)
        self.assertEqual(self.tasks.principal_id, self.away)
        self.assertTrue(all(t.activity_id.user_id == t.user_id for t in self.tasks))
        self.assertEqual(len(self._events("task.reassigned", self.tasks)), 38)
        absences = self.env["procedure.delegation"].search(
            [("user_id", "=", self.away.id)]
        )
        self.assertEqual(
            {shown(absence.ends_at) for absence in absences}, {"2026-10-19 00:00"}
        )
        self.assertEqual(absences.granted_by_id, self.head)

        # Who did it is judged: two in time, one an hour late.
        for task in self.today:
            at = "2026-10-12 09:30" if task.user_id == self.an else "2026-10-12 11:00"
            self._finish(task.case_id, "B1", at)
        verdicts = Counter((t.done_by_id.name, t.verdict) for t in self.today)
        self.assertEqual(
            verdicts, {("Trần Văn An", "early"): 2, ("Lê Thị Bình", "late"): 1}
        )
        for task in self._of(self.an)[2:12]:
            self._finish(task.case_id, "B1", "2026-10-14 10:00")

        # What comes up meanwhile goes to the delegate with the fewest open tasks.
        new = self._cases(self.quick, 1, "2026-10-15 09:00")
        self.assertEqual((new.user_id, new.principal_id), (self.an, self.away))

        open_ = self.tasks.filtered(lambda t: t.state == "ready") | new
        self.assertEqual(len(open_), 38 - 3 - 10 + 1)
        self._job("2026-10-17 00:10")
        self.assertNotIn(self.away, open_.user_id, "it is Saturday")
        self._job("2026-10-19 00:05")
        self.assertEqual(open_.user_id, self.away, "back on Monday")
        self.assertFalse(open_.principal_id)
        done = self.tasks - open_
        self.assertNotIn(self.away, done.user_id | done.done_by_id)
        self.assertEqual({t: t.due_at for t in self.tasks}, self.dues)
        moved = self.env["procedure.people.change"].search(
            [("why", "=", "absence_ended"), ("task_id", "in", open_.ids)]
        )
        self.assertEqual(len(moved), len(open_))

        # Then his login is archived: nothing is lost, nothing is in his name.
        with freeze_time(local("2026-10-19 08:00")):
            self.away.action_archive()
        self.env.invalidate_all()
        in_his_name = self.env["procedure.task"].search_count(
            [
                ("state", "in", ("planned", "ready", "paused")),
                "|",
                ("user_id", "=", self.away.id),
                ("principal_id", "=", self.away.id),
            ]
        )
        self.assertEqual(in_his_name, 0)
        self.assertEqual(open_.user_id, self.head)
        self.assertTrue(all(t.activity_id.user_id == self.head for t in open_))
