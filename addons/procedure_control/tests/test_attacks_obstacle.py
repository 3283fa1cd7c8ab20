"""An obstacle is made, answered and settled by its named acts alone; over HTTP."""

from odoo.tests import tagged

from .case_common import CaseRpcCommon

FORGED = {
    "text": "forged",
    "state": "closed",
    "answer": "forged",
    "answered_by_id": 1,
    "user_id": 1,
    "due_at": "2099-01-01 00:00:00",
    "raised_by_id": 1,
}


@tagged("post_install", "-at_install")
class TestAttacksObstacle(CaseRpcCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls._qt_gd_02()
        cls.clerk = cls.env["res.users"].search([("login", "=", "t.clerk")])
        cls.stranger = cls._user("stranger")
        other = cls.env["res.company"].create(
            {"name": "Sở Khác", "procedure_calendar_id": cls.calendar.id}
        )
        cls.env.user.company_ids |= other
        cls.foreigner = cls._user(
            "foreigner", "procedure_control.group_quality_manager", company=other
        )

    def setUp(self):
        super().setUp()
        case = self._receive(self.document, "2026-10-05 09:00")
        self.task = self._task(case, "B1")
        self.obstacle = (
            self.env["procedure.obstacle"]
            .with_user(self.clerk)
            .action_raise("procedure.task", self.task.id, "Thiếu mẫu")
            .sudo()
        )

    def test_nobody_writes_makes_or_deletes_one(self):
        before = {name: self.obstacle[name] for name in FORGED}
        for user in (self.clerk, self.author, self.officer):
            for name, value in FORGED.items():
                self.assertRefused(
                    user,
                    "procedure.obstacle",
                    "write",
                    self.obstacle.ids,
                    {name: value},
                )
            vals = {**FORGED, "document_id": self.document.id}
            self.assertRefused(user, "procedure.obstacle", "create", [vals])
            self.assertRefused(user, "procedure.obstacle", "unlink", self.obstacle.ids)
        self.assertEqual({name: self.obstacle[name] for name in FORGED}, before)

    def test_defaults_of_the_context_bring_nothing_in(self):
        made, error = self.call(
            self.clerk,
            "procedure.obstacle",
            "action_raise",
            "procedure.task",
            self.task.id,
            "Thiếu mẫu",
            context={f"default_{name}": value for name, value in FORGED.items()},
        )
        self.assertFalse(error)
        obstacle = self.env["procedure.obstacle"].browse(made).sudo()
        self.assertEqual(obstacle.state, "open")
        self.assertFalse(obstacle.answer)
        self.assertEqual(obstacle.raised_by_id, self.clerk)
        self.assertEqual(obstacle.user_id, self.author)

    def test_the_private_doors_are_closed(self):
        count = self.obstacle.search_count([])
        for method, args in (
            ("_move", [{"state": "closed"}]),
            ("_make", [[FORGED]]),
            ("_told", ["obstacle.closed", "2026-01-01", "x"]),
            ("_ask", ["2026-01-01"]),
        ):
            self.assertRefused(
                self.clerk, "procedure.obstacle", method, self.obstacle.ids, *args
            )
            self.assertIn(method, self.said)
        self.assertEqual(self.obstacle.state, "open")
        self.assertEqual(self.obstacle.search_count([]), count)

    def test_strangers_neither_see_nor_act(self):
        for user in (self.stranger, self.foreigner):
            found, _error = self.call(user, "procedure.obstacle", "search", [])
            self.assertFalse(found)
            self.assertRefused(
                user, "procedure.obstacle", "read", self.obstacle.ids, ["text"]
            )
            for act in ("action_answer", "action_ask_again", "action_close"):
                self.assertRefused(
                    user, "procedure.obstacle", act, self.obstacle.ids, "x"
                )
            self.assertRefused(
                user, "procedure.obstacle", "action_open_act", self.obstacle.ids
            )
            self.assertRefused(
                user,
                "procedure.obstacle.act",
                "create",
                [{"obstacle_id": self.obstacle.id}],
            )
            self.assertRefused(
                user,
                "procedure.obstacle",
                "action_raise",
                "procedure.task",
                self.task.id,
                "x",
            )

    def test_who_reported_it_does_not_answer_for_the_owner(self):
        self.assertRefused(
            self.clerk, "procedure.obstacle", "action_answer", self.obstacle.ids, "x"
        )
        self.assertRefused(
            self.clerk, "procedure.obstacle", "action_start_change", self.obstacle.ids
        )
        self.assertRefused(
            self.author, "procedure.obstacle", "action_close", self.obstacle.ids, "x"
        )
        self.assertEqual(self.obstacle.state, "open")

    def test_somebody_else_s_tasks_are_not_completed_together(self):
        before = self.task.state
        mine = self.task.with_user(self.clerk)
        self.assertEqual(mine._bulk_obstacles()[mine], [], "only its owner is lacking")
        dialog, error = self.call(
            self.officer,
            "procedure.task.bulk",
            "create",
            [{"task_ids": [[6, 0, self.task.ids]]}],
        )
        self.assertFalse(error)
        self.assertRefused(
            self.officer, "procedure.task.bulk", "action_confirm", dialog
        )
        self.assertRefused(
            self.stranger, "procedure.task", "action_open_bulk", self.task.ids
        )
        self.assertEqual(self.task.state, before)
