from freezegun import freeze_time
from odoo.tests import tagged

from ..engine.content import Component, Outcome
from .case_common import local, shown
from .test_handover import HandoverCommon


@tagged("post_install", "-at_install")
class TestJourneyMorning(HandoverCommon):
    """A one-stop clerk's morning: forty dossiers of 80 hours, figure by figure."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._hold("ho-head", cls.head, department=cls.office)
        row = cls._step
        cls.document = cls._procedure(
            "QT.GD.01",
            [
                row(
                    1,
                    "B1",
                    "ho-clerk",
                    "2",
                    "hour",
                    checklist=("Đơn đã ký",),
                    outcomes=(Outcome("Từ chối", "end_refused", "", True),),
                ),
                row(2, "B2", "ho-head", "4", "hour"),
                row(3, "B3", "ho-expert", "58", "hour"),
                row(4, "B4", "ho-head", "6", "hour"),
                row(5, "B5", "ho-head", "8", "hour"),
                row(6, "B6", "ho-expert", "2", "hour"),
                row(7, "B7", "ho-clerk", unit="not_counted"),
            ],
            limit=("80", "hour"),
            kind="tthc",
            components=(
                Component("Đơn đề nghị", 1, 0, True),
                Component("Giấy khai sinh", 0, 1, True),
            ),
        )

    def _morning(self):
        """(received, waiting, refused): 36, 3 and 1, four or five minutes apart."""
        cases = self.env["procedure.case"].with_company(self.agency)
        cases = cases.with_user(self.clerk)
        received, waiting = cases, cases
        paper = self.document.revision_ids.component_ids[1]
        for number in range(40):
            with freeze_time(local(f"2026-10-05 {8 + number // 15:02}:00")) as clock:
                clock.tick(60 * 4 * (number % 15))
                values = {
                    "document_id": self.document.id,
                    "company_id": self.agency.id,
                    "requester_name": f"Nguyễn Thị Mận {number}",
                }
                if number == 39:
                    refused = cases.action_refuse_new(values, "Không thuộc đối tượng")
                    continue
                if number in (7, 19, 31):
                    values["missing"] = paper.ids
                case = cases.browse(cases.action_receive([values]))
                if case.state == "intake":
                    waiting |= case
                    continue
                received |= case
                task = self._task(case.sudo(), "B1").with_user(self.clerk)
                task.action_complete(choice="next", checked=["Đơn đã ký"])
        return received.sudo(), waiting.sudo(), cases.browse(refused).sudo()

    def test_thirty_six_go_over_and_one_comes_back(self):
        received, waiting, refused = self._morning()
        self.assertEqual((len(received), len(waiting)), (36, 3))
        self.assertEqual(set(waiting.mapped("state")), {"intake"})
        self.assertFalse(any(waiting.mapped("received_at")))
        self.assertEqual(refused.state, "not_accepted")
        self.assertFalse(refused.received_at)
        self.assertEqual(shown(received[0].due_at), "2026-10-16 17:00")
        self.assertEqual(
            {self._task(case, "B1").verdict for case in received}, {"early"}
        )
        tasks = self.env["procedure.task"].with_user(self.clerk)
        with freeze_time(local("2026-10-05 11:20")):
            waiting_there = tasks.search([("to_hand_over", "=", True)])
            self.assertEqual(waiting_there.case_id, received)
            made = self._lists(waiting_there)
        self.assertEqual((len(made), made.line_count), (1, 36))
        self.assertEqual(shown(made.handed_at), "2026-10-05 11:20")

        why = self.env.ref("procedure_control.procedure_return_reason_papers")
        lines = made.line_ids.with_user(self.head)
        with freeze_time(local("2026-10-05 13:40")):
            lines[11].action_refuse(why.id, "Thiếu giấy khai sinh")
            made.with_user(self.head).action_confirm()
        self.assertEqual(
            (made.state, made.received_count, made.refused_count),
            ("confirmed", 35, 1),
        )
        self.assertEqual(shown(made.settled_at), "2026-10-05 13:40")
        back = self._task(lines[11].case_id.sudo(), "B1")
        self.assertEqual((back.state, back.occurrence), ("ready", 2))
        self.assertEqual(back.user_id, self.clerk)
        self.assertEqual(shown(back.ready_at), "2026-10-05 13:40")
        # A return has its floor of one working day, and moves the case by nothing.
        self.assertEqual(shown(back.due_at), "2026-10-06 13:40")
        mine = tasks.search([("user_id", "=", self.clerk.id), ("state", "=", "ready")])
        self.assertEqual(mine, back)
