from odoo.exceptions import UserError
from odoo.tests import tagged

from .case_common import local, shown
from .consult_common import ConsultCommon
from .test_case_move import MoveCommon


@tagged("post_install", "-at_install")
class TestCaseMoveAsked(ConsultCommon, MoveCommon):
    """A case that is moved while agencies are asked, or the requester is."""

    def _longer(self, document, hours="16", **values):
        return self._revise(
            document,
            [
                self._step(1, "B1", "consult-expert", "4", "hour"),
                self._step(
                    2,
                    "B2",
                    "opinion",
                    hours,
                    "hour",
                    kind="consult",
                    agency_mode="chosen",
                    chosen_by="s1",
                    **values,
                ),
                self._step(3, "B3", "consult-expert", "8", "hour"),
            ],
            at="2026-10-06 08:00",
            limit=("40", "hour"),
        )

    def test_questions_go_on_and_silence_still_ends_them(self):
        document = self._questions()
        case = self._ask(document)
        first, *_others, silent = self.asked
        self._answer(case, first, "2026-10-06 10:00")
        rows = case.task_ids.filtered(lambda t: t.label == "B2").ids
        self._move(case, self._longer(document), "2026-10-06 11:00")
        tasks = case.task_ids.filtered(lambda t: t.label == "B2")
        self.assertEqual(sorted(tasks.ids), sorted(rows))
        states = {task.company_id: task.state for task in tasks}
        self.assertEqual(states.pop(first), "done")
        self.assertEqual(set(states.values()), {"ready"})
        waiting = self._of(case, silent)
        self.assertEqual(shown(waiting.due_at), "2026-10-08 09:00")
        row = waiting.consultation_ids
        self.assertEqual(shown(row.due_at), "2026-10-08 09:00", "told in the sheet")
        self._sweep("2026-10-07 09:05")
        self.assertEqual(waiting.state, "ready", "the time of before is not over")
        self._sweep("2026-10-08 09:05")
        self.assertEqual(waiting.state, "no_reply")
        self.assertEqual(self._ready(case), ["B3"])
        self._finish(case, "B3", "2026-10-08 10:00")
        self.assertEqual(case.state, "closed")

    def test_a_question_that_enough_have_answered_there(self):
        document = self._questions()
        case = self._ask(document)
        self._answer(case, self.asked[0], "2026-10-06 10:00")
        new = self._longer(document, quorum=1)
        with self.assertRaisesRegex(UserError, "nothing more would be asked"):
            self._move(case, new, "2026-10-06 11:00")
        self.assertNotEqual(case.revision_id, new)

    def test_what_was_silent_before_the_move_is_silent(self):
        """The time was over: a longer one there does not ask again."""
        document = self._questions()
        case = self._ask(document)
        new = self._longer(document, hours="40")
        with self.assertRaises(UserError):
            # By now it is at B3: there B2 is done, and nothing is mapped to B3.
            self._move(case, new, "2026-10-08 09:00", skip=("B3",))
        self._sweep("2026-10-07 09:05")
        self._move(case, new, "2026-10-08 09:00")
        self.assertEqual(self._ready(case), ["B3"])
        self.assertEqual(self._of(case, self.asked[0]).state, "no_reply")

    def test_who_waits_for_the_requester_goes_on_waiting(self):
        steps = [
            self._step(1, "B1", "clerk", "1"),
            self._step(2, "B2", "clerk", "", "not_counted", kind="wait"),
            self._step(3, "B3", "head", "1"),
        ]
        document = self._procedure("QT.MVW", steps, limit=("4", "day"))
        case = self._receive(document, "2026-10-05 08:00")
        self._finish(case, "B1", "2026-10-05 16:00")
        self.assertEqual(case.state, "paused")
        new = self._revise(document, steps, limit=("6", "day"))
        self._move(case, new, "2026-10-07 09:00")
        self.assertEqual((case.state, self._ready(case)), ("paused", ["B2"]))
        self._finish(case, "B2", local("2026-10-08 16:00"))
        self.assertEqual((case.state, self._ready(case)), ("running", ["B3"]))
        self._finish(case, "B3", "2026-10-08 17:00")
        self.assertEqual(case.state, "closed")
