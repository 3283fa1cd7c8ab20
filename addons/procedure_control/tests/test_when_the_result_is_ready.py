from odoo.tests import tagged

from ..engine.content import Phase
from .case_common import local, shown
from .consult_common import ConsultCommon, Outcome


@tagged("post_install", "-at_install")
class TestWhenTheResultIsReady(ConsultCommon):
    """The verdict is taken when the last counted step ends, whatever that step is."""

    def _handing_over(self, number, **values):
        return self._step(
            number, f"B{number}", "consult-expert", unit="not_counted", **values
        )

    def test_a_block_left_by_its_quorum(self):
        phase = Phase("p1", "I", "Cùng làm", mode="together", join="quorum", quorum=2)
        document = self._procedure(
            "QT.KHOI",
            [
                self._step(1, "B1", "consult-expert", "1"),
                *(
                    self._step(n, f"B{n}", "consult-expert", "1", phase="p1")
                    for n in (2, 3, 4)
                ),
                self._handing_over(5),
            ],
            limit=("2", "day"),
            phases=(phase,),
        )
        case = self._receive(document, "2026-10-05 08:00")
        self._finish(case, "B1", "2026-10-05 17:00")
        self._finish(case, "B3", "2026-10-06 09:00")
        self.assertFalse(case.verdict, "one answer is no quorum")
        self._finish(case, "B2", "2026-10-07 16:00")
        self.assertEqual((case.state, case.verdict), ("result_ready", "on_time"))
        self.assertEqual(shown(case.result_at), "2026-10-07 16:00")
        self.assertEqual(self._task(case, "B4").state, "not_arisen")
        self.assertEqual(case.decided_by_id, self._task(case, "B2"))
        self._finish(case, "B5", "2026-10-20 08:00")
        self.assertEqual((case.state, case.verdict), ("closed", "on_time"))
        self.assertEqual(shown(case.result_at), "2026-10-07 16:00")

    def _asked_last(self):
        document = self._procedure(
            "QT.HOICUOI",
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
                ),
                self._handing_over(3),
            ],
            limit=("12", "hour"),
        )
        return self._ask(document, self.asked[:2])

    def test_the_last_answer_of_the_agencies_asked(self):
        case = self._asked_last()
        self._answer(case, self.asked[0], "2026-10-06 10:00")
        self.assertFalse(case.verdict)
        self._answer(case, self.asked[1], "2026-10-06 11:00")
        self.assertEqual((case.state, case.verdict), ("result_ready", "early"))
        self.assertEqual(shown(case.result_at), "2026-10-06 11:00")

    def test_silence_makes_the_result_at_its_due(self):
        case = self._asked_last()
        self._answer(case, self.asked[0], "2026-10-06 10:00")
        self._sweep("2026-10-07 10:30")
        self.assertEqual(case.state, "result_ready")
        self.assertEqual(shown(case.result_at), "2026-10-07 09:00", "not of the sweep")
        self.assertTrue(case.verdict)

    def test_sent_back_twice_from_after_the_result(self):
        """Each time the result is withdrawn; the last one is judged."""
        wrong = Outcome("Kết quả sai", "back", "s2", True)
        document = self._procedure(
            "QT.SAU",
            [
                self._step(1, "B1", "consult-expert", "1"),
                self._step(2, "B2", "consult-expert", "1"),
                self._handing_over(3),
                self._handing_over(4, outcomes=(wrong,)),
            ],
            limit=("3", "day"),
        )
        case = self._receive(document, "2026-10-05 08:00")
        self._finish(case, "B1", "2026-10-05 10:00")
        for day, verdict in (("07", "early"), ("08", "on_time"), ("09", "late")):
            self._finish(case, "B2", f"2026-10-{day} 10:00")
            self.assertEqual((case.state, case.verdict), ("result_ready", verdict))
            self.assertEqual(shown(case.result_at), f"2026-10-{day} 10:00")
            self._finish(case, "B3", f"2026-10-{day} 11:00")
            if verdict == "late":
                break
            back = case.revision_id.step_ids.outcome_ids.filtered(
                lambda o: o.kind == "back"
            )
            self._finish(
                case, "B4", f"2026-10-{day} 14:00", choice=str(back.id), reason="x"
            )
            self.assertEqual(
                (case.state, case.verdict, case.result_at), ("running", False, False)
            )
            self.assertEqual(shown(case.due_at), "2026-10-08 17:00", "does not move")
        # Withdrawn as often as it was ready, less the last time.
        kinds = (
            self.env["procedure.event"]
            .search([("model", "=", case._name), ("res_id", "=", case.id)])
            .mapped("kind")
        )
        self.assertEqual(kinds.count("case.result_ready"), 3)
        self.assertEqual(kinds.count("case.result_withdrawn"), 2)
        self._finish(case, "B4", "2026-10-09 15:00", choice="next")
        self.assertEqual((case.state, case.verdict), ("closed", "late"))
        self.assertLess(case.result_at, local("2026-10-09 15:00"))
