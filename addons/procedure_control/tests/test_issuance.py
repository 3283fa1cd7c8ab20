"""Routes that end outside: the decision is entered, and nobody's signature made up."""

from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import AT, ProcedureCommon, decision_outside


@tagged("post_install", "-at_install")
class TestIssuance(ProcedureCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["procedure.route"].create(
            {
                "name": "Signed by the province",
                "company_id": cls.company.id,
                "type_id": cls.type.id,
                "ends_outside": True,
                "stage_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Thẩm định",
                            "meaning": "appraise",
                            "mode": "named",
                            "user_ids": [(6, 0, cls.signer.ids)],
                        },
                    )
                ],
            }
        )

    def waiting(self, **values):
        """A revision whose stages are complete and that waits for its decision."""
        draft = self.make_draft(**values)
        draft.with_user(self.author).action_submit()
        draft.with_user(self.signer)._approve(fields.Datetime.now())
        self.env.invalidate_all()
        return draft

    def enter(self, revisions, issuance, user=None):
        revisions.with_user(user or self.officer).action_enter_issuance(issuance.id)
        self.env.invalidate_all()

    def test_it_waits_and_the_officer_states_what_was_signed(self):
        revision = self.waiting()
        self.assertEqual(revision.state, "in_review")
        self.assertTrue(revision.with_user(self.officer).can_enter_issuance)
        self.assertFalse(revision.with_user(self.author).can_enter_issuance)
        self.assertFalse(revision.with_user(self.signer).can_enter_issuance)
        issuance = decision_outside(
            self.env(user=self.officer),
            self.company,
            AT,
            "3005/QĐ-UBND",
            signer_name="Bùi Đức Thắng",
        )
        self.enter(revision, issuance)
        self.assertEqual(revision.state, "effective")
        self.assertEqual(revision.issuance_id, issuance)
        self.assertEqual(revision.round_ids.issuance_id, issuance)
        self.assertEqual(revision.effective_at, revision._start_of_day(AT.date()))
        # Nothing was decided in the leader's name: the stage signer's own row alone.
        self.assertEqual(revision.decision_ids.user_id, self.signer)
        self.assertEqual(revision.decision_ids.mapped("meaning"), ["appraise"])
        told = self.env["procedure.event"].search(
            [("kind", "=", "revision.issued_outside"), ("res_id", "=", revision.id)]
        )
        self.assertEqual(told.user_id, self.officer)
        self.assertIn("Bùi Đức Thắng", told.body)

    def test_one_decision_covers_many(self):
        both = self.waiting() | self.waiting()
        self.enter(both, decision_outside(self.env, self.company, AT))
        self.assertEqual(set(both.mapped("state")), {"effective"})
        self.assertEqual(both.issuance_id.revision_count, 2)

    def test_a_day_ahead_waits_for_its_day(self):
        revision = self.waiting()
        ahead = fields.Date.today() + timedelta(days=20)
        issuance = decision_outside(self.env, self.company, AT, effective_date=ahead)
        self.enter(revision, issuance)
        self.assertEqual(revision.state, "approved")
        self.assertEqual(revision.planned_effective_date, ahead)
        self.assertFalse(revision.effective_at)

    def test_recalled_it_is_no_longer_under_the_decision(self):
        revision = self.waiting()
        ahead = fields.Date.today() + timedelta(days=20)
        issuance = decision_outside(self.env, self.company, AT, effective_date=ahead)
        self.enter(revision, issuance)
        revision.with_user(self.officer).action_recall("sai phụ lục")
        self.assertEqual(revision.state, "draft")
        self.assertFalse(revision.issuance_id)
        self.assertEqual(revision.round_ids.issuance_id, issuance)

    def test_never_before_the_previous_one(self):
        first = self.waiting()
        self.enter(first, decision_outside(self.env, self.company, AT, "1"))
        second = self.waiting(document=first.document_id)
        early = decision_outside(self.env, self.company, AT - timedelta(days=3), "2")
        with self.assertRaises(UserError) as error:
            self.enter(second, early)
        self.assertIn("05/10/2026", str(error.exception))
        self.env.invalidate_all()
        self.assertEqual(second.state, "in_review")
        self.assertEqual(first.state, "effective")

    def test_four_eyes_bind_the_entry(self):
        draft = self.make_draft()
        draft.with_user(self.officer).step_ids[0].name = "một chữ"
        draft.with_user(self.author).action_submit()
        draft.with_user(self.signer)._approve(fields.Datetime.now())
        issuance = decision_outside(self.env, self.company, AT)
        with self.assertRaises(UserError):
            self.enter(draft, issuance)
        self.env["procedure.override"].with_user(self.quality).create(
            {
                "user_id": self.officer.id,
                "document_id": draft.document_id.id,
                "reason": "Chỉ có một cán bộ ISO",
                "date_until": "2099-01-01",
            }
        )
        self.enter(draft, issuance)
        self.assertEqual(draft.state, "effective")

    def test_only_a_confirmed_decision_of_the_agency_or_above(self):
        revision = self.waiting()
        values = {"number": "7", "date": "2026-10-01", "authority": "UBND"}
        officer = self.env["procedure.issuance"].with_user(self.officer)
        entered = officer.create(values)
        with self.assertRaises(UserError):
            self.enter(revision, entered)
        other = decision_outside(self.env, self.elsewhere, AT)
        with self.assertRaises(UserError):
            revision.sudo().with_user(self.env.user)._require_issuance(other.id)

    def test_confirmed_it_is_evidence(self):
        issuance = decision_outside(
            self.env(user=self.officer), self.company, AT, file="aGVsbG8="
        )
        self.assertEqual(
            issuance.file_sha256,
            "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
        )
        for act in (
            lambda: issuance.write({"number": "x"}),
            lambda: issuance.write({"file": "eA=="}),
            issuance.unlink,
            issuance.copy,
            issuance.action_confirm,
        ):
            with self.assertRaises(UserError):
                act()
        self.assertEqual(issuance.entered_by_id, self.officer)

    def test_while_it_is_entered_it_may_be_mended(self):
        officer = self.env["procedure.issuance"].with_user(self.officer)
        issuance = officer.create(
            {"number": "7", "date": "2026-10-01", "authority": "UBND"}
        )
        issuance.number = "8"
        self.assertEqual(issuance.state, "draft")
        with self.assertRaises(UserError):
            issuance.write({"state": "confirmed"})
        with self.assertRaises(ValidationError):
            issuance.write({"authority": "  "})
        issuance.unlink()
        self.assertFalse(issuance.exists())

    def test_a_decision_is_entered_once(self):
        decision_outside(self.env, self.company, AT, "1")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError) as error,
            self.env.cr.savepoint(),
        ):
            decision_outside(self.env, self.company, AT, "1")
        self.assertIn("number_uniq", str(error.exception))

    def test_not_before_it_was_signed(self):
        ahead = fields.Date.today() + timedelta(days=3)
        issuance = self.env["procedure.issuance"].create(
            {"number": "9", "date": ahead, "authority": "UBND"}
        )
        with self.assertRaises(UserError):
            issuance.action_confirm()

    def test_the_dialog(self):
        revision = self.waiting()
        issuance = (
            self.env["procedure.issuance"]
            .with_user(self.officer)
            .create(
                {
                    "number": "10",
                    "date": "2026-10-01",
                    "authority": "UBND",
                    "company_id": self.company.id,
                }
            )
        )
        dialog = (
            self.env["procedure.issuance.enter"]
            .with_user(self.officer)
            .with_context(active_model="procedure.revision", active_ids=revision.ids)
            .create({"issuance_id": issuance.id})
        )
        self.assertEqual(dialog.revision_ids, revision)
        self.assertEqual(dialog.in_force_from, date(2026, 10, 1))
        self.assertTrue(dialog.is_past)
        dialog.action_confirm()
        self.assertEqual(revision.state, "effective")
        self.assertEqual(issuance.state, "confirmed")

    def test_its_file_is_verified(self):
        issuance = decision_outside(
            self.env, self.company, AT, file="aGVsbG8=", filename="qd.pdf"
        )
        (found,) = issuance._verified_files()
        self.assertEqual(found, (issuance, "qd.pdf", issuance.file_sha256, b"hello"))
        domain = issuance._verified_files_domain()
        self.assertIn(issuance, issuance.search(domain))
        self.assertNotIn(
            decision_outside(self.env, self.company, AT, "2"), issuance.search(domain)
        )
