"""draft → in review → approved → effective → superseded | repealed."""

from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AT, ProcedureCommon, decision_outside


@tagged("post_install", "-at_install")
class TestRevisionLife(ProcedureCommon):
    def test_from_draft_to_force(self):
        revision = self.make_draft()
        author, signer = (
            revision.with_user(self.author),
            revision.with_user(self.signer),
        )
        self.assertTrue(author.can_submit)
        self.assertFalse(signer.can_submit)
        author.action_submit(approver_id=self.signer.id)
        self.assertEqual(revision.state, "in_review")
        self.assertTrue(revision.fingerprint.startswith("$3$"))
        self.assertEqual(revision.round_ids.fingerprint, revision.fingerprint)
        self.assertTrue(revision.round_ids._bytes_intact())
        self.assertEqual(revision.round_ids._content(), revision._content()[revision])
        activity = revision.pending_request_id.activity_id
        self.assertEqual(activity.user_id, self.signer)
        self.assertTrue(signer.can_approve)
        self.assertFalse(author.can_approve)
        self.approve(revision, self.signer, "đồng ý")
        self.assertEqual(revision.state, "effective")
        self.assertFalse(activity.active)
        decision = revision.round_ids.request_ids.decision_ids
        self.assertEqual(decision.user_id, self.signer)
        self.assertEqual(decision.fingerprint, revision.fingerprint)
        self.assertEqual(decision.signer_name, self.signer.name)
        self.assertEqual(decision.comment, "đồng ý")
        self.assertEqual(revision.document_id.effective_revision_id, revision)

    def test_the_next_one_supersedes(self):
        first = self.make_revision()
        second = self.make_draft(document=first.document_id)
        second.with_user(self.author).action_submit(approver_id=self.signer.id)
        self.assertEqual(first.state, "effective")
        self.approve(second, self.signer)
        self.assertEqual(first.state, "superseded")
        self.assertEqual(first.ended_at, second.effective_at)
        in_force = first.document_id._revision_in_force
        document = first.document_id
        self.assertEqual(in_force(second.effective_at)[document], second)
        before = first.effective_at - timedelta(seconds=1)
        self.assertFalse(in_force(before)[document])

    def test_forty_at_once(self):
        """One flush of old and new rows together violates the index for 40."""
        documents = self.env["procedure.document"].create(
            [
                {
                    "title": f"Quy trình {number}",
                    "type_id": self.type.id,
                    "field_id": self.field.id,
                    "company_id": self.company.id,
                    "department_id": self.department.id,
                }
                for number in range(40)
            ]
        )
        content = self.make_content()
        for _round in range(2):
            drafts = documents.with_user(self.author)._new_draft("x", content=content)
            drafts.with_env(self.env)._issue(
                self.author, self.signer, AT, AT, AT + timedelta(days=_round)
            )
        states = documents.revision_ids.mapped("state")
        self.assertEqual(states.count("effective"), 40)
        self.assertEqual(states.count("superseded"), 40)

    def test_codes_follow_the_pattern_and_are_unique(self):
        one, two = self.make_document(), self.make_document()
        self.assertEqual(one.code, "QTT.GĐT.01")
        self.assertEqual(two.code, "QTT.GĐT.02")

    def test_rejected_with_reason(self):
        revision = self.make_revision("in_review")
        with self.assertRaises(UserError):
            self.reject(revision, self.signer, "  ")
        self.reject(revision, self.signer, "thiếu B3")
        self.assertEqual(revision.state, "draft")
        self.assertFalse(revision.fingerprint)
        self.assertEqual(revision.round_ids.outcome, "rejected")
        self.assertEqual(
            revision.round_ids.request_ids.decision_ids.comment, "thiếu B3"
        )
        revision.with_user(self.author).step_ids[0].name = "Soạn lại"
        revision.with_user(self.author).action_submit(approver_id=self.signer.id)
        self.assertEqual(len(revision.round_ids), 2)

    def test_recall_keeps_the_signatures(self):
        revision = self.make_revision("approved")
        with self.assertRaises(UserError):
            revision.with_user(self.author).action_recall("lầm")
        revision.with_user(self.signer).action_recall("lầm")
        self.assertEqual(revision.state, "draft")
        self.assertEqual(revision.round_ids.outcome, "void")
        self.assertEqual(len(revision.round_ids.request_ids.decision_ids), 1)

    def test_submitter_withdraws_what_nobody_signed(self):
        revision = self.make_revision("in_review")
        activity = revision.pending_request_id.activity_id
        revision.with_user(self.author).action_recall("thiếu trang")
        self.assertEqual(revision.state, "draft")
        self.assertFalse(activity.active)
        with self.assertRaises(UserError):
            self.approve(revision, self.signer)

    def test_base_moved(self):
        """Last approval must not win over what was put into force meanwhile."""
        first = self.make_revision()
        document = first.document_id
        draft = self.make_draft(document=document)
        urgent = document.with_user(self.quality)._new_draft("sai số", urgent=True)
        urgent._write_content(self.make_content())
        urgent.action_submit(approver_id=self.signer.id)
        self.approve(urgent, self.signer)
        self.assertEqual(urgent.state, "effective")
        by_author = draft.with_user(self.author)
        with self.assertRaises(UserError):
            by_author.action_submit(approver_id=self.signer.id)
        self.assertTrue(by_author.can_rebase)
        by_author.action_rebase()
        by_author.action_submit(approver_id=self.signer.id)
        self.assertEqual(draft.state, "in_review")

    def test_approved_goes_back_when_another_takes_effect(self):
        first = self.make_revision()
        document = first.document_id
        waiting = self.make_draft(document=document)
        waiting.with_user(self.author).action_submit(approver_id=self.signer.id)
        waiting.with_user(self.officer).action_set_effective_date("2099-01-01")
        self.approve(waiting, self.signer)
        self.assertEqual(waiting.state, "approved")
        urgent = document.with_user(self.quality)._new_draft("sai số", urgent=True)
        urgent.action_submit(approver_id=self.signer.id)
        self.approve(urgent, self.signer)
        self.assertEqual(waiting.state, "draft")
        self.assertEqual(waiting.round_ids.outcome, "void")
        self.assertTrue(waiting.round_ids.request_ids.decision_ids)

    def test_only_the_quality_manager_starts_an_urgent_correction(self):
        """Without a request; with one, he is who accepts it (see test_change)."""
        document = self.make_revision().document_id
        with self.assertRaises(UserError):
            document.with_user(self.author)._new_draft("x", urgent=True)
        with self.assertRaises(UserError):
            document.with_user(self.quality)._new_draft("", urgent=True)

    def test_repeal_needs_another_person(self):
        revision = self.make_revision()
        both = self.make_user("both", "officer")
        both.group_ids += self.env.ref("procedure_control.group_signer")
        self.make_change(revision.document_id, act="repeal", running_cases="stop")
        with self.assertRaises(UserError):
            revision.with_user(both).action_repeal("thừa", approver_id=both.id)
        with self.assertRaises(UserError):
            revision.with_user(self.officer).action_repeal("thừa", "finish")
        revision.with_user(self.officer).action_repeal(
            "thừa", "stop", approver_id=self.signer.id
        )
        self.assertEqual(revision.state, "effective")
        self.approve(revision, self.signer)
        self.assertEqual(revision.state, "repealed")
        self.assertTrue(revision.ended_at)
        self.assertEqual(revision._last_round().running_cases, "stop")
        self.assertFalse(revision.document_id.effective_revision_id)

    def test_the_job_puts_into_force_on_the_day(self):
        revision = self.make_revision("approved")
        revision._set_guarded(
            {"planned_effective_date": "2026-01-15", "approved_at": "2026-01-10"}
        )
        with self.enter_registry_test_mode():
            self.env.ref(
                "procedure_control.ir_cron_make_effective"
            ).method_direct_trigger()
        revision.invalidate_recordset()
        self.assertEqual(revision.state, "effective")
        zone = self.company._procedure_calendar()[self.company].tz
        self.assertEqual(
            revision.effective_at,
            revision._start_of_day(revision.planned_effective_date),
            zone,
        )

    @mute_logger("odoo.addons.procedure_control.models.procedure_revision_effect")
    def test_one_that_fails_does_not_hold_the_others(self):
        good, bad = self.make_revision("approved"), self.make_revision("approved")
        both = good | bad
        both._set_guarded({"planned_effective_date": "2026-01-15"})
        original = type(bad)._rename_documents

        def broken(records):
            if bad in records:
                raise ValueError("broken on purpose")
            return original(records)

        with patch.object(type(bad), "_rename_documents", broken):
            both._make_effective_safely(AT)
        self.assertEqual(good.state, "effective")
        self.assertEqual(bad.state, "approved")
        self.assertIn("broken on purpose", bad.job_error)
        self.assertTrue(bad.activity_ids)

    def test_rename_takes_effect_with_the_revision(self):
        revision = self.make_revision()
        draft = self.make_draft(document=revision.document_id)
        draft.with_user(self.author).title = "Tên mới"
        draft.with_user(self.author).action_submit(approver_id=self.signer.id)
        self.assertNotEqual(revision.document_id.title, "Tên mới")
        self.approve(draft, self.signer)
        self.assertEqual(revision.document_id.title, "Tên mới")

    def test_adoption_signs_for_nobody(self):
        draft = self.make_draft()
        issuance = decision_outside(self.env, self.company, AT, "5450/QĐ-UBND")
        draft._adopt(AT, issuance)
        self.assertEqual(draft.state, "effective")
        self.assertEqual(draft.effective_at, draft._start_of_day(AT.date()))
        self.assertIn("5450/QĐ-UBND", draft.round_ids.reason)
        self.assertFalse(draft.round_ids.request_ids)
        self.assertTrue(draft.fingerprint)

    def test_not_ready_is_refused_with_what_lacks(self):
        draft = self.make_draft()
        draft.step_ids[0].duration_value = "9"
        lines = draft._readiness()[draft]
        blocking = [line for line in lines if line["blocks"]]
        self.assertEqual({line["key"] for line in blocking}, {"sums"})
        with self.assertRaises(UserError) as error:
            draft.with_user(self.author).action_submit(approver_id=self.signer.id)
        self.assertIn("2.5", str(error.exception))
        self.assertIn("11", str(error.exception))
        self.env["procedure.check"].search([("key", "=", "sums")]).grade = "warn"
        draft.with_user(self.author).action_submit(approver_id=self.signer.id)

    def test_role_nobody_holds_blocks_by_name(self):
        self.env["procedure.role.holder"].search(
            [("role_id", "=", self.head_role.id)]
        ).unlink()
        draft = self.make_draft()
        texts = [li["text"] for li in draft._readiness()[draft] if li["blocks"]]
        self.assertIn("Lãnh đạo phòng", " ".join(texts))
        self.assertIn("Sở Y tế", " ".join(texts))
