"""Approval routes: which one, who is asked when, what each answer does."""

import runpy
from datetime import timedelta
from pathlib import Path

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import AT, ProcedureCommon


class RouteCommon(ProcedureCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reviewer = cls.make_user("reviewer", "signer")
        cls.reviewer2 = cls.make_user("reviewer2", "signer")
        cls.leader = cls.make_user("leader", "signer")

    @classmethod
    def make_route(cls, *stages, **values):
        return cls.env["procedure.route"].create(
            {
                "name": "Test",
                "type_id": cls.type.id,
                "stage_ids": [(0, 0, stage) for stage in stages],
                **values,
            }
        )

    @classmethod
    def stage(cls, *users, **values):
        return {
            "name": "Xem xét",
            "meaning": "review",
            "mode": "named",
            "user_ids": [(6, 0, [user.id for user in users])],
            **values,
        }

    @classmethod
    def approval(cls, **values):
        return {
            "name": "Phê duyệt",
            "meaning": "approve",
            "mode": "chosen",
            "sequence": 90,
            **values,
        }

    def submitted(self, approver=None, **values):
        draft = self.make_draft(**values)
        by_author = draft.with_user(self.author)
        by_author.action_submit(approver_id=(approver or self.leader).id)
        return draft

    def asked(self, revision):
        self.env.invalidate_all()
        requests = revision.round_ids[:1].request_ids
        return requests.filtered(lambda r: r.state == "pending").user_id


@tagged("post_install", "-at_install")
class TestRoutes(RouteCommon):
    # --- which route ------------------------------------------------------------------
    def test_the_most_specific_route_applies(self):
        below = self.env["procedure.field"].create(
            {"name": "Pháp y", "code": "PYT", "parent_id": self.field.id}
        )
        plain = self.approval()
        by_type = self.make_route(plain)
        by_field = self.make_route(plain, type_id=False, field_id=self.field.id)
        by_both = self.make_route(plain, field_id=self.field.id)
        elsewhere = self.make_route(
            plain, field_id=below.id, company_id=self.elsewhere.id
        )
        routes = self.env["procedure.route"]
        draft = self.make_draft(field_id=below.id)
        self.assertEqual(routes._for(draft)[draft], by_both)
        by_both.active = False
        self.assertEqual(routes._for(draft)[draft], by_field)
        nearest = self.make_route(plain, type_id=False, field_id=below.id)
        self.assertEqual(routes._for(draft)[draft], nearest)
        other = self.make_draft(field_id=False)
        self.assertEqual(routes._for(other)[other], by_type)
        by_type.active = False
        default = self.env.ref("procedure_control.procedure_route_default")
        self.assertEqual(routes._for(other)[other], default)
        default.active = False
        with self.assertRaises(UserError):
            routes._for(other)
        self.assertTrue(elsewhere)

    def test_a_branch_follows_the_route_of_the_agency_above(self):
        branch = self.env["res.company"].create(
            {"name": "Chi cục", "parent_id": self.company.id}
        )
        above = self.make_route(self.approval(), company_id=self.company.id)
        own = self.make_route(self.approval(), company_id=branch.id)
        routes = self.env["procedure.route"]
        document = self.make_document(company_id=branch.id, department_id=False)
        self.assertEqual(own._fit(document)[3], 2)
        self.assertEqual(above._fit(document)[3], 1)
        draft = document._new_draft()
        self.assertEqual(routes._for(draft)[draft], own)

    def test_a_route_that_cannot_approve_is_refused(self):
        for stages in (
            [self.approval(weight="comment")],
            [self.approval(weight="optional")],
            [self.approval(meaning="prepare")],
            [self.approval(skip_when_minor=True)],
        ):
            with self.assertRaises(ValidationError):
                self.make_route(*stages)
        for values in (
            {"user_ids": False},
            {"rule": "n_of", "needed": 2},
            {"due_value": "x"},
        ):
            with self.assertRaises(ValidationError):
                self.make_route(self.approval(), self.stage(self.reviewer, **values))
        refused = self.assertRaises(IntegrityError)
        with refused, mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.make_route(
                self.approval(), self.stage(self.reviewer, rule="n_of", needed=0)
            )
        # Also where the walls of the form were walked around.
        route = self.make_route(self.approval())
        route.stage_ids.weight = "optional"
        with self.assertRaises(UserError):
            self.submitted()

    # --- who is asked -----------------------------------------------------------------
    def test_stages_one_after_the_other(self):
        self.make_route(
            self.stage(self.reviewer, self.reviewer2, due_value="2"), self.approval()
        )
        revision = self.submitted()
        self.assertEqual(self.asked(revision), self.reviewer | self.reviewer2)
        with self.assertRaises(UserError):
            self.approve(revision, self.leader)
        self.approve(revision, self.reviewer, "được")
        self.assertEqual(self.asked(revision), self.reviewer2)
        with self.assertRaises(UserError):  # twice
            self.approve(revision, self.reviewer)
        self.approve(revision, self.reviewer2)
        self.assertEqual(self.asked(revision), self.leader)
        self.assertEqual(revision.state, "in_review")
        self.approve(revision, self.leader)
        self.assertEqual(revision.state, "effective")
        decisions = revision.round_ids.request_ids.decision_ids
        self.assertEqual(
            [(d.user_id, d.meaning, d.stage_name) for d in decisions.sorted("id")],
            [
                (self.reviewer, "review", "Xem xét"),
                (self.reviewer2, "review", "Xem xét"),
                (self.leader, "approve", "Phê duyệt"),
            ],
        )
        self.assertEqual(set(decisions.mapped("credential")), {"session"})
        self.assertEqual(set(decisions.mapped("fingerprint")), {revision.fingerprint})
        local = decisions[0].local_at
        self.assertEqual(decisions[0].round_id, revision.round_ids)
        self.assertRegex(local, r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$")

    def test_n_of_them_is_enough(self):
        self.make_route(
            self.stage(
                self.reviewer, self.reviewer2, self.signer2, rule="n_of", needed=2
            ),
            self.approval(),
        )
        revision = self.submitted()
        self.approve(revision, self.reviewer)
        self.approve(revision, self.signer2)
        left = revision.round_ids.request_ids.filtered(
            lambda r: r.user_id == self.reviewer2
        )
        self.assertEqual(left.state, "void")
        self.assertFalse(left.activity_id.active)
        self.assertEqual(self.asked(revision), self.leader)
        with self.assertRaises(UserError):
            self.approve(revision, self.reviewer2)

    def test_a_required_no_ends_the_round_and_keeps_it(self):
        self.make_route(self.stage(self.reviewer, self.reviewer2), self.approval())
        revision = self.submitted()
        self.approve(revision, self.reviewer)
        self.reject(revision, self.reviewer2, "thiếu căn cứ")
        self.assertEqual(revision.state, "draft")
        first = revision.round_ids
        self.assertEqual(first.outcome, "rejected")
        revision.with_user(self.author).action_submit(approver_id=self.leader.id)
        self.assertEqual(len(revision.round_ids), 2)
        self.assertEqual(len(first.request_ids.decision_ids), 2)
        self.assertEqual(self.asked(revision), self.reviewer | self.reviewer2)

    def test_optional_and_comment_hold_nobody_up(self):
        self.make_route(
            self.stage(self.reviewer, weight="optional"),
            self.stage(self.reviewer2, weight="comment", name="Góp ý"),
            self.approval(),
        )
        revision = self.submitted()
        everybody = self.reviewer | self.reviewer2 | self.leader
        self.assertEqual(self.asked(revision), everybody)
        self.assertFalse(revision.with_user(self.reviewer2).can_approve)
        self.assertTrue(revision.with_user(self.reviewer2).can_comment)
        for act in (
            lambda: self.approve(revision, self.reviewer2),
            lambda: self.reject(revision, self.reviewer2, "không"),
        ):
            with self.assertRaises(UserError):
                act()
        self.reject(revision, self.reviewer, "chưa ổn")
        self.assertEqual(revision.state, "in_review")
        revision.with_user(self.reviewer2).action_comment("nên rút ngắn")
        self.assertEqual(self.asked(revision), self.leader)
        self.approve(revision, self.leader)
        self.assertEqual(revision.state, "effective")
        states = {r.user_id: r.state for r in revision.round_ids.request_ids}
        self.assertEqual(
            states,
            {
                self.reviewer: "rejected",
                self.reviewer2: "commented",
                self.leader: "approved",
            },
        )

    def test_who_was_not_waited_for_is_no_longer_asked(self):
        self.make_route(self.stage(self.reviewer2, weight="comment"), self.approval())
        revision = self.submitted()
        self.approve(revision, self.leader)
        self.assertEqual(revision.state, "effective")
        self.assertFalse(self.asked(revision))

    def test_a_required_signer_comments_and_still_has_to_sign(self):
        self.make_route(self.approval())
        revision = self.submitted()
        with self.assertRaises(UserError):
            revision.with_user(self.leader).action_comment("  ")
        revision.with_user(self.leader).action_comment("xem lại B2")
        self.assertEqual(self.asked(revision), self.leader)
        self.approve(revision, self.leader)
        meanings = revision.round_ids.request_ids.decision_ids.mapped("meaning")
        self.assertEqual(meanings, ["comment", "approve"])

    def test_every_holder_of_the_role_on_the_day(self):
        holders = self.env["procedure.role.holder"]
        role = self.env["procedure.role"].create({"name": "Thẩm định", "code": "t-td"})
        holders.create(
            [
                {"role_id": role.id, "company_id": company.id, "user_id": user.id, **v}
                for user, company, v in (
                    (self.reviewer, self.company, {}),
                    (self.signer, self.company, {"date_to": "2020-01-01"}),
                    (self.signer2, self.company, {"field_id": False}),
                )
            ]
        )
        route = self.make_route(
            self.stage(role_ids=[(6, 0, role.ids)], meaning="appraise"),
            self.approval(),
        )
        revision = self.submitted()
        self.assertEqual(self.asked(revision), self.reviewer | self.signer2)
        # The round keeps what was asked.
        route.stage_ids[0].write({"role_ids": False, "user_ids": self.signer.ids})
        holders.search([("role_id", "=", role.id)]).unlink()
        self.assertEqual(self.asked(revision), self.reviewer | self.signer2)
        names = [s["name"] for s in revision.round_ids.stages[0]["signers"]]
        self.assertEqual(set(names), {self.reviewer.name, self.signer2.name})
        # Who holds it for the very field comes before who holds it for all.
        holders.create(
            [
                {
                    "role_id": role.id,
                    "company_id": self.company.id,
                    "user_id": user.id,
                    "field_id": field,
                }
                for user, field in (
                    (self.reviewer2, self.field.id),
                    (self.signer, False),
                )
            ]
        )
        route.stage_ids[0].write({"role_ids": role.ids, "user_ids": False})
        self.assertEqual(self.asked(self.submitted()), self.reviewer2)

    def test_the_author_signs_what_he_prepared(self):
        self.make_route(
            self.stage(mode="chosen", meaning="prepare", name="Soạn thảo"),
            self.approval(),
        )
        revision = self.submitted()
        self.assertEqual(self.asked(revision), self.author)
        self.assertTrue(revision.with_user(self.author).can_approve)
        self.approve(revision, self.author)
        self.assertEqual(self.asked(revision), self.leader)
        self.assertFalse(revision.with_user(self.author).can_approve)

    def test_time_to_sign_on_the_working_calendar(self):
        self.make_route(self.approval(due_value="2", due_unit="day"))
        draft = self.make_draft()
        friday = AT + timedelta(days=4, hours=8)  # in the middle of the working day
        draft.with_user(self.author)._submit(friday, self.leader.id)
        request = draft.pending_request_id
        self.assertEqual((request.due_at.date() - friday.date()).days, 4)
        self.assertEqual(request.due_derivation["value"], "2")
        self.assertEqual(request.activity_id.date_deadline, request.due_at.date())

    # --- four eyes --------------------------------------------------------------------
    def test_who_worked_on_it_is_not_named_for_it(self):
        self.author.group_ids += self.env.ref("procedure_control.group_signer")
        route = self.make_route(self.stage(self.author), self.approval())
        draft = self.make_draft()
        with self.assertRaises(UserError):
            draft.with_user(self.author).action_submit(approver_id=self.leader.id)
        # Of a role's holders he is left out, and the others sign.
        role = self.env["procedure.role"].create({"name": "Thẩm định", "code": "t-td"})
        self.env["procedure.role.holder"].create(
            [
                {"role_id": role.id, "company_id": self.company.id, "user_id": user.id}
                for user in (self.author, self.reviewer)
            ]
        )
        route.stage_ids[0].write({"user_ids": False, "role_ids": role.ids})
        draft.with_user(self.author).action_submit(approver_id=self.leader.id)
        self.assertEqual(self.asked(draft), self.reviewer)

    def test_who_cannot_sign_is_named_at_submission(self):
        self.make_route(self.stage(self.staff), self.approval())
        with self.assertRaises(UserError) as error:
            self.submitted()
        self.assertIn(self.staff.name, str(error.exception))
        self.assertIn(self.company.name, str(error.exception))

    def test_two_stages_only_where_the_route_names_him_twice(self):
        self.make_route(self.stage(self.reviewer), self.approval())
        revision = self.submitted()
        self.approve(revision, self.reviewer)
        with self.assertRaises(UserError):
            revision.with_user(self.leader).action_forward(self.reviewer.id, "vắng")
        twice = self.submitted(approver=self.reviewer)
        self.approve(twice, self.reviewer)
        self.approve(twice, self.reviewer)
        self.assertEqual(twice.state, "effective")

    def test_a_delegate_does_not_sign_a_second_stage_for_another(self):
        self.make_route(self.stage(self.reviewer), self.approval())
        revision = self.submitted()
        self.approve(revision, self.reviewer)
        self.env["procedure.delegation"].with_user(self.leader).create(
            {
                "delegate_id": self.reviewer.id,
                "date_to": "2099-01-01",
                "reason": "đi công tác",
            }
        )
        with self.assertRaises(UserError):
            self.approve(revision, self.reviewer)
        self.assertEqual(self.asked(revision), self.leader)

    # --- forwarding one of several ----------------------------------------------------
    def test_quality_says_whose_signature_another_one_gives(self):
        self.make_route(self.stage(self.reviewer, self.reviewer2), self.approval())
        revision = self.submitted()
        by_quality = revision.with_user(self.officer)
        with self.assertRaises(UserError):
            by_quality.action_forward(self.signer2.id, "vắng")
        request = revision.round_ids.request_ids.filtered(
            lambda r: r.user_id == self.reviewer2
        )
        with self.assertRaises(UserError):  # asked already
            by_quality.action_forward(self.reviewer.id, "vắng", request_id=request.id)
        by_quality.action_forward(self.signer2.id, "vắng", request_id=request.id)
        self.assertEqual(self.asked(revision), self.reviewer | self.signer2)
        self.approve(revision, self.reviewer)
        self.approve(revision, self.signer2)
        self.assertEqual(self.asked(revision), self.leader)

    def test_a_round_from_before_there_were_routes_goes_on(self):
        revision = self.submitted()
        request = revision.round_ids.request_ids
        self.env.flush_all()
        for query in (
            "UPDATE procedure_round SET stages = NULL WHERE id = %s",
            "UPDATE procedure_signature_request SET weight = NULL, stage_name = NULL,"
            " stage = NULL WHERE round_id = %s",
        ):
            self.cr.execute(query, (revision.round_ids.id,))
        folder = Path(__file__).parents[1] / "migrations" / "19.0.2.0.0"
        code = runpy.run_path(str(folder / "post-routes.py"))
        code["migrate"](self.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual(
            (request.stage_name, request.weight), ("Phê duyệt", "required")
        )
        self.approve(revision, self.leader)
        self.assertEqual(revision.state, "effective")

    # --- purposes ---------------------------------------------------------------------
    def test_a_repeal_goes_the_same_way(self):
        revision = self.make_revision()
        self.make_route(self.stage(self.reviewer), self.approval())
        revision.with_user(self.officer)._open_round(
            "repeal", AT, "thừa", "stop", self.leader.id
        )
        self.assertEqual(self.asked(revision), self.reviewer)
        self.approve(revision, self.reviewer)
        self.reject(revision, self.leader, "còn dùng")
        self.assertEqual(revision.state, "effective")
        self.assertEqual(revision._last_round().outcome, "rejected")
        revision.with_user(self.officer)._open_round(
            "repeal", AT, "thừa", "stop", self.leader.id
        )
        self.approve(revision, self.reviewer)
        self.approve(revision, self.leader)
        self.assertEqual(revision.state, "repealed")

    def test_minor_changes_pass_without_the_stage_left_out_for_them(self):
        first = self.make_revision()
        self.make_route(
            self.stage(self.reviewer),
            self.approval(skip_when_minor=True),
        )
        for scale, last in (("minor", self.reviewer), ("major", self.leader)):
            change = self.make_change(first.document_id, scale=scale)
            draft = first.document_id.with_user(self.author)._new_draft(
                "x", content=self.make_content(), change=change
            )
            draft.action_submit(approver_id=self.leader.id)
            self.approve(draft, self.reviewer)
            if last == self.leader:
                self.assertEqual(draft.state, "in_review")
                self.approve(draft, self.leader)
            self.assertEqual(draft.state, "effective")

    def test_signed_outside_waits_for_the_decision(self):
        self.make_route(self.stage(self.reviewer), ends_outside=True)
        revision = self.submitted()
        self.assertFalse(revision.awaits_issuance)
        self.approve(revision, self.reviewer)
        self.env.invalidate_all()
        self.assertEqual(revision.state, "in_review")
        self.assertTrue(revision.awaits_issuance)
        self.assertFalse(self.asked(revision))
        round_ = revision.round_ids
        decision = self.env["procedure.field"].new({"name": "QĐ 1"})
        revision.with_user(self.officer)._complete_outside(round_, AT, decision)
        self.assertEqual(revision.state, "effective")
        self.assertFalse(round_.awaits_issuance)
        with self.assertRaises(UserError):
            revision._complete_outside(round_, AT, decision)
        # Nobody inside needs to be asked at all.
        self.make_route(ends_outside=True, sequence=1)
        alone = self.make_draft()
        alone.with_user(self.author).action_submit()
        self.assertTrue(alone.awaits_issuance)
        alone.with_user(self.author).action_recall("sửa lại")
        self.assertEqual(alone.state, "draft")
        self.assertFalse(alone.awaits_issuance)
