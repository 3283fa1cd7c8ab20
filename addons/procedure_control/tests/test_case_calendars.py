from odoo.exceptions import UserError
from odoo.tests import tagged

from .case_common import CaseCommon, local, shown


@tagged("post_install", "-at_install")
class TestCaseCalendars(CaseCommon):
    """On whose calendar a case counts, and which calendars are refused by name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._hold("w", cls._user("w"))
        cls.document = cls._procedure(
            "QT.LICH", [cls._step(1, "B1", "w", "5")], limit=("5", "day")
        )

    def _due(self, at, agency=None):
        case = self._receive(self.document, at, company_id=(agency or self.agency).id)
        return shown(case.due_at)

    def _day_off(self, day, company):
        leave = (
            self.env["resource.calendar.leaves"]
            .with_company(company)
            .create(
                {
                    "name": "Day off",
                    "calendar_id": False,
                    "date_from": local(f"{day} 00:00"),
                    "date_to": local(f"{day} 23:59"),
                }
            )
        )
        leave.flush_recordset()
        self.assertEqual(leave.company_id, company)

    def test_day_off_of_another_company_never_leaks_in(self):
        """As superuser a leave without a calendar would count for every company."""
        self._day_off("2026-10-07", self.env["res.company"].create({"name": "Other"}))
        self.assertEqual(self._due("2026-10-05 09:00"), "2026-10-12 17:00")

    def test_own_day_off_counts(self):
        self._day_off("2026-10-07", self.agency)
        self.assertEqual(self._due("2026-10-05 09:00"), "2026-10-13 17:00")

    def test_branch_counts_on_what_was_chosen_above(self):
        """Odoo gives a new branch its own 40 hours in UTC: never used silently."""
        branch = self.env["res.company"].create(
            {"name": "Chi nhánh", "parent_id": self.agency.id}
        )
        self.document.applying_company_ids |= branch
        self._hold("w", self._user("wb", company=branch), company=branch)
        self._day_off("2026-10-07", self.agency)
        self._day_off("2026-10-08", branch)
        self.assertEqual(self._due("2026-10-05 09:00", branch), "2026-10-14 17:00")
        self.assertEqual(self._due("2026-10-05 09:00"), "2026-10-13 17:00")

    def test_worked_saturday(self):
        """Thu 20/08/2026 + 5 days, Sat 22/08 worked for Mon 31/08 → Wed 26/08."""
        self.assertEqual(self._due("2026-08-20 09:00"), "2026-08-27 17:00")
        self.env["procedure.working.day"].create(
            {
                "name": "Làm bù 31/08",
                "company_id": self.agency.id,
                "date": "2026-08-22",
                "replaces_date": "2026-08-31",
            }
        )
        self.assertEqual(self._due("2026-08-20 09:00"), "2026-08-26 17:00")

    def test_extra_working_day_wins_over_a_holiday(self):
        self.env["procedure.working.day"].create(
            {
                "name": "Trực",
                "company_id": self.agency.id,
                "date": "2026-11-24",
                "replaces_date": "2026-11-27",
            }
        )
        self.assertEqual(self._due("2026-11-20 09:00"), "2026-11-27 17:00")

    def test_year_without_days_off_is_flagged(self):
        self.agency.procedure_days_off_until = "2026-12-31"
        case = self._receive(self.document, "2026-12-29 09:00")
        self.assertIn("days_off_unknown", case.due_derivation["flags"])
        self.assertIn("31/12/2026", case._explain(case.due_derivation))
        case = self._receive(self.document, "2026-10-05 09:00")
        self.assertFalse(case.due_derivation["flags"])

    def _refused(self, words):
        with self.assertRaises(UserError) as refusal:
            self._receive(self.document, "2026-10-05 09:00")
        self.assertIn(self.calendar.name, str(refusal.exception))
        self.assertIn(words, str(refusal.exception))

    def test_calendar_without_hours_is_refused_by_name(self):
        self.calendar.attendance_ids.unlink()
        self._refused("no working hours")

    def test_flexible_calendar_is_refused_by_name(self):
        self.calendar.schedule_type = "flexible"
        self._refused("flexible")

    def test_later_change_of_the_calendar_moves_nothing(self):
        case = self._receive(self.document, "2026-10-05 09:00")
        before = case.due_at, case.due_derivation
        self._day_off("2026-10-07", self.agency)
        self.calendar.attendance_ids.filtered(lambda a: a.dayofweek == "0").unlink()
        self.assertEqual((case.due_at, case.due_derivation), before)
