"""Nothing dies alone: one record that raises in a job stops nothing but itself."""

from unittest.mock import patch

from freezegun import freeze_time
from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import procedure_duty_sweep, procedure_task_sweep
from .case_common import CaseCommon, local

LOGGERS = ("odoo.addons.procedure_control.models.procedure_job",)
#: A Wednesday morning on which everything below is overdue.
LATER = "2026-10-14 09:00"


@tagged("post_install", "-at_install")
class TestJobs(CaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = cls._user("jb-worker")
        cls.manager = cls._user("jb-manager", "procedure_control.group_quality_manager")
        cls._hold("jb", cls.worker)
        cls._hold("jb-leader", cls.officer, role={"is_leader": True})
        cls.document = cls._procedure(
            "QT.JB", [cls._step(1, "B1", "jb", "1")], limit=("1", "day")
        )
        # Nobody else's work: the jobs below look at everything in the database.
        cls.env["procedure.task"].search([]).write({"next_check_at": False})

    def _tasks(self, count, at="2026-10-05 08:00"):
        vals = {"document_id": self.document.id, "company_id": self.agency.id}
        cases = self.env["procedure.case"].with_user(self.officer)
        return cases._receive([vals] * count, local(at)).sudo().task_ids

    def _last_run(self, key):
        return self.env["procedure.job"].search([("key", "=", key)]).last_run_at

    def _without_activity(self, tasks):
        self.env.flush_all()
        self.env.cr.execute(
            "DELETE FROM mail_activity WHERE id IN %s", [tuple(tasks.activity_id.ids)]
        )
        self.env.invalidate_all()

    def _raising(self, model, method, bad):
        """Patch so that the method raises where one of `bad` is among the records."""
        origin = getattr(self.registry[model], method)

        def raising(records, *args, **kwargs):
            if records & bad:
                raise ValueError("broken record")
            return origin(records, *args, **kwargs)

        return patch.object(self.registry[model], method, raising)

    # --- the sweep -------------------------------------------------------------------

    def _run(self, cron):
        with self.enter_registry_test_mode():
            self.env.ref(f"procedure_control.{cron}").method_direct_trigger()
        self.env.invalidate_all()

    @freeze_time(local(LATER))
    def test_the_job_itself_sweeps_in_batches(self):
        tasks = self._tasks(5)
        sizes = []
        sweep = self.registry["procedure.task"]._sweep

        def counting(records, at):
            sizes.append(len(records))
            return sweep(records, at)

        with (
            patch.object(procedure_duty_sweep, "BATCH", 2),
            patch.object(self.registry["procedure.task"], "_sweep", counting),
        ):
            self._run("ir_cron_sweep")
        self.assertEqual(sizes, [2, 2, 1])
        for task in tasks:
            self.assertEqual(len(task.escalation_ids), len(task.policy_id.level_ids))
            self.assertFalse(task.next_check_at)
        self.assertEqual(self._last_run("sweep"), local(LATER))
        self.assertFalse(self.env["procedure.job"].sweep_health()["silent"])

    @freeze_time(local(LATER))
    @mute_logger(*LOGGERS)
    def test_what_cannot_be_healed_does_not_stop_the_sweep(self):
        bad, good = self._tasks(2)
        self._without_activity(bad | good)
        with self._raising("procedure.task", "_mirror", bad):
            self._run("ir_cron_sweep")
        self.assertFalse(bad.activity_id)
        self.assertEqual(good.activity_id.user_id, self.worker)
        self.assertTrue(good.escalation_ids)
        self.assertEqual(self._last_run("sweep"), local(LATER))

    @mute_logger(*LOGGERS)
    def test_failure_is_kept_and_told_once(self):
        bad, good = self._tasks(2)
        self._without_activity(bad | good)
        with self._raising("procedure.task", "_mirror", bad):
            for _run in range(2):
                self.env["procedure.task"]._heal(local(LATER))
        self.assertEqual((bad.job_error, bad.job_failures), ("broken record", 2))
        self.assertFalse(good.job_error)
        alarms = bad.case_id.activity_ids
        self.assertEqual(alarms.user_id, self.manager)
        self.assertEqual(len(alarms), 1)

    def test_tasks_nobody_holds_do_not_starve_the_others(self):
        """More of them than one run looks at; the lost activity comes back at once."""
        tasks = self._tasks(6)
        lost = tasks[-1]
        self._without_activity(tasks)
        (tasks - lost).write({"user_id": False})
        self.env.flush_all()
        resolved = []
        resolve = self.registry["procedure.task"]._assignees

        def watching(records, at):
            resolved.append(records)
            return dict.fromkeys(records, nobody)

        nobody = resolve(tasks[:1], local(LATER))[tasks[0]]._replace(user_id=None)
        with (
            patch.object(procedure_task_sweep, "BATCH", 2),
            patch.object(self.registry["procedure.task"], "_assignees", watching),
        ):
            for _run in range(4):
                self.env["procedure.task"]._heal(local(LATER))
                self.assertEqual(lost.activity_id.user_id, self.worker)
        self.assertEqual(
            [records.ids for records in resolved],
            [tasks[0:2].ids, tasks[2:4].ids, tasks[4:5].ids, tasks[0:2].ids],
            "each in its turn, round and round",
        )

    # --- the others ------------------------------------------------------------------

    @mute_logger(*LOGGERS)
    def test_digest_of_one_does_not_keep_back_the_others(self):
        other = self._user("jb-other", email="o@example.com")
        self.worker.email = "w@example.com"
        mine, his = self._tasks(2)
        his.write({"user_id": other.id})
        origin = self.registry["procedure.digest"]._mail

        def raising(records, user, *args):
            if user == self.worker:
                raise ValueError("broken address")
            return origin(records, user, *args)

        with patch.object(self.registry["procedure.digest"], "_mail", raising):
            # The sweep is at work: this is about the digest alone.
            self.env["procedure.job"]._ran("sweep", local(LATER))
            with freeze_time(local(LATER)):
                self.env["procedure.digest"]._cron_send()
        self.assertTrue(his.announced_at)
        self.assertFalse(mine.announced_at, "told when it can be")
        mails = self.env["mail.mail"].search([("email_to", "like", "example.com")])
        self.assertEqual(len(mails.filtered(lambda m: "o@example" in m.email_to)), 1)
        self.assertFalse(mails.filtered(lambda m: "w@example" in m.email_to))
        self.assertEqual(self._last_run("digest"), local(LATER))

    @mute_logger(*LOGGERS)
    def test_weekly_list_of_one_does_not_keep_back_the_others(self):
        task = self._tasks(1)
        task._sweep(local("2026-10-08 09:00"))
        origin = self.registry["procedure.escalation"]._weekly_values

        def raising(records, officer, *args):
            if officer == self.manager:
                raise ValueError("broken officer")
            return origin(records, officer, *args)

        with (
            patch.object(
                self.registry["procedure.escalation"], "_weekly_values", raising
            ),
            freeze_time(local(LATER)),
        ):
            self.env["procedure.escalation"]._cron_weekly_list()
        kind = self.env.ref("procedure_control.mail_activity_type_weekly_list")
        lists = self.env["mail.activity"].search([("activity_type_id", "=", kind.id)])
        self.assertIn(self.officer, lists.user_id)
        self.assertNotIn(self.manager, lists.user_id)
        self.assertEqual(self._last_run("weekly"), local(LATER))

    @mute_logger(*LOGGERS)
    def test_days_off_of_one_agency_do_not_keep_back_the_others(self):
        other = self._user(
            "jb-elsewhere",
            "procedure_control.group_quality_manager",
            self.env["res.company"].create({"name": "Sở khác"}),
        )
        companies = self.env["res.company"]
        bad = companies.search([("parent_id", "=", False)]) - other.company_id
        with (
            self._raising("res.company", "_procedure_ask_days_off", bad),
            freeze_time(local("2026-11-03 09:00")),
        ):
            companies._cron_procedure_days_off()
            self.assertEqual(self._last_run("days_off"), fields.Datetime.now())
        asked = other.company_id.partner_id.activity_ids
        self.assertEqual(asked.user_id, other)

    def _stuck(self, count):
        cases = self._tasks(count).case_id
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE procedure_task SET state = 'planned' WHERE case_id IN %s",
            [tuple(cases.ids)],
        )
        self.env.invalidate_all()
        return cases

    def _alarms(self, cases):
        return cases.activity_ids.filtered(lambda a: a.user_id == self.manager)

    @mute_logger(*LOGGERS)
    def test_watch_tells_of_each_case_whatever_one_does(self):
        bad, good = self._stuck(2)
        origin = self.registry["procedure.job"]._alarm

        def raising(records, cases, message):
            if bad in cases:
                raise ValueError("broken case")
            return origin(records, cases, message)

        with (
            patch.object(self.registry["procedure.job"], "_alarm", raising),
            freeze_time(local(LATER)),
        ):
            self.env["procedure.case"]._cron_watch()
        self.assertFalse(self._alarms(bad))
        self.assertEqual(len(self._alarms(good)), 1)
        self.assertEqual(self._last_run("watch"), local(LATER))

    def test_watch_is_one_batch(self):
        def queries(cases):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["procedure.case"]._cron_watch()
            self.env.flush_all()
            count = self.env.cr.sql_log_count - before
            self.assertEqual(len(self._alarms(cases)), len(cases))
            return count

        self.env["procedure.case"]._cron_watch()  # whatever else there is
        small, big = queries(self._stuck(5)), queries(self._stuck(25))
        self.assertLessEqual((big - small) / 20, 0.5, f"{small} q, then {big} q")

    @freeze_time(local(LATER))
    def test_taking_effect_is_told_too(self):
        self._run("ir_cron_make_effective")
        self.assertEqual(self._last_run("effect"), local(LATER))

    def test_each_job_has_a_name_on_screen(self):
        jobs = self.env["procedure.job"]
        for key in ("sweep", "digest", "watch", "weekly", "days_off", "effect"):
            jobs._ran(key, local(LATER))
            job = jobs.search([("key", "=", key)])
            self.assertEqual(len(job), 1)
            self.assertNotEqual(job.display_name, key)
