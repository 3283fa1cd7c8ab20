"""States move only through named transitions; four eyes; over RPC."""

from odoo.tests import tagged

from .common import ProcedureRpcCommon

REFUSED = {"UserError", "AccessError", "ValidationError"}
FORGED = {
    "state": "effective",
    "issue_number": 77,
    "amendment_number": 77,
    "effective_at": "2026-01-01 00:00:00",
    "approved_at": "2026-01-01 00:00:00",
    "submitted_at": "2026-01-01 00:00:00",
    "ended_at": "2026-01-01 00:00:00",
    "fingerprint": "$1$forged",
    "urgent": True,
    "content_version": 55,
    "change_reason": "forged",
    "job_error": "forged",
}


@tagged("post_install", "-at_install")
class TestAttacksLife(ProcedureRpcCommon):
    def refused(self, user, model, method, *args, **kwargs):
        result, error = self.call(user, model, method, *args, **kwargs)
        self.assertIn(error, REFUSED, f"{user.login} {model}.{method}{args}: {result}")

    def test_no_field_of_life_is_written(self):
        draft, effective = self.make_draft(), self.make_revision()
        for user in (self.author, self.officer, self.quality):
            for name, value in {
                **FORGED,
                "author_id": self.staff.id,
                "contributor_ids": [(5, 0, 0)],
                "base_revision_id": effective.id,
                "document_id": effective.document_id.id,
                "company_id": self.elsewhere.id,
                "kind": "system",
            }.items():
                with self.subTest(name, user=user.login):
                    self.refused(
                        user, "procedure.revision", "write", draft.ids, {name: value}
                    )
                    self.refused(
                        user,
                        "procedure.revision",
                        "web_save",
                        draft.ids,
                        {name: value},
                        specification={},
                    )
        self.assertEqual(draft.state, "draft")
        self.assertEqual(draft.contributor_ids, self.author)

    def assertBorn(self, revision, author):
        self.assertEqual(revision.state, "draft")
        self.assertEqual((revision.issue_number, revision.amendment_number), (1, 0))
        self.assertEqual(revision.author_id, author)
        self.assertEqual(revision.contributor_ids, author)
        self.assertEqual(revision.company_id, self.company)
        self.assertEqual(revision.kind, revision.document_id.kind)
        for name in (
            "effective_at",
            "approved_at",
            "submitted_at",
            "ended_at",
            "fingerprint",
            "urgent",
            "base_revision_id",
            "change_reason",
            "job_error",
        ):
            self.assertFalse(revision[name], name)

    def test_creation_overwrites_defaults(self):
        forged = {
            **FORGED,
            "author_id": self.staff.id,
            "contributor_ids": [(6, 0, self.staff.ids)],
            "company_id": self.elsewhere.id,
            "kind": "system",
        }
        ways = (
            (forged, {}),
            ({}, {f"default_{name}": value for name, value in forged.items()}),
        )
        for vals, context in ways:
            document = self.make_document()
            result, error = self.call(
                self.author,
                "procedure.revision",
                "create",
                [{**vals, "document_id": document.id}],
                context=context,
            )
            self.assertFalse(error)
            self.assertBorn(self.env["procedure.revision"].browse(result), self.author)

    def test_a_users_own_default_is_client_input(self):
        for name, value in FORGED.items():
            self.call(
                self.author,
                "ir.default",
                "set",
                "procedure.revision",
                name,
                value,
                True,
            )
        document = self.make_document()
        result, error = self.call(
            self.author, "procedure.revision", "create", [{"document_id": document.id}]
        )
        self.assertFalse(error)
        self.assertBorn(self.env["procedure.revision"].browse(result), self.author)

    def test_import_and_copy(self):
        document = self.make_document()
        fields = ["document_id/.id", "state", "issue_number", "fingerprint"]
        result, error = self.call(
            self.author,
            "procedure.revision",
            "load",
            fields,
            [[str(document.id), "Effective", "9", "x"]],
        )
        self.assertFalse(error)
        if result["ids"]:
            self.assertBorn(
                self.env["procedure.revision"].browse(result["ids"]), self.author
            )
        effective = self.make_revision()
        self.refused(
            self.author,
            "procedure.revision",
            "copy",
            effective.ids,
            {"state": "effective"},
        )

    def test_one_open_draft_per_procedure(self):
        draft = self.make_draft()
        _result, error = self.call(
            self.author,
            "procedure.revision",
            "create",
            [{"document_id": draft.document_id.id}],
        )
        self.assertTrue(error)

    def test_only_the_one_who_is_asked_signs(self):
        """Proves: ISO 9001 7.5.2 c; 21 CFR 11.10(g)."""
        revision = self.make_revision("in_review")
        for user in (
            self.author,
            self.staff,
            self.officer,
            self.quality,
            self.auditor,
            self.signer2,
        ):
            with self.subTest(user=user.login):
                for method, args in (
                    ("action_approve", []),
                    ("action_reject", ["vì"]),
                    ("action_make_effective", []),
                ):
                    self.refused(
                        user, "procedure.revision", method, revision.ids, *args
                    )
        self.assertEqual(revision.state, "in_review")
        self.assertFalse(revision.round_ids.request_ids.decision_ids)

    def test_no_public_method_takes_a_past_instant(self):
        revision = self.make_revision("in_review")
        _result, error = self.call(
            self.signer,
            "procedure.revision",
            "action_approve",
            revision.ids,
            at="2020-01-01 00:00:00",
        )
        self.assertTrue(error)
        self.assertEqual(revision.state, "in_review")

    def test_who_drafted_does_not_sign(self):
        """Proves: ISO 9001 7.5.2 c."""
        both = self.make_user("both", "author")
        both.group_ids += self.env.ref("procedure_control.group_signer")
        self.employ(both, self.department)
        draft = self.make_draft()
        # One word of his is enough, typed into any part.
        _result, error = self.call(
            both, "procedure.step", "write", draft.step_ids[0].ids, {"name": "một chữ"}
        )
        self.assertFalse(error)
        self.assertIn(both, draft.contributor_ids)
        self.refused(
            self.author,
            "procedure.revision",
            "action_submit",
            draft.ids,
            approver_id=both.id,
        )
        self.call(
            self.author,
            "procedure.revision",
            "action_submit",
            draft.ids,
            approver_id=self.signer.id,
        )
        self.assertEqual(draft.state, "in_review")
        draft.pending_request_id._note({"user_id": both.id})
        self.assertFalse(draft.with_user(both).can_approve)
        self.refused(both, "procedure.revision", "action_approve", draft.ids)

    def test_who_submits_does_not_sign(self):
        both = self.make_user("both", "officer")
        both.group_ids += self.env.ref("procedure_control.group_signer")
        draft = self.make_draft()
        self.refused(
            both, "procedure.revision", "action_submit", draft.ids, approver_id=both.id
        )
        draft.with_user(both).action_submit(approver_id=self.signer.id)
        self.assertNotIn(both, draft.contributor_ids)
        draft.pending_request_id._note({"user_id": both.id})
        self.refused(both, "procedure.revision", "action_approve", draft.ids)

    def test_a_file_or_a_child_makes_a_contributor(self):
        draft = self.make_draft()
        picture = self.env["ir.attachment"].create(
            {
                "name": "p",
                "raw": b"x",
                "res_model": "procedure.section",
                "res_id": draft.section_ids[0].id,
            }
        )
        for user, model, method, args in (
            (
                self.colleague,
                "ir.attachment",
                "write",
                [picture.ids, {"datas": "eQ=="}],
            ),
            (
                self.officer,
                "procedure.outcome",
                "create",
                [
                    [
                        {
                            "step_id": draft.step_ids[0].id,
                            "name": "x",
                            "kind": "next",
                        }
                    ]
                ],
            ),
            (
                self.quality,
                "procedure.outcome",
                "unlink",
                [draft.step_ids[1].outcome_ids[1].ids],
            ),
        ):
            _result, error = self.call(user, model, method, *args)
            self.assertFalse(error)
            self.assertIn(user, draft.contributor_ids)

    def test_an_exception_is_a_record_of_somebody_else(self):
        """Proves: 21 CFR 11.200(a)(3)."""
        both = self.make_user("both", "author")
        both.group_ids += self.env.ref("procedure_control.group_signer")
        self.employ(both, self.department)
        draft = self.make_draft(author=both)
        vals = {
            "document_id": draft.document_id.id,
            "user_id": both.id,
            "reason": "chỉ có một lãnh đạo",
            "date_until": "2099-01-01 00:00:00",
        }
        for user in (both, self.author, self.officer):
            self.refused(user, "procedure.override", "create", [vals])
        self.refused(
            self.quality,
            "procedure.override",
            "create",
            [{**vals, "user_id": self.quality.id}],
        )
        result, error = self.call(
            self.quality,
            "procedure.override",
            "create",
            [{**vals, "granted_by_id": both.id, "revoked_at": "2020-01-01 00:00:00"}],
            context={"default_granted_at": "2020-01-01 00:00:00"},
        )
        self.assertFalse(error)
        override = self.env["procedure.override"].browse(result)
        self.assertEqual(override.granted_by_id, self.quality)
        self.assertFalse(override.revoked_at)
        self.assertEqual(override.granted_at.year, self.env.cr.now().year)
        self.refused(
            self.quality, "procedure.override", "write", override.ids, {"reason": "x"}
        )
        self.refused(self.quality, "procedure.override", "unlink", override.ids)
        draft.with_user(both).action_submit(approver_id=both.id)
        self.approve(draft, both)
        self.assertEqual(draft.state, "effective")
        decision = draft.round_ids.request_ids.decision_ids
        self.assertEqual(decision.override_id, override)

    def test_revoked_exceptions_do_not_help(self):
        both = self.make_user("both", "author")
        both.group_ids += self.env.ref("procedure_control.group_signer")
        self.employ(both, self.department)
        draft = self.make_draft(author=both)
        override = (
            self.env["procedure.override"]
            .with_user(self.quality)
            .create(
                {
                    "document_id": draft.document_id.id,
                    "user_id": both.id,
                    "reason": "x",
                    "date_until": "2099-01-01 00:00:00",
                }
            )
        )
        override.action_revoke()
        self.refused(
            both, "procedure.revision", "action_submit", draft.ids, approver_id=both.id
        )

    def test_rejected_twice_in_the_same_way(self):
        revision = self.make_revision("in_review")
        self.reject(revision, self.signer, "thiếu")
        self.refused(
            self.signer, "procedure.revision", "action_reject", revision.ids, "lại"
        )
        self.refused(self.signer, "procedure.revision", "action_approve", revision.ids)

    def test_a_submitted_draft_is_not_deleted(self):
        revision = self.make_revision("in_review")
        self.refused(self.author, "procedure.revision", "unlink", revision.ids)
        self.reject(revision, self.signer, "thiếu")
        self.refused(self.author, "procedure.revision", "unlink", revision.ids)
        self.assertTrue(revision.exists())
