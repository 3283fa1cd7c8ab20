from importlib.util import module_from_spec, spec_from_file_location

from odoo.tests import tagged
from odoo.tools import file_path

from .case_common import CaseCommon, local


@tagged("post_install", "-at_install")
class TestStepTime(CaseCommon):
    """Where the time of a step went is kept in the write that ends it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.expert = cls._user("time-expert")
        cls.head = cls._user("time-head")
        cls._hold("expert", cls.expert)
        cls._hold("head", cls.head)

    def _two_steps(self, code="QT.TIME", **values):
        steps = [
            self._step(1, "B1", "expert", "2"),
            self._step(2, "B2", "head", "1"),
        ]
        return self._procedure(code, steps, limit=("3", "day"), **values)

    def _times(self, task):
        self.env.flush_all()
        task.invalidate_recordset()
        self.assertEqual(task.waiting_minutes + task.working_minutes, task.used_minutes)
        return (
            task.used_minutes,
            task.waiting_minutes,
            task.working_minutes,
            task.paused_minutes,
        )

    def test_from_the_beginning_on_it_is_working(self):
        case = self._receive(self._two_steps(), "2026-10-05 08:00")
        self._task(case, "B1")._start(local("2026-10-05 10:00"))
        task = self._finish(case, "B1", "2026-10-05 15:00")
        self.assertEqual(self._times(task), (360, 120, 240, 0))
        self.assertFalse(task.other_agency)

    def test_without_a_beginning_all_of_it_is_working(self):
        case = self._receive(self._two_steps(), "2026-10-05 08:00")
        task = self._finish(case, "B1", "2026-10-05 15:00")
        self.assertEqual(self._times(task), (360, 0, 360, 0))

    def test_a_clock_that_stood_is_apart(self):
        """Stood from Monday 10:00 to Wednesday 10:00: 16 working hours beside 6."""
        case = self._receive(self._two_steps(), "2026-10-05 08:00")
        case._pause("supplement", "", "x", local("2026-10-05 10:00"))
        case._resume("", local("2026-10-07 10:00"))
        task = self._task(case, "B1")
        task._start(local("2026-10-07 11:00"))
        task = self._finish(case, "B1", "2026-10-07 15:00")
        self.assertEqual(self._times(task), (360, 180, 180, 960))
        self.assertEqual(task.used_minutes + task.saved_minutes, task.allowed_minutes)

    def test_sent_back_and_done_again_have_each_their_own(self):
        case = self._receive(self._two_steps(), "2026-10-05 08:00")
        first = self._finish(case, "B1", "2026-10-05 10:00")
        reason = self.env.ref("procedure_control.procedure_return_reason_content")
        [again] = case.with_user(self.head)._send_back(
            self._task(case, "B2").with_user(self.head),
            first.with_user(self.head),
            local("2026-10-05 12:00"),
            "x",
            reason,
        )
        back = case.task_ids.filtered(lambda t: t.state == "sent_back")
        self.assertEqual(self._times(back), (120, 0, 120, 0))
        done = self._finish(case, "B1", "2026-10-05 14:00")
        self.assertEqual(done, again.sudo())
        self.assertEqual(self._times(done), (60, 0, 60, 0))
        self.assertEqual(self._times(first), (120, 0, 120, 0))

    def test_a_pause_recorded_later_leaves_them(self):
        """They belong to who did the step, by the clock that ran then."""
        case = self._receive(self._two_steps(), "2026-10-05 08:00")
        task = self._finish(case, "B1", "2026-10-05 15:00")
        self.env["procedure.pause"]._make(
            [
                case._pause_row(
                    "supplement",
                    "",
                    "x",
                    local("2026-10-05 09:00"),
                    local("2026-10-05 10:00"),
                )
            ]
        )
        case.invalidate_recordset()
        self.assertEqual(self._times(task), (360, 0, 360, 0))

    def test_migration_gives_the_same(self):
        """Ended before the columns were there: counted as they would have been."""
        case = self._receive(self._two_steps(), "2026-10-05 08:00")
        self._task(case, "B1")._start(local("2026-10-05 09:00"))
        case._pause("supplement", "", "x", local("2026-10-05 10:00"))
        case._resume("", local("2026-10-07 10:00"))
        begun = self._finish(case, "B1", "2026-10-07 15:00")
        plain = self._finish(case, "B2", "2026-10-08 15:00")
        tasks = begun | plain
        wanted = {task: self._times(task) for task in tasks}
        self.assertEqual(wanted[begun], (360, 60, 300, 960))
        self.env.cr.execute(
            "UPDATE procedure_task SET used_minutes = used_minutes + paused_minutes,"
            " waiting_minutes = NULL, working_minutes = NULL, paused_minutes = NULL,"
            " other_agency = NULL WHERE id IN %s",
            [tuple(tasks.ids)],
        )
        self._migrate()
        self.env.invalidate_all()
        self.assertEqual({task: self._times(task) for task in tasks}, wanted)
        self.env.cr.execute(
            "SELECT count(*) FROM procedure_task WHERE id IN %s AND other_agency IS"
            " FALSE",
            [tuple(tasks.ids)],
        )
        self.assertEqual(self.env.cr.fetchone(), (2,))

    def _migrate(self):
        path = file_path("procedure_control/migrations/19.0.5.0.0/post-times.py")
        spec = spec_from_file_location("post_times", path)
        script = module_from_spec(spec)
        spec.loader.exec_module(script)
        script.migrate(self.env.cr, "19.0.4.0.0")
