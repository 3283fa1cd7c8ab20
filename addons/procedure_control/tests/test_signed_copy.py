import hashlib
import json

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..engine.content import Section
from ..report.paper_html import clean
from .common import AT, ProcedureCommon, ProcedureRpcCommon, decision_outside
from .paper_common import pages_of, text_of


@tagged("post_install", "-at_install")
class TestSignedCopy(ProcedureCommon):
    with_paper = True

    def sha(self, data):
        return hashlib.sha256(data).hexdigest()

    def last_event(self, kind, revision):
        event = self.env["procedure.event"].search(
            [
                ("kind", "=", kind),
                ("res_id", "=", revision.id),
                ("model", "=", "procedure.revision"),
            ],
            limit=1,
        )
        return json.loads(event.payload_ids.body)["values"] if event else None

    # --- the body ---------------------------------------------------------------------
    def test_submission_stores_the_body_that_is_signed(self):
        revision = self.make_revision("in_review")
        submitted = revision.round_ids
        data = submitted.body_id.raw
        self.assertEqual(self.sha(data), submitted.body_sha256)
        text = text_of(data)
        for words in (
            revision.document_id.code,
            "Lần ban hành: 01 Lần sửa đổi: 00",
            "Trang: 1/",
            "MỤC LỤC",
            "1. Mục đích",
            "Quy định",
            "TT Trình tự Trách nhiệm Thời gian",
            "BM.GĐT.01.01",
            "Sổ theo dõi",
            "05 năm",
            "TCVN ISO 9001:2015",
            "Rút ngắn thời hạn",
            submitted.fingerprint,
        ):
            self.assertIn(words, text)
        self.approve(revision, self.signer)
        decision = submitted.request_ids.decision_ids
        self.assertEqual(
            (decision.fingerprint, decision.body_sha256),
            (submitted.fingerprint, submitted.body_sha256),
        )

    def test_a_rejected_rounds_body_stays_when_the_next_begins(self):
        revision = self.make_revision("in_review")
        first = revision.round_ids
        self.reject(revision, self.signer, "sửa lại")
        revision.with_user(self.author).section_ids[0].body = "<p>Viết lại</p>"
        revision.with_user(self.author).action_submit(approver_id=self.signer.id)
        second = revision.round_ids - first
        self.assertNotEqual(first.body_id, second.body_id)
        self.assertNotIn("Viết lại", text_of(first._body()))
        self.assertIn("Viết lại", text_of(second._body()))

    def test_a_repeal_is_signed_on_the_body_that_is_in_force(self):
        revision = self.make_revision()
        issued = revision.round_ids
        repeal = revision._store_bytes("repeal", revision.effective_at)
        self.assertEqual(repeal.body_id, issued.body_id)
        self.assertEqual(repeal.body_sha256, issued.body_sha256)

    def test_names_at_submission_are_printed_whatever_they_are_now(self):
        revision = self.make_revision("in_review")
        self.role.name = "Tên mới"
        printed = revision.with_user(self.officer)._printed()
        text = text_of(next(iter(printed.values())))
        self.assertIn("Chuyên viên", text)
        self.assertNotIn("Tên mới", text)

    def test_a_regulation_is_laid_out_as_a_text_issued_with_a_decision(self):
        """Proves: ISO 9001 7.5.2 b."""
        self.type.layout = "d"
        document = self.make_document(title="Quy chế làm việc của Sở Y tế")
        sections = (
            Section("", "Quy định chung", "", level="chapter"),
            Section("", "Phạm vi", "<p>Quy chế này quy định.</p>", level="article"),
            Section("", "Tổ chức thực hiện", "", level="chapter"),
            Section("", "Trách nhiệm", "", level="article"),
            Section("", "Trưởng phòng chịu trách nhiệm.", "", level="clause"),
            Section("", "Văn thư theo dõi.", "", level="clause"),
        )
        content = self.make_content(sections=sections, language="vi")
        revision = self.make_draft(document=document, content=content)
        revision._store_bytes("issue", AT)
        text = text_of(revision.round_ids._body())
        for words in (
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "QUY CHẾ Làm việc của Sở Y tế (Ban hành kèm theo Quyết định số",
            "Chương I QUY ĐỊNH CHUNG Điều 1. Phạm vi Quy chế này quy định.",
            "Chương II TỔ CHỨC THỰC HIỆN Điều 2. Trách nhiệm 1. Trưởng phòng",
            "2. Văn thư theo dõi.",
            f"{document.code} · Lần ban hành 01, lần sửa đổi 00 · Trang 1/",
        ):
            self.assertIn(words, text)

    # --- the issued copy --------------------------------------------------------------
    def test_effect_puts_a_cover_before_the_same_body(self):
        """Proves: ISO 9001 7.5.2 a; 21 CFR 11.50(b); 21 CFR 11.70."""
        self.signer.name = "Bùi Đức Thắng"
        self.employ(self.signer, self.department, job_title="Giám đốc")
        revision = self.make_revision()
        data = revision._issued_copy()
        self.assertEqual(self.sha(data), revision.issued_copy_sha256)
        told = self.last_event("revision.effective", revision)
        self.assertEqual(told["issued_copy_sha256"], revision.issued_copy_sha256)
        body = pages_of(revision.round_ids._body())
        pages = pages_of(data)
        self.assertEqual(pages[-len(body) :], body)
        cover = " ".join(pages[: -len(body)])
        decision = revision.round_ids.request_ids.decision_ids
        for words in (
            "Bùi Đức Thắng",
            "Giám đốc",
            f"{decision.decided_at:%Y-%m-%d %H:%M:%S} UTC",
            "+00:00" if not decision.timezone else "(+",
            "Đã ký điện tử",
            "không xác thực lại khi ký",
            "BẢNG THEO DÕI SỬA ĐỔI",
            "Rút ngắn thời hạn",
            revision.round_ids.body_sha256,
        ):
            self.assertIn(words, cover)
        self.assertNotIn("Trang:", cover)
        self.assertIn(f"Trang: 1/{len(body)}", body[0])

    def test_the_sign_off_of_an_adoption_prints_the_decision_and_no_signature(self):
        draft = self.make_draft()
        issuance = decision_outside(
            self.env,
            self.company,
            AT,
            number="5450/QĐ-UBND",
            signer_name="Ông Chủ tịch",
        )
        draft._adopt(AT, issuance)
        cover = pages_of(draft._issued_copy())[0]
        self.assertIn("5450/QĐ-UBND", cover)
        self.assertIn("Ông Chủ tịch", cover)
        self.assertIn("Không có chữ ký nào", cover)
        self.assertNotIn("Đã ký điện tử", cover)

    # --- later prints -----------------------------------------------------------------
    def printed(self, revision, user, **how):
        copies = revision.with_user(user)._printed(**how)
        return pages_of(copies[revision.with_user(user)])

    def test_a_later_print_adds_only_a_line_and_a_watermark(self):
        """Proves: 21 CFR 11.10(b)."""
        revision = self.make_revision()
        stored = pages_of(revision._issued_copy())
        for page, before in zip(
            self.printed(revision, self.staff), stored, strict=True
        ):
            self.assertTrue(page.startswith(before))
            added = page[len(before) :]
            self.assertIn("UNCONTROLLED", added)
            self.assertIn(f"by {self.staff.name}", added)
            self.assertIn("then: in force", added)

    def test_the_stamp_speaks_the_readers_language(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.staff.lang = "vi_VN"
        revision = self.make_revision()
        user = self.staff
        copies = revision.with_user(user).with_context(lang="vi_VN")._printed()
        text = text_of(next(iter(copies.values())))
        self.assertIn("KHÔNG KIỂM SOÁT", text)
        self.assertIn("khi in: đang có hiệu lực", text)

    def test_watermark_follows_the_state(self):
        revision = self.make_draft()
        self.assertIn("DRAFT", self.printed(revision, self.author)[0])
        revision.with_user(self.author).action_submit(approver_id=self.signer.id)
        self.assertIn("DRAFT", self.printed(revision, self.signer)[0])
        revision.with_user(self.officer).action_set_effective_date("2099-01-01")
        self.approve(revision, self.signer)
        self.assertIn("NOT YET IN FORCE", self.printed(revision, self.officer)[0])
        revision._make_effective(revision.approved_at)
        for state, word in (("superseded", "SUPERSEDED"), ("repealed", "REPEALED")):
            revision._set_guarded({"state": state})
            self.assertIn(word, self.printed(revision, self.auditor)[0])

    def test_controlled_copies_are_printed_by_quality_and_told(self):
        revision = self.make_revision()
        with self.assertRaises(AccessError):
            self.printed(revision, self.staff, controlled=True)
        with self.assertRaises(AccessError):
            revision.with_user(self.signer).action_print_controlled()
        self.assertIsNone(self.last_event("revision.printed", revision))
        pages = self.printed(revision, self.officer, controlled=True, note="No. 3")
        self.assertTrue(all(" CONTROLLED" in page for page in pages))
        self.assertTrue(all("No. 3" in page for page in pages))
        told = self.last_event("revision.printed", revision)
        self.assertEqual(told["issued_copy_sha256"], revision.issued_copy_sha256)

    def test_only_what_is_in_force_has_controlled_copies(self):
        revision = self.make_revision("approved")
        with self.assertRaisesRegex(UserError, "not in force"):
            self.printed(revision, self.officer, controlled=True)

    def test_a_revision_from_before_stored_copies_still_prints_with_its_cover(self):
        revision = self.make_revision()
        revision.round_ids._note({"body_id": False, "body_sha256": False})
        revision._set_guarded({"issued_copy_id": False, "issued_copy_sha256": False})
        pages = self.printed(revision, self.staff)
        self.assertIn("KÝ DUYỆT", pages[0])
        self.assertIn("Trang: 1/", pages[1])

    def test_an_altered_file_is_not_printed_and_verify_names_it(self):
        """Proves: ISO 9001 7.5.3.2 b; 21 CFR 11.10(a)."""
        revision = self.make_revision()
        other = self.env["ir.attachment"].create({"name": "x", "raw": b"%PDF forged"})
        # Somebody with the database in his hands; no method does this.
        self.env.cr.execute(
            "UPDATE ir_attachment SET store_fname = %s, db_datas = %s WHERE id IN %s",
            [
                other.store_fname or None,
                other.db_datas or None,
                (revision.issued_copy_id.id, revision.round_ids.body_id.id),
            ],
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "SHA-256 differs"):
            self.printed(revision, self.staff)
        for record in (revision, revision.round_ids):
            ((_record, _name, noted, data),) = record._verified_files()
            self.assertNotEqual(self.sha(data), noted)

    def test_the_file_store_may_be_moved(self):
        """Odoo's own move of all files writes the same bytes elsewhere."""
        revision = self.make_revision()
        files = (revision.round_ids.body_id | revision.issued_copy_id).sudo()
        for file in files:
            file.write({"raw": file.raw, "mimetype": file.mimetype})
            with self.assertRaises(UserError):
                file.write({"raw": file.raw + b" ", "mimetype": file.mimetype})
        self.assertTrue(revision._issued_copy())

    # --- batches ----------------------------------------------------------------------
    def test_queries_do_not_grow_with_the_number_of_bodies(self):
        drafts = self.env["procedure.revision"].concat(
            *(self.make_draft() for _n in range(9))
        )
        at = drafts[0].create_date

        def queries(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._store_bytes("issue", at)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(drafts[:1])
        small, large = queries(drafts[1:3]), queries(drafts[3:9])
        # What a file costs: its row in the database and its look into the file store.
        self.assertLessEqual((large - small) / 4, 4)


@tagged("post_install", "-at_install")
class TestPaperHtml(ProcedureCommon):
    with_paper = True

    def test_a_text_cannot_pose_as_another_part_of_the_paper(self):
        forged = (
            '<div class="running-head" id="procedure-part-0">Mã hiệu: GIẢ</div>'
            '<p style="position:fixed;top:0;left:0;margin-top:-900px;color:red">X</p>'
            "<style>@page{size:A1} .watermark{display:none}</style>"
            '<link rel="stylesheet" href="http://example.org/x.css">'
            '<script>alert(1)</script><base href="file:///">'
            '<p style="background-color:url(http://example.org/y)">Y</p>'
            "<table><tr><td colspan='2' style='width:40%'>Z</td></tr></table>"
        )
        cleaned = str(clean(forged))
        for bad in (
            "class",
            "id=",
            "position",
            "margin",
            "@page",
            "<link",
            "script",
            "base",
            "url(",
            "http",
        ):
            self.assertNotIn(bad, cleaned)
        for good in ("GIẢ", ">X<", 'colspan="2"', "width: 40%", "color: red"):
            self.assertIn(good, cleaned.replace(":40", ": 40").replace(":red", ": red"))

    def test_a_forged_head_stays_inside_the_text(self):
        revision = self.make_draft()
        # Past the sanitiser of the editor.
        self.env.cr.execute(
            "UPDATE procedure_section SET body = %s WHERE id = %s",
            [
                '<table class="running-head"><tr><td>GIẢ MẠO</td></tr></table>',
                revision.section_ids[0].id,
            ],
        )
        self.env.invalidate_all()
        copies = revision._printed()
        page = pages_of(next(iter(copies.values())))[0]
        self.assertEqual(page.count("GIẢ MẠO"), 1)
        self.assertIn("Mã hiệu: " + revision.document_id.code, page)


@tagged("post_install", "-at_install")
class TestAttacksOnSignedFiles(ProcedureRpcCommon):
    """Nobody over RPC adds to, overwrites, moves or deletes what was signed."""

    with_paper = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.revision = cls.make_revision()
        cls.round = cls.revision.round_ids
        cls.files = cls.round.body_id | cls.revision.issued_copy_id
        cls.admin = new_test_user(
            cls.env,
            "paper-admin",
            groups="base.group_system,procedure_control.group_quality_manager",
            password="paper-admin",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.before = cls.state()

    @classmethod
    def state(cls):
        return [
            (f.raw, f.res_model, f.res_id, f.public, f.access_token, f.name)
            for f in cls.files.sudo()
        ]

    def attackers(self):
        return (self.staff, self.author, self.signer, self.quality, self.admin)

    def assert_untouched(self):
        self.env.invalidate_all()
        self.assertEqual(len(self.files.exists()), 2)
        self.assertEqual(self.state(), self.before)

    def test_bytes_place_and_existence(self):
        draft = self.make_draft()
        own = self.env["ir.attachment"].create({"name": "own", "raw": b"own"})
        acts = [
            ("write", [self.files.ids, {"raw": "Zm9yZ2Vk"}]),
            ("write", [self.files.ids, {"datas": "Zm9yZ2Vk"}]),
            ("write", [self.files.ids, {"res_id": draft.id}]),
            (
                "write",
                [
                    self.files.ids,
                    {"res_model": "procedure.revision", "res_id": draft.id},
                ],
            ),
            ("write", [self.files.ids, {"public": True}]),
            ("write", [self.files.ids, {"type": "url", "url": "http://example.org"}]),
            ("write", [self.files.ids, {"name": "x"}]),
            ("generate_access_token", [self.files.ids]),
            ("unlink", [self.files.ids]),
            (
                "write",
                [own.ids, {"res_model": "procedure.round", "res_id": self.round.id}],
            ),
            (
                "create",
                [
                    {
                        "name": "x",
                        "raw": "eA==",
                        "res_model": "procedure.round",
                        "res_id": self.round.id,
                    }
                ],
            ),
        ]
        for user in self.attackers():
            for method, args in acts:
                with self.subTest(user=user.login, method=method, args=args):
                    _result, error = self.call(user, "ir.attachment", method, *args)
                    self.assertTrue(error)
                    self.assert_untouched()

    def test_default_context_opens_nothing(self):
        context = {
            "default_res_model": "procedure.round",
            "default_res_id": self.round.id,
        }
        _result, error = self.call(
            self.admin, "ir.attachment", "create", {"name": "x"}, context=context
        )
        self.assertTrue(error)

    def test_upload_controllers(self):
        for user in (self.author, self.quality):
            self.authenticate(user.login, user.login)
            token = http.Request.csrf_token(self)
            with mute_logger("odoo.http", "odoo.addons.web.controllers.binary"):
                self.url_open(
                    "/web/binary/upload_attachment",
                    data={
                        "model": "procedure.round",
                        "id": self.round.id,
                        "csrf_token": token,
                    },
                    files={"ufile": ("x.pdf", b"x", "application/pdf")},
                )
                self.url_open(
                    "/mail/attachment/upload",
                    data={
                        "thread_model": "procedure.round",
                        "thread_id": self.round.id,
                        "csrf_token": token,
                    },
                    files={"ufile": ("x.pdf", b"x", "application/pdf")},
                )
        found = self.env["ir.attachment"].search(
            [("res_model", "=", "procedure.round"), ("res_id", "=", self.round.id)]
        )
        self.assertEqual(found, self.files)

    def test_the_links_to_the_files(self):
        other = self.env["ir.attachment"].create({"name": "other", "raw": b"x"})
        acts = [
            ("procedure.round", self.round, {"body_id": other.id}),
            ("procedure.round", self.round, {"body_sha256": "0" * 64}),
            ("procedure.revision", self.revision, {"issued_copy_id": other.id}),
            ("procedure.revision", self.revision, {"issued_copy_sha256": "0" * 64}),
            ("procedure.revision", self.revision, {"page_token": "0" * 32}),
        ]
        draft = self.make_draft()
        acts.append(("procedure.revision", draft, {"page_token": "0" * 32}))
        acts.append(("procedure.revision", draft, {"issued_copy_id": other.id}))
        for user in self.attackers():
            for model, record, vals in acts:
                with self.subTest(user=user.login, vals=vals):
                    _result, error = self.call(user, model, "write", record.ids, vals)
                    self.assertTrue(error)

    def test_a_draft_is_born_without_papers_whatever_the_client_says(self):
        document = self.make_document()
        forged = {
            "issued_copy_id": self.files[0].id,
            "issued_copy_sha256": "0" * 64,
            "page_token": "0" * 32,
        }
        result, error = self.call(
            self.author,
            "procedure.revision",
            "create",
            [{"document_id": document.id, **forged}],
            context={f"default_{name}": value for name, value in forged.items()},
        )
        self.assertFalse(error)
        born = self.env["procedure.revision"].browse(result)
        self.assertFalse(born.issued_copy_id)
        self.assertFalse(born.issued_copy_sha256)
        self.assertRegex(born.page_token, r"^[0-9a-f]{32}$")
        self.assertNotEqual(born.page_token, "0" * 32)

    # --- reading ----------------------------------------------------------------------
    def status(self, user, attachment):
        self.authenticate(user and user.login, user and user.login)
        with mute_logger("odoo.http"):
            return self.url_open(f"/web/content/{attachment.id}").status_code

    def test_who_may_read_the_revision_may_read_its_files(self):
        portal = new_test_user(
            self.env,
            "paper-portal",
            groups="base.group_portal",
            password="paper-portal",
        )
        for file in self.files:
            self.assertEqual(self.status(self.staff, file), 200)
            self.assertNotEqual(self.status(self.stranger, file), 200)
            self.assertNotEqual(self.status(portal, file), 200)
            self.assertNotEqual(self.status(None, file), 200)
        waiting = self.make_revision("in_review").round_ids.body_id
        self.assertEqual(self.status(self.signer, waiting), 200)
        self.assertNotEqual(self.status(self.staff, waiting), 200)

    def test_portal_and_stranger_print_nothing(self):
        new_test_user(
            self.env,
            "paper-portal2",
            groups="base.group_portal",
            password="paper-portal2",
        )
        for login in ("paper-portal2", self.stranger.login):
            self.authenticate(login, login)
            for report in ("paper_revision", "paper_controlled"):
                with mute_logger("odoo.http"):
                    response = self.url_open(
                        f"/procedure_control/print/procedure_control.{report}/"
                        f"{self.revision.id}"
                    )
                self.assertNotEqual(response.status_code, 200)
                self.assertNotIn(b"%PDF", response.content)

    def test_a_controlled_copy_is_not_printed_by_a_link(self):
        """A page elsewhere that makes an officer's browser load an address."""
        report = "procedure_control.paper_controlled"
        url = f"/procedure_control/print/{report}/{self.revision.id}"
        self.authenticate(self.officer.login, self.officer.login)
        with mute_logger("odoo.http"):
            self.assertNotEqual(self.url_open(url).status_code, 200)
        token = http.Request.csrf_token(self)
        response = self.url_open(url, data={"csrf_token": token})
        self.assertEqual(response.status_code, 200)
        self.assertIn("CONTROLLED", text_of(response.content))
