import base64
import hashlib
from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .common import ProcedureCommon

FILE = base64.b64encode(b"%PDF-1.7 standard")


@tagged("post_install", "-at_install")
class TestExternal(ProcedureCommon):
    """The register of external documents: editions kept, newer ones looked for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-01-10 03:00:00"):
            cls.external = (
                cls.env["procedure.external"]
                .with_user(cls.officer)
                .create(
                    {
                        "code": "TCVN ISO 9001",
                        "title": "Hệ thống quản lý chất lượng – Các yêu cầu",
                        "origin": "Bộ Khoa học và Công nghệ",
                        "company_id": cls.company.id,
                        "holder_id": cls.staff.id,
                        "check_months": 6,
                    }
                )
            )
            cls.external.action_checked(
                "newer",
                edition={
                    "edition": "2015",
                    "edition_date": "2015-12-31",
                    "file": FILE,
                    "filename": "tcvn.pdf",
                },
            )

    def test_edition_with_digest(self):
        edition = self.external.edition_id
        self.assertEqual(edition.edition, "2015")
        digest = hashlib.sha256(b"%PDF-1.7 standard").hexdigest()
        self.assertEqual(edition.sha256, digest)
        self.assertEqual(self.external.sha256, digest)
        self.assertEqual(edition.entered_by_id, self.officer)
        self.assertEqual(self.external.with_user(self.staff).file, FILE)
        self.assertEqual(self.external.next_check, date(2026, 7, 10))

    def test_holder_is_asked_once(self):
        """Proves: ISO 9001 7.5.3.2 external."""
        self.env["procedure.external"].search([]).filtered(
            lambda one: one != self.external
        ).write({"active": False})
        look = self.env["procedure.external"]._cron_look
        with freeze_time("2026-07-09 03:00:00"):
            look()
            self.assertFalse(self.external.check_activity_id)
        with freeze_time("2026-07-10 03:00:00"):
            look()
            look()
        activity = self.external.activity_ids
        self.assertEqual(activity.user_id, self.staff)
        self.assertIn("TCVN ISO 9001", activity.summary)
        with freeze_time("2026-07-13 03:00:00"):
            self.external.with_user(self.staff).action_checked("current", "tcvn.gov.vn")
        self.assertFalse(self.external.activity_ids)
        self.assertEqual(self.external.next_check, date(2027, 1, 13))
        event = self.env["procedure.event"].search(
            [("kind", "=", "external.checked"), ("res_id", "=", self.external.id)],
            limit=1,
        )
        self.assertEqual(event.user_id, self.staff)
        self.assertIn("tcvn.gov.vn", event.payload_ids.body)

    def test_a_tick_is_no_answer(self):
        """The activity comes back until what was found is said."""
        with freeze_time("2026-07-10 03:00:00"):
            self.env["procedure.external"]._cron_look()
            self.external.activity_ids.with_user(self.staff).action_feedback("x")
            self.env["procedure.external"]._cron_look()
        self.assertEqual(len(self.external.activity_ids), 1)

    def test_newer_edition_keeps_the_old(self):
        """Proves: ISO 9001 7.5.3.2 external."""
        dialog = Form(
            self.env["procedure.external.check"]
            .with_user(self.staff)
            .with_context(active_id=self.external.id)
        )
        dialog.result = "newer"
        dialog.edition = "2026"
        dialog.save().action_confirm()
        self.assertEqual(self.external.edition_id.edition, "2026")
        self.assertFalse(self.external.sha256)
        self.assertEqual(self.external.edition_ids.mapped("edition"), ["2026", "2015"])

    def test_withdrawn(self):
        self.external.action_checked("withdrawn", "Thay bằng ISO 9001:2026")
        self.assertFalse(self.external.active)

    def test_refusals(self):
        with self.assertRaises(UserError):
            self.external.with_user(self.author).action_checked("current")
        with self.assertRaises(ValidationError):
            self.external.action_checked("newer")
        with self.assertRaises(ValidationError):
            self.external.action_checked("newer", edition={"edition": " "})
        with self.assertRaises(UserError):
            self.external.action_checked("whatever")
        with self.assertRaises(UserError):
            self.external.write({"last_checked_at": "2030-01-01"})
        with self.assertRaises(UserError):
            self.external.unlink()
        with self.assertRaises(AccessError):
            self.external.with_user(self.author).write({"title": "x"})

    def test_changes_are_told(self):
        self.external.origin = "Viện Tiêu chuẩn"
        event = self.env["procedure.event"].search(
            [("kind", "=", "external.changed"), ("res_id", "=", self.external.id)]
        )
        self.assertIn("Viện Tiêu chuẩn", event.payload_ids.body)
        self.assertIn("Bộ Khoa học", event.payload_ids.body)

    def test_stored_copy_is_not_overwritten(self):
        attachment = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "procedure.external.edition"),
                ("res_field", "=", "file"),
                ("res_id", "=", self.external.edition_id.id),
            ]
        )
        self.assertEqual(len(attachment), 1)
        for vals in ({"raw": b"x"}, {"datas": FILE}, {"res_id": 0}):
            with self.assertRaises(UserError):
                attachment.write(vals)
            with self.assertRaises(UserError):
                attachment.sudo().write(vals)
        with self.assertRaises(UserError):
            attachment.unlink()
        for name in ("file", False):
            with self.assertRaises(UserError):
                self.env["ir.attachment"].create(
                    {
                        "name": "x",
                        "raw": b"y",
                        "res_model": "procedure.external.edition",
                        "res_field": name,
                        "res_id": self.external.edition_id.id,
                    }
                )

    def test_asking_costs_no_query_more_for_each(self):
        externals = self.env["procedure.external"].create(
            [
                {
                    "code": f"X{number}",
                    "title": "x",
                    "origin": "y",
                    "company_id": self.company.id,
                    "holder_id": self.staff.id,
                }
                for number in range(24)
            ]
        )
        counts = []
        for batch in (externals[:4], externals[4:]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            batch._ask_to_look()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual((counts[1] - counts[0]) / 16, 2)
