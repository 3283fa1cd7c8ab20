"""A sweep that is killed half-way, and another one beside it: nothing twice or lost."""

from threading import Event, Thread, current_thread
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import procedure_duty_sweep
from .case_common import local
from .test_case_concurrency import TestCaseConcurrency as _Sessions

LATER = local("2026-10-14 09:00")


class Killed(BaseException):
    """What a worker that is stopped raises: no `except Exception` catches it."""


@tagged("post_install", "-at_install")
class TestSweepConcurrency(_Sessions):
    # The sessions and their world are shared, the tests of the other file are not.
    test_two_browsers_complete_the_same_task = None
    test_join_completed_by_many_at_once_opens_once = None
    test_two_desks_take_different_numbers = None

    def setUp(self):
        super().setUp()
        for target, name, value in (
            (procedure_duty_sweep, "BATCH", 2),
            (fields.Datetime, "now", staticmethod(lambda: LATER)),
        ):
            patcher = patch.object(target, name, value)
            patcher.start()
            self.addCleanup(patcher.stop)

    def _sweep(self):
        with self._session() as env:
            env["procedure.task"]._cron_sweep()

    def _fired(self, env, tasks):
        """{(task id, level id): how often}"""
        groups = env["procedure.escalation"]._read_group(
            [("task_id", "in", tasks)], ["task_id", "level_id"], ["__count"]
        )
        return {(task.id, level.id): count for task, level, count in groups}

    @mute_logger("odoo.sql_db")
    def test_killed_after_its_first_batch_beside_another(self):
        started = [self._started("plain") for _number in range(6)]
        case_ids = [case_id for case_id, _tasks in started]
        tasks = [task_id for _case, [(task_id, _owner)] in started]
        with self._session() as env:
            # Only these: whatever else is due in the database is not the test's.
            env["procedure.task"].search([("id", "not in", tasks)]).write(
                {"next_check_at": False}
            )
            levels = env["procedure.task"].browse(tasks[0]).policy_id.level_ids.ids
        holds, go_on, order = Event(), Event(), []
        origin = self.registry["procedure.task"]._fire
        victim = None

        def fire(records, at):
            if current_thread() is victim:
                order.append(records.ids)
                if len(order) == 2:
                    origin(records, at)
                    holds.set()
                    go_on.wait(timeout=30)
                    raise Killed
            return origin(records, at)

        def killed():
            try:
                self._sweep()
            except Killed:
                order.append("killed")

        victim = Thread(target=killed)
        with patch.object(self.registry["procedure.task"], "_fire", fire):
            victim.start()
            self.assertTrue(holds.wait(timeout=60))
            self._sweep()  # meanwhile the other one runs; it neither waits nor fails
            go_on.set()
            victim.join(timeout=60)
        self.assertEqual(order[-1], "killed")
        first, second = order[:2]
        with self._session() as env:
            fired = self._fired(env, tasks)
            done = {task for task, _level in fired}
            self.assertLessEqual(set(first), done, "what was committed stays")
            self.assertFalse(done & set(second), "the batch that was killed left none")
            waiting = env["procedure.task"].browse(second)
            self.assertTrue(all(waiting.mapped("next_check_at")), "and it is still due")
        self._sweep()
        with self._session() as env:
            everything = {(task, level): 1 for task in tasks for level in levels}
            self.assertEqual(self._fired(env, tasks), everything)
            firings = env["procedure.escalation"].search([("task_id", "in", tasks)])
            called = firings.filtered("activity_id")
            self.assertEqual(len(called.activity_id), len(called))
            for task in env["procedure.task"].browse(tasks):
                self.assertFalse(task.next_check_at or task.job_error)
                activities = env["mail.activity"].search_count(
                    [
                        ("res_model", "=", "procedure.case"),
                        ("res_id", "=", task.case_id.id),
                    ]
                )
                mine = firings.filtered(lambda f, t=task: f.task_id == t)
                self.assertEqual(activities, 1 + len(mine.activity_id))
        for case_id in case_ids:
            self._finish(case_id)
