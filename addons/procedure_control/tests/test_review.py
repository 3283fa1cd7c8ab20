from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ProcedureCommon, ProcedureRpcCommon


class ReviewCommon(ProcedureCommon):
    @classmethod
    def make_reviewed(cls, months=24):
        """A revision in force whose review is asked for, and that review."""
        cls.type.review_interval = months
        revision = cls.make_revision()
        reviews = cls.env["procedure.review"]
        asked = fields.Datetime.now() + timedelta(days=30 * months - 5)
        with patch.object(fields.Datetime, "now", return_value=asked):
            reviews._cron_open()
        return revision, reviews.search([("revision_id", "=", revision.id)])


@tagged("post_install", "-at_install")
class TestReview(ReviewCommon):
    def test_owner_is_asked_ahead_once(self):
        revision, review = self.make_reviewed()
        self.assertEqual(review.state, "open")
        self.assertEqual(review.user_id, self.author)
        self.assertEqual(review.due_at.date(), revision.review_date)
        self.assertEqual(review.activity_id.user_id, self.author)
        with patch.object(fields.Datetime, "now", return_value=review.asked_at):
            self.env["procedure.review"]._cron_open()
        again = self.env["procedure.review"].search([("revision_id", "=", revision.id)])
        self.assertEqual(again, review)

    def test_not_asked_before_its_time(self):
        self.type.review_interval = 24
        revision = self.make_revision()
        self.env["procedure.review"]._cron_open()
        self.assertFalse(revision.review_ids)

    def test_type_that_is_never_reviewed(self):
        self.type.review_interval = 0
        self.assertFalse(self.make_revision().review_date)

    def test_keep_is_signed_and_stamps_the_next_review(self):
        """Proves: ISO 9001 7.5.2 c."""
        revision, review = self.make_reviewed()
        before = revision.review_date
        review.with_user(self.author).action_keep("Vẫn phù hợp")
        self.assertEqual(review.state, "asked")
        self.assertFalse(review.activity_id.active)
        self.assertFalse(revision.kept_at, "nothing is kept before it is signed")
        signed = fields.Datetime.now() + timedelta(days=720)
        revision.with_user(self.signer)._approve(signed)
        self.assertEqual(review.state, "done")
        self.assertEqual(revision.state, "effective")
        self.assertEqual(revision.kept_at, signed)
        self.assertGreater(revision.review_date, before)
        decision = review.round_id.request_ids.decision_ids
        self.assertEqual(decision.user_id, self.signer)
        self.assertEqual(decision.fingerprint, review.round_id.fingerprint)

    def test_keep_refused_by_the_signer_comes_back(self):
        revision, review = self.make_reviewed()
        review.with_user(self.author).action_keep("Vẫn phù hợp")
        revision.with_user(self.signer)._reject(fields.Datetime.now(), "Lỗi thời")
        self.assertEqual(review.state, "open")
        self.assertTrue(review.activity_id.active)
        self.assertFalse(revision.kept_at)

    def test_revise_and_repeal_ask_for_a_change(self):
        for act in ("revise", "repeal"):
            _revision, review = self.make_reviewed()
            getattr(review.with_user(self.author), f"action_{act}")("Luật mới")
            self.assertEqual((review.state, review.outcome), ("done", act))
            self.assertEqual(review.change_id.act, act)
            self.assertEqual(review.change_id.source, "review")
            self.assertFalse(review.activity_id.active)

    def test_superseded_voids_the_review(self):
        revision, review = self.make_reviewed()
        self.make_revision(document=revision.document_id)
        self.assertEqual(review.state, "void")
        self.assertFalse(review.activity_id.active)

    def test_overdue_climbs_the_ladder(self):
        _revision, review = self.make_reviewed()
        self.assertTrue(review.policy_id)
        review._sweep(review.due_at + timedelta(days=14, hours=-2))
        told = review.escalation_ids.filtered(lambda f: f.recipient != "owner")
        self.assertTrue(told)
        self.assertNotIn(self.author, told.user_id)
        self.assertTrue(all(told.activity_id.mapped("active")))
        review.with_user(self.author).action_revise("Luật mới")
        self.assertFalse(any(told.activity_id.mapped("active")), "closed with the duty")

    def test_owner_left(self):
        """Found first, and somebody else is asked."""
        revision, review = self.make_reviewed()
        self.author.action_archive()
        documents = self.env["procedure.document"]
        self.assertIn(
            revision.document_id, documents.search([("owner_left", "=", True)])
        )
        with patch.object(fields.Datetime, "now", return_value=review.asked_at):
            self.env["procedure.review"]._cron_open()
        self.assertTrue(review.user_id.active)
        kind = self.env.ref("procedure_control.mail_activity_type_owner")
        asked = revision.document_id.activity_ids.filtered(
            lambda a: a.activity_type_id == kind
        )
        self.assertEqual(len(asked), 1)

    def test_a_lost_activity_is_made_anew(self):
        """Odoo deletes activities of archived users and of old age."""
        _revision, review = self.make_reviewed()
        for lose in (
            lambda: review.sudo().activity_id.unlink(),
            lambda: review.sudo().activity_id.write({"active": False}),
        ):
            lose()
            self.env.invalidate_all()
            with patch.object(fields.Datetime, "now", return_value=review.asked_at):
                self.env["procedure.review"]._cron_open()
            self.assertTrue(review.activity_id.active)
            self.assertEqual(review.activity_id.user_id, self.author)

    def test_reason_and_person(self):
        _revision, review = self.make_reviewed()
        with self.assertRaisesRegex(UserError, "Say why"):
            review.with_user(self.author).action_keep(" ")
        with self.assertRaisesRegex(UserError, "only its owner"):
            review.with_user(self.colleague).action_keep("Tôi thấy ổn")


