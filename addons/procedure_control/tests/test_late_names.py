"""Until it is explained, a late step names its department outside the line; over HTTP.

A colleague at the desk works on the same case, so he reads the step; the head of the
desk does too. Neither stands in the line of who was late.
"""

from odoo import fields
from odoo.tests import freeze_time, tagged

from ..models.procedure_task_named import MASK
from .case_common import CaseRpcCommon, local
from .explanation_common import (
    DEADLINE,
    TASK,
    ExplanationCommon,
    LateNamesCommon,
)

NOW = "2026-10-09 01:30:00"  # UTC; 08:30 in Hà Nội
AFTER = "2026-10-12 10:00:01"  # UTC; a second after DEADLINE


@tagged("post_install", "-at_install")
class TestLateNames(LateNamesCommon):
    # --- the department in place of the name ------------------------------------------

    def test_the_line_reads_the_name_others_the_department(self):
        for user, name in (
            *((user, self.section.name) for user in self.outsiders),
            *((user, self.late.name) for user in self.line),
        ):
            [row], _error = self.call(
                user, TASK, "read", self.task.ids, ["person_shown", "late_minutes"]
            )
            self.assertEqual((row["person_shown"], row["late_minutes"]), (name, 120))

    def test_explained_everybody_reads_the_name(self):
        self._explain(self.explanation)
        self.assertEqual(self.task.with_user(self.clerk).person_shown, self.late.name)

    def test_after_two_working_days_everybody_reads_the_name(self):
        self.task.named_from = local(DEADLINE)
        task = self.task.with_user(self.clerk)
        with freeze_time(NOW):
            self.assertEqual(task.person_shown, self.section.name)
        task.invalidate_recordset()
        with freeze_time(AFTER):
            self.assertEqual(task.person_shown, self.late.name)

    def test_what_is_in_time_is_named_at_once(self):
        task, _none = self._late("2026-10-08 10:00")
        self.assertEqual(task.with_user(self.clerk).person_shown, self.late.name)

    def test_an_open_late_step_is_unnamed_before_the_sweep_has_seen_it(self):
        task = self._task(self._open(), "B2")
        self.assertFalse(task.named_from)  # and overdue by the clock of today
        self.assertEqual(task.with_user(self.clerk).person_shown, self.section.name)

    # --- attacks: the name by another way ---------------------------------------------

    def test_reading_does_not_tell(self):
        ids, people = self.task.ids, ["user_id", "done_by_id", "stand_in_id"]
        columns = [*people, "write_uid", "create_uid", "had_by_ids", "principal_id"]
        for user in self.outsiders:
            [row] = self.assertUnnamed(user, "read", ids, columns)
            self.assertFalse(any(row[name] for name in columns))
            [row] = self.assertUnnamed(user, "read", ids, ["user_id"], load=None)
            self.assertFalse(row["user_id"])
            self.assertUnnamed(user, "search_read", [("id", "in", ids)], columns)
            spec = {name: {"fields": {"display_name": {}}} for name in people}
            self.assertUnnamed(user, "web_read", ids, spec)
            self.assertUnnamed(
                user, "web_search_read", [("id", "in", ids)], specification=spec
            )
            self.assertUnnamed(
                user,
                "web_read",
                self.task.case_id.ids,
                {"path": {}, "task_ids": {"fields": spec}, "current_user_ids": {}},
                model="procedure.case",
            )
        [row], _error = self.call(self.head, TASK, "read", ids, ["user_id"])
        self.assertEqual(row["user_id"], [self.late.id, self.late.name])

    def test_grouping_does_not_tell(self):
        domain = [("verdict", "=", "late"), ("id", "=", self.task.id)]
        for user in self.outsiders:
            for spec in ("user_id", "done_by_id", "write_uid"):
                for order in (None, f"{spec} desc"):
                    groups = self.assertUnnamed(
                        user,
                        "formatted_read_group",
                        domain,
                        [spec],
                        ["__count", "late_minutes:sum"],
                        order=order,
                    )
                    # Counted, with all its minutes, under nobody's name.
                    self.assertEqual(
                        [
                            (g[spec], g["__count"], g["late_minutes:sum"])
                            for g in groups
                        ],
                        [(False, 1, 120)],
                    )
            self.assertUnnamed(
                user, "formatted_read_group", domain, ["user_id.name"], ["__count"]
            )
            # The step after it knows by whom it was opened.
            [group] = self.assertUnnamed(
                user,
                "formatted_read_group",
                [("opened_by_id", "=", self.task.id)],
                ["opened_by_id.user_id.name"],
                ["__count"],
            )
            self.assertEqual(group["__count"], 1)
            [group] = self.assertUnnamed(
                user,
                "formatted_read_group",
                domain,
                [],
                ["user_id:count_distinct", "done_by_id:array_agg", "write_uid:max"],
            )
            self.assertEqual(group["user_id:count_distinct"], 0)
            self.assertFalse(any(group["done_by_id:array_agg"]))
            self.assertFalse(group["write_uid:max"])
            self.assertUnnamed(user, "web_read_group", domain, ["user_id"], ["__count"])
        groups, _error = self.call(
            self.head, TASK, "formatted_read_group", domain, ["user_id"], ["__count"]
        )
        self.assertEqual(groups[0]["user_id"][0], self.late.id)

    def test_searching_by_people_does_not_tell(self):
        late = ("verdict", "=", "late")
        asked = [
            [late, ("user_id", "=", self.late.id)],
            [late, ("user_id", "in", [self.late.id, self.head.id])],
            [late, ("done_by_id", "=", self.late.id)],
            [late, ("write_uid", "=", self.late.id)],
            [late, ("user_id", "ilike", self.late.name)],
            [late, ("user_id.login", "=", self.late.login)],
            [late, ("user_id", "any", [("login", "=", self.late.login)])],
            [late, "!", ("user_id", "!=", self.late.id)],
            [late, "|", ("user_id", "=", self.late.id), ("id", "=", 0)],
            [late, ("case_id.task_ids", "any", [late, ("user_id", "=", self.late.id)])],
        ]
        for user in self.outsiders:
            for domain in asked:
                found, error = self.call(user, TASK, "search", domain)
                self.assertFalse(error, self.said)
                self.assertNotIn(self.task.id, found, domain)
            found, _error = self.call(
                user,
                "procedure.case",
                "search",
                [("task_ids", "any", [late, ("user_id", "=", self.late.id)])],
            )
            self.assertNotIn(self.task.case_id.id, found)
        asked.remove([late, ("write_uid", "=", self.late.id)])  # a test wrote last
        for domain in asked:
            found, error = self.call(self.head, TASK, "search", domain)
            self.assertIn(self.task.id, found, (domain, self.said))

    def test_his_own_are_found_by_himself(self):
        found, _error = self.call(
            self.late,
            TASK,
            "search",
            [("verdict", "=", "late"), ("user_id", "=", self.late.id)],
        )
        self.assertIn(self.task.id, found)

    def test_exporting_does_not_tell(self):
        exports = self.env.ref("base.group_allow_export")
        exports.user_ids |= self.clerk | self.other_head | self.head
        columns = ["label", "user_id", "user_id/name", "user_id/id", "done_by_id/login"]
        for user in self.outsiders:
            answer = self.assertUnnamed(user, "export_data", self.task.ids, columns)
            [line] = answer["datas"]
            self.assertEqual(line, ["B2"] + [self.section.name] * 4)
            self.assertUnnamed(
                user,
                "export_data",
                self.task.case_id.ids,
                ["name", "task_ids/label", "task_ids/user_id"],
                model="procedure.case",
            )
        answer, _error = self.call(
            self.head, TASK, "export_data", self.task.ids, columns
        )
        self.assertEqual(answer["datas"][0][1], self.late.name)

    def test_no_key_of_the_context_opens_it(self):
        for value in (False, True, [], [(0, "=", 1)], "x", None):
            for method, args in (
                ("read", [self.task.ids, ["user_id"]]),
                (
                    "formatted_read_group",
                    [[("id", "=", self.task.id)], ["user_id"], ["__count"]],
                ),
            ):
                self.assertUnnamed(
                    self.clerk, method, *args, context={MASK: value, "su": True}
                )

    def test_the_explanation_itself_is_read_in_the_line_alone(self):
        self._explain(self.explanation)
        model = "procedure.explanation"
        for user in (*self.outsiders, self.stranger):
            found, _error = self.call(user, model, "search", [])
            self.assertNotIn(self.explanation.id, found)
            self.assertRefused(user, model, "read", self.explanation.ids, ["words"])
            self.assertRefused(user, model, "action_open_act", self.explanation.ids)
            self.assertRefused(
                user,
                "procedure.explanation.act",
                "create",
                [{"explanation_id": self.explanation.id}],
            )
        for user in self.line:
            found, _error = self.call(user, model, "search", [])
            self.assertIn(self.explanation.id, found, user.login)

    def test_the_name_of_the_explanation_names_nobody(self):
        """Odoo shows the name of a linked record to whoever reads the link."""
        self.assertUnnamed(self.clerk, "read", self.task.ids, ["explanation_id"])

    # --- the engine is not misled -----------------------------------------------------

    def test_what_was_read_hidden_does_not_stay_in_the_cache(self):
        tasks = self.env[TASK].with_user(self.clerk)
        rows = tasks._read_group(
            [("id", "=", self.task.id)], ["user_id"], ["id:recordset"]
        )
        self.assertFalse(rows[0][0])
        self.env.invalidate_all()
        self.assertEqual(rows[0][1].sudo().user_id, self.late)
        found = tasks.search([("user_id", "!=", self.stranger.id)])
        self.env.invalidate_all()
        self.assertEqual((found & self.task).sudo().user_id, self.late)


