"""Whoever wants a document in force without its decision, over RPC."""

from odoo import fields
from odoo.tests import tagged

from .common import AT, ProcedureRpcCommon, decision_outside

REFUSED = {"UserError", "AccessError", "ValidationError", "AccessDenied"}


@tagged("post_install", "-at_install")
class TestAttacksIssuance(ProcedureRpcCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.issuance = decision_outside(
            cls.env(user=cls.officer), cls.company, AT, file="aGVsbG8="
        )
        cls.everybody = (
            cls.staff,
            cls.author,
            cls.signer,
            cls.officer,
            cls.quality,
            cls.auditor,
        )

    def refused(self, user, model, method, *args, **kwargs):
        result, error = self.call(user, model, method, *args, **kwargs)
        self.assertIn(error, REFUSED, f"{user.login} {model}.{method}{args}: {result}")

    def proof(self, user):
        return {"type": "password", "login": user.login, "password": user.login}

    def outside(self):
        """A revision whose route ends outside, waiting for the decision."""
        self.env["procedure.route"].create(
            {
                "name": "Outside",
                "company_id": self.company.id,
                "type_id": self.type.id,
                "ends_outside": True,
                "stage_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Thẩm định",
                            "meaning": "appraise",
                            "mode": "named",
                            "user_ids": [(6, 0, self.signer.ids)],
                        },
                    )
                ],
            }
        )
        draft = self.make_draft()
        draft.with_user(self.author).action_submit()
        draft.with_user(self.signer)._approve(fields.Datetime.now())
        self.env.invalidate_all()
        return draft

    def test_no_field_of_effect_is_written(self):
        draft, effective = self.make_draft(), self.make_revision()
        forged = {
            "effective_at": "2026-01-01 00:00:00",
            "issuance_id": self.issuance.id,
            "adopted": True,
            "held_at": "2026-01-01 00:00:00",
            "approved_at": "2026-01-01 00:00:00",
            "ended_at": "2026-01-01 00:00:00",
        }
        for user in (self.author, self.officer, self.quality):
            for name, value in forged.items():
                for record in (draft, effective):
                    with self.subTest(name, user=user.login):
                        self.refused(
                            user,
                            "procedure.revision",
                            "write",
                            record.ids,
                            {name: value},
                        )
                        self.refused(
                            user,
                            "procedure.revision",
                            "web_save",
                            record.ids,
                            {name: value},
                            specification={},
                        )
        # Nor is a draft born with them, in values or by defaults of the context.
        for number, (vals, context) in enumerate(
            ((forged, {}), ({}, {f"default_{k}": v for k, v in forged.items()}))
        ):
            document = self.make_document(code=f"SINH-{number}")
            result, error = self.call(
                self.author,
                "procedure.revision",
                "create",
                [{**vals, "document_id": document.id}],
                context=context,
            )
            self.assertFalse(error)
            born = self.env["procedure.revision"].browse(result)
            self.assertEqual(born.state, "draft")
            for name in forged:
                self.assertFalse(born[name], name)

    def test_a_confirmed_decision_stays_as_it_is(self):
        changes = {
            "number": "1/QĐ",
            "date": "2025-01-01",
            "effective_date": "2025-01-01",
            "authority": "x",
            "signer_name": "x",
            "file": "eHh4",
            "file_sha256": "0" * 64,
            "state": "draft",
            "entered_by_id": self.author.id,
            "company_id": self.elsewhere.id,
            "revision_ids": [(6, 0, self.make_draft().ids)],
        }
        for user in self.everybody:
            for name, value in changes.items():
                with self.subTest(name, user=user.login):
                    self.refused(
                        user,
                        "procedure.issuance",
                        "write",
                        self.issuance.ids,
                        {name: value},
                    )
            for method in ("unlink", "copy", "action_confirm"):
                self.refused(user, "procedure.issuance", method, self.issuance.ids)
        self.assertEqual(self.issuance.state, "confirmed")
        self.assertEqual(self.issuance.number, "QĐ 1/QĐ-TEST")

    def test_only_quality_enters_and_never_as_confirmed(self):
        vals = {
            "number": "9",
            "date": "2026-10-01",
            "authority": "UBND",
            "company_id": self.company.id,
        }
        for user in (self.staff, self.author, self.signer, self.auditor):
            with self.subTest(user=user.login):
                self.refused(user, "procedure.issuance", "create", [vals])
        forged = {
            "state": "confirmed",
            "entered_by_id": self.signer.id,
            "entered_by_name": "Giám đốc",
            "file_sha256": "0" * 64,
        }
        for values, context in (
            ({**vals, **forged}, {}),
            (vals, {f"default_{k}": v for k, v in forged.items()}),
        ):
            result, error = self.call(
                self.officer, "procedure.issuance", "create", [values], context=context
            )
            self.assertFalse(error)
            made = self.env["procedure.issuance"].browse(result)
            self.assertEqual(made.state, "draft")
            self.assertEqual(made.entered_by_id, self.officer)
            self.assertFalse(made.file_sha256)
        other = {**vals, "company_id": self.elsewhere.id}
        self.refused(self.officer, "procedure.issuance", "create", [other])

    def test_nobody_puts_words_into_a_leaders_mouth(self):
        revision = self.outside()
        decision = revision.decision_ids
        row = {
            "revision_id": revision.id,
            "round_id": revision.round_ids.id,
            "user_id": self.signer2.id,
            "meaning": "approve",
            "signer_name": "Giám đốc",
            "fingerprint": revision.fingerprint,
            "decided_at": "2026-11-19 00:00:00",
        }
        for user in self.everybody:
            with self.subTest(user=user.login):
                self.refused(user, "procedure.decision", "create", [row])
                self.refused(
                    user,
                    "procedure.decision",
                    "write",
                    decision.ids,
                    {"user_id": self.signer2.id},
                )
                # The engine's own ways are not to be called.
                for method, args in (
                    ("_complete_outside", [[], "2026-11-19", self.issuance.id]),
                    ("_enter_issuance", ["2026-11-19", self.issuance.id]),
                    ("_adopt", ["2026-11-19", self.issuance.id]),
                    ("_make_effective", ["2026-11-19 00:00:00"]),
                ):
                    _result, error = self.call(
                        user, "procedure.revision", method, revision.ids, *args
                    )
                    self.assertTrue(error)
        self.assertEqual(revision.state, "in_review")
        self.assertEqual(revision.decision_ids, decision)

    def test_only_quality_enters_it_and_it_is_his_statement(self):
        revision = self.outside()
        for user in (self.staff, self.author, self.signer, self.auditor):
            with self.subTest(user=user.login):
                self.refused(
                    user,
                    "procedure.revision",
                    "action_enter_issuance",
                    revision.ids,
                    self.issuance.id,
                )
        _result, error = self.call(
            self.officer,
            "procedure.revision",
            "action_enter_issuance",
            revision.ids,
            self.issuance.id,
        )
        self.assertFalse(error)
        self.assertEqual(revision.state, "effective")
        self.assertEqual(revision.decision_ids.user_id, self.signer)

    def test_what_does_not_wait_for_a_decision_gets_none(self):
        for state in ("draft", "in_review", "approved", "effective"):
            revision = self.make_revision(state)
            self.refused(
                self.officer,
                "procedure.revision",
                "action_enter_issuance",
                revision.ids,
                self.issuance.id,
            )
            self.assertEqual(revision.state, state)
            self.assertFalse(revision.issuance_id)

    def test_a_past_day_without_a_decision(self):
        revision = self.make_revision("approved")
        for user in (self.author, self.signer, self.officer, self.quality):
            for method, args in (
                ("action_set_effective_date", ["2026-01-01"]),
                ("write", [{"planned_effective_date": "2026-01-01"}]),
                ("web_save", [{"planned_effective_date": "2026-01-01"}]),
            ):
                kwargs = {"specification": {}} if method == "web_save" else {}
                with self.subTest(method, user=user.login):
                    self.refused(
                        user,
                        "procedure.revision",
                        method,
                        revision.ids,
                        *args,
                        **kwargs,
                    )
        self.assertEqual(str(revision.planned_effective_date), "2099-01-01")
        self.assertFalse(revision.effective_at)

    def test_before_the_previous_one(self):
        first = self.outside()
        first.with_user(self.officer).action_enter_issuance(self.issuance.id)
        early = decision_outside(
            self.env, self.company, AT, "2", effective_date="2026-09-01"
        )
        second = self.make_draft(document=first.document_id)
        second.with_user(self.author).action_submit()
        second.with_user(self.signer)._approve(fields.Datetime.now())
        self.env.invalidate_all()
        self.refused(
            self.officer,
            "procedure.revision",
            "action_enter_issuance",
            second.ids,
            early.id,
        )
        self.assertEqual((first.state, second.state), ("effective", "in_review"))

    def test_who_may_not_adopt(self):
        draft = self.make_draft()
        for user in (
            self.author,
            self.colleague,
            self.signer,
            self.officer,
            self.auditor,
        ):
            with self.subTest(user=user.login):
                self.refused(
                    user,
                    "procedure.revision",
                    "action_adopt",
                    draft.ids,
                    self.issuance.id,
                    credential=self.proof(user),
                )
                self.refused(user, "procedure.adoption", "create", [{}])
        # An author made quality manager still drafted it.
        self.author.group_ids += self.env.ref("procedure_control.group_quality_manager")
        self.refused(
            self.author,
            "procedure.revision",
            "action_adopt",
            draft.ids,
            self.issuance.id,
            credential=self.proof(self.author),
        )
        self.assertEqual(draft.state, "draft")

    def test_adoption_asks_for_the_password(self):
        draft = self.make_draft()
        for credential in (
            None,
            {"type": "password", "login": self.quality.login, "password": "wrong"},
            self.proof(self.officer),
        ):
            self.refused(
                self.quality,
                "procedure.revision",
                "action_adopt",
                draft.ids,
                self.issuance.id,
                credential=credential,
            )
        self.assertEqual(draft.state, "draft")
        _result, error = self.call(
            self.quality,
            "procedure.revision",
            "action_adopt",
            draft.ids,
            self.issuance.id,
            credential=self.proof(self.quality),
        )
        self.assertFalse(error)
        self.assertEqual(draft.state, "effective")

    def test_lists_and_their_decisions_are_evidence(self):
        for model in ("procedure.effect.case", "procedure.effect.decision"):
            for user in self.everybody:
                with self.subTest(model, user=user.login):
                    self.refused(user, model, "create", [{}])
        for user in (self.staff, self.author, self.signer):
            for model in ("procedure.effect.case", "procedure.effect.decision"):
                self.refused(user, model, "search_read", [], ["id"])
        self.refused(self.auditor, "procedure.effect.case", "action_decide", [], {})

    def test_staff_see_what_is_confirmed_and_nothing_being_entered(self):
        entered = (
            self.env["procedure.issuance"]
            .with_user(self.officer)
            .create(
                {
                    "number": "8",
                    "date": "2026-10-01",
                    "authority": "UBND",
                    "company_id": self.company.id,
                }
            )
        )
        for user in (self.staff, self.author, self.auditor):
            found, _error = self.call(
                user,
                "procedure.issuance",
                "search",
                [("id", "in", (entered | self.issuance).ids)],
            )
            self.assertEqual(found, self.issuance.ids)
        self.refused(self.stranger, "procedure.issuance", "read", self.issuance.ids)
