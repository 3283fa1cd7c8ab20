"""The spreadsheet of each period that is over, made once, for one person."""

from datetime import date
from unittest.mock import patch

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .export_common import ExportCase
from .test_compliance_export import OCTOBER


@tagged("post_install", "-at_install")
class TestExportSchedule(ExportCase):
    def _schedule(self, user=None, **values):
        schedules = self.env["procedure.export.schedule"].with_user(
            user or self.officer
        )
        values = {"period_kind": "month", "rows": "field", "language": "en", **values}
        return schedules.with_context(allowed_company_ids=self.agency.ids).create(
            {"company_ids": [(6, 0, self.agency.ids)], **values}
        )

    def _run(self, at):
        with freeze_time(at):
            self._job("ir_cron_export_schedule")

    def _periods(self, schedule):
        return [
            (str(export.date_from), str(export.date_to))
            for export in schedule.sudo().export_ids.sorted("id")
        ]

    def test_once_for_each_period_when_it_is_over(self):
        with freeze_time("2026-10-14 03:00"):
            schedule = self._schedule(days_after=2)
        october, november = (
            ("2026-09-15", "2026-10-14"),
            ("2026-10-15", "2026-11-14"),
        )
        september = ("2026-08-15", "2026-09-14")
        # Hà Nội is seven hours ahead: its 16th begins at 17:00 of the 15th.
        self._run("2026-10-15 16:30")
        self.assertEqual(self._periods(schedule), [])
        self._run("2026-10-15 17:30")
        self.assertEqual(self._periods(schedule), [october])
        for at in ("2026-10-16 03:00", "2026-11-14 03:00"):
            self._run(at)
        self.assertEqual(self._periods(schedule), [october])
        self._run("2026-11-20 03:00")
        self.assertEqual(self._periods(schedule), [october, november])
        self.assertNotIn(september, self._periods(schedule))

    def test_made_by_the_rights_of_its_reader(self):
        with freeze_time("2026-10-14 03:00"):
            mine, his = self._schedule(), self._schedule(self.head)
        self._run("2026-11-10 03:00")
        export, other = mine.sudo().export_ids, his.sudo().export_ids
        self.assertEqual((export.user_id, other.user_id), (self.officer, self.head))
        self.assertEqual(export.create_uid, self.officer)
        with freeze_time("2026-11-10 04:00"):
            self._job()
        self.assertEqual((export.state, other.state), ("done", "done"))
        self.assertEqual(self._figures(self._book(export)), OCTOBER)
        self.assertNotEqual(self._figures(self._book(other)), OCTOBER)
        self.assertEqual(export.activity_id.user_id, self.officer)
        self.assertIn("20260915-20261014", export.name)

    def test_each_kind_of_period(self):
        at = "2026-10-20 03:00"
        for kind, days in (
            ("month", ("2026-09-15", "2026-10-14")),
            ("quarter", ("2026-06-15", "2026-09-14")),
            ("half", ("2025-12-15", "2026-06-14")),
            ("nine_months", ("2025-12-15", "2026-09-14")),
            ("year", ("2024-12-15", "2025-12-14")),
        ):
            with freeze_time(at):
                schedule = self._schedule(period_kind=kind)
            self._run(at)
            self.assertEqual(self._periods(schedule), [days], kind)
            schedule.active = False

    def test_when_it_is_made_next(self):
        for at, kind, day in (
            ("2026-10-14", "month", "2026-10-14"),  # September's is still to be made
            ("2026-10-15", "month", "2026-10-17"),
            ("2026-10-16", "month", "2026-10-17"),
            ("2026-10-20", "month", "2026-10-20"),
            ("2026-10-20", "nine_months", "2026-10-20"),
            ("2026-09-16", "nine_months", "2026-09-17"),
        ):
            with freeze_time(f"{at} 03:00"):
                schedule = self._schedule(period_kind=kind, days_after=3)
                self.assertEqual(str(schedule.next_date), day, (at, kind))
        for kind, day in (
            ("month", "2026-11-17"),
            ("nine_months", "2027-09-17"),
            ("year", "2026-12-17"),
        ):
            with freeze_time("2026-10-20 03:00"):
                schedule = self._schedule(period_kind=kind, days_after=3)
            self._run("2026-10-20 03:00")
            with freeze_time("2026-10-21 03:00"):
                self.assertEqual(str(schedule.next_date), day, kind)

    def test_two_workers_make_one(self):
        with freeze_time("2026-11-10 03:00"):
            schedule = self._schedule()
            self._run("2026-11-10 03:00")
            schedule = schedule.sudo()
            period = schedule._closed(date(2026, 11, 10))
            # The other one did not see it yet when it looked.
            with mute_logger("odoo.sql_db"):
                self.assertFalse(schedule._make_one(period))
        self.assertEqual(len(schedule.export_ids), 1)

    def test_archived_ones_rest_and_one_that_raises_stops_no_other(self):
        with freeze_time("2026-11-10 03:00"):
            resting, broken, good = (self._schedule() for _number in range(3))
        resting.active = False
        model = self.registry["procedure.export.schedule"]
        origin = model._make_due

        def make(schedule, now):
            if schedule == broken:
                raise ValueError("broken")
            return origin(schedule, now)

        log = "odoo.addons.procedure_control.models.procedure_job"
        with patch.object(model, "_make_due", make), mute_logger(log):
            self._run("2026-11-10 03:00")
        made = [len(s.sudo().export_ids) for s in (resting, broken, good)]
        self.assertEqual(made, [0, 0, 1])

    def test_its_reader_lost_his_rights(self):
        with freeze_time("2026-11-10 03:00"):
            schedule = self._schedule(self.head)
            self.head.group_ids -= self.env.ref("procedure_control.group_manager")
            self._job("ir_cron_export_schedule")
            self._job()
        export = schedule.sudo().export_ids
        self.assertEqual(export.state, "failed")
        self.assertFalse(export.attachment_id)
