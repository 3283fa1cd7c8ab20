"""A sweep costs what is due, and next to nothing per task in queries."""

from odoo.tests import tagged

from .case_common import CaseCommon, local
from .test_case_queries import BIG, SMALL


@tagged("post_install", "-at_install")
class TestSweepQueries(CaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for number in range(10):
            head = cls._user(f"sq-head-{number}")
            section = cls._department(f"Phòng {number}", head=head)
            cls._hold("sq", cls._user(f"sq-{number}"), department=section)
        cls._hold("sq-leader", cls._user("sq-leader"), role={"is_leader": True})
        cls.document = cls._procedure(
            "QT.SQ", [cls._step(1, "B1", "sq", "4")], limit=("4", "day")
        )
        cls._overdue(cls, 2)._fire(local("2026-10-20 09:00"))

    def _overdue(self, count):
        vals = {"document_id": self.document.id, "company_id": self.agency.id}
        cases = self.env["procedure.case"].with_user(self.officer)
        cases = cases._receive([vals] * count, local("2026-10-05 08:00"))
        # Fetched together, as the job's search gives them.
        return self.env["procedure.task"].browse(cases.sudo().task_ids.ids)

    def _queries(self, tasks, act):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        act(tasks)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_every_rung_of_many_tasks_at_once(self):
        """The worst morning: the server stood, and all rungs of all tasks are due."""
        groups = self._overdue(SMALL), self._overdue(BIG)
        small, big = (
            self._queries(tasks, lambda t: t._fire(local("2026-10-20 09:00")))
            for tasks in groups
        )
        self.assertEqual(len(groups[1].escalation_ids), 4 * BIG)
        slope = (big - small) / (BIG - SMALL)
        self.assertLessEqual(slope, 0.25, f"{SMALL}: {small} q, {BIG}: {big} q")

    def _climbing(self, count, policy):
        """That many tasks with this ladder, whose first rung has told its person."""
        tasks = self._overdue(count)
        tasks.policy_id = policy
        tasks._fire(local("2026-10-09 08:30"))
        return self.env["procedure.task"].browse(tasks.ids)

    def test_rungs_by_mail_by_note_again_and_given_away(self):
        """Each way of telling, and renewing what is open, costs no query a task."""
        ways = {
            "again": {"recipient": "head", "repeat_every": 1},
            "mail": {"recipient": "leader", "how": "mail"},
            "note": {"recipient": "leader", "how": "chatter"},
            "given": {"recipient": "stand_in", "how": "reassign"},
        }
        for way, more in ways.items():
            head = {"name": "a", "offset_value": "0", "recipient": "head"}
            then = {"name": "b", "offset_value": "1", **more}
            policy = self.env["procedure.escalation.policy"].create(
                {"name": way, "level_ids": [(0, 0, head), (0, 0, then)]}
            )
            if way == "again":
                policy.level_ids[0].unlink()
                policy.level_ids.offset_value = "0"
            groups = [self._climbing(count, policy) for count in (SMALL, BIG)]
            small, big = (
                self._queries(tasks, lambda t: t._fire(local("2026-10-12 08:30")))
                for tasks in groups
            )
            with self.subTest(way):
                fired = groups[1].escalation_ids.filtered("delivered_at")
                self.assertEqual(len(fired), 2 * BIG)
                moved = groups[1].filtered("had_by_ids")
                self.assertEqual(len(moved), BIG if way == "given" else 0)
                slope = (big - small) / (BIG - SMALL)
                self.assertLessEqual(slope, 0.3, f"{SMALL}: {small} q, {BIG}: {big} q")

    def test_healing_of_many_tasks(self):
        counts = []
        for count in (SMALL, BIG):
            tasks = self._overdue(count)
            self.env.flush_all()
            self.env.cr.execute(
                "DELETE FROM mail_activity WHERE id IN %s",
                [tuple(tasks.activity_id.ids)],
            )
            heal = self.env["procedure.task"]._heal
            counts.append(
                self._queries(tasks, lambda t, h=heal: h(local("2026-10-06 09:00")))
            )
            self.assertEqual(len(tasks.activity_id), count)
        slope = (counts[1] - counts[0]) / (BIG - SMALL)
        self.assertLessEqual(slope, 0.25, counts)
