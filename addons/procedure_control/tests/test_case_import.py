"""Cases from another system: by file and by API, the same twice, hostile files."""

import base64
import hashlib
import io
import zipfile
from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged
from openpyxl import Workbook, load_workbook

from ..engine.content import Limit, Variant
from ..interchange.case_sheet_columns import COLUMNS
from ..models import procedure_case_import
from .case_common import CaseCommon, local, shown

NOW = "2026-10-12 03:00"  # UTC; Mon 12/10 10:00 in Hà Nội
KEYS = list(COLUMNS)


def row(code="000.H40-0001", **values):
    return {
        "external_code": code,
        "procedure_code": "QT.GĐ.02",
        "agency_code": "SYTE",
        "channel": "online",
        "received_at": "05/10/2026 09:00",
        "requester_name": "Nguyễn Văn An",
        "phone": "0912345678",
        **values,
    }


def workbook(*rows):
    book = Workbook()
    sheet = book.active
    sheet.title = "Hồ sơ"
    sheet.append(KEYS)
    for values in rows:
        sheet.append([values.get(key) for key in KEYS])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class ImportCase(CaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls._qt_gd_02()
        cls.document._set_guarded({"national_code": "1.013876"})
        cls.urgent = cls._procedure(
            "NB.02",
            [cls._step(1, "1", "clerk", "1")],
            limit=("1", "day"),
            variants=(Variant("v1", "Khẩn", True, Limit("1", "day")),),
        )
        cls.cases = cls.env["procedure.case"].with_company(cls.agency)
        cls.clerk = cls.env["res.users"].search([("login", "=", "t.clerk")])

    def _wizard(self, data, user=None):
        return (
            self.env["procedure.case.import"]
            .with_user(user or self.officer)
            .with_company(self.agency)
            .create({"file": base64.b64encode(data), "file_name": "cases.xlsx"})
        )

    def _found(self, wizard):
        return [(f.line, f.column or "", f.code) for f in wizard.finding_ids]

    def _made(self, *codes):
        return self.cases.search([("external_code", "in", codes)], order="id")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCaseImportFile(ImportCase):
    def test_a_file_is_previewed_then_brought_in_at_its_own_times(self):
        wizard = self._wizard(workbook(row(), row("0002", received_at="12/10/2026")))
        wizard.action_preview()
        self.assertEqual((wizard.state, wizard.fitting_count), ("preview", 2))
        self.assertFalse(self._made("000.H40-0001", "0002"), "a preview does nothing")
        wizard.action_import()
        first, second = self._made("000.H40-0001", "0002")
        self.assertEqual(shown(first.received_at), "2026-10-05 09:00")
        self.assertEqual(shown(first.due_at), "2026-10-19 17:00")
        # A date alone is the hour at which the agency opens.
        self.assertEqual(shown(second.received_at), "2026-10-12 08:00")
        self.assertEqual(first.requester_name, "Nguyễn Văn An")
        self.assertEqual(first.channel, "online")
        self.assertEqual(first.received_by_id, self.officer)
        self.assertEqual(first.state, "running")
        self.assertEqual(wizard.case_ids, first | second)
        event = self.env["procedure.event"].search(
            [("kind", "=", "case.imported"), ("case_id", "=", first.id)]
        )
        self.assertEqual(event.user_id, self.officer)
        self.assertIn("cases.xlsx", event.payload_ids.body)
        self.assertNotIn("Nguyễn Văn An", event.payload_ids.body)

    def test_another_time_than_now_is_listed_with_what_it_rests_on(self):
        wizard = self._wizard(workbook(row(), row("0002", received_at="12/10/2026")))
        wizard.action_preview()
        wizard.action_import()
        first, second = self._made("000.H40-0001", "0002")
        entries = (first | second).late_entry_ids.sorted("paper_number")
        self.assertEqual(entries.case_id, first | second)
        entry = entries.filtered(lambda e: e.case_id == first)
        self.assertEqual((entry.kind, entry.paper_number), ("receipt", "000.H40-0001"))
        self.assertEqual(entry.happened_at, first.received_at)
        self.assertEqual(entry.recorded_by_id, self.officer)
        self.assertIn("cases.xlsx", entry.reason)
        text = base64.b64decode(entry.file).decode()
        self.assertEqual(hashlib.sha256(text.encode()).hexdigest(), entry.file_sha256)
        self.assertIn("000.H40-0001", text)
        self.assertNotIn("Nguyễn Văn An", text, "nothing of the requester")
        self.assertEqual(first.late_entry_count, 1)

    def test_the_same_file_twice_changes_nothing(self):
        data = workbook(row(), row("0002"))
        for count, unchanged in ((2, 0), (0, 2)):
            wizard = self._wizard(data)
            wizard.action_preview()
            if count:
                wizard.action_import()
            self.assertEqual(wizard.created_count, count)
            self.assertEqual(wizard.unchanged_count, unchanged)
        self.assertEqual(len(self._made("000.H40-0001", "0002")), 2)
        self.assertEqual({code for *_w, code in self._found(wizard)}, {"unchanged"})
        case = self._made("000.H40-0001")
        self.assertIn(case.name, wizard.finding_ids[0].what)

    def test_a_long_file_takes_several_presses_and_each_line_once(self):
        moments = [f"0{day}/10/2026 09:00" for day in (5, 6, 7)]
        lines = [row(str(n), received_at=at) for n, at in enumerate(moments)]
        wizard = self._wizard(workbook(*lines))
        wizard.action_preview()
        clock = iter([0, 0, 99])  # time runs out after the first moment
        with patch.object(procedure_case_import, "monotonic", lambda: next(clock)):
            wizard.action_import()
        self.assertEqual((wizard.state, wizard.created_count), ("preview", 1))
        self.assertEqual(wizard.fitting_count, 2)
        wizard.action_import()
        self.assertEqual((wizard.state, wizard.created_count), ("done", 3))
        self.assertEqual(len(self._made("0", "1", "2")), 3)

    def test_what_does_not_fit_is_listed_by_line_and_the_rest_comes_in(self):
        wizard = self._wizard(
            workbook(
                row("ok"),
                row("a", agency_code="NOBODY"),
                row("b", procedure_code="QT.99"),
                row("c", received_at="05/10/2025 09:00"),
                row("d", received_at="05/10/2027 09:00"),
                row("e", variant="Khẩn"),
                row("f", requester_name=None),
                row("g", channel="pigeon"),
                row("h", received_at="31/02/2026"),
                row("ok"),
                row(None),
            )
        )
        wizard.action_preview()
        self.assertEqual(
            sorted(self._found(wizard)),
            [
                (3, "agency_code", "unknown_agency"),
                (4, "procedure_code", "unknown_procedure"),
                (5, "received_at", "no_revision"),
                (6, "received_at", "future_receipt"),
                (7, "variant", "unknown_variant"),
                (8, "requester_name", "missing_value"),
                (9, "channel", "unknown_channel"),
                (10, "received_at", "not_a_date"),
                (11, "external_code", "double_line"),
                (12, "external_code", "missing_value"),
            ],
        )
        self.assertEqual((wizard.fitting_count, wizard.refused_count), (1, 10))
        for finding in wizard.finding_ids:
            self.assertNotIn("%(", finding.what)
            self.assertNotEqual(finding.what, finding.code)
        wizard.action_import()
        self.assertEqual(self._made("ok", *"abcdefgh").mapped("external_code"), ["ok"])
        self.assertEqual(wizard.refused_count, 10)

    def test_the_revision_in_force_at_the_receipt_runs(self):
        old = self.document.effective_revision_id
        draft = self.env["procedure.revision"].browse(self.document._new_draft("r").id)
        self._adopt(draft, local("2026-10-09 08:00"))
        self.assertEqual(old.state, "superseded")
        wizard = self._wizard(
            workbook(row(), row("new", received_at="09/10/2026 09:00"))
        )
        wizard.action_preview()
        wizard.action_import()
        before, after = self._made("000.H40-0001", "new")
        self.assertEqual(before.revision_id, old)
        self.assertEqual(after.revision_id, draft)

    def test_a_variant_and_a_national_code_are_found_by_their_words(self):
        wizard = self._wizard(
            workbook(
                row("v", procedure_code="NB.02", variant="khan", requester_name=None),
                row("n", procedure_code="1.013876"),
            )
        )
        wizard.action_preview()
        self.assertEqual(self._found(wizard), [])
        wizard.action_import()
        self.assertEqual(self._made("v").variant_id.name, "Khẩn")
        self.assertEqual(self._made("n").document_id, self.document)

    def test_hostile_files_are_named_and_nothing_is_made(self):
        good = workbook(row())
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("xl/workbook.xml", "<workbook/>")
            archive.writestr("xl/worksheets/sheet1.xml", b"<row/>" * 10_000_000)
        entities = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(good)) as old,
            zipfile.ZipFile(entities, "w") as new,
        ):
            for name in old.namelist():
                text = old.read(name)
                if name == "xl/workbook.xml":
                    text = text.replace(
                        b"<workbook",
                        b'<!DOCTYPE a [<!ENTITY b "c">]><workbook',
                        1,
                    )
                new.writestr(name, text)
        for name, data, code in (
            ("text", b"not a workbook", "not_xlsx"),
            ("cut", good[: len(good) // 2], "damaged"),
            ("old", b"\xd0\xcf\x11\xe0" + b"\x00" * 100, "old_or_encrypted"),
            ("bomb", bomb.getvalue(), "bomb"),
            ("entities", entities.getvalue(), "unsafe"),
            ("formula", workbook(row("=1+1")), "formula"),
            ("type", workbook(row(True)), "not_text"),
        ):
            with self.subTest(name):
                wizard = self._wizard(data)
                wizard.action_preview()
                self.assertEqual(
                    [code for *_where, code in self._found(wizard)], [code]
                )
                self.assertEqual(wizard.fitting_count, 0)
                wizard.action_import()
                self.assertEqual(wizard.created_count, 0)
        with self.assertRaises(UserError):
            self._wizard(b"").action_preview()

    def test_text_that_looks_like_a_formula_is_kept_as_text(self):
        book = Workbook()
        book.active.append(KEYS)
        book.active.append([row().get(key) for key in KEYS])
        cell = book.active.cell(2, KEYS.index("requester_name") + 1)
        cell.value, cell.data_type = '=cmd|"/c calc"', "s"
        out = io.BytesIO()
        book.save(out)
        wizard = self._wizard(out.getvalue())
        wizard.action_preview()
        wizard.action_import()
        self.assertEqual(self._made("000.H40-0001").requester_name, '=cmd|"/c calc"')

    def test_only_a_quality_officer_uses_a_file(self):
        for user in (self.clerk, self.author):
            with self.assertRaises(AccessError):
                self._wizard(workbook(row()), user)

    def test_a_client_sets_nothing_but_the_file(self):
        case = self._receive(self.document, "2026-10-05 09:00")
        wizard = self._wizard(workbook(row()))
        wizard.write({"state": "preview", "created_count": 9, "case_ids": case.ids})
        self.assertEqual((wizard.state, wizard.created_count), ("file", 0))
        self.assertFalse(wizard.case_ids)
        with self.assertRaises(UserError):
            wizard.action_import()
        wizard.action_preview()
        wizard.write({"file": base64.b64encode(workbook(row("other")))})
        self.assertEqual(wizard.state, "file", "another file asks for another preview")

    def test_queries_of_the_preview_do_not_grow_with_the_lines(self):
        def queries(count):
            data = workbook(*(row(f"q{number}") for number in range(count)))
            wizard = self._wizard(data)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wizard.action_preview()
            self.assertEqual(wizard.fitting_count, count)
            return self.env.cr.sql_log_count - before

        queries(1)
        self.assertEqual(queries(40), queries(4))


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCaseImportRows(ImportCase):
    def _import(self, *rows, user=None):
        return self.cases.with_user(user or self.officer).action_import(list(rows))

    def test_rows_come_in_once(self):
        given = row(received_at="2026-10-05 02:00:00")
        (answer,) = self._import(given)
        case = self._made("000.H40-0001")
        self.assertEqual(answer["status"], "created")
        self.assertEqual((answer["id"], answer["number"]), (case.id, case.name))
        self.assertEqual(shown(case.received_at), "2026-10-05 09:00")
        self.assertIn("brought in", case.late_entry_ids.reason)
        (again,) = self._import(given)
        self.assertEqual((again["status"], again["id"]), ("unchanged", case.id))
        self.assertEqual(len(case.late_entry_ids), 1)
        self.assertIn(case.name, again["findings"][0]["what"])
        self.assertEqual(len(self._made("000.H40-0001")), 1)

    def test_an_offset_is_understood(self):
        self._import(row(received_at="2026-10-05T09:00:00+07:00"))
        self.assertEqual(
            self._made("000.H40-0001").received_at, datetime(2026, 10, 5, 2, 0)
        )

    def test_rows_that_do_not_fit_are_refused_alone(self):
        answers = self._import(
            row(None, received_at=None),
            row("x", received_at=20261005),
            row("y", received_at="yesterday"),
            row("z", phone=912345678, received_at=None),
            row("w", state="closed", received_at=None),
            "no row",
            row("fits", received_at=None),
            row("fits", received_at=None),
            row("long", note="x" * 2001, received_at=None),
            row("bird", channel="pigeon", received_at=None),
        )
        self.assertEqual(
            [(a["status"], [f["code"] for f in a["findings"]]) for a in answers],
            [
                ("refused", ["missing_value"]),
                ("refused", ["not_a_moment"]),
                ("refused", ["not_a_moment"]),
                ("refused", ["not_text"]),
                ("refused", ["unknown_key"]),
                ("refused", ["not_a_row"]),
                ("created", []),
                ("refused", ["double_line"]),
                ("refused", ["too_long"]),
                ("refused", ["unknown_channel"]),
            ],
        )
        for answer in answers:
            for finding in answer["findings"]:
                self.assertNotIn("%(", finding["what"])
                self.assertNotEqual(finding["what"], finding["code"])

    def test_a_past_receipt_needs_the_right_and_the_desk_its_clerk(self):
        desk = self._department("Một cửa", procedure_is_one_stop=True)
        internal = {"procedure_code": "NB.02", "requester_name": None}
        past = row("p", received_at="2026-10-05 02:00:00", **internal)
        now = row("n", received_at=None, **internal)
        dossier = row("d", received_at=None)
        answers = self._import(past, now, dossier, user=self.clerk)
        self.assertEqual(
            [[f["code"] for f in answer["findings"]] for answer in answers],
            [["past_receipt"], [], ["not_at_desk"]],
        )
        self.env["hr.employee"].create(
            {
                "name": "Hoa",
                "user_id": self.clerk.id,
                "company_id": self.agency.id,
                "department_id": desk.id,
            }
        )
        (answer,) = self._import(dossier, user=self.clerk)
        self.assertEqual(answer["status"], "created")

    def test_another_agency_cannot_bring_in_here(self):
        other = self.env["res.company"].create({"name": "Sở khác"})
        stranger = self._user(
            "stranger", "procedure_control.group_quality_officer", company=other
        )
        (answer,) = self._import(row(received_at=None), user=stranger)
        self.assertEqual(answer["findings"][0]["code"], "unknown_agency")
        self.assertFalse(self._made("000.H40-0001"))

    def test_one_row_the_engine_refuses_does_not_hold_up_the_others(self):
        # Two rows of one moment go in together; a broken calendar stops both, in words.
        self.agency.procedure_calendar_id = self.env["resource.calendar"].create(
            {"name": "Empty", "attendance_ids": [(5,)], "company_id": False}
        )
        answers = self._import(
            row("a", received_at="2026-10-05 02:00:00"),
            row("b", received_at="2026-10-05 02:00:00"),
        )
        self.assertEqual([a["status"] for a in answers], ["refused", "refused"])
        self.assertIn("Empty", answers[0]["findings"][0]["what"])
        self.assertEqual(len(answers[0]["findings"]), 1)
        self.assertFalse(self._made("a", "b"))

    def test_somebody_without_a_role_may_not(self):
        nobody = self._user("nobody", "base.group_user")
        with self.assertRaises(AccessError):
            self._import(row(), user=nobody)
        with self.assertRaises(UserError):
            self.cases.with_user(self.officer).action_import("rows")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCaseImportHttp(ImportCase, HttpCase):
    @classmethod
    def _user(cls, login, groups="procedure_control.group_staff", **values):
        return super()._user(login, groups, password=f"t.{login}", **values)

    def _template(self, login):
        from odoo import http

        self.authenticate(login, login)
        return self.url_open(
            "/procedure_control/case_sheet",
            data={"csrf_token": http.Request.csrf_token(self)},
        )

    def test_the_template_comes_with_choices_and_can_be_read_back(self):
        response = self._template("t.officer")
        self.assertEqual(response.status_code, 200)
        book = load_workbook(io.BytesIO(response.content))
        choices = [
            [cell.value for cell in line] for line in book.worksheets[1].iter_rows()
        ]
        self.assertIn("QT.GĐ.02", [line[0] for line in choices])
        self.assertIn("SYTE", [line[3] for line in choices])
        sheet = book.worksheets[0]
        sheet.append([row().get(key) for key in KEYS])
        out = io.BytesIO()
        book.save(out)
        wizard = self._wizard(out.getvalue())
        wizard.action_preview()
        self.assertEqual((wizard.fitting_count, wizard.refused_count), (1, 0))

    def test_the_template_is_for_quality_officers(self):
        self.assertEqual(self._template("t.clerk").status_code, 403)

    def test_over_json_2_with_a_key(self):
        key = (
            self.env["res.users.apikeys"]
            .with_user(self.officer)
            ._generate("rpc", "test", self.env.cr.now() + timedelta(days=1))
        )
        self.env.flush_all()
        for status in ("created", "unchanged"):
            response = self.url_open(
                "/json/2/procedure.case/action_import",
                headers={"Authorization": f"bearer {key}"},
                json={"rows": [row(received_at="2026-10-05 02:00:00")]},
            )
            self.assertEqual(response.status_code, 200, response.text)
            self.assertEqual(response.json()[0]["status"], status)
        self.env.invalidate_all()
        self.assertEqual(len(self._made("000.H40-0001")), 1)
