"""Ways round to the name of who was late: order, having, activities, outlook; HTTP."""

import json

from odoo import fields
from odoo.tests import tagged

from .explanation_common import TASK, LateNamesCommon


@tagged("post_install", "-at_install")
class TestLateNamesWays(LateNamesCommon):
    def test_ordering_does_not_tell(self):
        """One's own step stands before or after his by their people."""
        mine = self._task(self.task.case_id, "B1")
        both = [("id", "in", (mine | self.task).ids)]
        for user in self.outsiders:
            for name in ("user_id", "user_id.id", "done_by_id.id"):
                orders = {
                    tuple(
                        self.call(user, TASK, "search", both, order=f"{name} {way}")[0]
                    )
                    for way in ("asc nulls first", "desc nulls first")
                }
                first = {ids[0] for ids in orders}
                self.assertEqual(first, {self.task.id}, name)

    def test_having_does_not_tell(self):
        domain = [("id", "=", self.task.id)]
        for user in self.outsiders:
            for spec, operator, value in (
                ("user_id:max", "=", self.late.id),
                ("done_by_id:min", "=", self.late.id),
                ("user_id:count_distinct", ">", 0),
            ):
                groups, error = self.call(
                    user,
                    TASK,
                    "formatted_read_group",
                    domain,
                    ["label"],
                    ["__count"],
                    having=[(spec, operator, value)],
                )
                self.assertFalse(error, self.said)
                self.assertFalse(groups, spec)

    def test_searching_over_a_link_does_not_tell(self):
        case = self.task.case_id
        following = self._task(case, "B3")
        for user in self.outsiders:
            for model, domain, record in (
                (TASK, [("opened_by_id.user_id", "=", self.late.id)], following),
                (TASK, [("explanation_id.user_id", "=", self.late.id)], self.task),
                (TASK, [("escalation_ids.late_user_id", "=", self.late.id)], self.task),
                ("procedure.case", [("task_ids.user_id", "=", self.late.id)], case),
                (
                    "procedure.case",
                    [("task_ids.explanation_id.user_id", "=", self.late.id)],
                    case,
                ),
            ):
                found, error = self.call(user, model, "search", domain)
                self.assertFalse(error, self.said)
                self.assertNotIn(record.id, found, domain)

    def test_metadata_does_not_tell(self):
        for user in self.outsiders:
            self.assertUnnamed(user, "get_metadata", self.task.ids)

    def _told(self, user, model, record_ids):
        """Every field of these records, one at a time: none tells the name."""
        described, _error = self.call(user, model, "fields_get", [], ["type"])
        for name in described or ():
            answer, error = self.call(user, model, "read", record_ids, [name])
            if error:
                continue
            text = json.dumps(answer, default=str, ensure_ascii=False)
            self.assertNotIn(self.late.name, text, (user.login, model, name))

    def test_every_field_of_the_step_and_of_its_case(self):
        # He did it in the place of the leader: that tells whose it was, too.
        away = self.env["procedure.delegation"].create(
            {
                "user_id": self.leader.id,
                "delegate_id": self.late.id,
                "company_id": self.agency.id,
                "scope": "tasks",
                "date_from": fields.Date.today(),
                "date_to": "2030-12-31",
                "reason": "Đi công tác",
            }
        )
        self.task.write(
            {
                "delegation_id": away.id,
                "principal_id": self.leader.id,
                "handed_back_ids": [(4, self.late.id)],
            }
        )
        self.env.flush_all()
        for user in self.outsiders:
            self._told(user, TASK, self.task.ids)
            self._told(user, "procedure.case", self.task.case_id.ids)

    def _open_late(self):
        """A step still open, two months over; its ladder has called, he was asked."""
        now = fields.Datetime.now()
        task = self._task(self._open(), "B2").sudo()
        task._sweep(now)
        self.env["procedure.explanation"]._ask(task, now)
        task.named_from = self.soon
        self.env.flush_all()
        return task

    def test_an_open_step_tells_nothing_beside_itself(self):
        task = self._open_late()
        for user in self.outsiders:
            self._told(user, TASK, task.ids)
            self._told(user, "procedure.case", task.case_id.ids)
            of_case = [("case_id", "=", task.case_id.id)]
            posted = [
                ("model", "=", "procedure.case"),
                ("res_id", "=", task.case_id.id),
            ]
            for model, domain in (
                ("mail.activity", [("res_model", "=", "procedure.case"), posted[1]]),
                ("mail.message", posted),
                ("procedure.escalation", of_case),
                ("procedure.due", of_case),
                ("procedure.explanation", of_case),
                ("procedure.obstacle", of_case),
                ("procedure.delegation", []),
            ):
                found, error = self.call(user, model, "search", domain)
                self.assertFalse(error, self.said)
                self._told(user, model, found)

    def test_the_activity_of_an_open_step_does_not_tell(self):
        task = self._open_late()
        activity, case = task.activity_id, task.case_id
        self.assertEqual(activity.user_id, self.late)
        model = "mail.activity"
        for user in self.outsiders:
            self.assertRefused(user, model, "read", activity.ids, ["user_id"])
            self.assertIn("mail.activity", self.said)
            for domain in (
                [("procedure_task_id", "=", task.id)],
                [("user_id", "=", self.late.id)],
            ):
                found, error = self.call(user, model, "search", domain)
                self.assertFalse(error, self.said)
                self.assertFalse(found)
                self.assertUnnamed(
                    user,
                    "formatted_read_group",
                    domain,
                    ["user_id"],
                    ["__count"],
                    model=model,
                )
            for name in ("activity_user_id", "activity_ids.user_id"):
                domain = [("id", "=", case.id), (name, "=", self.late.id)]
                found, error = self.call(user, "procedure.case", "search", domain)
                self.assertFalse(error, self.said)
                self.assertFalse(found, name)
        for user in (self.late, self.head, self.officer):
            found, _error = self.call(user, model, "search", [("id", "=", activity.id)])
            self.assertEqual(found, activity.ids, user.login)
            found, _error = self.call(
                user,
                "procedure.case",
                "search",
                [("id", "=", case.id), ("activity_user_id", "=", self.late.id)],
            )
            self.assertEqual(found, case.ids, user.login)

    def test_a_rung_tells_the_name_in_his_line_alone(self):
        """Who reads the case reads no activity by which its head was told."""
        chief = self._hold("x-chief", self.clerk).role_id
        ladder = self.env["procedure.escalation.policy"].create(
            {"name": "Của quy trình", "document_id": self.document.id}
        )
        self.env["procedure.escalation.level"].create(
            [
                {"policy_id": ladder.id, "name": name, "offset_value": "0", **values}
                for name, values in (
                    ("head", {"recipient": "head"}),
                    ("role", {"recipient": "role", "role_id": chief.id}),
                )
            ]
        )
        task = self._task(self._open(), "B2").sudo()
        task._sweep(task.due_at)
        self.env.flush_all()
        told = task.escalation_ids.activity_id
        self.assertEqual(told.user_id, self.head | self.clerk)
        fields_read = ["summary", "note", "user_id"]
        domain = [("id", "in", told.ids)]
        for user in self.outsiders:
            rows = self.assertUnnamed(
                user, "search_read", domain, fields_read, model="mail.activity"
            )
            mine = [row["user_id"][0] for row in rows]
            self.assertEqual(mine, [user.id] * (user == self.clerk))
        asked = told.filtered(lambda one: one.user_id == self.clerk)
        self.assertIn(self.section.name, asked.summary)
        model = "procedure.escalation"
        firing = task.escalation_ids.filtered(lambda f: f.user_id == self.clerk)
        self.assertEqual(firing.late_user_id, self.late)
        self.assertUnnamed(
            self.clerk, "read", firing.ids, ["late_user_id", "task_id"], model=model
        )
        for domain in (
            [("late_user_id", "=", self.late.id)],
            [("late_user_id.login", "=", self.late.login)],
        ):
            found, error = self.call(self.clerk, model, "search", domain)
            self.assertFalse(error, self.said)
            self.assertNotIn(firing.id, found)
        self.assertUnnamed(
            self.clerk,
            "formatted_read_group",
            [("id", "=", firing.id)],
            ["late_user_id"],
            ["__count"],
            model=model,
        )
        [row], _error = self.call(
            self.officer, model, "read", firing.ids, ["late_user_id"]
        )
        self.assertEqual(row["late_user_id"][0], self.late.id)
        domain = [("id", "in", told.ids)]
        rows, _error = self.call(
            self.head, "mail.activity", "search_read", domain, fields_read
        )
        self.assertIn(self.late.name, json.dumps(rows))

    def test_quality_of_another_agency_is_not_his_line(self):
        elsewhere = self.env["res.company"].create({"name": "Sở khác"})
        other = self._user(
            "x-elsewhere", "procedure_control.group_quality_officer", company=elsewhere
        )
        # Its agency is asked for an opinion on the case.
        self.task.case_id.agency_ids |= elsewhere
        self.env.flush_all()
        self.assertUnnamed(other, "read", self.task.ids, ["user_id", "done_by_id"])
        [row] = self.assertUnnamed(other, "read", self.task.ids, ["person_shown"])
        self.assertEqual(row["person_shown"], self.section.name)
        found, _error = self.call(
            other, TASK, "search", [("done_by_id", "=", self.late.id)]
        )
        self.assertNotIn(self.task.id, found)

    def test_the_outlook_names_who_is_told_but_not_who_is_late(self):
        ladder = self.env["procedure.escalation.policy"].create(
            {"name": "Của quy trình", "document_id": self.document.id}
        )
        self.env["procedure.escalation.level"].create(
            [
                {"policy_id": ladder.id, "name": name, "recipient": name}
                | {"offset_value": "0", "offset_unit": "day"}
                for name in ("owner", "head")
            ]
        )
        task = self._open_late()
        outlook, shown = task.with_user(self.clerk).outlook, self.section.name
        self.assertNotIn(self.late.name, outlook)
        self.assertIn(shown, outlook)
        self.assertIn(self.head.name, outlook)
        self.assertIn(self.late.name, task.with_user(self.head).outlook)

    def test_the_hand_over_list_does_not_tell(self):
        task = self._open_late()
        line = self.env["procedure.handover.line"].new({"next_task_id": task.id})
        self.assertEqual(line.with_user(self.head).next_user_id, self.late)
        self.assertFalse(line.with_user(self.clerk).next_user_id)
