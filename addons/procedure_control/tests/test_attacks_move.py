from odoo.tests import tagged

from .case_common import CaseRpcCommon
from .test_move_plan import PlanCommon


@tagged("post_install", "-at_install")
class TestAttacksMove(CaseRpcCommon, PlanCommon):
    """Whoever wants another deadline for a case, without a signed plan."""

    REFUSED = (*CaseRpcCommon.REFUSED, "AccessDenied", "MissingError", "Forbidden")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = cls._user("mv-auditor", "procedure_control.group_auditor")
        cls.elsewhere = cls.env["res.company"].create({"name": "Sở khác"})
        cls.stranger = cls._user(
            "mv-stranger",
            "procedure_control.group_quality_manager",
            company=cls.elsewhere,
        )

    def _prepared(self):
        self.cases = self._cases(2)
        self.new = self._shorter()
        self.plan = self._plan(self.new)
        self.env.flush_all()
        return self.plan

    def _proof(self, user):
        return {"type": "password", "login": user.login, "password": user.login}

    def assertNothingMoved(self):
        self.env.invalidate_all()
        self.assertEqual(self.cases.revision_id, self.old)

    def test_nobody_moves_a_case_by_hand(self):
        self._prepared()
        case = self.cases[0]
        for user in (self.clerk, self.expert, self.head, self.officer, self.manager):
            with self.subTest(user.login):
                self.assertRefused(
                    user,
                    "procedure.case",
                    "write",
                    case.ids,
                    {"revision_id": self.new.id},
                )
                self.assertRefused(
                    user, "procedure.case", "_move_to", case.ids, self.new.id, {}, {}
                )
        self.assertNothingMoved()

    def test_plans_are_made_and_moved_by_their_acts_alone(self):
        plan = self._prepared()
        forged = {
            "procedure.move": {"state": "signed", "prepared_by_id": self.clerk.id},
            "procedure.move.line": {"state": "moved", "obstacle": False},
            "procedure.move.step": {"old_step_id": self.new.step_ids[0].id},
        }
        records = {
            "procedure.move": plan,
            "procedure.move.line": plan.line_ids,
            "procedure.move.step": plan.step_ids,
        }
        for user in (self.clerk, self.author, self.head, self.auditor, self.officer):
            for model, vals in forged.items():
                record = records[model][:1]
                for name, value in vals.items():
                    with self.subTest(model, user=user.login, name=name):
                        self.assertRefused(
                            user, model, "write", record.ids, {name: value}
                        )
                with self.subTest(model, user=user.login):
                    self.assertRefused(user, model, "unlink", record.ids)
                    self.assertRefused(user, model, "create", [vals])
                    self.assertRefused(user, model, "copy", record.ids)
        self.assertNothingMoved()

    def test_no_line_is_added_or_taken_through_the_plan(self):
        plan = self._prepared()
        line = plan.line_ids[0]
        for command in (
            [2, line.id],
            [0, 0, {"case_id": self.cases[0].id, "revision_id": self.new.id}],
            [1, line.id, {"state": "moved"}],
            [5],
        ):
            with self.subTest(command):
                self.assertRefused(
                    self.officer,
                    "procedure.move",
                    "write",
                    plan.ids,
                    {"line_ids": [command]},
                )
        self.assertEqual(len(plan.line_ids), 2)

    def test_decisions_are_not_made_up(self):
        plan = self._prepared()
        forged = {
            "move_id": plan.id,
            "user_id": self.manager.id,
            "signer_name": self.manager.name,
            "decided_at": "2026-10-07 02:00:00",
            "fingerprint": "0" * 64,
        }
        for user in (self.officer, self.manager, self.signer):
            with self.subTest(user.login):
                self.assertRefused(user, "procedure.move.decision", "create", [forged])

    def test_who_may_not_sign(self):
        plan = self._prepared()
        for user in (
            self.clerk,
            self.author,
            self.head,
            self.signer,
            self.auditor,
            self.officer,
            self.stranger,
        ):
            with self.subTest(user.login):
                self.assertRefused(
                    user,
                    "procedure.move",
                    "action_sign",
                    plan.ids,
                    plan.fingerprint,
                    self._proof(user),
                )
                self.assertRefused(
                    user, "procedure.move", "action_open_signature", plan.ids
                )
        self.assertNothingMoved()

    def test_a_session_alone_does_not_sign(self):
        plan = self._prepared()
        for credential in (
            None,
            {},
            {"type": "password", "password": "wrong"},
            self._proof(self.officer),
        ):
            with self.subTest(str(credential)):
                self.assertRefused(
                    self.manager,
                    "procedure.move",
                    "action_sign",
                    plan.ids,
                    plan.fingerprint,
                    credential,
                )
        self.assertNothingMoved()

    def test_who_may_not_prepare(self):
        self._prepared()
        self.plan.with_user(self.officer).action_cancel()
        self.env.flush_all()
        for user in (self.clerk, self.author, self.head, self.auditor, self.stranger):
            with self.subTest(user.login):
                self.assertRefused(
                    user, "procedure.revision", "action_plan_move", self.new.ids
                )
                for act in ("action_preview", "action_cancel"):
                    self.assertRefused(user, "procedure.move", act, self.plan.ids)

    def test_another_agency_reads_nothing_of_it(self):
        plan = self._prepared()
        found, _error = self.call(self.stranger, "procedure.move", "search_count", [])
        self.assertEqual(found, 0)
        for model, record in (
            ("procedure.move", plan),
            ("procedure.move.line", plan.line_ids),
        ):
            self.assertRefused(self.stranger, model, "read", record.ids, ["state"])
            self.assertRefused(
                self.stranger, model, "write", record.ids, {"reason": "x"}
            )

    def test_a_mapping_leads_to_the_new_revision_only(self):
        plan = self._prepared()
        foreign = self._procedure("QT.FR", self._rows("1", "1"), limit=("3", "day"))
        step = foreign.effective_revision_id.step_ids[0]
        self.env.flush_all()
        self.assertRefused(
            self.officer,
            "procedure.move.step",
            "write",
            plan.step_ids[0].ids,
            {"new_step_id": step.id},
        )

    def test_a_dialog_does_not_open_somebody_elses_plan(self):
        plan = self._prepared()
        self.assertRefused(
            self.stranger,
            "procedure.move.signature",
            "create",
            [{"move_id": plan.id, "fingerprint": "x"}],
        )

    def test_quality_of_another_agency_does_not_fill_it_in(self):
        """Its case is in the plan, so it reads it; the issuing agency prepares."""
        plan = self._prepared()
        line = plan.line_ids[0]
        line.company_id = self.elsewhere
        self.env.flush_all()
        found, _error = self.call(self.stranger, "procedure.move", "search", [])
        self.assertIn(plan.id, found)
        for model, record, values in (
            ("procedure.move", plan, {"reason": "Hoãn"}),
            ("procedure.move.line", line, {"choice": "keep", "reason": "Hoãn"}),
            ("procedure.move.step", plan.step_ids[0], {"new_step_id": False}),
            ("procedure.move", plan, {"line_ids": [[1, line.id, {"choice": "keep"}]]}),
        ):
            with self.subTest(model, values=values):
                self.assertRefused(self.stranger, model, "write", record.ids, values)
                self.assertIn("prepares such a plan", self.said)
        self.assertEqual(set(plan.line_ids.mapped("choice")), {"move"})

    def test_whoever_filled_it_in_does_not_sign_it(self):
        """Not who began the plan alone: also who then said what becomes of a case."""
        plan = self._prepared()
        for model, record, values in (
            ("procedure.move", plan, {"reason": "Của tôi"}),
            ("procedure.move.line", plan.line_ids[0], {"reason": "Của tôi"}),
            ("procedure.move.step", plan.step_ids[0], {}),
        ):
            if "filled_in_by_ids" in plan._fields:
                plan.filled_in_by_ids = False
                self.env.flush_all()
            values = values or {"new_step_id": record.new_step_id.id}
            done, error = self.call(self.manager, model, "write", record.ids, values)
            self.assertTrue(done, (error, self.said))
            self.assertRefused(
                self.manager, "procedure.move", "action_open_signature", plan.ids
            )
            self.assertIn("does not sign it", self.said)
        self.assertRefused(
            self.manager,
            "procedure.move",
            "action_sign",
            plan.ids,
            plan.fingerprint,
            self._proof(self.manager),
        )
        self.assertIn("does not sign it", self.said)
        self.assertNothingMoved()
