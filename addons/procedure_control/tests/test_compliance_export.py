"""The compliance spreadsheet: figures by hand, its reader's rows only, whole files."""

import csv
import io
import os
import subprocess
import tempfile
from datetime import date
from unittest.mock import patch

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger
from openpyxl import load_workbook

from ..models import procedure_compliance_rows
from ..reporting import ii06a
from .case_common import CaseCommon, local

#: Second sheet, comma, UTF-8, values as the program recalculated them.
CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2"
NOW = "2026-11-20 03:00"  # UTC; 10:00 in Hà Nội, October's period is over
COLUMNS = "CDEFGHIJKLM"
#: Columns 3 to 13 of October 2026 (15/09–14/10), counted by hand in `setUpClass`.
OCTOBER = [7, 1, 5, 1, 4, 1, 2, 1, 3, 2, 1]


class ComplianceCase(CaseCommon):
    """Seven dossiers in October's figures, two outside them, one piece of own work."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls._qt_gd_02()
        cls.document.field_id = cls.env["procedure.field"].create(
            {"name": "Giám định", "code": "GĐ-T"}
        )
        cls.head = cls._user("dep_head", "procedure_control.group_manager")
        cls.department = cls._department("Phòng Nghiệp vụ", cls.head)
        cls.own_work = cls._procedure(
            "NB.01",
            [cls._step(1, "1", "clerk", "1"), cls._step(2, "2", "head", "1")],
            limit=("2", "day"),
        )
        helper = cls()
        cls.take, cls.end = helper._receive, helper._finish
        cls._cases()
        cls.env.flush_all()

    @classmethod
    def _cases(cls):
        take = cls.take
        cls.carried = take(cls.document, "2026-09-08 09:00")
        cls._walk(cls.carried)  # each step at its due: on time, Tue 22/09
        cls.online = take(cls.document, "2026-10-05 09:00", channel="online")
        cls.early = take(
            cls.document,
            "2026-09-16 09:00",
            department_id=cls.department.id,
            requester_name='=HYPERLINK("http://x")',
        )
        cls._walk(cls.early, "2026-09-18 10:00")
        cls.late = take(cls.document, "2026-09-16 09:00", channel="post")
        cls.end(cls.late, "B1", "2026-09-16 10:00")
        cls._walk(cls.late, "2026-10-05 10:00", after="B1")
        cls.waiting = take(cls.document, "2026-09-17 08:30")
        cls.end(cls.waiting, "B1", "2026-09-17 09:00")
        cls.waiting._pause("supplement", "r", "x", local("2026-09-17 10:00"))
        cls.waiting._resume("came", local("2026-10-20 09:00"))
        cls.overdue = take(
            cls.document, "2026-09-17 08:30", department_id=cls.department.id
        )
        cls.end(cls.overdue, "B1", "2026-09-17 09:00")
        # More time given after the period ended does not mend the period.
        cls.overdue._extend(local("2026-11-30 17:00"), "r", local("2026-10-20 09:00"))
        cls.given_back = take(cls.document, "2026-09-18 09:00")
        cls.given_back._end_by("withdrawn", "r", local("2026-09-22 09:00"))
        cls.after = take(cls.document, "2026-10-20 09:00")
        cls.before = take(cls.document, "2026-08-20 09:00")
        cls._walk(cls.before, "2026-08-24 09:00")
        cls.internal = take(cls.own_work, "2026-10-06 09:00")

    @classmethod
    def _walk(cls, case, at=None, after=""):
        labels = ["B1", "B2", "B3", "B4", "B5", "B6", "B7"]
        for label in labels[labels.index(after) + 1 if after else 0 :]:
            moment = (
                at
                or case.task_ids.filtered(lambda t, of=label: t.label == of).due_at
                or case.received_at
            )
            choice = "next" if label == "B5" else False
            cls.end(case, label, moment, choice=choice)

    def _wizard(self, user=None, **values):
        wizards = self.env["procedure.compliance.export"].with_user(
            user or self.officer
        )
        return wizards.with_company(self.agency).create(
            {
                "period_kind": "month",
                "month": "10",
                "year": 2026,
                "company_ids": [(6, 0, self.agency.ids)],
                "language": "en",
                "rows": "field",
                **values,
            }
        )

    def _file(self, wizard):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "book.xlsx")
            wizard._build(path)
            return load_workbook(path, data_only=True)

    def _figures(self, book, label="Total"):
        """Columns 3 to 13 of the row with this label on the statutory sheet."""
        for row in book["II.06a"].iter_rows():
            if row[1].value == label:
                return [cell.value for cell in row[2:13]]
        return None

    def _column(self, book, sheet, head):
        rows = list(book[sheet].iter_rows(values_only=True))
        start = next(n for n, row in enumerate(rows) if head in row)
        place = rows[start].index(head)
        return [row[place] for row in rows[start + 1 :] if any(row)]


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestComplianceExport(ComplianceCase):
    def test_figures_by_hand(self):
        """Proves: ISO 9001 9.1.1."""
        book = self._file(self._wizard())
        self.assertEqual(self._figures(book), OCTOBER)
        self.assertEqual(self._figures(book, "Giám định"), OCTOBER)
        names = ["II.06a", "Register", "Late steps", "Internal work", "Internal cases"]
        self.assertEqual([n for n in book.sheetnames if n in names], names)

    def test_a_dossier_waiting_for_papers_stands_in_the_column_set(self):
        self.assertEqual(self._wizard().supplement_column, "12")
        self.agency.procedure_supplement_column = "9"
        wizard = self._wizard()
        self.assertEqual(wizard.supplement_column, "9")
        figures = self._figures(self._file(wizard))
        self.assertEqual(figures, [7, 1, 5, 1, 5, 1, 3, 1, 2, 1, 1])

    def test_register_lists_each_dossier_with_its_columns(self):
        """Proves: ISO 9001 4.4.2."""
        book = self._file(self._wizard())
        counted = (
            self.carried | self.online | self.early | self.late | self.waiting
        ) | (self.overdue | self.given_back)
        numbers = self._column(book, "Register", "Number")
        self.assertCountEqual(numbers, counted.mapped("name"))
        results = self._column(book, "Register", "Result: column")
        by_number = dict(zip(numbers, results, strict=True))
        self.assertEqual(by_number[self.overdue.name], 13)
        self.assertEqual(by_number[self.waiting.name], 12)
        self.assertEqual(by_number[self.given_back.name], 9)
        self.assertEqual(
            self._column(book, "Internal cases", "Number"), self.internal.mapped("name")
        )

    def test_late_steps_with_their_working_hours(self):
        book = self._file(self._wizard())
        # B2 of one dossier finished 05/10 10:00, due 16/09 15:00: 2+16+40+40+2 hours.
        # B2 of another open since 17/09 14:00: 3 hours that day, then 19 whole days.
        # The own work's first step is due 07/10 09:00: 7 hours, then 5 whole days.
        self.assertEqual(
            self._column(book, "Late steps", "Late (working hours)"),
            [100, 155, 47, 302],
        )
        self.assertIn("t.courier", self._column(book, "Late steps", "Person")[0])

    def test_an_empty_period_is_a_valid_file(self):
        wizard = self._wizard(
            period_kind="free", date_from=date(2026, 1, 5), date_to=date(2026, 1, 9)
        )
        book = self._file(wizard)
        self.assertEqual(self._figures(book), [0] * 11)
        self.assertEqual(self._column(book, "Register", "Number"), [])

    def test_periods_are_cut_from_the_15th_to_the_14th(self):
        for kind, values, first, last in (
            ("month", {"month": "1"}, date(2025, 12, 15), date(2026, 1, 14)),
            ("quarter", {"quarter": "3"}, date(2026, 6, 15), date(2026, 9, 14)),
            ("half", {"half": "1"}, date(2025, 12, 15), date(2026, 6, 14)),
            ("nine_months", {}, date(2025, 12, 15), date(2026, 9, 14)),
            ("year", {}, date(2025, 12, 15), date(2026, 12, 14)),
        ):
            with self.subTest(kind):
                wizard = self._wizard(period_kind=kind, **values)
                self.assertEqual((wizard.date_from, wizard.date_to), (first, last))

    def test_a_period_that_does_not_exist_is_refused_in_words(self):
        for values in (
            {"period_kind": "month", "month": False},
            {"year": 0},
            {"year": 99999},
            {"period_kind": "free", "date_from": date(2026, 2, 1), "date_to": False},
            {
                "period_kind": "free",
                "date_from": date(2026, 2, 1),
                "date_to": date(2026, 1, 1),
            },
            {"year": 2027},
            {"company_ids": [(5,)]},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                self._wizard(**values).action_export()

    def test_text_stays_text_and_requesters_are_asked_for(self):
        book = self._file(self._wizard())
        heads = [cell.value for row in book["Register"].iter_rows() for cell in row]
        self.assertNotIn("Requester", heads)
        self.assertFalse([head for head in heads if "HYPERLINK" in str(head)])
        book = self._file(self._wizard(with_requesters=True))
        self.assertIn(
            '=HYPERLINK("http://x")', self._column(book, "Register", "Requester")
        )
        self.assertFalse(
            [
                cell
                for row in book["Register"].iter_rows()
                for cell in row
                if cell.hyperlink or cell.data_type == "f"
            ]
        )

    def test_only_a_quality_officer_gets_requesters(self):
        auditor = self._user("auditor", "procedure_control.group_auditor")
        for user in (self.head, auditor):
            wizard = self._wizard(user, with_requesters=True)
            self.assertFalse(wizard.may_see_requesters)
            with self.assertRaises(AccessError):
                wizard.action_export()
            with self.assertRaises(AccessError):
                self._file(wizard)

    def test_the_export_is_in_the_trail(self):
        self._file(self._wizard(with_requesters=True))
        event = self.env["procedure.event"].search(
            [("kind", "=", "compliance.exported")], limit=1
        )
        self.assertEqual(event.user_id, self.officer)
        self.assertEqual(event.company_id, self.agency)
        body = event.payload_ids.body
        self.assertIn('"requesters":true', body)
        self.assertIn('"2026-09-15"', body)
        self.assertNotIn("HYPERLINK", body)

    def test_a_head_gets_only_the_cases_of_his_department(self):
        book = self._file(self._wizard(self.head))
        self.assertEqual(self._figures(book), [2, 0, 2, 0, 1, 1, 0, 0, 1, 0, 1])
        self.assertCountEqual(
            self._column(book, "Register", "Number"),
            (self.early | self.overdue).mapped("name"),
        )
        said = [
            cell.value
            for row in book["II.06a"].iter_rows()
            for cell in row
            if self.head.name in str(cell.value)
        ]
        self.assertEqual(
            said, [f"Only the cases and steps that {self.head.name} may see"]
        )

    def test_an_auditor_gets_all_of_his_agency(self):
        auditor = self._user("auditor", "procedure_control.group_auditor")
        book = self._file(self._wizard(auditor))
        self.assertEqual(self._figures(book), OCTOBER)

    def test_of_several_agencies_it_is_called_after_where_its_reader_works(self):
        earlier = self.env["res.company"].create(
            {
                "name": "A đứng đầu danh sách",
                "procedure_code": "AAA",
                "sequence": -1,
                "procedure_calendar_id": self.calendar.id,
            }
        )
        self.officer.company_ids |= earlier
        both = earlier | self.agency
        wizard = self._wizard()
        wizard = wizard.with_context(allowed_company_ids=(self.agency | earlier).ids)
        wizard.company_ids = both
        self.assertEqual(wizard.company_ids[:1], earlier)
        code = self.agency.procedure_code or self.agency.name
        self.assertIn(f" {code} ", wizard._file_name(wizard._options()))

    def test_another_agency_gets_nothing(self):
        other = self.env["res.company"].create(
            {"name": "Sở khác", "procedure_calendar_id": self.calendar.id}
        )
        stranger = self._user(
            "stranger", "procedure_control.group_quality_officer", company=other
        )
        wizards = self.env["procedure.compliance.export"].with_user(stranger)
        values = {"period_kind": "month", "month": "10", "year": 2026, "rows": "field"}
        book = self._file(
            wizards.create({**values, "company_ids": [(6, 0, other.ids)]})
        )
        self.assertEqual(self._figures(book), [0] * 11)
        foreign = wizards.create({**values})
        foreign.sudo().company_ids = self.agency
        with self.assertRaises(UserError):
            foreign.action_export()

    def test_staff_may_not_make_it(self):
        clerk = self.env["res.users"].search([("login", "=", "t.clerk")])
        with self.assertRaises(AccessError):
            self._wizard(clerk)

    def test_one_cannot_fetch_what_another_asked_for(self):
        wizard = self._wizard(with_requesters=True)
        with self.assertRaises(AccessError):
            self._file(wizard.with_user(self.head))

    def test_the_file_speaks_vietnamese_without_that_language_being_active(self):
        book = self._file(self._wizard(language="vi"))
        titles = [cell.value for row in book["II.06a"].iter_rows() for cell in row]
        self.assertIn("TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH", titles)
        self.assertEqual(self._figures(book, "Tổng số"), OCTOBER)

    def test_figures_that_do_not_re_add_leave_no_file(self):
        def wrong(tally, case_id, where):
            tally.counts[3] += 1

        with (
            tempfile.TemporaryDirectory() as folder,
            patch.object(ii06a.Tally, "add", wrong),
        ):
            with self.assertRaises(UserError):
                self._wizard()._build(os.path.join(folder, "book.xlsx"))
            self.assertEqual(os.listdir(folder), [])

    def test_rows_are_read_in_batches_each_once(self):
        with patch.object(procedure_compliance_rows, "BATCH", 2):
            book = self._file(self._wizard())
        self.assertEqual(self._figures(book), OCTOBER)
        self.assertEqual(len(set(self._column(book, "Register", "Number"))), 7)

    def test_queries_do_not_grow_with_the_cases(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._file(self._wizard())
            return self.env.cr.sql_log_count - before

        queries()
        few = queries()
        for _n in range(8):
            case = self._receive(self.document, "2026-09-16 09:00")
            self._finish(case, "B1", "2026-09-16 10:00")
        self.assertEqual(queries(), few)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestComplianceDownload(ComplianceCase, HttpCase):
    @classmethod
    def _user(cls, login, groups="procedure_control.group_staff", **values):
        return super()._user(login, groups, password=f"t.{login}", **values)

    def _post(self, wizard, login):
        self.authenticate(login, login)
        self.env.flush_all()
        return self.url_open(
            f"/procedure_control/compliance/{wizard.id}",
            data={"csrf_token": http.Request.csrf_token(self)},
        )

    def test_the_download_is_one_whole_file(self):
        wizard = self._wizard()
        action = wizard.action_export()
        self.assertEqual(
            action["params"]["url"], f"/procedure_control/compliance/{wizard.id}"
        )
        response = self._post(wizard, "t.officer")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(int(response.headers["Content-Length"]), len(response.content))
        self.assertIn("II.06a", response.headers["Content-Disposition"])
        self.assertIn("20260915-20261014", response.headers["Content-Disposition"])
        book = load_workbook(io.BytesIO(response.content), data_only=True)
        self.assertEqual(self._figures(book), OCTOBER)

    def test_an_error_is_an_answer_and_never_half_a_file(self):
        wizard = self._wizard()
        self.assertEqual(self._post(wizard, "t.dep_head").status_code, 403)
        gone = self.env["procedure.compliance.export"].browse(2**30)
        self.assertEqual(self._post(gone, "t.officer").status_code, 404)
        wizard.year = 2027
        refused = self._post(wizard, "t.officer")
        self.assertEqual(refused.status_code, 422)
        self.assertIn("This period has not begun.", refused.text)
        with (
            patch.object(
                type(self.env["procedure.compliance"]), "_write", side_effect=OSError
            ),
            mute_logger("odoo.addons.procedure_control.controllers.answers"),
        ):
            wizard.year = 2026
            self.assertEqual(self._post(wizard, "t.officer").status_code, 500)

    def test_another_spreadsheet_program_finds_the_same_figures(self):
        """Opened and recalculated by LibreOffice, the sums are what we wrote.

        Proves: 21 CFR 11.10(b).
        """
        response = self._post(self._wizard(), "t.officer")
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "book.xlsx")
            with open(path, "wb") as file:
                file.write(response.content)
            subprocess.run(
                [
                    "soffice",
                    f"-env:UserInstallation=file://{folder}/profile",
                    "--headless",
                    "--convert-to",
                    CSV,
                    "--outdir",
                    folder,
                    path,
                ],
                check=True,
                capture_output=True,
                timeout=120,
            )
            name = next(name for name in os.listdir(folder) if name.endswith(".csv"))
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                rows = [row for row in csv.reader(file) if row[1:2] == ["Total"]]
        self.assertEqual([int(value) for value in rows[0][2:13]], OCTOBER)
