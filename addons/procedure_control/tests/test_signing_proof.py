"""Who signs proves who he is in the same call; failures lock it and raise an alarm."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessDenied, UserError
from odoo.tests import freeze_time, tagged

from ..models.procedure_signing_failure import LOCK, TRIES
from .common import ProcedureCommon


class SigningCommon(ProcedureCommon):
    def sign_in(self, credential, user=None, **values):
        """`_authenticate` as the server runs it: its failures stay."""
        signing = self.env["procedure.signing"].with_user(user or self.signer)
        with self.enter_registry_test_mode():
            try:
                return signing._authenticate(credential, self.company, **values)
            except (AccessDenied, UserError) as error:
                return error

    def fail(self, times=1, **credential):
        for _ in range(times):
            result = self.sign_in({"type": "password", "password": "sai", **credential})
        return result

    def failures(self, user=None):
        return self.env["procedure.signing.failure"].search(
            [("user_id", "=", (user or self.signer).id)], order="id"
        )


@tagged("post_install", "-at_install")
class TestSigning(SigningCommon):
    def test_the_right_password_signs_and_is_recorded(self):
        """Proves: 21 CFR 11.200(a)(1); 21 CFR 11.50(a)."""
        revision = self.make_revision("in_review")
        mine = revision.with_user(self.signer)
        self.look(revision, self.signer)
        mine.action_approve("đồng ý", credential=self.credential(self.signer))
        decision = revision.decision_ids
        self.assertEqual(decision.credential, "password")
        words = decision._manifestation("en_US")
        self.assertEqual(words["name"], self.signer.name)
        self.assertEqual(words["meaning"], "Approved")
        self.assertEqual(words["fingerprint"], revision.round_ids.fingerprint)
        self.assertTrue(words["utc"].endswith("UTC"))
        self.assertIn("+0", words["local"])
        self.assertEqual((words["credential"], words["exception"]), ("", ""))
        self.assertFalse(self.failures())

    def test_a_wrong_password_signs_nothing_and_is_counted(self):
        error = self.fail()
        self.assertIsInstance(error, AccessDenied)
        self.assertIn(str(TRIES - 1), str(error))
        failure = self.failures()
        self.assertEqual((failure.number, failure.kind), (1, "password"))
        self.assertEqual(failure.user_name, self.signer.name)
        event = self.env["procedure.event"].search([("kind", "=", "signing.failed")])
        self.assertEqual(event[:1].user_id, self.signer)

    def test_without_a_credential_nothing_is_signed_or_counted(self):
        self.assertIsInstance(self.sign_in(None), UserError)
        self.assertFalse(self.failures())
        revision = self.make_revision("in_review")
        with self.assertRaises(UserError):
            revision.with_user(self.signer).action_approve()
        with self.assertRaises(UserError):
            revision.with_user(self.signer).action_reject("thiếu")
        self.assertEqual(revision.state, "in_review")

    def test_five_failures_lock_even_the_right_password(self):
        """Proves: 21 CFR 11.300(d)."""
        now = fields.Datetime.now()
        with freeze_time(now):
            error = self.fail(TRIES)
            self.assertIn("15", str(error))
            locked = self.sign_in(self.credential(self.signer))
        self.assertIsInstance(locked, UserError)
        self.assertNotIsInstance(locked, AccessDenied)
        self.assertEqual(self.failures().mapped("number"), [1, 2, 3, 4, 5])
        self.assertEqual(self.failures()[-1].locked_until, now + LOCK)
        kinds = self.env["procedure.event"].search(
            [
                ("model", "=", "procedure.signing.failure"),
                ("res_id", "in", self.failures().ids),
            ]
        )
        self.assertEqual(
            sorted(kinds.mapped("kind")), ["signing.failed"] * 5 + ["signing.locked"]
        )
        with freeze_time(now + LOCK - timedelta(seconds=1)):
            self.assertIsInstance(self.sign_in(self.credential(self.signer)), UserError)
        with freeze_time(now + LOCK + timedelta(seconds=1)):
            self.assertEqual(self.sign_in(self.credential(self.signer)), "password")
            # The count begins anew after a lock.
            self.fail()
        self.assertEqual(self.failures()[-1].number, 1)

    def test_a_lock_is_of_one_person(self):
        self.fail(TRIES)
        self.assertEqual(
            self.sign_in(self.credential(self.signer2), self.signer2), "password"
        )

    def test_quality_and_audit_are_alarmed(self):
        """Proves: 21 CFR 11.300(d)."""
        outsider = self.make_user("outsider", "quality", company=self.elsewhere)
        self.fail(TRIES - 1)
        self.assertFalse(self.failures().activity_ids)
        self.fail()
        alarmed = self.failures()[-1].activity_ids.user_id
        self.assertTrue(alarmed >= self.quality | self.auditor)
        self.assertFalse(alarmed & (self.signer | self.staff | outsider))
        seen = self.failures()[-1].with_user(self.auditor)
        self.assertEqual(seen.user_name, self.signer.name)

    def test_a_signature_ends_the_count(self):
        with freeze_time("2026-10-05 02:00:00"):
            self.fail(3)
        with freeze_time("2026-10-05 02:01:00"):
            revision = self.make_revision("in_review")
            self.look(revision, self.signer)
            revision.with_user(self.signer).action_approve(
                credential=self.credential(self.signer)
            )
        with freeze_time("2026-10-05 02:02:00"):
            self.fail()
        self.assertEqual(self.failures().mapped("number"), [1, 2, 3, 1])

    def test_old_failures_are_forgotten(self):
        with freeze_time("2026-10-05 02:00:00"):
            self.fail(TRIES - 1)
        with freeze_time("2026-10-06 02:00:01"):
            self.fail()
        self.assertEqual(self.failures()[-1].number, 1)

    def test_only_a_password_or_a_passkey_proves_anything(self):
        key = (
            self.env["res.users.apikeys"]
            .with_user(self.signer)
            .sudo()
            ._generate("rpc", "test", None)
        )
        own = self.signer.login
        for credential in (
            {"type": "totp", "token": 123456},
            {"type": "password", "password": key},
            {"type": "password", "password": ""},
            {"type": "password", "password": None},
            {"type": "password", "password": {"a": 1}},
            {"type": "password", "login": self.signer2.login, "password": own},
            {
                "type": "password",
                "login": self.signer2.login,
                "password": self.signer2.login,
            },
            {"type": "webauthn", "webauthn_response": "{}"},
            {"type": "webauthn", "webauthn_response": "no json"},
            {"password": own},
            {"type": ["password"], "password": own},
        ):
            with self.subTest(credential=credential):
                self.assertIsInstance(
                    self.sign_in(credential), (AccessDenied, UserError)
                )
        self.assertTrue(len(self.failures()) >= TRIES)

    def test_junk_is_a_failure_not_a_crash(self):
        for credential in ("x", [1], 7):
            self.assertIsInstance(self.sign_in(credential), AccessDenied)

    def without_password(self):
        self.env.cr.execute(
            "UPDATE res_users SET password = NULL WHERE id = %s", [self.signer.id]
        )
        self.signer.invalidate_recordset()

    def test_single_sign_on_is_refused_or_recorded(self):
        self.without_password()
        self.assertIsInstance(self.sign_in(None), UserError)
        self.company.procedure_sign_without_credential = "record"
        self.assertEqual(self.sign_in(None), "session")
        revision = self.make_revision("in_review")
        self.look(revision, self.signer)
        revision.with_user(self.signer).action_approve()
        words = revision.decision_ids._manifestation("en_US")
        self.assertIn("session only", words["credential"])
        self.assertIn("session only", revision.decision_ids.manifestation)

    def test_the_strictest_agency_decides(self):
        self.without_password()
        self.company.procedure_sign_without_credential = "record"
        signing = self.env["procedure.signing"].with_user(self.signer)
        with self.assertRaises(UserError):
            signing._authenticate(None, self.company | self.elsewhere)

    def test_a_password_for_each_document(self):
        """Proves: 21 CFR 11.200(a)(1)."""
        both = self.make_revision("in_review") | self.make_revision("in_review")
        mine = both.with_user(self.signer)
        self.look(both, self.signer)
        credential = self.credential(self.signer)
        self.company.procedure_sign_each = "document"
        with self.assertRaises(UserError):
            mine.action_approve(credential=credential)
        self.company.procedure_sign_each = "batch"
        mine.action_approve(credential=credential)
        self.assertEqual(len(both.decision_ids), 2)
        self.assertEqual(set(both.mapped("state")), {"effective"})

    def test_a_passkey_where_one_is_present(self):
        if "auth.passkey.key" not in self.env:
            self.skipTest("auth_passkey is not installed")
        key = self.env["auth.passkey.key"].with_user(self.signer).sudo()
        key.create({"name": "k", "credential_identifier": "abc"})
        signing = self.env["procedure.signing"].with_user(self.signer)
        self.assertEqual(signing._means(), {"password", "passkey"})
        credential = {"type": "webauthn", "webauthn_response": '{"id": "abc"}'}
        verify = patch.object(
            type(self.env["auth.passkey.key"]), "_verify_auth", return_value=1
        )
        with verify:
            self.assertEqual(self.sign_in(credential), "passkey")
            # Somebody else's passkey is not his.
            other = self.sign_in(credential, self.signer2)
        self.assertIsInstance(other, AccessDenied)
        self.assertEqual(self.failures(self.signer2).kind, "passkey")

    # --- cost -------------------------------------------------------------------------
    def test_the_check_costs_few_queries_whatever_is_signed(self):
        signing = self.env["procedure.signing"].with_user(self.signer)
        credential = self.credential(self.signer)
        counts = []
        with self.enter_registry_test_mode():
            for documents in (2, 2, 50):  # the first fills the caches
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                signing._authenticate(credential, self.company, documents=documents)
                counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], 10)
        self.assertEqual(counts[1], counts[2])

    def test_the_dialog_costs_little_more_for_many(self):
        dialog = self.env["procedure.signature"].with_user(self.signer)
        sizes, counts = (2, 2, 6), []
        for size in sizes:
            revisions = self.env["procedure.revision"]
            for _ in range(size):
                revisions |= self.make_revision("in_review")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            dialog.read_revisions(revisions.ids)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual((counts[2] - counts[1]) / 4, 0.5, counts)
        self.assertLessEqual(counts[1], 40, counts)
