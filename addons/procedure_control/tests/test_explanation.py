"""A late step is explained by who was late, and judged by his head."""

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .case_common import local, shown
from .explanation_common import DEADLINE, DONE, DUE, ExplanationCommon


@tagged("post_install", "-at_install")
class TestExplanation(ExplanationCommon):
    def _events(self, explanation):
        events = self.env["procedure.event"].search(
            [("model", "=", explanation._name), ("res_id", "=", explanation.id)],
            order="id",
        )
        return events.mapped("kind")

    # --- asked ------------------------------------------------------------------------

    def test_ending_a_step_after_its_due_asks_who_did_it(self):
        task, explanation = self._late()
        self.assertEqual((shown(task.due_at), task.late_minutes), (DUE, 120))
        self.assertEqual(explanation.state, "asked")
        self.assertEqual(explanation.user_id, self.late)
        self.assertEqual(shown(explanation.asked_at), DONE)
        self.assertEqual(shown(explanation.due_at), DEADLINE)
        self.assertEqual(shown(task.named_from), DEADLINE)
        activity = explanation.activity_id
        self.assertEqual(activity.user_id, self.late)
        self.assertEqual(str(activity.date_deadline), "2026-10-12")
        self.assertIn("B2", activity.summary)
        self.assertEqual(self._events(explanation), ["explanation.asked"])

    def test_ending_a_step_in_time_asks_nothing(self):
        task, explanation = self._late(DUE)
        self.assertFalse(explanation)
        self.assertFalse(task.named_from)

    def test_an_open_step_is_asked_about_once_when_its_due_has_passed(self):
        case = self._open()
        task = self._task(case, "B2")
        tasks = self.env["procedure.task"]
        self.assertNotIn(task, tasks._lock_unasked(local(DUE), tasks))
        for at in ("2026-10-08 14:05", "2026-10-08 14:10"):
            tasks._lock_unasked(local(at), tasks)._ask_each(local(at))
        explanation = task.explanation_id
        self.assertEqual(len(explanation.search([("task_id", "=", task.id)])), 1)
        self.assertEqual(explanation.user_id, self.late)
        self.assertEqual(shown(explanation.due_at), DEADLINE)
        # Ending it late asks no second time.
        self._finish(case, "B2", DONE)
        self.assertEqual(task.explanation_id, explanation)
        self.assertEqual(len(explanation.search([("task_id", "=", task.id)])), 1)

    def test_a_step_moved_after_its_due_is_explained_by_who_was_late(self):
        task = self._task(self._open(), "B2")
        task._ask_each(local("2026-10-08 14:05"))
        task.with_user(self.officer).action_reassign(self.clerk.id, "chuyển")
        self.assertEqual(task.user_id, self.clerk)
        self.assertEqual(task.explanation_id.user_id, self.late)

    def test_a_step_nobody_held_asks_the_head(self):
        task = self._task(self._open(), "B2")
        task.user_id = False
        task._ask_each(local("2026-10-08 14:05"))
        explanation = task.explanation_id
        self.assertFalse(explanation.user_id)
        self.assertEqual(explanation.activity_id.user_id, self.head)
        explanation.with_user(self.head)._correct(
            self.workload.id, "Chưa bố trí người.", local("2026-10-08 15:00")
        )
        self.assertEqual(explanation.state, "corrected")

    def test_one_open_explanation_a_step(self):
        task, explanation = self._late()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            explanation._ask(task, local(DONE))

    # --- explained and judged ---------------------------------------------------------

    @freeze_time("2026-10-09 02:00:00")
    def test_explained_then_agreed(self):
        task, explanation = self._late()
        self._explain(explanation)
        self.assertEqual(explanation.state, "explained")
        self.assertEqual(task.cause_id, self.system)
        self.assertEqual(shown(task.named_from), "2026-10-09 09:00")
        self.assertEqual(explanation.head_id, self.head)
        self.assertEqual(explanation.activity_id.user_id, self.head)
        explanation.with_user(self.head).action_agree()
        self.assertEqual(explanation.state, "agreed")
        self.assertEqual(explanation.decided_by_id, self.head)
        self.assertFalse(explanation.activity_id.active)
        self.assertEqual(task.head_cause, self.system.name)
        self.assertEqual(
            self._events(explanation),
            ["explanation.asked", "explanation.given", "explanation.agreed"],
        )

    @freeze_time("2026-10-09 02:00:00")
    def test_corrected_keeps_both_and_counts_by_the_heads(self):
        task, explanation = self._late()
        self._explain(explanation)
        explanation.with_user(self.head).action_correct(self.workload.id, "Ùn việc.")
        self.assertEqual(explanation.cause_id, self.system)
        self.assertEqual(explanation.head_cause_id, self.workload)
        self.assertEqual(explanation.words, "Mất mạng cả buổi chiều.")
        self.assertEqual(explanation.head_words, "Ùn việc.")
        self.assertEqual(explanation.final_cause_id, self.workload)
        self.assertEqual(task.cause_id, self.workload)

    def test_who_is_late_may_explain_anew_until_it_is_decided(self):
        task, explanation = self._late()
        self._explain(explanation)
        self._explain(explanation, "2026-10-09 10:00", self.workload)
        self.assertEqual(task.cause_id, self.workload)
        # Named since he first explained: that is not taken back.
        self.assertEqual(shown(task.named_from), "2026-10-09 09:00")
        explanation.with_user(self.head)._agree(local("2026-10-09 11:00"))
        with self.assertRaises(UserError):
            self._explain(explanation, "2026-10-09 12:00")

    def test_both_cause_and_sentence_are_asked_for(self):
        _task, explanation = self._late()
        by_late = explanation.with_user(self.late)
        gone = self.env["procedure.cause"].create({"name": "Cũ", "active": False})
        for cause, words in (
            (self.system.id, "  "),
            (False, "x"),
            (gone.id, "x"),
            (10**9, "x"),
            ("x", "x"),
            (self.system.id, None),
        ):
            with self.subTest(cause), self.assertRaises(UserError):
                by_late.action_explain(cause, words)
        self.assertEqual(explanation.state, "asked")

    def test_nobody_judges_his_own(self):
        """The head of a section who is late himself is judged above him."""
        case = self._open()
        task = self._task(case, "B2")
        task.user_id = self.head
        task = self._finish(case, "B2", DONE)
        explanation = task.explanation_id
        self.assertEqual(explanation.user_id, self.head)
        explanation.with_user(self.head)._explain(
            self.system.id, "x", local("2026-10-09 09:00")
        )
        self.assertEqual(explanation.head_id, self.above)
        with self.assertRaises(UserError):
            explanation.with_user(self.head).action_agree()
        explanation.with_user(self.above).action_agree()
        self.assertEqual(explanation.state, "agreed")

    def test_silence_is_judged_only_after_its_time(self):
        _task, explanation = self._late()
        by_head = explanation.with_user(self.head)
        with freeze_time("2026-10-12 09:59:00"), self.assertRaises(UserError):
            by_head.action_correct(self.workload.id, "Không giải trình.")
        with freeze_time("2026-10-12 10:01:00"):
            with self.assertRaises(UserError):
                by_head.action_agree()
            by_head.action_correct(self.workload.id, "Không giải trình.")
        self.assertEqual(explanation.state, "corrected")
        self.assertFalse(explanation.cause_id)

    def test_who_may_judge(self):
        for user, may in (
            (self.head, True),
            (self.above, True),
            (self.leader, True),
            (self.officer, True),
            (self.other_head, False),
            (self.clerk, False),
            (self.late, False),
            (self.auditor, False),
        ):
            _task, explanation = self._late()
            self._explain(explanation)
            with self.subTest(user.login):
                if may:
                    explanation.with_user(user).action_agree()
                    continue
                with self.assertRaises(UserError):
                    explanation.with_user(user).action_agree()

    # --- no longer late ---------------------------------------------------------------

    def test_a_due_that_moves_takes_the_question_back(self):
        case = self._open()
        task = self._task(case, "B2")
        task._ask_each(local("2026-10-08 14:05"))
        explanation = task.explanation_id
        # A supplement recorded late: the clock had stood for a day.
        case._insert_pause(
            "x", "x", local("2026-10-07 08:00"), local("2026-10-08 08:00"), local(DONE)
        )
        self.assertEqual(shown(task.due_at), "2026-10-09 14:00")
        self.assertEqual(explanation.state, "withdrawn")
        self.assertFalse(explanation.activity_id.active)
        self.assertFalse(task.explanation_id or task.named_from or task.cause_id)
        self.assertEqual(self._events(explanation)[-1], "explanation.withdrawn")
        # Late by the new due, it is asked about anew.
        self._finish(case, "B2", "2026-10-09 15:00")
        self.assertEqual(task.explanation_id.state, "asked")
        self.assertNotEqual(task.explanation_id, explanation)

    def test_a_due_that_moves_too_little_leaves_it(self):
        case = self._open()
        task = self._task(case, "B2")
        task._ask_each(local("2026-10-08 17:00"))
        case._insert_pause(
            "x", "x", local("2026-10-07 08:00"), local("2026-10-07 10:00"), local(DONE)
        )
        self.assertEqual(shown(task.due_at), "2026-10-08 16:00")
        self.assertEqual(task.explanation_id.state, "asked")

    def test_a_step_that_is_cancelled_asks_nothing_more(self):
        case = self._open()
        task = self._task(case, "B2")
        task._ask_each(local("2026-10-08 14:05"))
        explanation = task.explanation_id
        task._stop("cancelled", local(DONE))
        self.assertEqual(explanation.state, "withdrawn")

    def test_words_go_with_the_content_of_their_case_and_the_cause_stays(self):
        task, explanation = self._late()
        self._explain(explanation)
        self.env["procedure.disposal"]._empty_cases(task.case_id)
        self.assertFalse(explanation.words)
        self.assertEqual(explanation.cause_id, self.system)
        self.assertEqual(explanation.state, "explained")

    # --- the activity -----------------------------------------------------------------

    def test_the_activity_opens_the_dialog_and_ends_by_it_alone(self):
        _task, explanation = self._late()
        activity = explanation.activity_id.with_user(self.late)
        self.assertTrue(activity.procedure_door)
        for act in (
            activity.action_done,
            activity.action_cancel,
            activity.unlink,
            lambda: activity.write({"user_id": self.clerk.id}),
        ):
            with self.assertRaises(UserError):
                act()
        action = activity.action_open_procedure_door()
        dialog = self.env[action["res_model"]].with_user(self.late)
        dialog = dialog.browse(action["res_id"])
        self.assertTrue(dialog.can_explain)
        dialog.write({"cause_id": self.system.id, "words": "Mất điện."})
        dialog.action_explain()
        self.assertFalse(activity.active)
        action = explanation.activity_id.with_user(
            self.head
        ).action_open_procedure_door()
        dialog = self.env[action["res_model"]].with_user(self.head)
        dialog = dialog.browse(action["res_id"])
        self.assertTrue(dialog.can_decide)
        self.assertEqual(dialog.given_words, "Mất điện.")
        dialog.action_agree()
        self.assertEqual(explanation.state, "agreed")

    def test_a_lost_activity_comes_back(self):
        _task, explanation = self._late()
        explanation.activity_id.sudo().unlink()
        self.env["procedure.explanation"]._heal()
        self.assertEqual(explanation.activity_id.user_id, self.late)

    def test_who_left_is_judged_without_him(self):
        _task, explanation = self._late()
        self.late.sudo().action_archive()
        self.env["procedure.explanation"]._heal()
        self.assertEqual(explanation.activity_id.user_id, self.head)
        with freeze_time("2026-10-09 02:00:00"):
            explanation.with_user(self.head).action_correct(self.workload.id, "x")
        self.assertEqual(explanation.state, "corrected")

    # --- what it costs ----------------------------------------------------------------

    def test_asking_a_batch_costs_a_fixed_number_of_queries(self):
        counts = []
        for count in (2, 20, 100):
            vals = {"document_id": self.document.id, "company_id": self.agency.id}
            cases = self.env["procedure.case"].with_user(self.officer)
            cases = cases._receive([vals] * count, local("2026-10-06 10:00")).sudo()
            first = cases.task_ids.filtered(lambda t: t.state == "ready")
            first._complete(
                {"choice": False, "reason": "", "checked": [], "document_number": ""}
                | {"attachment_ids": [], "assignments": []},
                local("2026-10-06 10:00"),
                user=self.clerk,
            )
            tasks = cases.task_ids.filtered(lambda t: t.state == "ready")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            tasks._ask_each(local(DONE))
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(tasks.explanation_id), count)
        slope = (counts[2] - counts[1]) / 80
        self.assertLessEqual(slope, 0.25, counts)

    def test_what_was_asked_costs_the_sweep_nothing_more(self):
        tasks = self.env["procedure.task"]
        self._late()
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.assertFalse(tasks._lock_unasked(local(DONE), tasks))
        self.assertLessEqual(self.env.cr.sql_log_count - before, 1)
