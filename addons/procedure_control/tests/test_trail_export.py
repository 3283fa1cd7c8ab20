"""The filtered trail as a file: complete, harmless, and told itself."""

import io

import openpyxl
from odoo import http
from odoo.tests import tagged

from .test_sample import AuditCommon


@tagged("post_install", "-at_install")
class TestTrailExport(AuditCommon):
    def wizard(self, user=None, **values):
        return (
            self.env["procedure.trail.export"]
            .with_user(user or self.auditor)
            .create({"company_id": self.agency.id, "language": "en_US", **values})
        )

    def fetch(self, wizard, user):
        self.authenticate(user.login, user.login)
        return self.url_open(
            f"/procedure_control/trail/{wizard.id}",
            data={"csrf_token": http.Request.csrf_token(self)},
            timeout=60,
        )

    def rows(self, **values):
        response = self.fetch(self.wizard(**values), self.auditor)
        self.assertEqual(response.status_code, 200, response.text[:500])
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
        return list(sheet.iter_rows())

    def test_of_a_case_with_the_head_and_itself_told(self):
        while self.env["procedure.seal"]._seal():
            pass
        head = self.env["procedure.seal"]._head(self.agency)
        case = self.cases[0]
        rows = self.rows(case_ids=[(6, 0, case.ids)])
        events = self.env["procedure.event"].search([("case_id", "=", case.id)])
        numbers = [row[0].value for row in rows if isinstance(row[0].value, int)]
        self.assertEqual(sorted(numbers), sorted(events.ids))
        above = " ".join(str(row[0].value) for row in rows[:6])
        self.assertIn(head["hash"], above)
        told = self.env["procedure.event"].search(
            [("kind", "=", "trail.exported")], limit=1
        )
        self.assertEqual(told.user_id, self.auditor)
        self.assertIn(head["hash"], told.body)
        self.assertIn(case.name, told.body)

    def test_a_text_never_becomes_a_formula(self):
        self.env["procedure.event"]._log(
            "case.paused", self.cases[0], reason='=HYPERLINK("http://x","y")'
        )
        rows = self.rows(case_ids=[(6, 0, self.cases[0].ids)], kind="case.paused")
        cells = [c for row in rows for c in row if "HYPERLINK" in str(c.value)]
        self.assertTrue(cells)
        self.assertNotIn("f", {cell.data_type for cell in cells})

    def test_who_gets_none(self):
        wizard = self.wizard()
        self.assertEqual(self.fetch(wizard, self.officer).status_code, 403)
        self.assertRefused(
            self.clerk,
            "procedure.trail.export",
            "create",
            {"company_id": self.agency.id, "language": "en_US"},
        )
