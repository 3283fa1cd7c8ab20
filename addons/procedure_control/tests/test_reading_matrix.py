import io
from datetime import date, datetime

import openpyxl
from odoo import http
from odoo.tests import HttpCase, tagged

from .common import AT
from .reading_common import ReadingCommon


@tagged("post_install", "-at_install")
class TestReadingMatrix(ReadingCommon, HttpCase):
    """The spreadsheet of who had read what on a day, as its reader may see it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls.make_document()
        cls.distribute(cls.document, cls.department, cls.role)
        cls.revision = cls.issue(cls.document)
        cls.rows(cls.revision)._note({"asked_at": AT})
        row = cls.of(cls.revision, cls.readers[0])
        row._note({"opened_at": AT})
        row.with_user(cls.readers[0])._acknowledge(datetime(2026, 10, 7, 3, 0))

    def file(self, user, day, **values):
        export = (
            self.env["procedure.reading.export"]
            .with_user(user)
            .create(
                {
                    "as_of": day,
                    "company_ids": [(6, 0, self.company.ids)],
                    "language": "en_US",
                    **values,
                }
            )
        )
        url = export.action_export()["params"]["url"]
        self.authenticate(user.login, user.login)
        response = self.url_open(
            url, data={"csrf_token": http.Request.csrf_token(self)}, timeout=60
        )
        self.assertEqual(response.status_code, 200, response.text[:500])
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
        return [[cell.value for cell in row] for row in sheet.iter_rows()]

    def cell(self, rows, user):
        line = next(row for row in rows if user.name in row)
        return line[3]

    def test_as_it_stood(self):
        """Proves: ISO 9001 7.2 d."""
        rows = self.file(self.officer, date(2026, 10, 7))
        self.assertEqual(self.cell(rows, self.readers[0]), "07/10/2026")
        self.assertEqual(self.cell(rows, self.staff), "To read by 12/10/2026")
        rows = self.file(self.officer, date(2026, 10, 6))
        self.assertEqual(self.cell(rows, self.readers[0]), "To read by 12/10/2026")
        rows = self.file(self.officer, date(2026, 10, 13))
        self.assertEqual(self.cell(rows, self.staff), "Overdue since 12/10/2026")
        self.assertIn("1 of 7 read", rows[-2] + rows[-1] + rows[-3])
        rows = self.file(self.officer, date(2026, 10, 1))
        self.assertNotIn(self.staff.name, [v for row in rows for v in row])

    def test_who_left_later_is_there(self):
        self.of(self.revision, self.staff)._release("moved", datetime(2026, 10, 9))
        rows = self.file(self.officer, date(2026, 10, 8))
        self.assertEqual(self.cell(rows, self.staff), "To read by 12/10/2026")
        rows = self.file(self.officer, date(2026, 10, 10))
        self.assertNotIn(self.staff.name, [v for row in rows for v in row])

    def test_scope(self):
        """A head sees his people alone, and the file says so."""
        self.department.manager_id = self.employ(self.manager, self.department)
        rows = self.file(self.manager, date(2026, 10, 7))
        names = [v for row in rows for v in row if v]
        self.assertIn(self.readers[1].name, names)
        self.assertNotIn(self.staff.name, names)
        self.assertTrue([n for n in names if "Only readings that" in str(n)])

    def test_told(self):
        self.file(
            self.auditor, date(2026, 10, 7), document_ids=[(6, 0, self.document.ids)]
        )
        event = self.env["procedure.event"].search(
            [("kind", "=", "reading.exported")], limit=1
        )
        self.assertEqual(event.user_id, self.auditor)
        self.assertIn("2026-10-07", event.payload_ids.body)
