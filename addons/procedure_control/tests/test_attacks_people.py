"""Over RPC, as who would want to: other people's work, and one's own to be rid of."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .case_common import CaseRpcCommon
from .people_common import PeopleCommon


@tagged("post_install", "-at_install")
class TestAttacksPeople(PeopleCommon, CaseRpcCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cousin = cls._user("pp-cousin", "procedure_control.group_manager")
        cls._department("Phòng khác", head=cls.cousin)
        at = fields.Datetime.now() - timedelta(hours=1)
        cls.tasks = (
            cls.env["procedure.case"]
            .with_user(cls.officer)
            ._receive(
                [{"document_id": cls.slow.id, "company_id": cls.agency.id}] * 2, at
            )
            .sudo()
            .task_ids
        )
        today = fields.Date.today()
        cls.days = {
            "date_from": str(today + timedelta(days=2)),
            "date_to": str(today + timedelta(days=4)),
        }

    def _said(self, **values):
        return {
            "user_id": self.away.id,
            "delegate_id": self.an.id,
            "scope": "tasks",
            "reason": "x",
            **self.days,
            **values,
        }

    def _shares(self):
        return [[self.an.id, self.tasks.ids]]

    def test_nobody_else_sends_a_colleague_away(self):
        for user in (self.an, self.cousin, self.officer, self.signer):
            self.assertRefused(user, "procedure.delegation", "create", [self._said()])
            self.assertRefused(
                user,
                "procedure.delegation",
                "action_take_over",
                self.away.id,
                self._shares(),
                self.days["date_from"],
                self.days["date_to"],
                "x",
            )
        self.assertEqual(self.tasks.user_id, self.away)

    def test_what_a_client_does_not_say(self):
        forged = {
            "starts_at": "2026-01-01 00:00:00",
            "begun_at": "2026-01-01 00:00:00",
            "granted_by_id": self.quality.id,
            "department_id": self.other_section.id,
            "task_ids": [[6, 0, self.tasks.ids]],
        }
        result, error = self.call(
            self.away,
            "procedure.delegation",
            "create",
            [self._said(**forged)],
            context={f"default_{name}": value for name, value in forged.items()},
        )
        self.assertFalse(error)
        made = self.env["procedure.delegation"].browse(result)
        self.assertEqual(made.granted_by_id, self.away)
        self.assertEqual(made.department_id, self.section)
        self.assertFalse(made.begun_at or made.task_ids)
        self.assertEqual(self.tasks.user_id, self.away)
        for vals in ({"delegate_id": self.binh.id}, {"returned_at": "2026-01-01"}):
            self.assertRefused(
                self.head, "procedure.delegation", "write", made.ids, vals
            )
        self.assertRefused(self.head, "procedure.delegation", "unlink", made.ids)

    def test_tasks_of_others_are_not_slipped_in(self):
        others = self.tasks[0]
        others.user_id = self.binh
        for method, args in (
            ("action_take_over", (self.days["date_from"], self.days["date_to"], "x")),
        ):
            self.assertRefused(
                self.head,
                "procedure.delegation",
                method,
                self.away.id,
                self._shares(),
                *args,
            )
        self.assertRefused(
            self.head,
            "procedure.task",
            "action_hand_over",
            self.away.id,
            self._shares(),
            self.days["date_from"],
            "x",
        )
        self.assertEqual(others.user_id, self.binh)

    def test_handing_over_for_good_is_for_who_answers_for_him(self):
        args = (self.away.id, self._shares(), self.days["date_from"], "x")
        for user in (self.away, self.an, self.cousin, self.officer):
            self.assertRefused(user, "procedure.task", "action_hand_over", *args)
        # His head may, but roles are the quality manager's to end.
        self.assertRefused(self.head, "procedure.task", "action_hand_over", *args, True)
        self.assertEqual(self.tasks.user_id, self.away)
        _result, error = self.call(
            self.quality, "procedure.task", "action_hand_over", *args, True
        )
        self.assertFalse(error)
        self.assertEqual(self.tasks.user_id, self.an)
        holder = self.env["procedure.role.holder"].search(
            [("user_id", "=", self.away.id)]
        )
        last = fields.Date.subtract(fields.Date.to_date(self.days["date_from"]), days=1)
        self.assertEqual(holder.date_to, last)

    def test_neither_claimed_nor_pooled_by_hand(self):
        task = self.tasks[0]
        for vals in (
            {"pool_user_ids": [[4, self.an.id]]},
            {"user_id": self.an.id},
            {"principal_id": self.an.id},
        ):
            self.assertRefused(self.an, "procedure.task", "write", task.ids, vals)
        self.assertRefused(self.an, "procedure.task", "action_claim", task.ids)
        self.assertRefused(
            self.away, "procedure.task", "action_hand_back", task.ids, "x"
        )
        self.assertEqual(task.user_id, self.away)

    def test_the_wall_between_agencies(self):
        elsewhere = self.env["res.company"].create({"name": "Sở khác"})
        stranger = self._user("pp-stranger", "procedure_control.group_quality_manager")
        stranger.write(
            {"company_ids": [(6, 0, elsewhere.ids)], "company_id": elsewhere.id}
        )
        self.assertRefused(
            stranger,
            "procedure.delegation",
            "create",
            [self._said(delegate_id=stranger.id)],
        )
        self.assertRefused(
            self.head,
            "procedure.delegation",
            "create",
            [self._said(delegate_id=stranger.id)],
        )

    def test_private_and_evidence(self):
        for model, method in (
            ("procedure.delegation", "_grant"),
            ("procedure.delegation", "_settle"),
            ("procedure.task", "_move"),
            ("procedure.task", "_follow_holders"),
            ("procedure.people.change", "_tell"),
        ):
            self.assertEqual(self.call(self.head, model, method)[1], "AccessError")
        self.assertRefused(
            self.quality,
            "procedure.people.change",
            "create",
            [{"task_id": self.tasks[0].id, "why": "term"}],
        )
