"""Nobody but the quality manager makes procedures start by themselves; over HTTP."""

from odoo.tests import tagged

from .case_common import CaseRpcCommon
from .schedule_common import StartCommon


@tagged("post_install", "-at_install")
class TestAttacksSchedule(StartCommon, CaseRpcCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = cls._user("auditor", "procedure_control.group_auditor")
        cls.head = cls._user("head", "procedure_control.group_manager")
        commune = cls.env["res.company"].create(
            {"name": "Xã", "procedure_calendar_id": cls.calendar.id}
        )
        cls.foreign = cls._user(
            "foreign", "procedure_control.group_quality_manager", company=commune
        )

    def setUp(self):
        super().setUp()
        self.schedule = self._schedule()
        self._run(self.schedule, "2026-10-15 08:00")
        self.run = self.schedule.run_ids

    def test_only_the_quality_manager_of_the_agency_writes_them(self):
        values = {
            "name": "x",
            "document_id": self.report.id,
            "company_id": self.agency.id,
            "receiver_role_id": self.role.id,
        }
        for user in (self.planner, self.head, self.author, self.officer, self.auditor):
            self.assertRefused(user, "procedure.schedule", "create", [values])
        for user in (self.planner, self.officer, self.auditor, self.foreign):
            for method, args in (
                ("write", ({"day": 1},)),
                ("unlink", ()),
                ("action_pause", ()),
                ("action_resume", ()),
                ("action_start_next", ()),
                ("action_archive", ()),
            ):
                self.assertRefused(
                    user, "procedure.schedule", method, self.schedule.ids, *args
                )
            self.assertRefused(
                user, "procedure.schedule.run", "action_start", self.run.ids
            )
        # One of another agency makes none here.
        self.assertRefused(self.foreign, "procedure.schedule", "create", [values])
        self.assertEqual((self.schedule.day, self.schedule.state), (15, "running"))

    def test_what_ran_is_not_forged(self):
        for user in (self.quality, self.officer):
            for name, value in (
                ("next_run_at", "2020-01-01 00:00:00"),
                ("planned_until", "2020-01-01"),
                ("state", "ended"),
                ("error", False),
                ("run_ids", [[5, 0, 0]]),
            ):
                self.assertRefused(
                    user,
                    "procedure.schedule",
                    "write",
                    self.schedule.ids,
                    {name: value},
                )
            for method, args in (
                ("write", ({"state": "not_started"},)),
                ("unlink", ()),
                ("copy", ()),
            ):
                self.assertRefused(
                    user, "procedure.schedule.run", method, self.run.ids, *args
                )
            self.assertRefused(
                user,
                "procedure.schedule.run",
                "create",
                [
                    {
                        "schedule_id": self.schedule.id,
                        "planned_on": "2026-11-15",
                        "state": "started",
                    }
                ],
            )
        # A client's default says nothing of what has run either.
        made, error = self.call(
            self.quality,
            "procedure.schedule",
            "create",
            [
                {
                    "name": "x",
                    "document_id": self.report.id,
                    "company_id": self.agency.id,
                    "receiver_role_id": self.role.id,
                    "planned_until": "2090-01-01",
                    "date_from": "2026-11-01",
                }
            ],
            context={"default_state": "ended", "default_failures": 7},
        )
        self.assertFalse(error, self.said)
        made = self.env["procedure.schedule"].browse(made)
        self.assertEqual((made.state, made.failures), ("running", 0))
        self.assertFalse(made.planned_until)

    def test_the_job_is_nobody_s_to_call(self):
        for user in (self.planner, self.quality):
            for method in ("_cron_start", "_run_due", "_set", "_start_one"):
                result, error = self.call(user, "procedure.schedule", method, [])
                self.assertTrue(error, f"{method}: {result}")

    def test_runs_are_read_by_quality_and_auditors(self):
        for user, may in (
            (self.planner, False),
            (self.head, False),
            (self.officer, True),
            (self.auditor, True),
        ):
            found, error = self.call(
                user, "procedure.schedule.run", "search_read", [], ["case_id"]
            )
            self.assertEqual(bool(found), may, error)
        found, _error = self.call(self.foreign, "procedure.schedule", "search", [])
        self.assertNotIn(self.schedule.id, found)
