"""A request is answered by a decision, forwarded with a reason, and nothing else."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ProcedureCommon


@tagged("post_install", "-at_install")
class TestSignatureRequest(ProcedureCommon):
    def test_a_tick_signs_nothing(self):
        revision = self.make_revision("in_review")
        activity = revision.pending_request_id.activity_id
        mine = activity.with_user(self.signer)
        for act in (
            lambda: mine.action_feedback("xong"),
            lambda: mine.action_done(),
            lambda: mine.write({"active": False}),
            lambda: mine.write({"user_id": self.staff.id}),
            lambda: mine.unlink(),
            lambda: mine.action_cancel(),
        ):
            with self.assertRaises(UserError):
                act()
        self.assertTrue(activity.active)
        self.assertEqual(revision.state, "in_review")

    def test_other_activities_cost_nothing_more(self):
        partner = self.env["res.partner"].create({"name": "x"})

        def work():
            activity = partner.activity_schedule(
                "mail.mail_activity_data_todo", user_id=self.staff.id
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            activity.action_feedback("x")
            return self.env.cr.sql_log_count - before

        work()
        guarded = work()
        self.patch(
            self.registry["mail.activity"], "_procedure_refuse_held", lambda self: None
        )
        self.assertEqual(guarded, work())

    def test_forwarded_with_a_reason(self):
        revision = self.make_revision("in_review")
        first = revision.pending_request_id
        asked = revision.with_user(self.signer)
        with self.assertRaises(UserError):
            asked.action_forward(self.signer2.id, " ")
        with self.assertRaises(UserError):
            revision.with_user(self.author).action_forward(self.signer2.id, "vắng")
        with self.assertRaises(UserError):
            revision.with_user(self.officer).action_forward(self.author.id, "vắng")
        asked.action_forward(self.signer2.id, "đi công tác")
        self.assertEqual(first.state, "void")
        self.assertFalse(first.activity_id.active)
        self.assertEqual(revision.pending_user_id, self.signer2)
        with self.assertRaises(UserError):
            self.approve(revision, self.signer)
        self.approve(revision, self.signer2)
        self.assertEqual(revision.state, "effective")
        self.assertEqual(len(revision.round_ids), 1)

    def test_without_a_name_the_signer_with_least_to_sign(self):
        self.make_revision("in_review")  # asks the first signer
        draft = self.make_draft()
        draft.with_user(self.author).action_submit()
        self.assertEqual(draft.pending_user_id, self.signer2)

    def test_nobody_left_to_sign(self):
        group = self.env.ref("procedure_control.group_signer")
        (self.signer | self.signer2).group_ids -= group
        draft = self.make_draft()
        with self.assertRaises(UserError) as error:
            draft.with_user(self.author).action_submit()
        self.assertIn(self.company.name, str(error.exception))
        self.assertEqual(draft.state, "draft")

    def test_a_signer_of_another_agency_is_not_asked(self):
        other = self.make_user("other", "signer", company=self.elsewhere)
        draft = self.make_draft()
        with self.assertRaises(UserError):
            draft.with_user(self.author).action_submit(approver_id=other.id)
