"""Ladders bind whoever they are about: nobody bends one or forges a firing."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from .case_common import CaseRpcCommon, local
from .ladder_common import LadderCommon


@tagged("post_install", "-at_install")
class TestAttacksLadder(CaseRpcCommon, LadderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls._ladder(("0", "owner"), ("0", "head"), ("1", "leader"))
        cls.manager = cls._user("ld-boss", "procedure_control.group_manager")
        document = cls._procedure(
            "QT.THANG", [cls._step(1, "B1", "ld", "4")], limit=("4", "day")
        )
        cls.task = cls._receive(cls, document, "2026-10-05 17:00").task_ids
        cls.task._sweep(local("2026-10-12 08:00"))
        cls.firing = cls.task.escalation_ids.filtered(lambda f: f.user_id == cls.head)

    def _everybody(self):
        return (self.clerk, self.manager, self.author, self.officer)

    @mute_logger("odoo.sql_db")
    def test_nobody_but_the_quality_manager_edits_ladders(self):
        rung, model = self.policy.level_ids[1], "procedure.escalation.level"
        for user in self._everybody():
            with self.subTest(user.login):
                for values in (
                    {"offset_value": "60"},
                    {"recipient": "owner"},
                    {"how": "reassign"},
                    {"repeat_every": 1},
                    {"condition": "not_started"},
                ):
                    self.assertRefused(user, model, "write", rung.ids, values)
                self.assertRefused(user, model, "unlink", rung.ids)
                self.assertRefused(
                    user,
                    "procedure.escalation.policy",
                    "create",
                    [{"name": "Soft", "document_id": self.task.document_id.id}],
                )
                for values in ({"active": False}, {"sequence": 999}):
                    self.assertRefused(
                        user,
                        "procedure.escalation.policy",
                        "write",
                        self.policy.ids,
                        values,
                    )
        self.assertEqual(rung.offset_value, "0")
        result, error = self.call(
            self.quality, model, "write", rung.ids, {"offset_value": "2"}
        )
        self.assertTrue(result, error)

    def test_nobody_forges_or_silences_a_firing(self):
        model = "procedure.escalation"
        for user in (*self._everybody(), self.quality, self.head):
            with self.subTest(user.login):
                for values in (
                    {"state": "missed"},
                    {"user_id": self.clerk.id},
                    {"repeat": 7},
                    {"mailed_at": "2026-10-12 00:00:00"},
                ):
                    self.assertRefused(user, model, "write", self.firing.ids, values)
                self.assertRefused(user, model, "unlink", self.firing.ids)
                self.assertRefused(
                    user,
                    model,
                    "create",
                    [
                        {
                            "task_id": self.task.id,
                            "level_id": self.policy.level_ids[2].id,
                            "moment_at": "2026-10-12 00:00:00",
                            # It would be taken as fired, and the leader not be told.
                            "generation": 1,
                            "repeat": 0,
                        }
                    ],
                )
        self.task._fire(local("2026-10-13 08:00"))
        self.assertIn(self.leader, self.task.escalation_ids.user_id)

    def test_nobody_begins_for_another_or_says_when(self):
        for user in (self.head, self.manager, self.officer, self.quality):
            with self.subTest(user.login):
                self.assertRefused(
                    user, "procedure.task", "action_start", self.task.ids
                )
                self.assertRefused(
                    user,
                    "procedure.task",
                    "write",
                    self.task.ids,
                    {"started_at": "2026-10-05 00:00:00"},
                )
        self.assertRefused(
            self.clerk,
            "procedure.task",
            "write",
            self.task.ids,
            {"started_at": "2026-10-05 00:00:00", "policy_id": False},
        )
        self.assertFalse(self.task.started_at)
        result, error = self.call(
            self.clerk, "procedure.task", "action_start", self.task.ids
        )
        self.assertTrue(result, error)
        first = self.task.started_at
        self.call(self.clerk, "procedure.task", "action_start", self.task.ids)
        self.assertEqual(self.task.started_at, first, "once")

    def test_the_engine_is_not_for_clients(self):
        """What moves ladders has no public name."""
        for method in ("_fire", "_sweep", "_start", "_recipients_for", "_rungs_follow"):
            with self.subTest(method):
                result, error = self.call(
                    self.officer, "procedure.task", method, self.task.ids
                )
                self.assertIsNone(result)
                self.assertTrue(error)

    def test_a_late_person_cannot_close_what_was_told_of_him(self):
        activity = self.firing.activity_id
        for act in ("action_feedback", "unlink", "action_cancel"):
            self.call(self.clerk, "mail.activity", act, activity.ids)
            self.assertTrue(activity.exists().active, act)
        self.call(
            self.clerk, "mail.activity", "write", activity.ids, {"summary": "nothing"}
        )
        self.assertIn(self.clerk.name, activity.summary)

    def test_a_firing_is_read_by_who_was_told_and_who_is_late(self):
        stranger = self._user("ld-stranger")
        for user, seen in (
            (self.head, True),
            (self.clerk, True),
            (self.leader, False),
            (stranger, False),
        ):
            with self.subTest(user.login):
                mine = self.env["procedure.escalation"].with_user(user).search([])
                self.assertEqual(self.firing.id in mine.ids, seen)

    @mute_logger("odoo.sql_db")
    def test_quality_of_another_agency_leaves_our_ladders_alone(self):
        elsewhere = self.env["res.company"].create({"name": "Sở khác"})
        stranger = self._user(
            "ld-elsewhere",
            "procedure_control.group_quality_manager",
            company=elsewhere,
        )
        section = self._department("Phòng của ta")
        model = "procedure.escalation.policy"
        ours = self.env[model].create(
            [
                {"name": "Của Sở", "company_id": self.agency.id},
                {"name": "Của phòng", "department_id": section.id},
                {"name": "Của quy trình", "document_id": self.task.document_id.id},
            ]
        )
        rungs = self.env["procedure.escalation.level"].create(
            [{"policy_id": ladder.id, "name": "Nhắc"} for ladder in ours]
        )
        self.env.flush_all()
        for ladder, rung in zip(ours, rungs, strict=True):
            with self.subTest(ladder.name):
                for values in ({"active": False}, {"level_ids": [[5]]}):
                    self.assertRefused(stranger, model, "write", ladder.ids, values)
                self.assertRefused(stranger, model, "unlink", ladder.ids)
                self.assertRefused(
                    stranger, rung._name, "write", rung.ids, {"offset_value": "60"}
                )
                self.assertRefused(
                    stranger,
                    rung._name,
                    "create",
                    [{"policy_id": ladder.id, "name": "Thêm"}],
                )
                self.assertRefused(stranger, rung._name, "unlink", rung.ids)
        for values in (
            {"company_id": self.agency.id},
            {"department_id": section.id},
            {"document_id": self.task.document_id.id},
        ):
            self.assertRefused(stranger, model, "create", [{"name": "Nới", **values}])
        theirs, error = self.call(
            stranger, model, "create", [{"name": "Nới", "company_id": elsewhere.id}]
        )
        self.assertFalse(error, self.said)
        self.assertRefused(
            stranger, model, "write", theirs, {"company_id": self.agency.id}
        )
        for ladder in ours:
            done, error = self.call(
                self.quality, model, "write", ladder.ids, {"sequence": 5}
            )
            self.assertTrue(done, (error, self.said))