@tagged("post_install", "-at_install")
class TestAttacksExplanation(ExplanationCommon, CaseRpcCommon):
    """An explanation is made and moved by its acts alone."""

    FORGED = {
        "state": "agreed",
        "words": "forged",
        "user_id": 1,
        "head_id": 1,
        "head_words": "forged",
        "decided_by_id": 1,
        "due_at": "2099-01-01 00:00:00",
        "given_at": "2020-01-01 00:00:00",
    }
    MODEL = "procedure.explanation"

    def setUp(self):
        super().setUp()
        self.task, self.explanation = self._late()
        self.task.named_from = self.explanation.due_at = fields.Datetime.add(
            fields.Datetime.now(), days=1
        )
        self.env.flush_all()

    def test_nobody_writes_makes_or_deletes_one(self):
        ids = self.explanation.ids
        for user in (self.late, self.head, self.officer):
            for name, value in self.FORGED.items():
                self.assertRefused(user, self.MODEL, "write", ids, {name: value})
            vals = {**self.FORGED, "task_id": self.task.id}
            self.assertRefused(user, self.MODEL, "create", [vals])
            self.assertRefused(user, self.MODEL, "unlink", ids)
            for name in ("named_from", "explanation_id", "cause_id"):
                self.assertRefused(user, TASK, "write", self.task.ids, {name: False})
        self.assertEqual(self.explanation.state, "asked")

    def test_nobody_explains_for_another_or_judges_himself(self):
        ids, cause = self.explanation.ids, self.system.id
        for user in (self.clerk, self.head, self.officer, self.stranger):
            self.assertRefused(user, self.MODEL, "action_explain", ids, cause, "x")
        # Before its time is over nobody judges what he has not explained.
        for user in (self.late, self.head, self.officer, self.clerk):
            self.assertRefused(user, self.MODEL, "action_agree", ids)
            self.assertRefused(user, self.MODEL, "action_correct", ids, cause, "x")
        _done, error = self.call(
            self.late,
            self.MODEL,
            "action_explain",
            ids,
            cause,
            "Mất mạng.",
            context={"default_state": "agreed", "default_head_id": self.late.id},
        )
        self.assertFalse(error, self.said)
        self.assertEqual(self.explanation.state, "explained")
        self.assertEqual(self.explanation.head_id, self.head)
        for user in (self.late, self.clerk, self.other_head, self.auditor):
            self.assertRefused(user, self.MODEL, "action_agree", ids)
            self.assertRefused(user, self.MODEL, "action_correct", ids, cause, "x")
        self.assertEqual(self.explanation.state, "explained")

    def test_the_private_doors_are_closed(self):
        for method, args in (
            ("_move", [{"state": "agreed"}]),
            ("_make", [[self.FORGED]]),
            ("_withdraw", ["2026-01-01"]),
            ("_explain", [self.system.id, "x", "2026-01-01"]),
            ("_ask", [self.task.ids, "2026-01-01"]),
        ):
            self.assertRefused(
                self.late, self.MODEL, method, self.explanation.ids, *args
            )
            self.assertIn(method, self.said)

    def test_the_list_of_causes_is_the_quality_managers(self):
        for user in (self.late, self.head, self.officer):
            self.assertRefused(user, "procedure.cause", "create", [{"name": "x"}])
            self.assertRefused(
                user, "procedure.cause", "write", self.system.ids, {"name": "x"}
            )
