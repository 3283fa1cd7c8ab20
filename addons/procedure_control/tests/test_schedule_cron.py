"""The job of schedules: two of them at once, one killed, and a schedule that raises."""

from datetime import timedelta
from threading import Thread
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import procedure_schedule_job
from .case_common import local
from .schedule_common import StartCommon
from .test_case_concurrency import TestCaseConcurrency as _Sessions

DAY = local("2026-10-15 08:00")


@tagged("post_install", "-at_install")
class TestScheduleJob(StartCommon):
    def test_the_job_starts_what_is_due_in_every_agency(self):
        schedules = self._schedule() | self._schedule(name="Ngày 20", day=20)
        self._at("2026-10-15 08:00")
        with self.enter_registry_test_mode():
            self.env.ref("procedure_control.ir_cron_schedule").method_direct_trigger()
        self.assertEqual(
            [self._told(one) for one in schedules], [["15/10 started"], []]
        )
        job = self.env["procedure.job"].search([("key", "=", "schedule")])
        self.assertEqual(job.last_run_at, fields.Datetime.now())

    def test_it_is_woken_as_work_begins(self):
        triggers = self.env["ir.cron.trigger"]
        cron = self.env.ref("procedure_control.ir_cron_schedule")
        before = triggers.search([("cron_id", "=", cron.id)])
        self._schedule()
        woken = triggers.search([("cron_id", "=", cron.id)]) - before
        self.assertEqual(woken.mapped("call_at"), [DAY])

    def test_the_first_look_of_a_day_sees_days_off_entered_since(self):
        schedule = self._schedule()
        self.env["resource.calendar.leaves"].with_company(self.agency).create(
            {
                "name": "Bão",
                "calendar_id": self.calendar.id,
                "company_id": self.agency.id,
                "date_from": local("2026-10-15 00:00"),
                "date_to": local("2026-10-15 23:59"),
            }
        ).flush_recordset()
        self._at("2026-10-14 09:00")
        with self.enter_registry_test_mode():
            self.env.ref("procedure_control.ir_cron_schedule").method_direct_trigger()
        self.assertEqual(schedule.next_run_at, DAY + timedelta(days=1))


@tagged("post_install", "-at_install")
class TestScheduleConcurrency(_Sessions):
    # The sessions and their world are shared, the tests of the other file are not.
    test_two_browsers_complete_the_same_task = None
    test_join_completed_by_many_at_once_opens_once = None
    test_two_desks_take_different_numbers = None

    def setUp(self):
        super().setUp()
        for target, name, value in (
            (procedure_schedule_job, "BATCH", 2),
            (fields.Datetime, "now", staticmethod(lambda: DAY)),
        ):
            patcher = patch.object(target, name, value)
            patcher.start()
            self.addCleanup(patcher.stop)

    def _made(self, count):
        with self._session() as env:
            schedules = env["procedure.schedule"].create(
                [
                    {
                        "name": f"Song song {number}",
                        "document_id": self.names["plain"],
                        "company_id": self.names["agency"],
                        "receiver_kind": "user",
                        "receiver_id": self.names["officer"],
                        "anchor": "day",
                        "day": 15,
                        "date_from": "2026-10-01",
                    }
                    for number in range(count)
                ]
            )
            # Only these: whatever else is due in the database is not the test's.
            others = env["procedure.schedule"].search([("id", "not in", schedules.ids)])
            others._set({"next_run_at": False})
            return schedules.ids

    @mute_logger("odoo.sql_db")
    def test_two_at_once_start_each_date_once(self):
        ids = self._made(6)

        def job():
            with self._session() as env:
                env["procedure.schedule"]._cron_start()

        jobs = [Thread(target=job) for _number in range(3)]
        for thread in jobs:
            thread.start()
        for thread in jobs:
            thread.join(timeout=60)
        job()
        with self._session() as env:
            runs = env["procedure.schedule.run"].search([("schedule_id", "in", ids)])
            self.assertEqual(runs.mapped("state"), ["started"] * 6)
            cases = env["procedure.case"].search(
                [("origin_model", "=", "procedure.schedule"), ("origin_id", "in", ids)]
            )
            self.assertEqual(len(cases), 6)
            self.assertEqual(cases, runs.case_id)
