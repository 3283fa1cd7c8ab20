from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .case_common import CaseCommon, local


@tagged("post_install", "-at_install")
class TestConfiguration(CaseCommon):
    """What a quality manager sets, what she may not, and what is refused in words."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("conf", "procedure_control.group_quality_manager")
        cls.hers = cls.agency.with_user(cls.manager)

    def test_quality_manager_sets_how_procedures_run(self):
        self.hers.write({"procedure_cutoff": 16.0, "procedure_code": "SYT2"})
        self.assertEqual(self.agency.procedure_cutoff, 16.0)
        desk = self._department("Một cửa").with_user(self.manager)
        desk.procedure_is_one_stop = True
        self.assertTrue(desk.procedure_is_one_stop)
        off = self.env["resource.calendar.leaves"].with_user(self.manager)
        day = off.create(
            {
                "name": "Nghỉ bù",
                "calendar_id": self.calendar.id,
                "date_from": local("2026-12-31 00:00"),
                "date_to": local("2026-12-31 23:59"),
            }
        )
        day.name = "Nghỉ hoán đổi"
        day.unlink()

    def test_quality_manager_changes_nothing_else(self):
        for vals in ({"name": "X"}, {"procedure_cutoff": 1.0, "parent_id": False}):
            with self.subTest(vals), self.assertRaises(AccessError):
                self.hers.write(vals)
        with self.assertRaises(AccessError):
            self._department("P").with_user(self.manager).name = "Q"
        other = self.env["res.company"].create({"name": "Other"})
        with self.assertRaises(AccessError):
            other.with_user(self.manager).procedure_cutoff = 1.0

    def test_officer_sets_nothing(self):
        with self.assertRaises(AccessError):
            self.agency.with_user(self.officer).procedure_cutoff = 16.0

    def test_number_pattern_must_number(self):
        for pattern in ("{agency}-{yy}", "{year}-{seq}", "{seq", "{seq:x!}", "{0}"):
            with self.subTest(pattern), self.assertRaises(ValidationError):
                self.hers.procedure_number_pattern = pattern
        self.hers.procedure_number_pattern = "HS.{seq}/{yyyy}"

    def test_least_time_after_a_return_is_a_time(self):
        for text in ("một", "-1", "0", "1.000"):
            with self.subTest(text), self.assertRaises(ValidationError):
                self.hers.procedure_return_floor = text
        self.hers.procedure_return_floor = "0,5"

    @mute_logger("odoo.sql_db")
    def test_cutoff_is_an_hour_of_the_day(self):
        for hour in (25.0, -1.0):
            with self.subTest(hour), self.assertRaises(IntegrityError):
                with self.env.cr.savepoint():
                    self.hers.procedure_cutoff = hour
                    self.env.flush_all()

    def test_offset_of_a_rung_takes_a_comma_and_refuses_words(self):
        level = self.env.ref("procedure_control.escalation_level_before")
        level.offset_value = "-0,5"
        self.assertEqual(level.offset_value, "-0.5")
        for text in ("hai", "NaN", "Infinity", "5000"):
            with self.subTest(text), self.assertRaises(ValidationError):
                level.offset_value = text

    def test_confirming_days_off_ends_the_asking(self):
        self.env["resource.calendar.leaves"].search(
            [("company_id", "=", self.agency.id), ("date_from", ">=", "2027-01-01")]
        ).unlink()
        asked = [("user_id", "=", self.manager.id), ("summary", "like", "2027")]
        activities = self.env["mail.activity"]
        with freeze_time("2026-11-02 03:00:00"):
            self.env["res.company"]._cron_procedure_days_off()
            self.assertEqual(activities.search_count(asked), 1)
            with self.assertRaises(AccessError):
                self.agency.with_user(self.officer).action_confirm_days_off()
            self.hers.action_confirm_days_off()
            self.assertEqual(activities.search_count(asked), 0)
            self.env["res.company"]._cron_procedure_days_off()
            self.assertEqual(activities.search_count(asked), 0)
        self.assertEqual(str(self.agency.procedure_days_off_until), "2027-12-31")
        self.hers.action_confirm_days_off(2020)
        self.assertEqual(str(self.agency.procedure_days_off_until), "2027-12-31")
