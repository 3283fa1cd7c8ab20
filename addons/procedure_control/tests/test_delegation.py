"""Who is away names who signs for him: dated, never chained, revoked only."""

from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import ProcedureCommon

NOW = "2026-10-05 02:00:00"  # 09:00 in Vietnam


class DelegationCommon(ProcedureCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Ho_Chi_Minh"

    def delegate(self, by=None, **values):
        by = by or self.signer
        return (
            self.env["procedure.delegation"]
            .with_user(by)
            .create(
                {
                    "user_id": self.signer.id,
                    "delegate_id": self.signer2.id,
                    "date_from": fields.Date.to_string(date(2026, 10, 5)),
                    "date_to": fields.Date.to_string(date(2026, 10, 7)),
                    "reason": "công tác",
                    **values,
                }
            )
        )


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestDelegation(DelegationCommon):
    def running(self, at):
        delegations = self.env["procedure.delegation"]
        at = fields.Datetime.to_datetime(at)
        return delegations._delegators_of(self.signer2, at) == self.signer

    def test_it_runs_from_its_first_day_to_the_end_of_its_last(self):
        delegation = self.delegate()
        self.assertEqual(delegation.granted_by_id, self.signer)
        self.assertEqual(delegation.state, "running")
        self.assertFalse(self.running("2026-10-05 01:59:59"))  # not before it was made
        self.assertTrue(self.running("2026-10-05 02:00:00"))
        self.assertTrue(self.running("2026-10-07 16:59:59"))  # 23:59:59 there
        self.assertFalse(self.running("2026-10-07 17:00:00"))

    def test_a_coming_one_starts_at_midnight_of_the_agency(self):
        self.delegate(date_from="2026-10-06")
        self.assertFalse(self.running("2026-10-05 16:59:59"))
        self.assertTrue(self.running("2026-10-05 17:00:00"))

    def test_refused(self):
        outsider = self.make_user("outsider", "signer", company=self.elsewhere)
        for by, values in (
            (self.signer, {"date_from": "2026-10-04"}),
            (self.signer, {"date_to": "2026-10-04"}),
            (self.signer, {"reason": " "}),
            (self.signer, {"delegate_id": self.signer.id}),
            (self.signer, {"delegate_id": self.staff.id}),
            (self.signer, {"delegate_id": outsider.id}),
            (self.signer2, {}),
            (self.author, {}),
            (self.officer, {}),
        ):
            with self.subTest(values, by=by.login):
                with self.assertRaises(UserError):
                    self.delegate(by, **values)

    def test_the_quality_manager_enters_one_but_not_for_himself(self):
        self.quality.group_ids += self.env.ref("procedure_control.group_signer")
        with self.assertRaises(ValidationError):
            self.delegate(self.quality, delegate_id=self.quality.id)
        delegation = self.delegate(self.quality)
        self.assertEqual(delegation.granted_by_id, self.quality)

    def test_one_acts_at_a_time(self):
        third = self.make_user("third", "signer")
        first = self.delegate()
        with self.assertRaises(ValidationError):
            self.delegate(delegate_id=third.id, date_from="2026-10-07")
        first.action_revoke()
        self.delegate(delegate_id=third.id, date_from="2026-10-06")

    def test_each_leaves_an_event(self):
        delegation = self.delegate()
        delegation.action_revoke()
        events = self.env["procedure.event"].search(
            [("model", "=", "procedure.delegation"), ("res_id", "=", delegation.id)],
            order="id",
        )
        self.assertEqual(
            events.mapped("kind"), ["delegation.granted", "delegation.revoked"]
        )
        self.assertEqual(events[0].reason, "công tác")

    def test_the_activity_follows(self):
        revision = self.make_revision("in_review")
        activity = revision.round_ids.request_ids.activity_id
        self.assertEqual(activity.user_id, self.signer)
        delegation = self.delegate()
        self.assertEqual(activity.user_id, self.signer2)
        delegation.action_revoke()
        self.assertEqual(activity.user_id, self.signer)

    def test_the_activity_follows_by_the_date_alone(self):
        revision = self.make_revision("in_review")
        activity = revision.round_ids.request_ids.activity_id
        self.delegate(date_from="2026-10-06", date_to="2026-10-06")
        self.assertEqual(activity.user_id, self.signer)
        cron = self.env["procedure.delegation"]
        for moment, holder in (
            ("2026-10-05 23:00:00", self.signer2),
            ("2026-10-06 17:30:00", self.signer),
        ):
            with freeze_time(moment):
                cron._cron_mirror()
                self.assertEqual(activity.user_id, holder)

    def test_the_delegate_signs_in_his_own_name_for_who_is_away(self):
        revision = self.make_revision("in_review")
        with self.assertRaises(AccessError):
            revision.with_user(self.signer2).read(["summary"])
        delegation = self.delegate()
        self.env.invalidate_all()
        mine = revision.with_user(self.signer2)
        self.assertTrue(mine.can_approve)
        self.assertEqual(mine.summary, revision.summary)
        self.assertTrue(mine.step_ids)
        self.look(revision, self.signer2)
        mine.action_approve(credential=self.credential(self.signer2))
        self.assertEqual(revision.state, "effective")
        decision = revision.decision_ids
        self.assertEqual(decision.user_id, self.signer2)
        self.assertEqual(decision.in_name_of_id, self.signer)
        self.assertEqual(decision.delegation_id, delegation)
        words = decision._manifestation("en_US")
        self.assertEqual(words["name"], self.signer2.name)
        self.assertEqual(words["in_name_of"], self.signer.name)
        self.assertIn(self.signer.name, decision.manifestation)

    def test_what_was_not_signed_is_out_of_sight_afterwards(self):
        revision = self.make_revision("in_review")
        delegation = self.delegate()
        self.assertTrue(revision.with_user(self.signer2).summary)
        delegation.action_revoke()
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            revision.with_user(self.signer2).read(["summary"])
        with self.assertRaises(UserError):
            revision.with_user(self.signer2).action_approve(
                credential=self.credential(self.signer2)
            )

    def test_both_may_sign_but_only_once(self):
        revision = self.make_revision("in_review")
        self.delegate()
        for user in self.signer | self.signer2:
            self.look(revision, user)
        revision.with_user(self.signer).action_approve(
            credential=self.credential(self.signer)
        )
        with self.assertRaises(UserError):
            revision.with_user(self.signer2).action_approve(
                credential=self.credential(self.signer2)
            )
        self.assertFalse(revision.decision_ids.in_name_of_id)

    def test_every_kind_of_end_is_shown(self):
        over = self.delegate()
        with freeze_time(fields.Datetime.now() + timedelta(days=9)):
            over.invalidate_recordset()
            self.assertEqual(over.state, "over")
            with self.assertRaises(UserError):
                over.with_user(self.signer).action_revoke()
