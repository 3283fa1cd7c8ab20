"""An auditor reads on his days, in his agencies, and writes nothing."""

from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import ProcedureRpcCommon


@tagged("post_install", "-at_install")
class TestAuditAccess(ProcedureRpcCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.revision = cls.make_revision()
        cls.document = cls.revision.document_id

    def grant(self, date_from, date_to, user=None, by=None, **values):
        return (
            self.env["procedure.audit.access"]
            .with_user(by or self.quality)
            .create(
                {
                    "user_id": (user or self.auditor).id,
                    "date_from": date_from,
                    "date_to": date_to,
                    "company_ids": [(6, 0, self.company.ids)],
                    "reason": "Đánh giá giám sát 2026",
                    **values,
                }
            )
        )

    def reads(self, user=None, model="procedure.document"):
        return self.env[model].with_user(user or self.auditor).search_count([])

    def test_within_before_and_after(self):
        self.assertTrue(self.reads(), "an auditor of the house")
        today = date(2026, 10, 7)
        self.grant(today, today + timedelta(days=2))
        for moment, seen in (
            ("2026-10-06 10:00:00", False),
            ("2026-10-07 10:00:00", True),
            ("2026-10-09 10:00:00", True),
            ("2026-10-10 10:00:00", False),
        ):
            with self.subTest(moment), freeze_time(moment):
                self.assertEqual(bool(self.reads()), seen)
                for model in (
                    "procedure.revision",
                    "procedure.step",
                    "procedure.event",
                    "procedure.decision",
                    "procedure.type",
                    "procedure.role",
                ):
                    self.assertEqual(bool(self.reads(model=model)), seen, model)
                reader = self.document.with_user(self.auditor)
                if seen:
                    self.assertTrue(reader.title)
                else:
                    with self.assertRaises(AccessError):
                        reader.read(["title"])
                self.assertEqual(
                    self.auditor.with_user(self.auditor).has_group(
                        "procedure_control.group_auditor"
                    ),
                    seen,
                )

    def test_outside_his_days_he_verifies_and_exports_nothing(self):
        self.grant(date(2020, 1, 1), date(2020, 1, 2))
        for model, method in (
            ("procedure.verification", "action_verify"),
            ("procedure.document", "search_read"),
            ("procedure.case", "search_count"),
        ):
            args = [] if method == "action_verify" else [[]]
            result, error = self.call(self.auditor, model, method, *args)
            self.assertTrue(error or not result, (method, result))
        result, error = self.call(
            self.auditor, "procedure.document", "read", self.document.ids, ["title"]
        )
        self.assertEqual((result, error), (None, "AccessError"))
        result, error = self.call(
            self.auditor,
            "procedure.reading.export",
            "create",
            {"company_ids": [(6, 0, self.company.ids)], "language": "en_US"},
        )
        self.assertEqual((result, error), (None, "AccessError"))

    def test_only_the_agencies_of_the_access(self):
        self.auditor.company_ids |= self.elsewhere
        other = self.make_document(
            company_id=self.elsewhere.id,
            department_id=False,
            owner_id=self.stranger.id,
        )
        both = self.env["procedure.document"].with_user(self.auditor)
        both = both.with_context(
            allowed_company_ids=(self.company | self.elsewhere).ids
        )
        self.assertIn(other, both.search([]))
        today = fields.Date.today()
        self.grant(today - timedelta(days=1), today + timedelta(days=1))
        self.assertNotIn(other, both.search([]))
        self.assertIn(self.document, both.search([]))

    def test_who_also_works_here_keeps_his_own(self):
        both = self.make_user("both", "staff")
        both.group_ids |= self.env.ref("procedure_control.group_auditor")
        old = self.make_revision("draft")
        self.assertIn(old, self.env["procedure.revision"].with_user(both).search([]))
        self.grant(date(2020, 1, 1), date(2020, 1, 2), user=both)
        seen = self.env["procedure.revision"].with_user(both).search([])
        self.assertNotIn(old, seen)
        self.assertIn(self.revision, seen)
        self.assertFalse(self.env["procedure.seal"].with_user(both).search([]))

    def test_revoked_and_told(self):
        today = fields.Date.today()
        access = self.grant(today - timedelta(days=1), today + timedelta(days=1))
        self.assertTrue(self.reads())
        access.action_revoke()
        self.assertFalse(self.reads())
        kinds = self.env["procedure.event"].search(
            [("model", "=", access._name), ("res_id", "=", access.id)]
        )
        self.assertEqual(
            set(kinds.mapped("kind")),
            {"audit_access.granted", "audit_access.revoked"},
        )
        with self.assertRaises(UserError):
            access.action_revoke()

    def test_who_grants_what(self):
        today = fields.Date.today()
        for values in (
            {"date_from": today, "date_to": today - timedelta(days=1)},
            {"date_from": today, "date_to": today, "user": self.staff},
            {"date_from": today, "date_to": today, "reason": " "},
            {"date_from": today, "date_to": today, "user": self.quality},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self.grant(**values)
        for user in (self.officer, self.auditor, self.staff):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.grant(today, today, by=user)

    def test_attacks(self):
        access = self.grant(date(2020, 1, 1), date(2020, 1, 2))
        for user in (self.auditor, self.quality):
            for method, args in (
                ("write", [access.ids, {"date_to": "2099-01-01"}]),
                ("unlink", [access.ids]),
            ):
                _result, error = self.call(
                    user, "procedure.audit.access", method, *args
                )
                self.assertIn(error, ("AccessError", "UserError"))
        _result, error = self.call(
            self.auditor,
            "procedure.audit.access",
            "create",
            {
                "user_id": self.auditor.id,
                "date_from": "2020-01-01",
                "date_to": "2099-01-01",
                "reason": "x",
            },
        )
        self.assertIn(error, ("AccessError", "ValidationError"))
        self.assertEqual(str(access.date_to), "2020-01-02")
