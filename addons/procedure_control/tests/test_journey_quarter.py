"""Journey 9: quarter III of 2026, its figures known before the engine played it."""

import os
import tempfile

from odoo.tests import freeze_time, tagged
from openpyxl import load_workbook

from . import quarter_data as data
from .common import WithoutPaper
from .quarter_play import Quarter


@tagged("post_install", "-at_install", "slow", "-standard")
@freeze_time("2026-10-05 03:00")
class TestJourneyQuarter(WithoutPaper):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.quarter = Quarter(cls.env).play()
        cls.env.flush_all()

    def _file(self, user, **values):
        wizard = (
            self.env["procedure.compliance.export"]
            .with_user(user)
            .with_company(self.quarter.agency)
            .create(
                {
                    "period_kind": "quarter",
                    "quarter": "3",
                    "year": 2026,
                    "company_ids": [(6, 0, self.quarter.agency.ids)],
                    "language": "vi",
                    "rows": "procedure",
                    **values,
                }
            )
        )
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "book.xlsx")
            wizard._build(path)
            return load_workbook(path, data_only=True)

    def _figures(self, book, label="Tổng số"):
        for row in book["II.06a"].iter_rows(values_only=True):
            if str(row[1]).startswith(label):
                return list(row[2:13])
        return None

    def test_the_plan_itself_adds_up(self):
        self.assertEqual(data.figures(), data.FIGURES)

    def test_the_deputy_director_gets_the_figures_of_the_quarter(self):
        book = self._file(self.quarter.leader)
        self.assertEqual(self._figures(book), data.FIGURES)
        for code in data.DOSSIERS:
            with self.subTest(code):
                self.assertEqual(self._figures(book, code), data.figures((code,)))

    def test_those_waiting_for_papers_are_counted_once(self):
        book = self._file(self.quarter.leader)
        notes = [
            str(cell)
            for row in book["II.06a"].iter_rows(values_only=True)
            for cell in row
            if "chờ bổ sung tại thời điểm cuối kỳ" in str(cell)
        ]
        self.assertEqual(len(notes), 1)
        self.assertIn(f": {data.WAITING},", notes[0])
        self.assertIn("cột 12", notes[0])
        other = self._figures(self._file(self.quarter.leader, supplement_column="9"))
        moved = list(data.FIGURES)
        for column, change in ((9, 4), (7, 4), (12, -4), (11, -4)):
            moved[column - 3] += change
        self.assertEqual(other, moved)

    def test_own_work_has_its_own_sheets(self):
        book = self._file(self.quarter.leader, language="en")
        rows = list(book["Internal cases"].iter_rows(values_only=True))
        start = next(n for n, row in enumerate(rows) if "Number" in row)
        place = rows[start].index("Number")
        numbers = {row[place] for row in rows[start + 1 :] if row[place]}
        self.assertEqual(len(numbers), data.INTERNAL)
        totals = [row for row in book["Internal work"].values if row[1] == "Total"]
        self.assertEqual(totals[0][2], data.INTERNAL)

    def test_a_head_gets_his_own_rows_and_his_file_says_so(self):
        head = self.quarter.heads[0]
        book = self._file(head, language="en")
        self.assertEqual(self._figures(book, "Total"), data.figures(data.DOSSIERS[:1]))
        said = f"Only the cases and steps that {head.name} may see"
        for sheet in book:
            texts = [
                str(cell)
                for row in sheet.iter_rows(max_row=14, values_only=True)
                for cell in row
            ]
            with self.subTest(sheet.title):
                self.assertTrue([text for text in texts if said in text])
        quality = self._file(self.quarter.officer, language="en")
        self.assertEqual(self._figures(quality, "Total"), data.FIGURES)
        texts = [str(cell) for sheet in quality for row in sheet.values for cell in row]
        self.assertFalse([text for text in texts if "may see" in text])
