"""What rungs asked of people closes by itself when the duty ends, however it ends."""

from datetime import timedelta

from odoo.tests import tagged

from ..engine.content import Outcome
from .case_common import CaseCommon
from .common import ProcedureCommon
from .consult_common import ConsultCommon
from .ladder_common import LadderCommon, local
from .test_review import ReviewCommon


@tagged("post_install", "-at_install")
class TestEscalationClosing(LadderCommon):
    def _overdue(self, **values):
        """A task the head was told of on Mon 12/10 in the morning."""
        task = self._task_of(**values)
        self._sweep(task, "2026-10-12 08:00")
        self.assertEqual(self._open_calls(task).user_id, self.head)
        return task

    def _assertEnded(self, task):
        self.assertFalse(self._open_calls(task))
        self.assertFalse(task.next_check_at)
        task._fire(local("2026-10-20 08:00"))
        self.assertFalse(self._open_calls(task), "and nobody is told any more")

    def setUp(self):
        super().setUp()
        self._ladder(("0", "head"), ("1", "leader"))

    def test_done(self):
        task = self._overdue()
        self._finish(task.case_id, "B1", "2026-10-12 09:00")
        self._assertEnded(task)

    def test_cancelled(self):
        task = self._overdue()
        self.env["procedure.case"].browse(task.case_id.id).with_user(
            self.officer
        ).action_terminate("Rút")
        self.assertEqual(task.state, "cancelled")
        self._assertEnded(task)

    def test_sent_back(self):
        document = self._procedure(
            "QT.TRA",
            [
                self._step(1, "B1", "ld", "1"),
                self._step(
                    2, "B2", "ld", "1", outcomes=(Outcome("Trả", "back", "s1", True),)
                ),
            ],
            limit=("2", "day"),
        )
        case = self._receive(document, "2026-10-05 17:00")
        self._finish(case, "B1", "2026-10-06 17:00")
        task = self._task(case, "B2")
        self._sweep(task, "2026-10-08 08:00")
        self.assertEqual(self._open_calls(task).user_id, self.head)
        back = task.step_id.outcome_ids
        self._finish(case, "B2", "2026-10-08 09:00", str(back.id), "Thiếu")
        self.assertEqual(task.state, "sent_back")
        self._assertEnded(task)

    def test_what_is_late_stays_told_over_a_pause(self):
        task = self._overdue()
        case = task.case_id
        case._pause("supplement", "Thiếu giấy", "CCCD", local("2026-10-12 09:00"))
        self.assertEqual(self._open_calls(task).user_id, self.head, "it is late")
        case._resume("Đã nộp", local("2026-10-14 09:00"))
        task._fire(local("2026-10-15 09:00"))
        asked = self._open_calls(task).user_id
        self.assertEqual(asked, self.head | self.leader, "each is told once")

    def test_it_stays_while_the_duty_lasts(self):
        task = self._overdue()
        self._sweep(task, "2026-10-13 08:00")
        self.assertEqual(self._open_calls(task).user_id, self.head | self.leader)

    # --- who has it changes -----------------------------------------------------------

    def _give(self, task, user):
        task.with_user(self.officer).action_reassign(user.id, "bận")
        self.env.flush_all()

    def test_texts_name_the_new_owner(self):
        task = self._overdue()
        called = self._open_calls(task)
        self.assertIn(self.clerk.name, called.summary)
        self._give(task, self.chief)
        self.assertIn(self.chief.name, called.summary)
        self.assertNotIn(self.clerk.name, called.summary)
        self.assertEqual(called.user_id, self.head, "who is above is told as before")

    def test_given_to_who_was_told_it_goes_one_up(self):
        task = self._overdue()
        called = self._open_calls(task)
        self._give(task, self.head)
        self.assertEqual(called.user_id, self.leader)
        self.assertTrue(called.active)
        firing = task.escalation_ids
        self.assertEqual(firing.user_id, self.leader, "he may read the case")
        self.assertFalse(firing.mailed_at, "and hears of it in his digest")
        self.assertTrue(task.case_id.with_user(self.leader).has_access("read"))
        self.assertEqual(task.case_id.activity_ids.user_id, self.head | self.leader)

    def test_given_to_one_of_two_who_were_told(self):
        task = self._overdue()
        self._sweep(task, "2026-10-13 08:00")
        self._give(task, self.head)
        self.assertEqual(self._open_calls(task).user_id, self.leader)
        self.assertEqual(len(self._open_calls(task)), 1, "he has it already")

    # --- the clock moves --------------------------------------------------------------

    def test_what_called_for_lateness_is_closed_when_the_due_moves_ahead(self):
        """And calls anew when the new due passes."""
        task = self._overdue()
        at = local("2026-10-12 09:00")
        task.write({"due_at": local("2026-10-16 17:00"), "clock_generation": 2})
        task._note_told(at, task.case_id._working_times(at))
        self.assertFalse(self._open_calls(task), "it is not late any more")
        task._fire(local("2026-10-16 16:00"))
        self.assertFalse(self._open_calls(task))
        self._sweep(task, "2026-10-19 08:00")
        self.assertEqual(self._open_calls(task).user_id, self.head)
        self.assertEqual(task.escalation_ids.mapped("generation"), [2, 1])

    # --- given away by the ladder -----------------------------------------------------

    def _giving(self, recipient, **values):
        self.env["procedure.escalation.policy"].search(
            [("company_id", "=", self.agency.id)]
        ).active = False
        self._ladder(("0", recipient, {"how": "reassign", **values}), duty="task")

    def test_given_to_the_stand_in(self):
        self._giving("stand_in")
        self.clerk.email = "clerk@example.org"
        task = self._task_of()
        mine, due = task.activity_id, task.due_at
        mails = self.env["mail.mail"].search([])
        self._sweep(task, "2026-10-12 08:00")
        self.assertEqual(task.user_id, self.second)
        self.assertEqual(task.activity_id, mine, "the same activity, now his")
        self.assertEqual(mine.user_id, self.second)
        self.assertEqual(task.due_at, due)
        self.assertFalse(self._open_calls(task))
        self.assertEqual(self._told(task), [(1, 0, "delivered", self.second)])
        self.assertEqual(task.escalation_ids.late_user_id, self.clerk)
        event = self.env["procedure.event"].search(
            [("kind", "=", "task.reassigned"), ("res_id", "=", task.id)]
        )
        self.assertEqual(len(event), 1)
        mail = self.env["mail.mail"].search([]) - mails
        self.assertIn("clerk@example.org", mail.email_to)
        self.assertIn(self.second.name, mail.body_html)

    def test_given_to_the_next_of_the_pool(self):
        third = self._user("ld-third")
        self.holder.substitute_id = False
        self._hold("ld", third, department=self.section)
        self._giving("stand_in")
        task = self._task_of()
        before = task.user_id
        self._sweep(task, "2026-10-12 08:00")
        self.assertEqual(task.user_id, (self.clerk | third) - before)

    def test_nobody_else_the_head_chooses(self):
        self.holder.substitute_id = False
        self._giving("stand_in")
        task = self._task_of()
        self._sweep(task, "2026-10-12 08:00")
        self.assertEqual(task.user_id, self.clerk)
        called = self._open_calls(task)
        self.assertEqual(called.user_id, self.head)
        self.assertIn("Choose who goes on", called.note)

    def test_a_stand_in_who_is_away_is_given_nothing(self):
        self._giving("stand_in")
        task = self._task_of()
        self.second.active = False
        self._sweep(task, "2026-10-12 08:00")
        self.assertEqual(task.user_id, self.clerk)
        self.assertEqual(self._open_calls(task).user_id, self.head)


