from datetime import timedelta

from freezegun import freeze_time
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .case_common import local, shown
from .consult_common import ConsultCommon, Outcome


@tagged("post_install", "-at_install")
class TestConsult(ConsultCommon):
    """Agencies asked together: one limit, an answer each, and what silence means."""

    def test_the_silent_agency(self):
        """Journey 7: four asked, three answers, one silence; the figures are exact."""
        case = self._ask(self._questions())
        first, second, third, silent = self.asked
        tasks = case.task_ids.filtered(lambda t: t.label == "B2")
        self.assertEqual(tasks.company_id, self.asked)
        self.assertEqual(tasks.mapped("occurrence"), [1, 1, 1, 1])
        self.assertEqual({shown(task.ready_at) for task in tasks}, {"2026-10-06 09:00"})
        self.assertEqual({shown(task.due_at) for task in tasks}, {"2026-10-07 09:00"})
        self.assertEqual(
            {task.company_id: task.user_id for task in tasks}, self.answering
        )
        self.assertEqual(len(tasks.activity_id), 4, "each has it in his inbox")
        self.assertLessEqual(self.asked, case.agency_ids)
        self._answer(case, first, "2026-10-06 14:00")
        self._answer(case, second, "2026-10-06 16:30", "disagree", "Thiếu căn cứ")
        self._answer(case, third, "2026-10-07 08:40", "comment", "Sửa Điều 3")
        self._sweep("2026-10-07 09:00")
        self.assertEqual(self._ready(case), ["B2"], "until 09:00 it may still answer")
        self._sweep("2026-10-07 09:05")
        task = self._of(case, silent)
        self.assertEqual(task.state, "no_reply")
        self.assertFalse(task.answer, "never an agreement")
        self.assertFalse(task.done_by_id)
        self.assertFalse(task.activity_id.active)
        self.assertEqual(self._ready(case), ["B3"])
        self.assertEqual(shown(self._task(case, "B3").ready_at), "2026-10-07 09:00")
        self.assertEqual(self._task(case, "B3").opened_by_id, task)
        sheet = self._sheet(case)
        self.assertEqual(sheet.company_id, self.asked)
        self.assertEqual(
            [(row.answer, row.state, row.late) for row in sheet],
            [
                ("agree", "answered", False),
                ("disagree", "answered", False),
                ("comment", "answered", False),
                ("no_reply", "no_reply", True),
            ],
        )
        self.assertEqual(
            [shown(row.answered_at) for row in sheet],
            ["2026-10-06 14:00", "2026-10-06 16:30", "2026-10-07 08:40", False],
        )
        self.assertEqual({shown(row.asked_at) for row in sheet}, {"2026-10-06 09:00"})
        self.assertEqual({shown(row.due_at) for row in sheet}, {"2026-10-07 09:00"})
        [figures] = self.env["procedure.consultation"]._read_group(
            [("case_id", "=", case.id)],
            [],
            ["asked_count:sum", "late_count:sum", "late_percent:avg"],
        )
        self.assertEqual(figures, (4, 1, 25.0))

    @freeze_time("2026-10-20 03:00")
    def test_the_silent_agency_is_among_the_late_steps(self):
        case = self._ask(self._questions())
        for agency in self.asked[:3]:
            self._answer(case, agency, "2026-10-06 14:00")
        self._sweep("2026-10-07 09:05")
        self.env.flush_all()
        options = (
            self.env["procedure.compliance.export"]
            .create(
                {
                    "period_kind": "month",
                    "month": "10",
                    "year": 2026,
                    "company_ids": [(6, 0, self.asked.ids)],
                    "language": "en",
                    "rows": "field",
                }
            )
            ._options()
        )
        rows = list(self.env["procedure.compliance.rows"]._rows_steps(options))
        [row] = [r for r in rows if r.case_number == case.name and r.overdue]
        self.assertEqual((row.agency, row.cause), (self.asked[3].name, "No reply"))
        self.assertEqual((row.done_at, row.late_minutes), (row.due_at, 0))

    def test_an_answer_after_the_time_is_refused_in_words(self):
        """Whether the sweep has been there or not: the case has gone on."""
        case = self._ask(self._questions())
        agency = self.asked[0]
        for swept in (False, True):
            if swept:
                self._sweep("2026-10-07 09:05")
            with self.assertRaisesRegex(UserError, r"was over at 07/10/2026 09:00"):
                self._answer(case, agency, "2026-10-07 09:01")
        self.assertEqual(self._of(case, agency).state, "no_reply")

    def test_to_the_second_of_the_due_it_is_an_answer(self):
        case = self._ask(self._questions(), self.asked[:1])
        self._answer(case, self.asked[0], "2026-10-07 09:00")
        self.assertEqual(case.consultation_ids.answer, "agree")
        self.assertFalse(case.consultation_ids.late)
        self.assertEqual(self._ready(case), ["B3"])

    def test_all_must_answer_unless_a_quorum_says_less(self):
        case = self._ask(self._questions())
        for agency in self.asked[:3]:
            self._answer(case, agency, "2026-10-06 10:00")
            self.assertEqual(self._task(case, "B3").state, "planned")
        self._answer(case, self.asked[3], "2026-10-06 11:00")
        self.assertEqual(self._ready(case), ["B3"])
        self.assertEqual(shown(self._task(case, "B3").ready_at), "2026-10-06 11:00")

    def test_after_the_quorum_the_rest_need_not_answer(self):
        case = self._ask(self._questions(quorum=2))
        self._answer(case, self.asked[0], "2026-10-06 10:00")
        self.assertEqual(self._ready(case), ["B2", "B2", "B2"])
        self._answer(case, self.asked[1], "2026-10-06 11:00")
        self.assertEqual(self._ready(case), ["B3"])
        rest = self._of(case, self.asked[2]) | self._of(case, self.asked[3])
        self.assertEqual(rest.mapped("state"), ["not_arisen"] * 2)
        self.assertFalse(rest.activity_id.filtered("active"))
        sheet = self._sheet(case)
        self.assertEqual(sheet.mapped("answer")[2:], ["not_needed"] * 2)
        self.assertFalse(sheet.filtered("late"))
        with self.assertRaises(UserError):
            self._answer(case, self.asked[2], "2026-10-06 12:00")
        self.assertEqual(self._task(case, "B3").occurrence, 1)

    def test_the_quorum_and_silence_together(self):
        """The time is over before enough have answered: the case goes on all the same.

        Nobody's silence is counted as one of the answers.
        """
        case = self._ask(self._questions(quorum=3))
        self._answer(case, self.asked[0], "2026-10-06 10:00")
        self._sweep("2026-10-07 10:00")
        self.assertEqual(self._ready(case), ["B3"])
        self.assertEqual(
            self._sheet(case).mapped("answer"),
            ["agree", "no_reply", "no_reply", "no_reply"],
        )

    def test_where_silence_waits_the_case_waits(self):
        case = self._ask(self._questions(silence="waits"), self.asked[:2])
        self._answer(case, self.asked[0], "2026-10-06 10:00")
        self._sweep("2026-10-12 10:00")
        self.assertEqual(self._ready(case), ["B2"])
        self._answer(case, self.asked[1], "2026-10-07 11:00")
        self.assertEqual(self._ready(case), ["B3"])
        late = case.consultation_ids.filtered("late")
        self.assertEqual(late.company_id, self.asked[1])
        self.assertEqual((late.answer, late.late_minutes), ("agree", 120))

    def test_an_opinion_needs_an_answer_and_words(self):
        case = self._ask(self._questions(), self.asked[:1])
        for answer, reason in ((False, "x"), ("yes", "x"), ("no_reply", "x")):
            with self.assertRaisesRegex(UserError, "the answer"):
                self._answer(case, self.asked[0], "2026-10-06 10:00", answer, reason)
        for answer in ("disagree", "comment"):
            with self.assertRaisesRegex(UserError, "opinion in words"):
                self._answer(case, self.asked[0], "2026-10-06 10:00", answer)
        self._answer(case, self.asked[0], "2026-10-06 10:00", "disagree", "Không rõ")
        self.assertEqual(case.consultation_ids.text, "Không rõ")

    def test_whom_to_ask_is_chosen_and_checked(self):
        case = self._receive(self._questions(quorum=2), "2026-10-05 15:00")
        step = self._task(case, "B2").step_id
        for agencies in (self.asked.browse(), self.asked[:1]):
            row = {"step_id": step.id, "agency_ids": agencies.ids}
            with self.assertRaisesRegex(UserError, "at least 2"):
                self._finish(case, "B1", "2026-10-06 09:00", assignments=[row])
        stranger = self.env["res.company"].create({"name": "Không ai nhận"})
        row = {"step_id": step.id, "agency_ids": (stranger | self.asked[:1]).ids}
        with self.assertRaisesRegex(UserError, "Nobody holds the role"):
            self._finish(case, "B1", "2026-10-06 09:00", assignments=[row])
        self.assertNotIn(stranger, case.agency_ids)

    def test_one_agency_is_asked_once_at_a_time(self):
        case = self._ask(self._questions(), self.asked[:2])
        task = self._of(case, self.asked[0])
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            task.company_id = self.asked[1]
            self.env.flush_all()

    def test_a_pause_moves_the_time_and_keeps_the_question(self):
        case = self._ask(self._questions(), self.asked[:2])
        case._pause("supplement", "x", "y", local("2026-10-06 10:00"))
        self._sweep("2026-10-08 10:00")
        self.assertEqual(case.consultation_ids.mapped("state"), ["open", "open"])
        case._resume("đã có", local("2026-10-08 10:00"))
        self.assertEqual(
            {shown(row.due_at) for row in case.consultation_ids}, {"2026-10-09 09:00"}
        )
        self._sweep("2026-10-09 09:01")
        self.assertEqual(self._ready(case), ["B3"])
        self.assertEqual(shown(self._task(case, "B3").ready_at), "2026-10-09 09:00")

    def test_silence_ends_before_the_clock_is_stopped(self):
        """The sweep is late; who stops the clock then finds the case further on."""
        case = self._ask(self._questions(), self.asked[:1])
        case._pause("supplement", "x", "y", local("2026-10-07 09:04"))
        self.assertEqual(self._of(case, self.asked[0]).state, "no_reply")
        self.assertEqual(self._task(case, "B3").state, "paused")

    def test_silence_ends_before_the_case_is_re_planned_or_ended(self):
        """As with the clock: what was over by then is no reply, not "not needed"."""
        questions = self._questions()
        for act in (
            lambda case, at: case._replan_now("lịch làm việc đổi", at),
            lambda case, at: case._end_by("withdrawn", "rút", at),
        ):
            case = self._ask(questions, self.asked[:1])
            act(case, local("2026-10-07 09:04"))
            self.assertEqual(case.consultation_ids.answer, "no_reply")
            self.assertEqual(shown(self._task(case, "B3").ready_at), "2026-10-07 09:00")

    def test_an_end_of_the_case_closes_the_questions(self):
        case = self._ask(self._questions(), self.asked[:2])
        case._end_by("withdrawn", "rút", local("2026-10-06 10:00"))
        self.assertEqual(
            case.consultation_ids.mapped("answer"), ["not_needed", "not_needed"]
        )
        self._sweep("2026-10-08 09:00")
        self.assertEqual(case.state, "withdrawn")

    def test_asked_anew_after_a_return(self):
        document = self._questions("QT.YK2")
        revision = document.revision_ids
        case = self._ask(document, self.asked[:2])
        self.assertTrue(revision)
        for agency in self.asked[:2]:
            self._answer(case, agency, "2026-10-06 10:00")
        target = self._task(case, "B1")
        reason = self.env.ref("procedure_control.procedure_return_reason_content")
        again = case._send_back(
            self._task(case, "B3"), target, local("2026-10-06 11:00"), "sai", reason
        )
        self.assertEqual((again.label, again.occurrence), ("B1", 2))
        row = {
            "step_id": self._task(case, "B2").step_id.id,
            "agency_ids": self.asked[1:4].ids,
        }
        self._finish(case, "B1", "2026-10-06 14:00", assignments=[row])
        anew = case.task_ids.filtered(lambda t: t.label == "B2" and t.state == "ready")
        self.assertEqual(anew.company_id, self.asked[1:4])
        self.assertEqual(set(anew.mapped("occurrence")), {2})
        self.assertEqual(len(case.consultation_ids), 5)
        self.assertEqual(
            anew.mapped("user_id"),
            self.env["res.users"].union(*(self.answering[a] for a in self.asked[1:4])),
        )
        due = {task.due_at for task in anew}
        self.assertEqual(len(due), 1, "one limit for all")

    def test_a_question_among_steps_that_run_together(self):
        from ..engine.content import Phase  # noqa: PLC0415

        document = self._procedure(
            "QT.YK3",
            [
                self._step(1, "B1", "consult-expert", "4", "hour"),
                self._step(
                    2,
                    "B2",
                    "opinion",
                    "8",
                    "hour",
                    kind="consult",
                    agency_mode="chosen",
                    chosen_by="s1",
                    phase="p1",
                ),
                self._step(3, "B3", "consult-expert", "8", "hour", phase="p1"),
                self._step(4, "B4", "consult-expert", "8", "hour"),
            ],
            limit=("20", "hour"),
            phases=(Phase("p1", "I", "Cùng làm", mode="together"),),
        )
        case = self._ask(document)
        self.assertEqual(self._ready(case), ["B2"] * 4 + ["B3"])
        self._finish(case, "B3", "2026-10-06 10:00")
        self.assertEqual(self._ready(case), ["B2"] * 4, "the questions are open")
        self._sweep("2026-10-07 09:05")
        self.assertEqual(self._ready(case), ["B4"])
        self.assertEqual(shown(self._task(case, "B4").ready_at), "2026-10-07 09:00")

    def test_questions_one_after_the_other_are_closed_in_one_sweep(self):
        """A server that stood for days brings a case to where it would be."""
        asks = {"kind": "consult", "agency_mode": "chosen", "chosen_by": "s1"}
        document = self._procedure(
            "QT.YK4",
            [
                self._step(1, "B1", "consult-expert", "4", "hour"),
                self._step(2, "B2", "opinion", "8", "hour", **asks),
                self._step(3, "B3", "opinion", "8", "hour", **asks),
                self._step(4, "B4", "consult-expert", "8", "hour"),
            ],
            limit=("28", "hour"),
        )
        case = self._receive(document, "2026-10-05 15:00")
        rows = [
            {"step_id": self._task(case, label).step_id.id, "agency_ids": ids}
            for label, ids in (("B2", self.asked[:2].ids), ("B3", self.asked[2:].ids))
        ]
        self._finish(case, "B1", "2026-10-06 09:00", assignments=rows)
        self._sweep("2026-10-12 08:00")
        self.assertEqual(self._ready(case), ["B4"])
        self.assertEqual(shown(self._task(case, "B4").ready_at), "2026-10-08 09:00")
        self.assertEqual(case.consultation_ids.mapped("late_count"), [1, 1, 1, 1])

    def test_closing_many_costs_no_more_queries_a_case(self):
        document = self._questions()

        def queries(count):
            for _number in range(count):
                self._ask(document, self.asked[:2])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["procedure.task"]._close_silent(local("2026-10-07 10:00"))
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few, many = queries(2), queries(12)
        self.assertLess(many - few, 10 * 2, f"{few} for 2 cases, {many} for 12")

    def test_the_trail_names_who_was_silent(self):
        case = self._ask(self._questions(), self.asked[:1])
        self._sweep("2026-10-07 09:05")
        event = self.env["procedure.event"].search(
            [
                ("kind", "=", "task.no_reply"),
                ("res_id", "=", self._of(case, self.asked[0]).id),
            ]
        )
        self.assertEqual(len(event), 1)
        self.assertEqual(shown(event.occurred_at), "2026-10-07 09:00")
        self.assertEqual(event.user_id.id, 1, "nobody did it: the time was over")


