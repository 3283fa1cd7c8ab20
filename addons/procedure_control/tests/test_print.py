import base64
import io
import json
import tempfile
import threading
import unicodedata
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

from odoo.addons.procedure_control.report.pdf_writer import PaperFetcher
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger
from PIL import Image
from pypdf import PdfReader

RECEIPT = "procedure_control.paper_receipt"


def png():
    stream = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(stream, "PNG")
    return stream.getvalue()


class PrintCase(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        Company = cls.env["res.company"]
        cls.province = Company.create({"name": "UBND tỉnh Hà Tĩnh"})
        cls.province.procedure_calendar_id = cls.env["resource.calendar"].create(
            {"name": "Giờ hành chính", "tz": "Asia/Ho_Chi_Minh", "company_id": False}
        )
        cls.agency = Company.create(
            {
                "name": "Sở Y tế",
                "parent_id": cls.province.id,
                "street": "71 đường Hải Thượng Lãn Ông",
                "city": "Hà Tĩnh",
            }
        )
        cls.other_agency = Company.create({"name": "Sở Tư pháp"})
        cls.desk = cls.env["hr.department"].create(
            {
                "name": "Bộ phận Tiếp nhận và Trả kết quả",
                "company_id": cls.agency.id,
                "procedure_is_one_stop": True,
            }
        )
        staff = "procedure_control.group_staff"
        cls.clerk = cls._user("print_hoa", "Trần Thị Hoa", cls.agency, staff)
        cls.stranger = cls._user("print_bao", "Lê Bảo", cls.other_agency, staff)
        cls.plain = cls._user("print_an", "Đỗ An", cls.agency, "base.group_user")
        cls._catalogue()
        cls.type_a = cls.env["procedure.type"].create(
            {"name": "Print type", "code": "PRINT", "layout": "a"}
        )
        cls.document = cls.env["procedure.document"].create(
            {
                "code": "QT.GĐ.02",
                "title": "Miễn nhiệm giám định viên pháp y",
                "kind": "tthc",
                "type_id": cls.type_a.id,
                "company_id": cls.agency.id,
                "national_code": "1.013876",
            }
        )
        cls.revision = cls._draft(cls.document)
        cls.revision.write({"limit_value": "10", "limit_unit": "day"})

    @classmethod
    def _user(cls, login, name, company, groups):
        return new_test_user(
            cls.env,
            login=login,
            name=name,
            groups=groups,
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    @classmethod
    def _catalogue(cls):
        """Both circulars, whatever data this database was installed with."""
        forms = cls.env["procedure.statutory.form"]
        forms.search([]).unlink()
        for kind, code, name in (
            ("receipt", "Mẫu 01", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
            ("supplement", "Mẫu 02", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
            ("refusal", "Mẫu 03", "Phiếu từ chối tiếp nhận giải quyết hồ sơ"),
            ("control_slip", "Mẫu 05", "Phiếu kiểm soát quá trình giải quyết hồ sơ"),
        ):
            old = {"circular": "01/2018/TT-VPCP", "date_from": "2019-01-08"}
            new = {"circular": "03/2025/TT-VPCP", "date_from": "2025-09-15"}
            for dates in (old | {"date_to": "2025-09-14"}, new):
                forms.create({"kind": kind, "code": code, "name": name} | dates)

    @classmethod
    def _draft(cls, document):
        return document.revision_ids[:1] or cls.env["procedure.revision"].create(
            {"document_id": document.id}
        )

    @classmethod
    def _case(cls, **vals):
        # Written as the engine leaves it: papers are tested here, not the intake.
        number = cls.env["procedure.case"].search_count([]) + 1
        return cls.env["procedure.case"].create(
            {
                "name": f"SYT-26-{number:06d}",
                "document_id": cls.document.id,
                "revision_id": cls.revision.id,
                "company_id": cls.agency.id,
                "department_id": cls.desk.id,
                "state": "running",
                "requester_name": "Nguyễn Thị Hồng Ánh",
                "requester_address": "Số 12 đường Nguyễn Du, phường Thành Sen",
                "requester_phone": "0912 345 678",
                "received_by_id": cls.clerk.id,
                "received_at": datetime(2026, 10, 5, 2, 0),
                "clock_start_at": datetime(2026, 10, 5, 2, 0),
                "due_at": datetime(2026, 10, 19, 10, 0),
                "component_ids": [
                    Command.create(
                        {
                            "name": "Văn bản đề nghị miễn nhiệm",
                            "required": True,
                            "originals": 1,
                            "is_received": True,
                        }
                    ),
                    Command.create(
                        {
                            "name": "Giấy tờ chứng minh lý do",
                            "required": True,
                            "copies": 2,
                            "is_received": not vals.pop("lacking", False),
                        }
                    ),
                ],
            }
            | vals
        )

    def _get(self, report, records):
        ids = ",".join(str(record_id) for record_id in records.ids)
        return self.url_open(f"/procedure_control/print/{report}/{ids}")

    def _pdf(self, report, records, user=None):
        body, kind = (
            self.env["ir.actions.report"]
            .with_user(user or self.clerk)
            ._render(f"procedure_control.{report}", records.ids)
        )
        self.assertEqual(kind, "pdf")
        return PdfReader(io.BytesIO(body))

    def _text(self, reader):
        text = " ".join(page.extract_text() for page in reader.pages)
        return unicodedata.normalize("NFC", " ".join(text.split()))

    def _images(self, reader):
        """Pictures of the text: the code on every page is not one."""
        return [
            image
            for page in reader.pages
            for image in page.images
            if image.image.width < 50
        ]


@tagged("post_install", "-at_install")
class TestPrintForms(PrintCase):
    def test_clerk_downloads_the_receipt(self):
        case = self._case()
        self.authenticate("print_hoa", "print_hoa")
        response = self._get(RECEIPT, case)
        self.assertEqual(response.status_code, 200, response.text[:500])
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertIn(f"{case.name}.pdf", response.headers["Content-Disposition"])
        text = self._text(PdfReader(io.BytesIO(response.content)))
        for words in (
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "UBND TỈNH HÀ TĨNH",
            "SỞ Y TẾ",
            "Bộ phận Tiếp nhận và Trả kết quả",
            "Mẫu 01 (ban hành kèm theo Thông tư số 03/2025/TT-VPCP)",
            f"Số: {case.name}",
            "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
            "Nguyễn Thị Hồng Ánh",
            "Số 12 đường Nguyễn Du, phường Thành Sen",
            "0912 345 678",
            "Miễn nhiệm giám định viên pháp y (mã thủ tục: 1.013876)",
            "Văn bản đề nghị miễn nhiệm 1",
            "Giấy tờ chứng minh lý do 2",
            "Số lượng hồ sơ: 01 (bộ)",
            "10 ngày làm việc",
            "Thời gian nhận hồ sơ: 09 giờ 00 phút, ngày 05 tháng 10 năm 2026",
            "17 giờ 00 phút, ngày 19 tháng 10 năm 2026",
            "Trực tiếp",
            "71 đường Hải Thượng Lãn Ông",
            "NGƯỜI TIẾP NHẬN HỒ SƠ",
            "Trần Thị Hoa",
        ):
            self.assertIn(words, text)

    def test_form_code_follows_the_date_of_receipt(self):
        old = self._case(received_at=datetime(2025, 9, 14, 2, 0))
        new = self._case(received_at=datetime(2025, 9, 14, 18, 0))  # 15/09 01:00 there
        self.assertIn("01/2018/TT-VPCP", self._text(self._pdf("paper_receipt", old)))
        self.assertIn("03/2025/TT-VPCP", self._text(self._pdf("paper_receipt", new)))

    def test_internal_work_bears_no_statutory_code(self):
        self.document.kind = "internal"
        text = self._text(self._pdf("paper_receipt", self._case()))
        self.assertNotIn("TT-VPCP", text)

    def test_paper_speaks_the_language_of_its_revision(self):
        case = self._case()
        self.revision.language = "en"
        text = self._text(self._pdf("paper_receipt", case))
        self.assertIn("SOCIALIST REPUBLIC OF VIET NAM", text)
        self.assertIn("09:00 on Monday 5 October 2026", text)
        self.assertIn("10 working days", text)
        self.assertNotIn("CỘNG HÒA", text)

    def test_paper_size_is_the_agencys(self):
        case = self._case()
        page = self._pdf("paper_receipt", case).pages[0]
        self.assertAlmostEqual(float(page.mediabox.width), 595, delta=1)
        self.agency.procedure_paper_format = "A5"
        page = self._pdf("paper_receipt", case).pages[0]
        self.assertAlmostEqual(float(page.mediabox.width), 420, delta=1)

    def test_clock_that_starts_later_is_said(self):
        case = self._case(
            received_at=datetime(2026, 10, 5, 8, 30),
            clock_start_at=datetime(2026, 10, 6, 1, 0),
        )
        text = self._text(self._pdf("paper_receipt", case))
        self.assertIn("được tính từ: 08 giờ 00 phút, ngày 06 tháng 10", text)

    def test_the_due_of_the_law_is_printed_where_it_differs(self):
        case = self._case(legal_due_at=datetime(2026, 10, 19, 10, 0))
        self.assertNotIn("Thời hạn theo", self._text(self._pdf("paper_receipt", case)))
        self.revision.write({"committed_value": "5", "committed_unit": "day"})
        case.due_at = datetime(2026, 10, 12, 10, 0)
        text = self._text(self._pdf("paper_receipt", case))
        self.assertIn("cam kết: 05 ngày làm việc", text)
        self.assertIn("hồ sơ: 17 giờ 00 phút, ngày 12 tháng 10", text)
        self.assertIn("quy định: 17 giờ 00 phút, ngày 19 tháng 10", text)
        self.revision.language = "en"
        self.assertIn("Due as laid down", self._text(self._pdf("paper_receipt", case)))

    def test_no_receipt_before_reception(self):
        case = self._case(state="intake", received_at=False, lacking=True)
        with self.assertRaises(UserError):
            self._pdf("paper_receipt", case)
        self.authenticate("print_hoa", "print_hoa")
        response = self._get(RECEIPT, case)
        self.assertEqual(response.status_code, 422)
        self.assertIn(case.name, response.text)

    def test_supplement_lists_what_lacks(self):
        waiting = self._case(state="intake", received_at=False, lacking=True)
        text = self._text(self._pdf("paper_supplement", waiting))
        self.assertIn("PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ", text)
        self.assertIn("1. Giấy tờ chứng minh lý do", text)
        self.assertNotIn("Văn bản đề nghị miễn nhiệm", text)
        with self.assertRaises(UserError):
            self._pdf("paper_supplement", self._case())

    def test_supplement_of_a_running_case_prints_the_latest_request(self):
        case = self._case()
        for month, missing in ((8, "Bản cũ"), (10, "- Quyết định bổ nhiệm\n- Ảnh")):
            self.env["procedure.pause"].create(
                {
                    "case_id": case.id,
                    "kind": "supplement",
                    "date_from": datetime(2026, month, 7, 3, 0),
                    "missing": missing,
                    "reason": "Chưa đầy đủ",
                    "user_id": self.clerk.id,
                }
            )
        text = self._text(self._pdf("paper_supplement", case))
        self.assertIn("1. Quyết định bổ nhiệm 2. Ảnh", text)
        self.assertIn("ngày 07 tháng 10 năm 2026", text)
        self.assertNotIn("Bản cũ", text)

    def test_refusal_gives_its_reason(self):
        case = self._case(state="not_accepted", end_reason="Không thuộc thẩm quyền.")
        text = self._text(self._pdf("paper_refusal", case))
        self.assertIn("PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ", text)
        self.assertIn("Không thuộc thẩm quyền.", text)
        with self.assertRaises(UserError):
            self._pdf("paper_refusal", self._case())

    def test_many_receipts_in_one_file_cost_no_more_queries_each(self):
        def queries(cases):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            reader = self._pdf("paper_receipt", cases)
            self.assertEqual(len(reader.pages), len(cases))
            return self.env.cr.sql_log_count - before

        cases = self.env["procedure.case"].concat(*(self._case() for _n in range(9)))
        queries(cases[:1])  # templates and access rules are in the caches now
        self.assertEqual(queries(cases[:2]), queries(cases))

    def test_admin_is_not_sent_to_choose_a_letterhead(self):
        admin = self.env.ref("base.user_admin")
        report = self.env.ref("procedure_control.report_receipt").with_user(admin)
        action = report.report_action(self._case())
        self.assertEqual(action["type"], "ir.actions.report")
        self.assertEqual(action["report_type"], "weasyprint-pdf")


@tagged("post_install", "-at_install")
class TestPrintAccess(PrintCase):
    def _refused(self, login, report, records, status):
        self.authenticate(login, login)
        response = self._get(report, records)
        self.assertEqual(response.status_code, status)
        self.assertNotIn(b"%PDF", response.content)
        self.assertNotIn("Hồng Ánh", response.text)

    def test_another_company_is_refused(self):
        self._refused("print_bao", RECEIPT, self._case(), 403)

    def test_one_foreign_case_among_own_ones_refuses_all(self):
        foreign = self._case(company_id=self.other_agency.id, department_id=False)
        foreign.received_by_id = self.stranger
        self._refused("print_hoa", RECEIPT, self._case() | foreign, 403)

    def test_user_without_the_reports_group_is_refused(self):
        self._refused("print_an", RECEIPT, self._case(), 403)

    def test_visitor_must_log_in(self):
        self.authenticate(None, None)
        response = self._get(RECEIPT, self._case())
        self.assertIn("/web/login", response.url)

    def test_only_papers_of_this_type_are_served(self):
        case = self._case()
        self._refused("print_hoa", "procedure_control.no_such", case, 404)
        self._refused("print_hoa", "web.preview_externalreport", case, 404)

    def test_nothing_and_too_much_are_said(self):
        self._refused("print_hoa", RECEIPT, self.env["procedure.case"], 404)
        self.authenticate("print_hoa", "print_hoa")
        response = self.url_open(f"/procedure_control/print/{RECEIPT}/0")
        self.assertEqual(response.status_code, 422)
        gone = self._case()
        gone.component_ids.unlink()
        gone.unlink()
        self._refused("print_hoa", RECEIPT, gone, 404)
        ids = ",".join(map(str, range(1, 202)))
        response = self.url_open(f"/procedure_control/print/{RECEIPT}/{ids}")
        self.assertEqual(response.status_code, 422)
        self.assertIn("201", response.text)

    def test_web_client_prints_and_shows_refusals(self):
        """The action a button returns ends in a download, or in the server's words."""
        case = self._case()
        waiting = self._case(state="intake", received_at=False, lacking=True)
        report = self.env.ref("procedure_control.report_receipt")
        actions = [report.report_action(c, config=False) for c in (case, waiting)]
        code = (
            f"""
            const papers = {json.dumps(actions)};
            const sentence = {json.dumps(waiting.name)};
        """
            + """
            (async () => {
                const { action } = odoo.__WOWL_DEBUG__.root.env.services;
                await action.doAction(papers[0]);
                try {
                    await action.doAction(papers[1]);
                    console.error("a receipt was printed before reception");
                } catch (error) {
                    if (error.data?.message?.includes(sentence)) {
                        console.log("test successful");
                    } else {
                        console.error("not the server's sentence: " + error);
                    }
                }
            })();
        """
        )
        self.browser_js(
            "/odoo",
            code,
            ready="odoo.isReady === true",
            login="print_hoa",
        )


@tagged("post_install", "-at_install")
class TestPrintProcedure(PrintCase):
    def setUp(self):
        super().setUp()
        self.clerk.group_ids |= self.env.ref("procedure_control.group_quality_officer")
        self.revision.section_ids.unlink()
        self.section = self.env["procedure.section"].create(
            {
                "revision_id": self.revision.id,
                "number": "1",
                "name": "Mục đích",
                "body": "<p>Thống nhất cách làm.</p>",
            }
        )
        self.role = self.env["procedure.role"].create(
            {"name": "Chuyên viên", "code": "print_officer"}
        )
        for label, name, value in (("B1", "Tiếp nhận", "0.5"), ("B2", "Ký", "9.5")):
            self.env["procedure.step"].create(
                {
                    "revision_id": self.revision.id,
                    "label": label,
                    "name": name,
                    "role_id": self.role.id,
                    "duration_value": value,
                    "duration_unit": "day",
                    "statutory_forms": "control_slip",
                }
            )

    def _printed(self):
        return self._pdf("paper_revision", self.revision)

    def test_step_table_of_layout_a(self):
        """Proves: ISO 9001 7.5.2 b."""
        text = self._text(self._printed())
        for words in (
            "Mã hiệu: QT.GĐ.02 Lần ban hành: 01 Lần sửa đổi: 00 Trang: 1/1",
            "MIỄN NHIỆM GIÁM ĐỊNH VIÊN PHÁP Y",
            "1. Mục đích",
            "Thống nhất cách làm.",
            "TT Trình tự Trách nhiệm Thời gian",
            "B1 Tiếp nhận Chuyên viên 0,5 ngày làm việc",
            "Mẫu 05",
            "DRAFT",
            "then: draft",
        ):
            self.assertIn(words, text)

    def test_layout_b_has_the_unit_in_its_head(self):
        self.type_a.layout = "b"
        # The picture after the table tells each unit.
        text = self._text(self._printed()).partition("LƯU ĐỒ")[0]
        self.assertIn("(ĐVT: ngày làm việc)", text)
        self.assertNotIn("0,5 ngày", text)

    def test_past_draft_the_submitted_bytes_are_printed(self):
        image = self._attach("procedure.section", self.section.id)
        self.section.body = f'<p>Sơ đồ</p><img src="/web/image/{image.id}">'
        at = datetime(2026, 10, 1, 2, 0)
        stored = self.revision._store_bytes("issue", at)
        self.revision._move("in_review", {"submitted_at": at})
        self.revision._set_guarded({"fingerprint": stored.fingerprint})
        self.role.name = "Tên mới"
        reader = self._printed()
        text = self._text(reader)
        self.assertIn("B1 Tiếp nhận Chuyên viên", text)
        self.assertNotIn("Tên mới", text)
        self.assertIn(stored.fingerprint, text)
        self.assertEqual(len(self._images(reader)), 1, "a signed picture is lost")

    def test_another_company_is_refused(self):
        self.document.confidentiality = "restricted"
        self.authenticate("print_bao", "print_bao")
        response = self._get("procedure_control.paper_revision", self.revision)
        self.assertEqual(response.status_code, 403)

    # --- what a body may make the server fetch ----------------------------------------
    def _attach(self, model, res_id):
        return self.env["ir.attachment"].create(
            {
                "name": "x.png",
                "raw": png(),
                "mimetype": "image/png",
                "res_model": model,
                "res_id": res_id,
            }
        )

    def test_own_and_embedded_images_are_printed(self):
        own = self._attach("procedure.section", self.section.id)
        data = base64.b64encode(png()).decode()
        self.section.body = (
            f'<img src="/web/image/{own.id}-abc/x.png">'
            f'<img src="data:image/png;base64,{data}">'
        )
        self.assertEqual(len(self._images(self._printed())), 2)

    @mute_logger("weasyprint")
    def test_nothing_else_is_fetched(self):
        hits = []

        class Trap(BaseHTTPRequestHandler):
            def do_GET(self):
                hits.append(self.path)
                self.send_response(200)
                self.send_header("Content-Type", "image/png")
                self.end_headers()
                self.wfile.write(png())

            def log_message(self, *_args):
                pass

        server = HTTPServer(("127.0.0.1", 0), Trap)
        self.addCleanup(server.server_close)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.shutdown)
        host = f"127.0.0.1:{server.server_port}"
        foreign = self._attach("res.partner", self.stranger.partner_id.id)
        with tempfile.NamedTemporaryFile(suffix=".png") as file:
            file.write(png())
            file.flush()
            sources = (
                "file:///etc/passwd",
                f"file://{file.name}",
                f"FILE://localhost{file.name}",
                file.name,
                f"http://{host}/image.png",
                f"//{host}/scheme-less.png",
                f"ftp://{host}/x.png",
                f"/web/image/{foreign.id}",
                f"/web/content/{foreign.id}?download=1",
                "/procedure_control/static/src/print/../../description/icon.png",
                "/procedure_control/static/src/print/%2e%2e/%2e%2e/description/icon.png",
                "/web/static/img/logo.png",
            )
            body = "".join(f'<img src="{source}">' for source in sources)
            body += f'<p style="background:url(http://{host}/css.png)">x</p>'
            body += f'<link rel="stylesheet" href="http://{host}/sheet.css">'
            body += '<link rel="attachment" href="file:///etc/passwd">'
            body += f'<object data="http://{host}/object.svg"></object>'
            # What the editor's sanitiser lets through is one wall, this is the other.
            self.env.cr.execute(
                "UPDATE procedure_section SET body = %s WHERE id = %s",
                [body, self.section.id],
            )
            self.env.invalidate_all()
            reader = self._printed()
        self.assertEqual(hits, [])
        self.assertEqual(self._images(reader), [])
        self.assertFalse(reader.attachments)
        self.assertNotIn("root:", self._text(reader))

    def test_the_fetcher_refuses_by_itself(self):
        fetcher = PaperFetcher()
        for url in (
            "file:///etc/passwd",
            "http://127.0.0.1/",
            "https://paper.invalid.example.org/web/image/1",
            "https://paper.invalid/web/image/1",
            "https://paper.invalid/procedure_control/static/src/print/../x.css",
            "https://paper.invalid/etc/passwd",
            "ftp://127.0.0.1/x",
        ):
            with self.subTest(url=url), self.assertRaises(ValueError):
                fetcher.fetch(url)
        self.assertEqual(fetcher.fetch("data:text/plain,ok").read(), b"ok")