@tagged("post_install", "-at_install")
class TestReviewAttacks(ProcedureRpcCommon, ReviewCommon):
    def test_nobody_writes_a_review(self):
        revision, review = self.make_reviewed()
        vals = {"state": "done", "outcome": "keep"}
        for user in (self.author, self.signer, self.officer, self.quality):
            for method, args in (
                ("write", [review.ids, vals]),
                ("unlink", [review.ids]),
                ("create", [[{**vals, "revision_id": revision.id}]]),
                ("web_save", [review.ids, vals, {}]),
                ("_signed", [review.ids, False, False]),
            ):
                _result, error = self.call(user, "procedure.review", method, *args)
                self.assertTrue(error, f"{user.name} {method}")
        self.assertEqual(review.state, "open")
        _result, error = self.call(
            self.author,
            "procedure.revision",
            "write",
            revision.ids,
            {"kept_at": "2099-01-01 00:00:00"},
        )
        self.assertTrue(error)
        self.assertFalse(revision.kept_at)

    def test_owner_may_not_sign_his_own_keep(self):
        revision, review = self.make_reviewed()
        self.author.group_ids |= self.env.ref("procedure_control.group_signer")
        _result, error = self.call(
            self.author, "procedure.review", "action_keep", review.ids, "Vẫn phù hợp"
        )
        self.assertFalse(error)
        [request] = review.round_id.request_ids
        request.sudo()._note({"user_id": self.author.id})
        self.look(revision, self.author)
        _result, error = self.call(
            self.author,
            "procedure.revision",
            "action_approve",
            revision.ids,
            credential=self.credential(self.author),
        )
        self.assertTrue(error)
        self.assertRegex(self.said, "who has worked on a draft or submitted it")
        self.assertFalse(revision.kept_at)

    def test_its_activity_is_no_tick_box(self):
        """Whoever ticked it would be asked no more, and the review stay undone."""
        _revision, review = self.make_reviewed()
        activity = review.activity_id
        for user in (self.author, self.officer, self.quality):
            for method, args in (
                ("action_feedback", []),
                ("action_done", []),
                ("action_cancel", []),
                ("action_archive", []),
                ("unlink", []),
                ("write", [{"active": False}]),
                ("write", [{"user_id": self.staff.id}]),
            ):
                with self.subTest(method, user=user.login):
                    _result, error = self.call(
                        user, "mail.activity", method, activity.ids, *args
                    )
                    self.assertIn(error, ("UserError", "AccessError"))
        self.assertTrue(activity.exists().active)
        self.assertEqual(activity.user_id, self.author)