@tagged("post_install", "-at_install")
class TestSendBack(ConsultCommon):
    """Why work goes back is counted, and who refuses a file sends it back."""

    def _case(self):
        document = self._procedure(
            "QT.TRA",
            [
                self._step(1, "B1", "consult-expert", "4", "hour"),
                self._step(
                    2,
                    "B2",
                    "consult-expert",
                    "4",
                    "hour",
                    outcomes=(Outcome("Trả lại", "back", "s1", False),),
                ),
                self._step(3, "B3", "consult-expert", "4", "hour"),
            ],
            limit=("12", "hour"),
        )
        return self._receive(document, "2026-10-05 08:00")

    def test_a_return_needs_its_reason_from_the_list_and_words(self):
        case = self._case()
        self._finish(case, "B1", "2026-10-05 09:00")
        task = self._task(case, "B2")
        back = str(task.step_id.outcome_ids.id)
        reason = self.env.ref("procedure_control.procedure_return_reason_legal")
        mine = task.with_user(self.expert)
        with self.assertRaisesRegex(UserError, "from the list"):
            mine.action_complete(choice=back, reason="sai")
        with self.assertRaisesRegex(UserError, "from the list"):
            mine.action_complete(choice=back, reason="sai", return_reason_id=987654321)
        with self.assertRaisesRegex(UserError, "a reason"):
            mine.action_complete(choice=back, return_reason_id=reason.id)
        mine.action_complete(choice=back, reason="sai", return_reason_id=reason.id)
        self.assertEqual((task.state, task.return_reason_id), ("sent_back", reason))
        listed = reason.action_open_returns()
        self.assertIn(task, self.env["procedure.task"].search(listed["domain"]))
        self.assertEqual(self._ready(case), ["B1"])

    def test_no_reason_is_kept_of_what_went_on(self):
        case = self._case()
        reason = self.env.ref("procedure_control.procedure_return_reason_legal")
        self._task(case, "B1").with_user(self.expert).action_complete(
            return_reason_id=reason.id
        )
        self.assertFalse(self._task(case, "B1").return_reason_id)

    def test_sent_back_without_a_listed_outcome(self):
        case = self._case()
        self._finish(case, "B1", "2026-10-05 09:00")
        self._finish(case, "B2", "2026-10-05 10:00", choice="next")
        due, reason = (
            case.due_at,
            self.env.ref("procedure_control.procedure_return_reason_papers"),
        )
        ended, target = self._task(case, "B3"), self._task(case, "B2")
        again = (
            case.with_user(self.expert)
            .sudo()
            ._send_back(ended, target, local("2026-10-05 11:00"), "thiếu tờ 3", reason)
        )
        self.assertEqual((ended.state, ended.return_reason_id), ("sent_back", reason))
        self.assertEqual(ended.done_by_id, self.expert)
        self.assertEqual(ended.reason, "thiếu tờ 3")
        self.assertEqual(
            (again.label, again.state, again.occurrence), ("B2", "ready", 2)
        )
        self.assertEqual(again.user_id, target.done_by_id)
        self.assertEqual(again.opened_by_id, ended)
        self.assertEqual(case.due_at, due)
        self.assertEqual(self._task(case, "B3").state, "planned")
        for other, words in ((again, "earlier"), (ended, "sent back")):
            with self.assertRaisesRegex(UserError, f"(?i){words}"):
                case._send_back(other, again, local("2026-10-05 12:00"), "x", reason)
        self._finish(case, "B2", "2026-10-05 13:30", choice="next")
        self._finish(case, "B3", "2026-10-05 14:30")
        self.assertEqual(case.state, "closed")

    def test_a_new_occurrence_gets_what_is_left_but_a_day_at_least(self):
        case = self._case()
        self._finish(case, "B1", "2026-10-05 09:00")
        self._finish(
            case,
            "B2",
            "2026-10-05 10:00",
            choice=str(self._task(case, "B2").step_id.outcome_ids.id),
            reason="sai",
        )
        again = self._task(case, "B1")
        self.assertEqual(shown(again.due_at), "2026-10-06 10:00")
        self.assertEqual(again.due_at - again.ready_at, timedelta(days=1))
