"""The list of late steps with what is said of them, as its reader may know it."""

import os
import tempfile

from odoo.tests import freeze_time, tagged
from openpyxl import load_workbook

from .explanation_common import ExplanationCommon

#: UTC: before it was explained, and before two working days had passed.
SOON = "2026-10-09 00:30:00"
LATER = "2026-10-20 03:00:00"


@tagged("post_install", "-at_install")
class TestLateSheet(ExplanationCommon):
    def setUp(self):
        super().setUp()
        self.task, self.explanation = self._late()
        self._finish(self.task.case_id, "B3")
        self.env.flush_all()

    def _book(self, user, now):
        exports = self.env["procedure.compliance.export"].with_user(user)
        values = {"period_kind": "month", "month": "10", "year": 2026, "rows": "field"}
        values |= {"company_ids": [(6, 0, self.agency.ids)], "language": "en"}
        with tempfile.TemporaryDirectory() as folder, freeze_time(now):
            path = os.path.join(folder, "book.xlsx")
            exports.with_company(self.agency).create(values)._build(path)
            return load_workbook(path, data_only=True)

    def _row(self, book):
        """{head: value} of the one late step."""
        rows = list(book["Late steps"].iter_rows(values_only=True))
        start = next(n for n, row in enumerate(rows) if "Person" in row)
        self.assertEqual(rows[start + 2][0], "Total")
        return dict(zip(rows[start], rows[start + 1], strict=True))

    def _text(self, book):
        return str([list(sheet.iter_rows(values_only=True)) for sheet in book])

    def test_outside_the_line_the_department_stands_for_the_name(self):
        book = self._book(self.other_head, SOON)
        row = self._row(book)
        self.assertEqual(row["Person"], self.section.name)
        self.assertEqual(row["Late (working hours)"], 2)
        # Who holds a role is no secret; that somebody was late is.
        del book["Step responsibility matrix"]
        self.assertNotIn(self.late.name, self._text(book))
        by_person = [
            row
            for row in book["On time by person"].iter_rows(values_only=True)
            if row[3] == self.section.name
        ]
        self.assertEqual([(row[4], row[7]) for row in by_person], [(1, 1)])

    def test_in_the_line_the_name_stands(self):
        for user in (self.head, self.above, self.leader, self.officer):
            self.assertEqual(
                self._row(self._book(user, SOON))["Person"], self.late.name
            )

    def test_after_two_working_days_the_name_stands_for_all(self):
        self.assertEqual(
            self._row(self._book(self.other_head, LATER))["Person"], self.late.name
        )

    def test_what_is_said_stands_beside_the_figure(self):
        self._explain(self.explanation, "2026-10-09 07:30")
        row = self._row(self._book(self.other_head, "2026-10-09 00:31:00"))
        self.assertEqual(row["Person"], self.late.name)
        self.assertEqual(row["Cause"], "System fault")
        self.assertEqual(row["Explanation"], "Mất mạng cả buổi chiều.")
        self.assertFalse(row["Cause as decided"])
        with freeze_time(SOON):
            self.explanation.with_user(self.head).action_correct(
                self.workload.id, "Ùn việc."
            )
        self.env.flush_all()
        book = self._book(self.officer, LATER)
        row = self._row(book)
        self.assertEqual(row["Cause"], "System fault")
        self.assertEqual(row["Cause as decided"], "Workload")
        self.assertEqual(row["Words of the head"], "Ùn việc.")
        # The head's counts.
        causes = list(book["Late by cause"].iter_rows(values_only=True))
        self.assertEqual(causes[-2][1:5], ("Workload", 1, 0, 2))

    def test_what_nobody_explained_is_counted_as_such(self):
        causes = list(
            self._book(self.officer, LATER)["Late by cause"].iter_rows(values_only=True)
        )
        self.assertEqual(causes[-2][:3], (1, "Not explained", 1))