@tagged("post_install", "-at_install")
class TestEscalationClosingNoReply(ConsultCommon):
    """An agency is silent: its own rungs end with the question."""

    def test_no_reply(self):
        head = self._user("nr-head", company=self.asked[:1])
        section = self._department("Phòng", head=head, company=self.asked[:1])
        case = self._ask(self._questions(), agencies=self.asked[:2])
        task = self._of(case, self.asked[:1])
        task.department_id = section
        policy = self.env["procedure.escalation.policy"].create(
            {
                "name": "x",
                "level_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "x",
                            "offset_value": "-2",
                            "offset_unit": "hour",
                            "recipient": "head",
                        },
                    )
                ],
            }
        )
        task.policy_id = policy
        task._fire(local("2026-10-06 17:00"))
        task._fire(local("2026-10-07 08:30"))
        called = task.escalation_ids.activity_id
        self.assertEqual(called.user_id, head)
        self.env["procedure.task"]._close_silent(local("2026-10-07 09:05"))
        self.assertEqual(task.state, "no_reply")
        self.assertFalse(called.active)
        self.assertFalse(task.next_check_at)


@tagged("post_install", "-at_install")
class TestEscalationClosingSignature(ProcedureCommon):
    """A signature is told of and never given away, and its rungs end with it."""

    def setUp(self):
        super().setUp()
        self.policy = self.env["procedure.escalation.policy"].create(
            {
                "name": "Everything",
                "company_id": self.company.id,
                "level_ids": [
                    (0, 0, {"name": "x", "offset_value": "0", "recipient": "leader"}),
                    (
                        0,
                        0,
                        {
                            "name": "y",
                            "offset_value": "1",
                            "recipient": "stand_in",
                            "how": "reassign",
                        },
                    ),
                ],
            }
        )

    def _asked(self):
        revision = self.make_revision("in_review")
        request = revision.pending_request_id.sudo()
        self.assertEqual(request.policy_id, self.policy)
        request.next_check_at = request.next_check_at or request.due_at
        for days in (1, 2, 3, 4, 5, 6, 7):
            at = request.due_at.replace(hour=9, minute=30) + timedelta(days=days)
            request._fire(at)
        told = [(f.state, f.user_id.login) for f in request.escalation_ids]
        self.assertTrue(request.escalation_ids.activity_id.filtered("active"), told)
        return revision, request

    def test_signed(self):
        revision, request = self._asked()
        self.assertEqual(request.user_id, self.signer, "never given away")
        self.approve(revision, self.signer)
        self.assertEqual(request.state, "approved")
        self.assertFalse(request.escalation_ids.activity_id.filtered("active"))

    def test_sent_back(self):
        revision, request = self._asked()
        self.reject(revision, self.signer, "Lỗi")
        self.assertFalse(request.escalation_ids.activity_id.filtered("active"))

    def test_forwarded(self):
        revision, request = self._asked()
        revision.with_user(self.signer).action_forward(self.signer2.id, "đi vắng")
        self.assertEqual(request.state, "void")
        self.assertFalse(request.escalation_ids.activity_id.filtered("active"))


