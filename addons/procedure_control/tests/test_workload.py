"""Who has how much before him and behind him, and who does what in a unit."""

import io
from datetime import date

from odoo.tests import freeze_time, tagged
from pypdf import PdfReader

from .case_common import local
from .people_common import PeopleCommon

NOW = "2026-10-14 09:00"  # a Wednesday


@tagged("post_install", "-at_install")
class TestWorkload(PeopleCommon):
    def setUp(self):
        super().setUp()
        self._cases(self.slow, 4, "2026-10-13 08:00")
        today = self._cases(self.quick, 2, "2026-10-13 15:00")
        late = self._cases(self.quick, 3, "2026-10-12 09:00")
        self._finish(today[0].case_id, "B1", "2026-10-13 16:00")
        self._finish(late[0].case_id, "B1", "2026-10-13 11:00")
        # Done the week before; it counts in neither figure of this week.
        before = self._cases(self.quick, 1, "2026-10-08 09:00")
        self._finish(before.case_id, "B1", "2026-10-09 16:00")

    def _rows(self, user):
        with freeze_time(local(NOW)):
            rows = self.env["procedure.workload"].with_user(user)
            rows = rows.with_company(self.agency)
            action = rows.action_open()
            return rows.search(action["domain"])

    def test_what_is_counted(self):
        row = self._rows(self.head)
        self.assertEqual((row.user_id, row.department_id), (self.away, self.section))
        self.assertEqual(
            (row.open_count, row.overdue_count, row.today_count), (7, 2, 1)
        )
        self.assertEqual((row.done_count, row.late_count), (2, 1))
        self.assertEqual(row.late_minutes, 120)

    def test_a_manager_sees_his_departments_alone(self):
        cousin = self._user("pp-cousin", "procedure_control.group_manager")
        self._department("Phòng khác", head=cousin)
        self.assertFalse(self._rows(cousin))
        self.assertEqual(len(self._rows(self.officer)), 1)

    def test_everybody_has_his_own_list(self):
        mine = self._rows(self.head)
        with freeze_time(local(NOW)):
            self._rows(self.officer)
        self.assertTrue(mine.exists())
        others = self.env["procedure.workload"].with_user(self.officer)
        self.assertFalse(others.search([("id", "in", mine.ids)]))


@tagged("post_install", "-at_install")
class TestAssignmentSheet(PeopleCommon):
    def _sheet(self, **values):
        return (
            self.env["procedure.assignment.sheet"]
            .with_user(self.head)
            .create(
                {"company_id": self.agency.id, "date": date(2026, 10, 14), **values}
            )
        )

    def _who(self, sheet):
        sheet.action_make()
        return [
            (line.user_id, line.document_id.code, line.label) for line in sheet.line_ids
        ]

    def test_person_procedure_step_on_a_date(self):
        self._hold("pp", self.an, department=self.section, date_from="2026-11-01")
        self.assertCountEqual(
            self._who(self._sheet()),
            [(self.away, "QT.PP1", "B1"), (self.away, "QT.PP2", "B1")],
        )
        later = self._sheet(date=date(2026, 11, 2))
        self.assertEqual(len(self._who(later)), 4)
        self.assertEqual(later.line_ids.user_id, self.away | self.an)
        before = self._sheet(date=date(2025, 12, 31))
        self.assertFalse(self._who(before), "nothing was in force yet")

    def test_a_unit_with_what_is_below_it(self):
        below = self._department("Tổ 1", parent_id=self.section.id)
        self._hold("pp-below", self.binh, department=below)
        self._make("QT.PP3", "1", role="pp-below")
        rows = self._who(self._sheet(department_id=self.section.id))
        self.assertIn((self.binh, "QT.PP3", "B1"), rows)
        self.assertEqual(len(rows), 3)
        self.assertFalse(self._who(self._sheet(department_id=self.other_section.id)))

    def test_a_role_nobody_holds_stands_there_too(self):
        self.env["procedure.role"].create({"code": "t-none", "name": "Chưa ai giữ"})
        self._make("QT.PP4", "1", role="none")
        sheet = self._sheet()
        rows = self._who(sheet)
        self.assertIn((self.env["res.users"], "QT.PP4", "B1"), rows)
        (line,) = sheet.line_ids.filtered(lambda one: not one.user_id)
        self.assertEqual(line.how, "nobody holds this role")

    def test_printed(self):
        sheet = self._sheet()
        sheet.action_print()
        report = self.env["ir.actions.report"].with_user(self.head)
        pdf, kind = report._render_weasyprint_pdf(
            "procedure_control.report_assignment", sheet.ids
        )
        self.assertEqual(kind, "pdf")
        text = " ".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
        for words in ("ASSIGNMENT SHEET", "Phạm Văn Dũng", "QT.PP1", "10 working days"):
            self.assertIn(words, text)
