from odoo.exceptions import UserError
from odoo.tests import tagged

from ..engine.content import Outcome, Phase
from .case_common import CaseCommon, local, shown

BACK = Outcome("Không đồng ý", "back", "s2", True)


@tagged("post_install", "-at_install")
class TestCaseFlow(CaseCommon):
    """Which steps come next, and how a case ends."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.expert = cls._user("flow-expert")
        cls._hold("expert", cls.expert)

    def _linear(self, count=5, at="2026-10-05 08:00", outcomes=None, **values):
        """A case of steps B1… of one working day each; `outcomes` by number."""
        outcomes = outcomes or {}
        steps = [
            self._step(n, f"B{n}", "expert", "1", outcomes=outcomes.get(n, ()))
            for n in range(1, count + 1)
        ]
        values = {"limit": (str(count), "day"), **values}
        return self._receive(self._procedure("QT.FLOW", steps, **values), at)

    # --- sent back -------------------------------------------------------------------

    def test_sent_back_opens_a_new_occurrence(self):
        case = self._linear(outcomes={4: (BACK,)})
        for label in ("B1", "B2", "B3"):
            self._finish(case, label)
        first = self._task(case, "B2")
        due_before = case.due_at
        sent = self._finish(
            case,
            "B4",
            "2026-10-08 09:00",
            choice=self._back(case),
            reason="Thiếu số liệu",
        )
        self.assertEqual(sent.state, "sent_back")
        self.assertEqual(sent.reason, "Thiếu số liệu")
        again = self._task(case, "B2")
        self.assertEqual((first.state, first.occurrence), ("done", 1))
        self.assertEqual((again.state, again.occurrence), ("ready", 2))
        self.assertEqual(again.user_id, first.done_by_id, "who did it does it again")
        self.assertEqual(case.due_at, due_before, "a return never moves the case")
        self.assertEqual(self._task(case, "B3").state, "planned")
        self.assertEqual(self._task(case, "B3").occurrence, 2)
        self.assertEqual(self._task(case, "B4").state, "planned")
        self.assertEqual(self._task(case, "B5").occurrence, 1, "not walked yet")
        for label in ("B2", "B3"):
            self._finish(case, label)
        self._finish(case, "B4", choice="next")
        self._finish(case, "B5")
        self.assertEqual(case.state, "closed")

    def test_return_is_due_by_its_floor(self):
        """B2 used its whole day: it comes back with one working day, not with none."""
        case = self._linear(outcomes={4: (BACK,)})
        for label in ("B1", "B2", "B3"):
            self._finish(case, label)
        self._finish(
            case, "B4", "2026-10-08 09:00", choice=self._back(case), reason="x"
        )
        self.assertEqual(shown(self._task(case, "B2").due_at), "2026-10-09 09:00")

    def test_return_needs_a_reason(self):
        case = self._linear(outcomes={4: (BACK,)})
        for label in ("B1", "B2", "B3"):
            self._finish(case, label)
        with self.assertRaisesRegex(UserError, "a reason"):
            self._finish(case, "B4", choice=self._back(case))
        self.assertEqual(self._ready(case), ["B4"])

    def _back(self, case):
        return str(case.revision_id.step_ids.outcome_ids.id)

    def test_sent_back_after_the_result(self):
        """Handing over finds the result wrong: it is not ready any more."""
        back = {3: (Outcome("Kết quả sai", "back", "s2", True),)}
        steps = [
            self._step(1, "B1", "expert", "1"),
            self._step(2, "B2", "expert", "1"),
            self._step(3, "B3", "expert", unit="not_counted", outcomes=back[3]),
        ]
        document = self._procedure("QT.FLOW", steps, limit=("2", "day"))
        case = self._receive(document, "2026-10-05 08:00")
        self._finish(case, "B1")
        self._finish(case, "B2", "2026-10-07 10:00")
        self.assertEqual((case.state, case.verdict), ("result_ready", "on_time"))
        self._finish(
            case, "B3", "2026-10-12 08:00", choice=self._back(case), reason="x"
        )
        self.assertEqual((case.state, case.verdict), ("running", False))
        self._finish(case, "B2", "2026-10-12 09:00")
        self.assertEqual((case.state, case.verdict), ("result_ready", "late"))

    # --- other outcomes --------------------------------------------------------------

    def test_jump_passes_steps_that_did_not_arise(self):
        jump = Outcome("Hồ sơ đơn giản", "jump", "s4")
        stay = Outcome("Hồ sơ phức tạp", "next")
        case = self._linear(outcomes={1: (stay, jump)})
        chosen = case.revision_id.step_ids.outcome_ids.filtered(
            lambda o: o.kind == "jump"
        )
        self._finish(case, "B1", choice=str(chosen.id))
        self.assertEqual(self._ready(case), ["B4"])
        for label in ("B2", "B3"):
            task = self._task(case, label)
            self.assertEqual(task.state, "not_arisen", "neither skipped nor cancelled")
            self.assertFalse(task.done_at)
        self._finish(case, "B4")
        self._finish(case, "B5")
        self.assertEqual(case.state, "closed")
        self.assertEqual(case.verdict, "early")

    def test_jump_over_the_result_makes_it(self):
        steps = [
            self._step(
                1,
                "B1",
                "expert",
                "1",
                outcomes=(Outcome("Trả ngay", "jump", "s3"), Outcome("Tiếp", "next")),
            ),
            self._step(2, "B2", "expert", "1"),
            self._step(3, "B3", "expert", unit="not_counted"),
        ]
        document = self._procedure("QT.FLOW", steps, limit=("2", "day"))
        case = self._receive(document, "2026-10-05 08:00")
        jump = case.revision_id.step_ids.outcome_ids.filtered(
            lambda o: o.kind == "jump"
        )
        self._finish(case, "B1", "2026-10-05 10:00", choice=str(jump.id))
        self.assertEqual(shown(case.result_at), "2026-10-05 10:00")
        self.assertEqual((case.state, case.verdict), ("result_ready", "early"))

    def test_end_refused_and_terminated(self):
        for kind, state in (
            ("end_refused", "refused"),
            ("end_terminated", "terminated"),
        ):
            with self.subTest(kind):
                outcome = Outcome("Dừng", kind, "", True)
                document = self._procedure(
                    f"QT.{kind}",
                    [
                        self._step(1, "B1", "expert", "1"),
                        self._step(2, "B2", "expert", "1", outcomes=(outcome,)),
                        self._step(3, "B3", "expert", "1"),
                    ],
                    limit=("3", "day"),
                )
                case = self._receive(document, "2026-10-05 08:00")
                self._finish(case, "B1")
                self._finish(case, "B2", choice=self._back(case), reason="Không đủ ĐK")
                self.assertEqual(case.state, state)
                self.assertEqual(case.end_reason, "Không đủ ĐK")
                self.assertEqual(self._task(case, "B2").state, "done")
                self.assertEqual(self._task(case, "B3").state, "not_arisen")
                self.assertTrue(case.ended_at)
                self.assertFalse(case.activity_ids)

    def test_withdrawn_cancels_what_was_begun(self):
        case = self._linear()
        self._finish(case, "B1")
        case._end_by("withdrawn", "Công dân rút hồ sơ", local("2026-10-06 09:00"))
        self.assertEqual(case.state, "withdrawn")
        self.assertEqual(self._task(case, "B2").state, "cancelled")
        self.assertEqual(self._task(case, "B3").state, "not_arisen")
        self.assertFalse(case.activity_ids)
        with self.assertRaisesRegex(UserError, "already ended"):
            case._end_by("refused", "x", local("2026-10-06 10:00"))

    # --- together --------------------------------------------------------------------

    def _block(self, **phase):
        for role in ("a", "b", "c"):
            self._hold(role, self._user(f"flow-{role}"))
        steps = [
            self._step(1, "B1", "expert", "1"),
            self._step(2, "B2", "a", "1", phase="p1"),
            self._step(3, "B3", "b", "2", phase="p1"),
            self._step(4, "B4", "c", "1", phase="p1"),
            self._step(5, "B5", "expert", "1"),
        ]
        document = self._procedure(
            "QT.SONG",
            steps,
            limit=("4", "day"),
            phases=(Phase("p1", "I", "Lấy ý kiến", mode="together", **phase),),
        )
        case = self._receive(document, "2026-10-05 08:00")
        self._finish(case, "B1")
        return case

    def test_together_all(self):
        case = self._block()
        self.assertEqual(self._ready(case), ["B2", "B3", "B4"])
        self._finish(case, "B4")
        self._finish(case, "B2")
        self.assertEqual(self._task(case, "B5").state, "planned")
        self._finish(case, "B3")
        self.assertEqual(self._ready(case), ["B5"])

    def test_together_completed_at_once_opens_once(self):
        """Both last members in one call: what follows opens once."""
        case = self._block()
        users = case.task_ids.filtered(lambda t: t.state == "ready").user_id
        self._finish(case, "B3")
        rest = case.task_ids.filtered(lambda t: t.state == "ready")
        rest.user_id = users[0]
        rest.with_user(users[0]).action_complete()
        self.assertEqual(self._ready(case), ["B5"])
        self.assertEqual(len(case.task_ids.filtered(lambda t: t.label == "B5")), 1)
        activities = self.env["mail.activity"].search([("res_id", "=", case.id)])
        self.assertEqual(len(activities), 1, "one activity per ready task")

    def test_together_quorum(self):
        case = self._block(join="quorum", quorum=2)
        self._finish(case, "B2")
        self._finish(case, "B4")
        self.assertEqual(self._ready(case), ["B5"])
        self.assertEqual(
            self._task(case, "B3").state, "not_arisen", "nobody waits for it"
        )