@tagged("post_install", "-at_install")
class TestEscalationClosingObstacle(CaseCommon):
    """An obstacle answered, settled, or asked anew of another owner."""

    def _overdue(self):
        self._qt_gd_02()
        clerk = self.env["res.users"].search([("login", "=", "t.clerk")])
        case = self._receive(
            self.env["procedure.document"].search([("code", "=", "QT.GĐ.02")]),
            "2026-10-05 09:00",
        )
        obstacle = (
            self.env["procedure.obstacle"]
            .with_user(clerk)
            ._raise(self._task(case, "B1"), "x", local("2026-10-05 10:00"))
            .sudo()
        )
        obstacle._fire(local("2026-10-09 08:00"))
        obstacle._fire(local("2026-10-12 08:00"))
        called = obstacle.escalation_ids.activity_id
        self.assertTrue(called.filtered("active"))
        return obstacle, called, clerk

    def test_answered(self):
        obstacle, called, _clerk = self._overdue()
        obstacle.with_user(self.author)._answer("y", local("2026-10-12 09:00"))
        self.assertFalse(called.filtered("active"))
        self.assertFalse(obstacle.next_check_at)

    def test_settled(self):
        obstacle, called, clerk = self._overdue()
        obstacle.with_user(clerk)._close("y", local("2026-10-12 09:00"))
        self.assertFalse(called.filtered("active"))

    def test_owner_left_and_who_was_told_has_it_now(self):
        obstacle, called, _clerk = self._overdue()
        told = called.user_id[:1]
        obstacle.document_id.owner_id = told
        self.author.action_archive()
        obstacle._heal()
        self.assertEqual(obstacle.user_id, told)
        mine = obstacle.escalation_ids.activity_id.filtered("active")
        self.assertNotIn(told, mine.user_id)


@tagged("post_install", "-at_install")
class TestEscalationClosingReview(ReviewCommon):
    def _overdue(self):
        _revision, review = self.make_reviewed()
        review = review.sudo()
        review._sweep(review.due_at + timedelta(days=14, hours=-2))
        called = review.escalation_ids.activity_id
        self.assertTrue(called.filtered("active"))
        return review, called

    def test_proposed_to_be_kept(self):
        """The owner has decided: those above him are asked nothing any more."""
        review, called = self._overdue()
        review.with_user(self.author).action_keep("Vẫn phù hợp")
        self.assertEqual(review.state, "asked")
        self.assertFalse(called.filtered("active"))

    def test_superseded(self):
        review, called = self._overdue()
        self.make_revision(document=review.document_id)
        self.assertEqual(review.state, "void")
        self.assertFalse(called.filtered("active"))
