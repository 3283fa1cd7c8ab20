from odoo.tests import tagged

from .test_review import ReviewCommon


@tagged("post_install", "-at_install")
class TestActivityDoor(ReviewCommon):
    """What only an act of ours ends opens the dialog of that act, and nothing else."""

    def test_a_signature(self):
        revision = self.make_revision("in_review")
        activity = revision.pending_request_id.activity_id.with_user(self.signer)
        self.assertTrue(activity.procedure_door)
        action = activity.action_open_procedure_door()
        self.assertEqual(action["tag"], "procedure_control_sign")
        self.assertEqual(action["params"]["revision_ids"], revision.ids)

    def test_a_review(self):
        _revision, review = self.make_reviewed()
        activity = review.sudo().activity_id.with_user(self.author).sudo(False)
        self.assertTrue(activity.procedure_door)
        action = activity.action_open_procedure_door()
        dialog = (
            self.env[action["res_model"]]
            .with_user(self.author)
            .with_context(**action["context"])
            .create({"outcome": "keep", "reason": "Vẫn phù hợp"})
        )
        dialog.action_confirm()
        self.assertEqual(review.state, "asked")
        activity.invalidate_recordset(["procedure_door"])
        self.assertFalse(activity.procedure_door, "nothing more is asked by it")

    def test_others_cost_no_query(self):
        partner = self.env["res.partner"].create({"name": "x"})
        other = partner.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.staff.id
        )
        other.flush_recordset()
        other.fetch(["res_model", "procedure_task_id"])
        self.env.user.fetch(["name"])
        with self.assertQueryCount(0):
            self.assertFalse(other.procedure_door)
