"""Walking around an approval route, over RPC."""

from odoo.tests import tagged

from .common import ProcedureRpcCommon
from .test_routes import RouteCommon


@tagged("post_install", "-at_install")
class TestAttacksRoutes(ProcedureRpcCommon, RouteCommon):
    def refused(self, user, method, revision, *args, **kwargs):
        result, error = self.call(
            user, "procedure.revision", method, revision.ids, *args, **kwargs
        )
        self.assertIn(
            error, ("UserError", "AccessError", "ValidationError"), f"{method} {result}"
        )

    def sign(self, user, revision, **values):
        self.look(revision, user)
        return self.call(
            user,
            "procedure.revision",
            "action_approve",
            revision.ids,
            credential=self.credential(user),
            **values,
        )

    def test_routes_are_the_quality_managers(self):
        route = self.make_route(self.approval(), self.stage(self.reviewer))
        stage = route.stage_ids[0]
        for user in (self.author, self.signer, self.officer, self.auditor):
            for record, vals in ((route, {"name": "x"}), (stage, {"needed": 3})):
                for method, args in (("write", [vals]), ("unlink", [])):
                    with self.subTest(record._name, method=method, user=user.login):
                        _result, error = self.call(
                            user, record._name, method, record.ids, *args
                        )
                        self.assertEqual(error, "AccessError")
                _result, error = self.call(
                    user, record._name, "create", [{"name": "x"}]
                )
                self.assertTrue(error)
        _result, error = self.call(
            self.quality, "procedure.route", "write", route.ids, {"name": "Hai cấp"}
        )
        self.assertFalse(error)

    def test_nobody_signs_out_of_turn_twice_or_for_another(self):
        self.make_route(self.stage(self.reviewer, self.reviewer2), self.approval())
        revision = self.submitted()
        for user in (self.leader, self.signer, self.officer, self.quality):
            self.refused(
                user, "action_approve", revision, credential=self.credential(user)
            )
        _result, error = self.sign(self.reviewer, revision)
        self.assertFalse(error)
        for method, args in (("action_approve", []), ("action_reject", ["không"])):
            self.refused(
                self.reviewer,
                method,
                revision,
                *args,
                credential=self.credential(self.reviewer),
            )
        self.refused(self.reviewer, "action_comment", revision, "thêm")
        decisions = revision.round_ids.request_ids.decision_ids
        self.assertEqual(decisions.user_id, self.reviewer)
        self.assertEqual(decisions.credential, "password")

    def test_not_after_being_forwarded(self):
        self.make_route(self.approval())
        revision = self.submitted()
        revision.with_user(self.leader).action_forward(self.signer2.id, "vắng")
        self.refused(
            self.leader,
            "action_approve",
            revision,
            credential=self.credential(self.leader),
        )
        self.refused(self.leader, "action_forward", revision, self.leader.id, "lại")

    def test_not_on_another_content_than_was_shown(self):
        self.make_route(self.approval())
        revision = self.submitted()
        shown = revision.fingerprint
        revision.with_user(self.author).action_recall("sửa")
        revision.with_user(self.author).step_ids[0].name = "Khác"
        revision.with_user(self.author).action_submit(approver_id=self.leader.id)
        for value in (shown, {str(revision.id): shown}, {"0": shown}, "x"):
            with self.subTest(value):
                _result, error = self.sign(self.leader, revision, fingerprint=value)
                self.assertEqual(error, "UserError")
        self.assertEqual(revision.state, "in_review")
        now = {str(revision.id): revision.fingerprint}
        _result, error = self.sign(self.leader, revision, fingerprint=now)
        self.assertFalse(error)
        self.assertEqual(revision.state, "effective")

    def test_evidence_of_a_round_is_not_written(self):
        self.make_route(self.stage(self.reviewer), self.approval())
        revision = self.submitted()
        round_, request = revision.round_ids, revision.round_ids.request_ids
        for user in (self.author, self.reviewer, self.officer, self.quality):
            for record, vals in (
                (round_, {"stages": []}),
                (round_, {"awaits_issuance": True}),
                (round_, {"ends_outside": True}),
                (request, {"user_id": user.id}),
                (request, {"weight": "comment"}),
                (request, {"state": "approved"}),
                (request, {"meaning": "prepare"}),
            ):
                _result, error = self.call(
                    user, record._name, "write", record.ids, vals
                )
                self.assertTrue(error, (user.login, vals))
        self.assertEqual(self.asked(revision), self.reviewer)

    def test_private_acts_are_not_called(self):
        self.make_route(self.approval())
        revision = self.submitted()
        for model, method, ids, args in (
            ("procedure.revision", "_approve", revision.ids, ["2026-01-01 00:00:00"]),
            ("procedure.revision", "_open_round", revision.ids, ["keep", "x"]),
            ("procedure.revision", "_complete_outside", revision.ids, [[], "", 1]),
            ("procedure.round", "_advance", revision.round_ids.ids, ["x"]),
            ("procedure.signature.request", "_close", [1], ["approved", "x"]),
        ):
            _result, error = self.call(self.leader, model, method, ids, *args)
            self.assertTrue(error, method)
        self.assertEqual(revision.state, "in_review")
