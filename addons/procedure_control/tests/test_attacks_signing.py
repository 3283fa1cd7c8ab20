"""Signing attacked over RPC by those who would want to."""

import logging
import time

from odoo import fields
from odoo.http import root
from odoo.tests import tagged
from odoo.tools import SQL

from ..models.procedure_signing_failure import TRIES
from .common import ProcedureRpcCommon

REFUSED = {"UserError", "AccessError", "ValidationError", "AccessDenied"}
SECRET = "mat-khau-rat-bi-mat-7391"


class Kept(logging.Handler):
    """Everything that any logger says, formatted."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


@tagged("post_install", "-at_install")
class TestAttacksSigning(ProcedureRpcCommon):
    def setUp(self):
        super().setUp()
        self.revision = self.make_revision("in_review")
        for user in self.signer | self.signer2:
            self.look(self.revision, user)

    def refused(self, user, model, method, *args, **kwargs):
        result, error = self.call(user, model, method, *args, **kwargs)
        self.assertIn(error, REFUSED, f"{user.login} {model}.{method}{args}: {result}")

    def answer(self, user, credential, revision=None, **kwargs):
        return self.call(
            user,
            "procedure.revision",
            "action_approve",
            (revision or self.revision).ids,
            credential=credential,
            **kwargs,
        )

    def assertUnsigned(self, credential, user=None, **kwargs):
        _result, error = self.answer(user or self.signer, credential, **kwargs)
        self.assertIn(error, REFUSED, credential)
        self.assertEqual(self.revision.state, "in_review")
        self.assertFalse(self.revision.decision_ids)

    # --- proof ------------------------------------------------------------------------
    def test_no_credential_no_signature(self):
        for credential in (None, False, {}, []):
            self.assertUnsigned(credential)

    def test_nobody_signs_what_he_has_not_looked_at(self):
        """By the dialog or by a call of his own; looking ends it."""
        unseen = self.make_revision("in_review")
        credential = self.credential(self.signer)
        for model, method, args in (
            ("procedure.revision", "action_approve", [unseen.ids]),
            (
                "procedure.signature",
                "sign",
                [{str(unseen.id): unseen.fingerprint}, "approve"],
            ),
        ):
            self.refused(self.signer, model, method, *args, credential=credential)
            self.assertRegex(self.said, "look at what it changes")
        self.assertFalse(unseen.decision_ids)
        _shown, error = self.call(
            self.signer, "procedure.revision", "compare_with", unseen.ids
        )
        self.assertFalse(error)
        _result, error = self.answer(self.signer, credential, unseen)
        self.assertFalse(error, self.said)
        self.assertEqual(unseen.decision_ids.user_id, self.signer)

    def test_the_comparison_opens_for_its_readers_alone(self):
        draft = self.make_revision("draft")
        self.refused(self.staff, "procedure.revision", "action_compare", draft.ids)

    def test_another_login_in_the_credential(self):
        """Proves: 21 CFR 11.200(a)(2)."""
        self.assertUnsigned(self.credential(self.signer2))
        self.assertUnsigned(
            {**self.credential(self.signer), "login": self.signer2.login}
        )
        self.assertUnsigned(
            {**self.credential(self.signer2), "login": self.signer.login}
        )

    def test_a_fresh_identity_check_of_the_session_is_no_proof(self):
        """Proves: 21 CFR 11.200(a)(1)."""
        self.authenticate(self.signer.login, self.signer.login)
        self.session["identity-check-last"] = time.time()
        root.session_store.save(self.session)
        response = self.url_open(
            "/web/dataset/call_kw",
            json={
                "jsonrpc": "2.0",
                "method": "call",
                "params": {
                    "model": "procedure.revision",
                    "method": "action_approve",
                    "args": [self.revision.ids],
                    "kwargs": {},
                },
            },
        ).json()
        self.assertIn("error", response)
        self.env.invalidate_all()
        self.assertFalse(self.revision.decision_ids)

    def test_no_context_key_opens_it(self):
        for key in (
            "credential",
            "proof",
            "session",
            "procedure_sign_each",
            "skip_credential",
            "install_mode",
            "default_credential",
        ):
            self.assertUnsigned(None, context={key: "password"})
            self.assertUnsigned({"type": "password", "password": "x"}, context={key: 1})
            # Enough wrong ones would lock: that is another test.
            self.forget_failures()

    def forget_failures(self):
        """In a test alone: the table refuses it."""
        table = "procedure_signing_failure"
        self.env.flush_all()
        self.env.cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        self.env.cr.execute(f"DELETE FROM {table}")
        self.env.cr.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        self.env.invalidate_all()

    def test_the_lock_holds_for_the_right_password(self):
        signing = self.env["procedure.signing"].with_user(self.signer)
        for _ in range(TRIES):
            with signing._counting() as failures:
                failures._count("password")
        self.assertUnsigned(self.credential(self.signer))
        _result, error = self.call(
            self.signer,
            "procedure.revision",
            "action_reject",
            self.revision.ids,
            "thiếu",
            credential=self.credential(self.signer),
        )
        self.assertIn(error, REFUSED)
        self.refused(
            self.signer,
            "procedure.signature",
            "sign",
            {str(self.revision.id): self.revision.fingerprint},
            "reject",
            comment="x",
            credential=self.credential(self.signer),
        )

    def test_json2_with_an_api_key_needs_the_password_too(self):
        status, _body = self.call_json2(
            self.signer,
            "procedure.revision",
            "action_approve",
            ids=self.revision.ids,
        )
        self.assertGreaterEqual(status, 400)
        self.assertFalse(self.revision.decision_ids)

    def test_private_methods_are_private(self):
        for model, method in (
            ("procedure.signing", "_authenticate"),
            ("procedure.signing", "_counting"),
            ("procedure.revision", "_approve"),
            ("procedure.revision", "_sign"),
            ("procedure.delegation", "_record"),
            ("procedure.delegation", "_note"),
            ("procedure.delegation", "_mirror"),
        ):
            self.refused(self.quality, model, method, [])

    # --- evidence ---------------------------------------------------------------------
    def test_failures_are_not_made_changed_or_deleted(self):
        with (
            self.env["procedure.signing"].with_user(self.signer)._counting() as counted
        ):
            counted._count("password")
        failure = self.env["procedure.signing.failure"].search(
            [("user_id", "=", self.signer.id)]
        )
        self.assertEqual(len(failure), 1)
        model = "procedure.signing.failure"
        for user in (self.signer, self.officer, self.quality, self.auditor):
            self.refused(user, model, "create", [{"user_id": user.id}])
            self.refused(user, model, "write", failure.ids, {"number": 0})
            self.refused(user, model, "write", failure.ids, {"locked_until": False})
            self.refused(user, model, "unlink", failure.ids)
            self.refused(user, model, "copy", failure.ids)
        self.assertTrue(failure.exists())
        result, error = self.call(self.staff, model, "search_read", [], ["user_id"])
        self.assertFalse(error)
        self.assertEqual(result, [], "the failures of others are not staff's to read")

    def test_delegations_are_revoked_only(self):
        delegation = self.delegation(self.signer, self.signer2)
        model = "procedure.delegation"
        for user in (
            self.signer,
            self.signer2,
            self.officer,
            self.quality,
            self.auditor,
        ):
            for vals in (
                {"date_to": "2099-01-01"},
                {"delegate_id": self.quality.id},
                {"ends_at": "2099-01-01 00:00:00"},
                {"revoked_at": False},
            ):
                self.refused(user, model, "write", delegation.ids, vals)
                self.refused(
                    user, model, "web_save", delegation.ids, vals, specification={}
                )
            self.refused(user, model, "unlink", delegation.ids)
            self.refused(user, model, "copy", delegation.ids)
        for user in (self.staff, self.author, self.auditor, self.officer):
            self.refused(user, model, "action_revoke", delegation.ids)
        self.assertFalse(delegation.revoked_at)

    # --- delegation -------------------------------------------------------------------
    def delegation(self, giver, taker, **values):
        today = fields.Date.today()
        return (
            self.env["procedure.delegation"]
            .with_user(giver)
            .create(
                {
                    "user_id": giver.id,
                    "delegate_id": taker.id,
                    "date_from": fields.Date.to_string(fields.Date.add(today, days=1)),
                    "date_to": fields.Date.to_string(fields.Date.add(today, days=3)),
                    "reason": "công tác",
                    **values,
                }
            )
            .with_env(self.env)
        )

    def start(self, delegation):
        """In a test alone: as if its first day had come."""
        delegation._note({"starts_at": fields.Datetime.now()})
        self.env.invalidate_all()
        return delegation

    def test_a_delegation_is_not_backdated_nor_forged(self):
        values = {
            "user_id": self.signer.id,
            "delegate_id": self.signer2.id,
            "date_to": "2099-01-01",
            "reason": "x",
        }
        model = "procedure.delegation"
        self.refused(
            self.signer, model, "create", [{**values, "date_from": "2026-01-01"}]
        )
        forged = {
            "granted_by_id": self.quality.id,
            "granted_at": "2026-01-01 00:00:00",
            "starts_at": "2026-01-01 00:00:00",
            "ends_at": "2099-01-01 00:00:00",
            "company_id": self.elsewhere.id,
        }
        first = fields.Date.add(fields.Date.today(), days=2)
        last = fields.Date.add(first, days=1)
        result, error = self.call(
            self.signer,
            model,
            "create",
            [{**values, **forged, "date_from": str(first), "date_to": str(last)}],
            context={f"default_{name}": value for name, value in forged.items()},
        )
        self.assertFalse(error)
        made = self.env[model].browse(result)
        self.assertEqual(made.granted_by_id, self.signer)
        self.assertEqual(made.company_id, self.company)
        self.assertGreater(made.starts_at, fields.Datetime.now())
        self.assertLess(made.ends_at.year, 2099)
        self.assertUnsigned(self.credential(self.signer2), self.signer2)

    def test_who_is_not_away_delegates_nothing(self):
        for user in (self.signer2, self.author, self.staff, self.officer, self.auditor):
            self.refused(
                user,
                "procedure.delegation",
                "create",
                [
                    {
                        "user_id": self.signer.id,
                        "delegate_id": self.signer2.id,
                        "date_from": "2098-12-01",
                        "date_to": "2099-01-01",
                        "reason": "x",
                    }
                ],
            )

    def test_the_author_signs_nothing_through_his_delegation(self):
        """Neither as delegate of the signer, nor by delegating to the signer."""
        both = self.make_user("both", "author")
        both.group_ids += self.env.ref("procedure_control.group_signer")
        self.employ(both, self.department)
        draft = self.make_draft(author=both)
        draft.with_user(both).action_submit(approver_id=self.signer.id)
        self.start(self.delegation(self.signer, both))
        _result, error = self.answer(both, self.credential(both), draft)
        self.assertIn(error, REFUSED)
        self.assertFalse(draft.decision_ids)

    def test_a_delegate_of_the_author_signs_nothing_for_him(self):
        both = self.make_user("both", "author")
        both.group_ids += self.env.ref("procedure_control.group_signer")
        self.employ(both, self.department)
        draft = self.make_draft(author=both)
        # His colleague submits and asks him; then he delegates to somebody else.
        draft.with_user(self.colleague).action_submit(approver_id=self.signer.id)
        request = draft.round_ids.request_ids
        request._note({"user_id": both.id})
        self.start(self.delegation(both, self.signer2))
        _result, error = self.answer(self.signer2, self.credential(self.signer2), draft)
        self.assertIn(error, REFUSED)
        self.assertFalse(draft.decision_ids)

    def test_a_delegate_of_a_delegate_signs_nothing(self):
        third = self.make_user("third", "signer")
        self.start(self.delegation(self.signer, self.signer2))
        self.start(self.delegation(self.signer2, third))
        self.assertUnsigned(self.credential(third), third)
        _result, error = self.answer(self.signer2, self.credential(self.signer2))
        self.assertFalse(error)
        self.assertEqual(self.revision.decision_ids.in_name_of_id, self.signer)

    def test_a_revoked_or_coming_delegation_signs_nothing(self):
        coming = self.delegation(self.signer, self.signer2)
        self.assertUnsigned(self.credential(self.signer2), self.signer2)
        self.start(coming)
        coming.with_user(self.signer).action_revoke()
        self.assertUnsigned(self.credential(self.signer2), self.signer2)

    # --- the dialog -------------------------------------------------------------------
    def sign(self, user, revision, act="approve", **kwargs):
        shown = kwargs.pop("shown", {str(revision.id): revision.fingerprint})
        kwargs.setdefault("credential", self.credential(user))
        return self.call(user, "procedure.signature", "sign", shown, act, **kwargs)

    def test_the_dialog_shows_only_what_waits_for_who_asks(self):
        for user in (self.signer2, self.author, self.staff, self.quality, self.auditor):
            self.refused(
                user, "procedure.signature", "read_revisions", self.revision.ids
            )
            self.refused(user, "procedure.signature", "open_changes", self.revision.id)
        data, error = self.call(
            self.signer, "procedure.signature", "read_revisions", self.revision.ids
        )
        self.assertFalse(error)
        self.assertEqual(data["login"], self.signer.login)
        self.assertIn("password", data["means"])
        line = data["lines"][0]
        self.assertEqual(line["code"], self.revision.document_id.code or "")
        self.assertEqual(line["fingerprint"], self.revision.fingerprint)
        self.assertTrue(line["opened"])
        self.assertIn("Ban hành lần đầu", line["summary"])
        self.assertTrue(self.revision._compared_by(self.signer))

    def test_signed_as_shown(self):
        self.call(
            self.signer, "procedure.signature", "read_revisions", self.revision.ids
        )
        _result, error = self.sign(
            self.signer, self.revision, shown={str(self.revision.id): "$2$khác"}
        )
        self.assertIn(error, REFUSED)
        self.assertFalse(self.revision.decision_ids)
        _result, error = self.sign(self.signer, self.revision, comment="đồng ý")
        self.assertFalse(error)
        self.assertEqual(self.revision.decision_ids.comment, "đồng ý")
        self.assertEqual(self.revision.state, "effective")

    def test_a_tab_left_open_signs_no_later_round(self):
        old = self.revision.fingerprint
        self.call(
            self.signer, "procedure.signature", "read_revisions", self.revision.ids
        )
        self.revision.with_user(self.author).action_recall("sửa")
        self.revision.with_user(self.author).write({"summary": "khác hẳn"})
        self.revision.with_user(self.author).action_submit(approver_id=self.signer.id)
        self.assertNotEqual(self.revision.fingerprint, old)
        _result, error = self.sign(
            self.signer, self.revision, shown={str(self.revision.id): old}
        )
        self.assertIn(error, REFUSED)
        self.assertFalse(self.revision.decision_ids)

    def test_what_was_not_opened_is_not_approved_from_the_dialog(self):
        unseen = self.make_revision("in_review")
        _result, error = self.sign(self.signer, unseen)
        self.assertIn(error, REFUSED)
        self.assertFalse(unseen.decision_ids)

    def test_sent_back_with_a_reason_only(self):
        _result, error = self.sign(self.signer, self.revision, "reject", comment="  ")
        self.assertIn(error, REFUSED)
        _result, error = self.sign(
            self.signer, self.revision, "reject", comment="thiếu"
        )
        self.assertFalse(error)
        self.assertEqual(self.revision.state, "draft")

    def test_a_batch_is_one_decision_for_each(self):
        revisions = self.revision
        for _ in range(2):
            revisions |= self.make_revision("in_review")
        for revision in revisions:
            self.call(self.signer, "procedure.signature", "open_changes", revision.id)
        shown = {str(r.id): r.fingerprint for r in revisions}
        _result, error = self.sign(self.signer, self.revision, shown=shown)
        self.assertFalse(error)
        self.assertEqual(len(revisions.decision_ids), 3)
        # One that waits no more takes the whole batch back.
        late = self.make_revision("in_review")
        self.call(self.signer, "procedure.signature", "open_changes", late.id)
        shown[str(late.id)] = late.fingerprint
        _result, error = self.sign(self.signer, late, shown=shown)
        self.assertIn(error, REFUSED)
        self.assertFalse(late.decision_ids)
        self.assertEqual(set(revisions.mapped("state")), {"effective"})

    # --- the password -----------------------------------------------------------------
    def test_the_password_is_kept_and_logged_nowhere(self):
        self.signer.password = SECRET
        self.env.flush_all()
        kept, odoo = Kept(), logging.getLogger("odoo")
        self.patch(type(self), "call", lambda s, *a, **k: s._call_with(SECRET, *a, **k))
        self.call(
            self.signer, "procedure.signature", "read_revisions", self.revision.ids
        )
        level = odoo.level
        quiet = logging.getLogger("odoo.service.model")
        odoo.addHandler(kept)
        odoo.setLevel(logging.DEBUG)
        was, quiet.level = quiet.level, logging.DEBUG
        try:
            wrong = {"type": "password", "login": self.signer.login}
            self.sign(
                self.signer,
                self.revision,
                credential={**wrong, "password": SECRET + "-sai"},
            )
            _result, error = self.sign(
                self.signer,
                self.revision,
                credential={**wrong, "password": SECRET},
            )
        finally:
            odoo.removeHandler(kept)
            odoo.setLevel(level)
            quiet.level = was
        self.assertFalse(error)
        said = [line for line in kept.lines if "procedure.signature" in line]
        self.assertTrue(said, "the call itself was logged")
        for line in kept.lines:
            self.assertNotIn(SECRET, line)
        self.env.flush_all()
        for table in self.tables():
            self.env.cr.execute(
                SQL(
                    "SELECT 1 FROM %s t WHERE t::text LIKE %s LIMIT 1",
                    SQL.identifier(table),
                    f"%{SECRET}%",
                )
            )
            self.assertFalse(self.env.cr.fetchone(), table)

    def tables(self):
        self.env.cr.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        )
        return [row[0] for row in self.env.cr.fetchall()]

    def _call_with(self, password, user, model, method, *args, **kwargs):
        """As `call`, of a user whose password is not his login."""
        self.authenticate(user.login, password)
        response = self.url_open(
            "/web/dataset/call_kw",
            json={
                "jsonrpc": "2.0",
                "method": "call",
                "params": {
                    "model": model,
                    "method": method,
                    "args": list(args),
                    "kwargs": kwargs,
                },
            },
        ).json()
        self.env.invalidate_all()
        if "error" in response:
            return None, response["error"]["data"]["name"].rsplit(".", 1)[-1]
        return response.get("result"), None
