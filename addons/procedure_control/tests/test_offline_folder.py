import base64
import re
import tempfile
from pathlib import Path
from unittest.mock import patch
from urllib.parse import unquote

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.procedure_offline_folder import ProcedureOfflineFolder
from .common import ProcedureCommon
from .paper_common import text_of


@tagged("post_install", "-at_install")
class TestOfflineFolder(ProcedureCommon):
    with_paper = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Only what these tests make: demo data would make each run long.
        cls.env["procedure.revision"].search([("state", "=", "effective")])._move(
            "superseded", {}
        )

    def setUp(self):
        super().setUp()
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.root = Path(place.name) / "deep" / "folder"
        self.folder = self.env["procedure.offline.folder"]
        self.named(str(self.root))
        self.current = self.root / self.env.cr.dbname

    def named(self, value):
        patcher = patch.object(
            ProcedureOfflineFolder, "_root", staticmethod(lambda: value)
        )
        patcher.start()
        self.addCleanup(patcher.stop)

    def files(self):
        return sorted(
            p.relative_to(self.current).as_posix()
            for p in self.current.rglob("*")
            if p.is_file()
        )

    def with_form(self, **values):
        revision = self.make_draft(document=self.make_document(**values))
        revision.form_ids[0].write(
            {"file": base64.b64encode(b"blank"), "filename": "../../phieu.docx"}
        )
        revision.with_user(self.author).action_submit(approver_id=self.signer.id)
        self.approve(revision, self.signer)
        self.env.invalidate_all()
        return revision

    def test_off_until_a_folder_is_named(self):
        self.make_revision()
        self.named("")
        self.folder._cron_write()
        self.assertFalse(self.root.exists())

    def test_procedures_in_force_and_their_blank_forms(self):
        """Proves: ISO 9001 7.5.3.1 a."""
        revision = self.with_form()
        self.make_draft()
        self.folder._cron_write()
        code = revision.document_id.code
        files = self.files()
        self.assertEqual(len(files), 3, files)
        (pdf,) = [f for f in files if f.endswith(".pdf")]
        (form,) = [f for f in files if f.endswith(".docx")]
        self.assertTrue(pdf.startswith(f"Sở Y tế/{code} "))
        self.assertEqual((self.current / form).read_bytes(), b"blank")
        text = text_of((self.current / pdf).read_bytes())
        self.assertIn("KHÔNG KIỂM SOÁT", text)
        self.assertIn("Bản dùng khi mất kết nối", text)
        index = (self.current / "index.html").read_text()
        self.assertIn(code, index)
        for link in re.findall(r'href="([^"]+)"', index):
            self.assertTrue((self.current / unquote(link)).is_file(), link)

    def test_restricted_documents_never_leave(self):
        secret = self.with_form(confidentiality="restricted")
        internal = self.with_form(confidentiality="internal")
        public = self.with_form(confidentiality="public")
        self.folder._cron_write()
        listed = " ".join(self.files())
        self.assertNotIn(secret.document_id.code, listed)
        self.assertIn(internal.document_id.code, listed)
        with patch.object(ProcedureOfflineFolder, "_classes", lambda _self: ["public"]):
            self.folder._cron_write()
        listed = " ".join(self.files())
        self.assertNotIn(internal.document_id.code, listed)
        self.assertIn(public.document_id.code, listed)

    def test_names_lead_nowhere_and_do_not_collide(self):
        for title in ("../../../etc/passwd", "a/b\\c:d*?", "a-b-c-d"):
            self.make_revision(document=self.make_document(title=title))
        self.folder._cron_write()
        inside = [p.resolve() for p in self.root.rglob("*") if p.is_file()]
        self.assertTrue(all(p.is_relative_to(self.root.resolve()) for p in inside))
        self.assertEqual(len([f for f in self.files() if f.endswith(".pdf")]), 3)

    def test_a_title_is_text_in_the_index(self):
        self.make_revision(
            document=self.make_document(title="<script>alert(1)</script>")
        )
        self.folder._cron_write()
        index = (self.current / "index.html").read_text()
        self.assertNotIn("<script", index)
        self.assertIn("&lt;script&gt;", index)

    def test_readers_see_the_old_folder_until_the_new_one_is_whole(self):
        self.make_revision()
        self.folder._cron_write()
        before = self.files()
        first = self.current.resolve()
        self.make_revision()
        with (
            patch.object(
                ProcedureOfflineFolder, "_index", side_effect=OSError("disk full")
            ),
            mute_logger(
                "odoo.addons.procedure_control.models.procedure_offline_folder"
            ),
        ):
            self.folder._cron_write()
        self.assertEqual(self.files(), before)
        self.folder._cron_write()
        self.assertEqual(len(self.files()), len(before) + 1)
        self.assertNotEqual(self.current.resolve(), first)
        self.assertFalse(first.exists(), "the old folder stays behind")
        self.assertEqual(len(list(self.root.iterdir())), 2)

    @mute_logger("odoo.addons.procedure_control.models.procedure_job")
    def test_one_damaged_document_does_not_hold_the_others(self):
        good, bad = self.make_revision(), self.make_revision()
        bad._set_guarded({"issued_copy_sha256": "0" * 64})
        self.folder._cron_write()
        listed = " ".join(self.files())
        self.assertIn(good.document_id.code, listed)
        self.assertNotIn(bad.document_id.code, listed)
