"""What a sweep, a digest and a page of work cost when there is ten times as much."""

from unittest.mock import patch

from odoo.tests import freeze_time, tagged

from ..models.procedure_explanation import WAITING
from .case_common import CaseCommon, local

SMALL, BIG = 100, 1000
#: Four working days after the tasks became ready, which had four.
LATER = "2026-10-12 09:00"


@tagged("post_install", "-at_install")
class TestSweepSlopes(CaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for number in range(10):
            head = cls._user(f"sl-head-{number}", email=f"slh{number}@example.com")
            section = cls._department(f"Phòng {number}", head=head)
            cls._hold("sl", cls._user(f"sl-{number}"), department=section)
        cls._hold("sl-leader", cls._user("sl-leader"), role={"is_leader": True})
        cls.document = cls._procedure(
            "QT.SL", [cls._step(1, "B1", "sl", "4")], limit=("4", "day")
        )
        cls.env["procedure.task"].search([]).write(
            {"next_check_at": False, "announced_at": local("2026-10-01 08:00")}
        )
        cls.few, cls.many = cls._tasks(cls, SMALL), cls._tasks(cls, BIG)

    def _tasks(self, count):
        vals = {"document_id": self.document.id, "company_id": self.agency.id}
        cases = self.env["procedure.case"].with_user(self.officer)
        cases = cases._receive([vals] * count, local("2026-10-05 08:00"))
        return self.env["procedure.task"].browse(cases.sudo().task_ids.ids)

    def _queries(self, act):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        act()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def _sweep_of(self, tasks):
        """The sweep of these tasks alone, in its batches, and the digest after it."""
        everything = self.few | self.many
        everything.next_check_at = False
        everything.announced_at = local("2026-10-05 08:30")
        tasks.next_check_at = local("2026-10-09 17:00")
        self.env["res.users"].search([]).sudo().procedure_digest_slot = False
        crons = type(self.env["ir.cron"])
        with patch.object(crons, "_commit_progress", lambda *_args, **_kw: 1.0):
            cost = self._queries(
                lambda: self.env["procedure.task"]._sweep_due(local(LATER))
            )
        cost += self._queries(
            lambda: self.env["procedure.digest"]._send(local("2026-10-12 13:30"))
        )
        self.assertGreaterEqual(len(tasks.escalation_ids), len(tasks))
        self.assertTrue(
            all(tasks.escalation_ids.filtered("user_id").mapped("mailed_at"))
        )
        return cost

    def test_sweep_and_digest(self):
        small, big = self._sweep_of(self.few), self._sweep_of(self.many)
        slope = (big - small) / (BIG - SMALL)
        self.assertLessEqual(slope, 0.25, f"{SMALL}: {small} q, {BIG}: {big} q")

    def test_sweep_with_nothing_due(self):
        now = local("2026-10-05 09:00")
        costs, jobs = [], []
        for tasks in (self.few, self.many):
            (self.few | self.many).next_check_at = False
            tasks.next_check_at = local("2026-10-08 17:00")
            task = self.env["procedure.task"]
            costs.append(self._queries(lambda t=task: t._sweep_due(now)))
            with freeze_time(now):
                task._cron_sweep()
                jobs.append(self._queries(task._cron_sweep))
        self.assertEqual(costs, [1, 1])
        self.assertEqual(jobs[0], jobs[1])
        self.assertFalse((self.few | self.many).escalation_ids)

    def test_pages_of_work(self):
        """My overdue, my open tasks: the same questions whatever lies beside them."""
        user = self.few.user_id[0]
        mine = ["|", ("user_id", "=", user.id), ("stand_in_id", "=", user.id)]
        ready = [*mine, ("state", "=", "ready")]
        names = ("due_at", "timing", "label", "name", "case_id", "can_complete")
        specification = {name: {} for name in names}
        tasks = self.env["procedure.task"].with_user(user)
        for domain in (ready, [*ready, ("due_at", "<", "now")]):
            costs = []
            for others in (self.many, self.few):
                others.state = "paused"  # the other lot is what he has
                with freeze_time(local(LATER)):
                    tasks.web_search_read(domain, specification, limit=10)
                    costs.append(
                        self._queries(
                            lambda d=domain: tasks.web_search_read(
                                d, specification, limit=10
                            )
                        )
                    )
                others.state = "ready"
            self.assertEqual(costs[0], costs[1])

    def test_indexes_are_those_that_the_orm_asks_for(self):
        """Where a table is small PostgreSQL scans and sorts it: told not to here."""
        task = self.env["procedure.task"]
        user = self.few.user_id[0]
        mine = ["|", ("user_id", "=", user.id), ("stand_in_id", "=", user.id)]
        asked = {
            "procedure_task_next_check_idx": (
                [("next_check_at", "<=", local(LATER))],
                "next_check_at, id",
            ),
            "procedure_task_user_due_idx": (
                [("user_id", "=", user.id), ("state", "=", "ready")],
                "due_at, id",
            ),
            "procedure_task_stand_in_due_idx": (
                [*mine, ("state", "=", "ready"), ("due_at", "<", "now")],
                "due_at, id",
            ),
            "procedure_task_no_activity_idx": (
                [("state", "=", "ready"), ("activity_id", "=", False)],
                "job_failures, id",
            ),
        }
        self.env.flush_all()
        self.cr.execute("ANALYZE procedure_task")
        self.cr.execute("SET LOCAL enable_seqscan = off")
        self.cr.execute("SET LOCAL enable_sort = off")
        for index, (domain, order) in asked.items():
            self.assertIn(index, self._plan(task, domain, order))

    def test_indexes_of_what_the_sweep_asks_about_delays(self):
        self.env.flush_all()
        self.cr.execute("SET LOCAL enable_seqscan = off")
        self.cr.execute("SET LOCAL enable_sort = off")
        overdue = [("state", "=", "ready"), ("explanation_id", "=", False)]
        overdue += [("due_at", "<", local(LATER)), ("case_id.corrects_id", "=", False)]
        plan = self._plan(self.env["procedure.task"], overdue, "due_at, id")
        self.assertIn("procedure_task_unasked_idx", plan)
        lost = [("state", "in", list(WAITING)), ("activity_id", "=", False)]
        plan = self._plan(self.env["procedure.explanation"], lost, "id desc")
        self.assertIn("procedure_explanation_lost_idx", plan)

    def _plan(self, model, domain, order):
        """How PostgreSQL answers the statement that the ORM sends."""
        select = model.sudo()._search(domain, order=order, limit=80).select()
        sent = self.cr.mogrify(select.code, select.params).decode()
        self.cr.execute("EXPLAIN " + sent.replace("%", "%%"))
        return "\n".join(line for (line,) in self.cr.fetchall())
