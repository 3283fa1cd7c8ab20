"""Procedures already in force, in one signed act and in nobody's name."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import AT, ProcedureCommon, decision_outside

SMALL, LARGE = 4, 42


@tagged("post_install", "-at_install")
class TestAdoption(ProcedureCommon):
    def drafts(self, count):
        documents = self.env["procedure.document"].create(
            [
                {
                    "title": f"Quy trình {number}",
                    "type_id": self.type.id,
                    "field_id": self.field.id,
                    "company_id": self.company.id,
                    "department_id": self.department.id,
                }
                for number in range(count)
            ]
        )
        drafts = documents.with_user(self.author)._new_draft(
            content=self.make_content()
        )
        return drafts.with_env(self.env)

    def adopt(self, drafts, issuance, user=None, password=None):
        user = user or self.quality
        drafts.with_user(user).action_adopt(
            issuance.id,
            {
                "type": "password",
                "login": user.login,
                "password": password or user.login,
            },
        )
        self.env.invalidate_all()

    def test_forty_two_at_once(self):
        drafts = self.drafts(LARGE)
        issuance = decision_outside(self.env, self.company, AT, "5450/QĐ-UBND")
        self.adopt(drafts, issuance)
        self.assertEqual(set(drafts.mapped("state")), {"effective"})
        self.assertEqual(set(drafts.mapped("adopted")), {True})
        start = drafts[0]._start_of_day(AT.date())
        self.assertEqual(set(drafts.mapped("effective_at")), {start})
        self.assertEqual(set(drafts.mapped("approved_at")), {start})
        # One row a document, of him who adopted it, and it says adopted.
        decisions = drafts.decision_ids
        self.assertEqual(len(decisions), LARGE)
        self.assertEqual(set(decisions.mapped("meaning")), {"adopt"})
        self.assertEqual(decisions.user_id, self.quality)
        self.assertEqual(set(decisions.mapped("credential")), {"password"})
        self.assertFalse(drafts.round_ids.request_ids)
        for decision in decisions:
            self.assertEqual(decision.fingerprint, decision.revision_id.fingerprint)
        printed = drafts[0]._issued_by()
        self.assertEqual(printed["number"], "5450/QĐ-UBND")
        self.assertEqual(printed["authority"], "Ủy ban nhân dân tỉnh")
        self.assertEqual(printed["date"], AT.date())
        self.assertTrue(printed["adopted"])

    def test_queries_do_not_grow_with_the_documents(self):
        counts = []
        for number, size in enumerate((1, SMALL, LARGE)):
            drafts = self.drafts(size)
            issuance = decision_outside(self.env, self.company, AT, f"{number}/QĐ")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            drafts.with_user(self.quality)._adopt(fields.Datetime.now(), issuance)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        slope = (counts[2] - counts[1]) / (LARGE - SMALL)
        self.assertLessEqual(slope, 0.5, counts)

    def test_true_dates_of_issue_and_effect(self):
        draft = self.make_draft()
        issuance = decision_outside(
            self.env, self.company, AT, effective_date=AT.date() + timedelta(days=9)
        )
        self.adopt(draft, issuance)
        self.assertEqual(draft.approved_at, draft._start_of_day(AT.date()))
        self.assertEqual(
            draft.effective_at, draft._start_of_day(AT.date() + timedelta(days=9))
        )

    def test_who_may(self):
        draft = self.make_draft()
        issuance = decision_outside(self.env, self.company, AT)
        for user in (self.author, self.officer, self.signer, self.staff):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.adopt(draft, issuance, user)
        self.assertTrue(draft.with_user(self.quality).can_adopt)
        self.assertFalse(draft.with_user(self.author).can_adopt)

    def test_who_drafted_does_not_adopt(self):
        draft = self.make_draft()
        draft.with_user(self.quality).step_ids[0].name = "một chữ"
        issuance = decision_outside(self.env, self.company, AT)
        with self.assertRaises(UserError):
            self.adopt(draft, issuance)
        self.assertEqual(draft.state, "draft")

    def test_what_is_not_ready_stays_out(self):
        clean, findings = self.make_draft(), self.make_draft()
        findings.step_ids[0].duration_value = "9"
        issuance = decision_outside(self.env, self.company, AT)
        with self.assertRaises(UserError) as error:
            self.adopt(clean | findings, issuance)
        self.assertIn(findings.document_id.code, str(error.exception))
        self.assertNotIn(clean.document_id.code, str(error.exception))
        dialog = (
            self.env["procedure.adoption"]
            .with_user(self.quality)
            .create({"revision_ids": (clean | findings).ids})
        )
        self.assertIn(findings.document_id.code, dialog.findings)

    def test_what_is_not_in_force_yet_is_submitted_instead(self):
        draft = self.make_draft()
        ahead = fields.Date.today() + timedelta(days=9)
        issuance = decision_outside(self.env, self.company, AT, effective_date=ahead)
        with self.assertRaises(UserError):
            self.adopt(draft, issuance)

    def test_a_later_revision_is_submitted_and_not_adopted(self):
        first = self.make_draft()
        self.adopt(first, decision_outside(self.env, self.company, AT))
        second = self.make_draft(document=first.document_id)
        later = decision_outside(self.env, self.company, AT + timedelta(days=9), "2")
        self.assertFalse(second.with_user(self.quality).can_adopt)
        with self.assertRaises(UserError):
            self.adopt(second, later)
        self.assertEqual((first.state, second.state), ("effective", "draft"))

    def test_a_case_may_be_received_the_same_morning(self):
        draft = self.make_draft()
        self.adopt(draft, decision_outside(self.env, self.company, AT))
        now = fields.Datetime.now()
        in_force = draft.document_id._revision_in_force(now)
        self.assertEqual(in_force[draft.document_id], draft)

    def test_the_dialog_takes_the_password_with_the_call(self):
        draft = self.make_draft()
        issuance = decision_outside(self.env, self.company, AT)
        dialog = (
            self.env["procedure.adoption"]
            .with_user(self.quality)
            .with_context(active_model="procedure.revision", active_ids=draft.ids)
            .create({"issuance_id": issuance.id, "password": self.quality.login})
        )
        self.assertEqual(dialog.revision_ids, draft)
        self.env.cr.execute(
            "SELECT * FROM procedure_adoption WHERE id = %s", [dialog.id]
        )
        self.assertNotIn(self.quality.login, str(self.env.cr.dictfetchall()))
        dialog.with_context(password=self.quality.login).action_confirm()
        self.assertEqual(draft.state, "effective")
