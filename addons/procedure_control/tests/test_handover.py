from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from ..engine.content import Outcome, Phase, Ref
from .case_common import CaseCommon, local
from .paper_common import text_of

SMALL, BIG = 5, 25


class HandoverCommon(CaseCommon):
    """A desk, the office that goes on with its files, and an agency beyond."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.commune = cls.env["res.company"].create(
            {"name": "Xã", "procedure_code": "HO-XA"}
        )
        cls.commune.procedure_calendar_id = cls.calendar
        cls.clerk = cls._user("ho-clerk")
        cls.neighbour = cls._user("ho-neighbour")
        cls.head = cls._user("ho-head", "procedure_control.group_manager")
        cls.expert = cls._user("ho-expert")
        cls.helper = cls._user("ho-helper")
        cls.official = cls._user("ho-official", company=cls.commune)
        cls.desk = cls._department("Bộ phận Một cửa", procedure_is_one_stop=True)
        cls.office = cls._department("Phòng Nghiệp vụ", cls.head)
        for user, department in (
            (cls.clerk, cls.desk),
            (cls.neighbour, cls.desk),
            (cls.expert, cls.office),
            (cls.helper, cls.office),
        ):
            cls.env["hr.employee"].create(
                {
                    "name": user.name,
                    "user_id": user.id,
                    "company_id": cls.agency.id,
                    "department_id": department.id,
                }
            )
        cls._hold("ho-clerk", cls.clerk, department=cls.desk)
        cls._hold("ho-expert", cls.expert, department=cls.office)
        cls._hold("ho-official", cls.official, company=cls.commune)
        there = {"agency_mode": "fixed", "agency": Ref("HO-XA", "Xã")}
        row = cls._step
        cls.document = cls._procedure(
            "QT.BG",
            [
                row(1, "B1", "ho-clerk", "4", "hour"),
                row(2, "B2", "ho-expert", "1"),
                row(3, "B3", "ho-expert", "1"),
                row(4, "B4", "ho-official", "1", **there),
            ],
            limit=("4", "day"),
        )
        cls.asking = cls._procedure(
            "QT.BG.HOI",
            [
                row(
                    1,
                    "B1",
                    "ho-clerk",
                    "4",
                    "hour",
                    checklist=("đủ",),
                    outcomes=(Outcome("Từ chối", "end_refused", "", True),),
                ),
                row(2, "B2", "ho-expert", "1"),
            ],
            limit=("2", "day"),
        )

    def _cases(self, count, document=None, at="2026-10-05 08:00"):
        document = document or self.document
        return (
            self.env["procedure.case"]
            .with_company(self.agency)
            .with_user(self.officer)
            ._receive(
                [{"document_id": document.id, "company_id": self.agency.id}] * count,
                local(at),
            )
            .sudo()
        )

    def _tasks(self, cases, label):
        tasks = cases.task_ids.filtered(lambda t: t.label == label)
        return tasks.sorted("id").sudo(False)

    def _lists(self, tasks, user=None):
        ids = tasks.with_user(user or self.clerk).action_hand_over_files()
        return self.env["procedure.handover"].browse(ids)

    def _handed(self, count=3):
        cases = self._cases(count)
        return cases, self._lists(self._tasks(cases, "B1"))


@tagged("post_install", "-at_install")
class TestHandover(HandoverCommon):
    """Files of one unit go to another in one act, and every one is accounted for."""

    def test_one_act_completes_and_makes_one_list(self):
        cases, made = self._handed(3)
        self.assertEqual(len(made), 1)
        self.assertRegex(made.name, r"^BG-\d{4}-0001$")
        self.assertEqual((made.state, made.line_count), ("sent", 3))
        self.assertEqual(
            (made.department_id, made.to_department_id), (self.desk, self.office)
        )
        self.assertEqual(made.handed_by_id, self.clerk)
        self.assertEqual(made.line_ids.case_id, cases)
        self.assertEqual(set(self._tasks(cases, "B1").mapped("state")), {"done"})
        self.assertEqual(set(self._tasks(cases, "B2").mapped("state")), {"ready"})
        self.assertEqual(
            made.line_ids.next_task_id.ids, self._tasks(cases, "B2").sorted("id").ids
        )

    def test_next_list_has_the_next_number(self):
        _cases, first = self._handed(1)
        _cases, second = self._handed(1)
        self.assertEqual(int(second.name[-4:]), int(first.name[-4:]) + 1)

    def test_finished_before_it_is_handed_over(self):
        cases = self._cases(2)
        for case in cases:
            self._finish(case, "B1", "2026-10-05 09:00")
        done = self._tasks(cases, "B1")
        mine = self.env["procedure.task"].with_user(self.clerk)
        found = mine.search([("to_hand_over", "=", True)])
        self.assertEqual(found, done)
        self.assertTrue(all(found.mapped("to_hand_over")))
        made = self._lists(done)
        self.assertEqual(made.line_count, 2)
        self.env.invalidate_all()
        self.assertFalse(mine.search([("to_hand_over", "=", True)]))
        with self.assertRaisesRegex(UserError, made.name):
            self._lists(done)

    def test_two_lists_of_one_file_at_once_leave_one(self):
        """What the second session would insert, past what it could see before."""
        case = self._cases(1)
        self._finish(case, "B1", "2026-10-05 09:00")
        task, step = self._task(case, "B1"), self._task(case, "B2")
        made = task._make_lists([(task, step)], local("2026-10-05 11:20"))
        self.assertEqual(made.line_ids.next_task_id, step)
        with (
            self.assertRaises(UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            task._make_lists([(task, step)], local("2026-10-05 11:20"))

    def test_colleague_of_the_desk_hands_over_what_another_finished(self):
        case = self._cases(1)
        self._finish(case, "B1", "2026-10-05 09:00")
        case.received_by_id = self.neighbour
        made = self._lists(self._tasks(case, "B1"), self.neighbour)
        self.assertEqual(made.handed_by_id, self.neighbour)

    def test_one_list_a_receiving_place(self):
        cases = self._cases(2)
        for label in ("B1", "B2"):
            self._finish(cases[0], label, "2026-10-05 09:00")
        self._finish(cases[1], "B1", "2026-10-05 09:00")
        # The expert ends B3 of the first, B2 of the second stays in his office.
        self._finish(cases[0], "B3", "2026-10-05 10:00")
        beyond = self._lists(self._tasks(cases[0], "B3"), self.expert)
        self.assertEqual(beyond.to_company_id, self.commune)
        with self.assertRaisesRegex(UserError, "stays in your unit"):
            self._lists(self._tasks(cases[1], "B2"), self.expert)
        self.assertEqual(self._task(cases[1], "B2").state, "ready")

    def test_what_asks_something_is_left_out_with_the_reason(self):
        plain, asking = self._cases(2), self._cases(1, self.asking)
        tasks = self._tasks(plain | asking, "B1").with_user(self.clerk)
        action = tasks.action_open_hand_over()
        dialog = (
            self.env["procedure.handover.send"]
            .with_user(self.clerk)
            .browse(action["res_id"])
        )
        self.assertEqual(
            (dialog.going_count, dialog.staying_count, dialog.list_count), (2, 1, 1)
        )
        self.assertEqual(dialog.going_ids.task_id.case_id, plain)
        self.assertIn("Phòng Nghiệp vụ", dialog.going_ids[0].place)
        self.assertIn("checklist", dialog.staying_ids.obstacle)
        with self.assertRaisesRegex(UserError, "several outcomes"):
            tasks.action_hand_over_files()
        self.assertEqual(set(tasks.mapped("state")), {"ready"})
        opened = dialog.action_hand_over()
        made = self.env["procedure.handover"].browse(opened["res_id"])
        self.assertEqual(made.line_ids.case_id, plain)

    def test_confirmed_file_by_file_and_all_at_once(self):
        cases, made = self._handed(3)
        lines = made.line_ids.with_user(self.expert)
        lines[0].action_receive()
        self.assertEqual((made.state, made.received_count), ("partly", 1))
        self.assertEqual(made.line_ids[0].received_by_id, self.expert)
        made.with_user(self.expert).action_confirm()
        self.assertEqual(
            (made.state, made.received_count, made.open_count), ("confirmed", 3, 0)
        )
        self.assertTrue(made.settled_at)
        with self.assertRaisesRegex(UserError, "already"):
            lines[0].action_receive()
        with self.assertRaisesRegex(UserError, "already"):
            made.with_user(self.expert).action_confirm()
        events = self.env["procedure.event"].search([("case_id", "=", cases[0].id)])
        self.assertLessEqual(
            {"handover.file_sent", "handover.received"}, set(events.mapped("kind"))
        )

    def test_who_confirms(self):
        _cases, made = self._handed(1)
        lists = self.env["procedure.handover"]
        for user, may in (
            (self.expert, True),
            (self.helper, True),
            (self.head, True),
            (self.clerk, False),
            (self.neighbour, False),
        ):
            with self.subTest(user.login):
                made.invalidate_recordset()
                self.assertEqual(made.with_user(user).can_confirm, may)
                found = lists.with_user(user).search([("can_confirm", "=", True)])
                self.assertEqual(made in found, may)
                if not may:
                    with self.assertRaises(AccessError):
                        made.with_user(user).action_confirm()
        made.with_user(self.helper).action_confirm()
        self.assertEqual(made.line_ids.received_by_id, self.helper)

    def test_refused_file_is_on_the_senders_list_at_once(self):
        cases, made = self._handed(3)
        why = self.env.ref("procedure_control.procedure_return_reason_papers")
        line = made.line_ids[1].with_user(self.expert)
        line.action_refuse(why.id, "Thiếu giấy khai sinh")
        case = cases[1]
        anew = self._task(case, "B1")
        self.assertEqual((anew.occurrence, anew.state), (2, "ready"))
        self.assertEqual(anew.user_id, self.clerk)
        self.assertEqual(anew.activity_id.user_id, self.clerk)
        refused = case.task_ids.filtered(
            lambda t: t.label == "B2" and t.occurrence == 1
        )
        self.assertEqual(
            (refused.state, refused.done_by_id), ("sent_back", self.expert)
        )
        self.assertEqual(refused.reason, "Thiếu giấy khai sinh")
        self.assertEqual(refused.return_reason_id, why)
        self.assertEqual(
            (made.state, made.refused_count, made.open_count), ("partly", 1, 2)
        )
        made.with_user(self.expert).action_confirm()
        self.assertEqual(
            (made.state, made.received_count, made.refused_count), ("confirmed", 2, 1)
        )
        # Mended, it goes over again on a list of its own.
        again = self._lists(anew)
        self.assertNotEqual(again, made)
        self.assertEqual(again.line_ids.next_task_id.occurrence, 2)

    def test_refusal_needs_a_reason_and_untouched_work(self):
        cases, made = self._handed(1)
        line = made.line_ids.with_user(self.expert)
        why = self.env.ref("procedure_control.procedure_return_reason_papers")
        for reason_id, words in ((False, "x"), (why.id, " "), (-1, "x")):
            with self.assertRaisesRegex(UserError, "Say why"):
                line.action_refuse(reason_id, words)
        self._finish(cases, "B2", "2026-10-05 10:00")
        with self.assertRaisesRegex(UserError, "no longer"):
            line.action_refuse(why.id, "Thiếu giấy")
        self.assertEqual(made.state, "sent")
        line.action_receive()
        self.assertEqual(made.state, "confirmed")

    def test_file_refused_out_of_a_block(self):
        """Others of the block stop too: the case stands where the sender is."""
        document = self._procedure(
            "QT.BG.KHOI",
            [
                self._step(1, "B1", "ho-clerk", "1"),
                self._step(2, "B2", "ho-expert", "1", phase="p1"),
                self._step(
                    3,
                    "B3",
                    "ho-official",
                    "1",
                    phase="p1",
                    agency_mode="fixed",
                    agency=Ref("HO-XA", "Xã"),
                ),
            ],
            limit=("2", "day"),
            phases=(Phase("p1", "I", "Cùng làm", mode="together"),),
        )
        case = self._cases(1, document)
        made = self._lists(self._tasks(case, "B1"))
        self.assertEqual(made.to_company_id, self.agency | self.commune)
        here = made.filtered(lambda one: one.to_company_id == self.agency)
        why = self.env.ref("procedure_control.procedure_return_reason_papers")
        here.line_ids.with_user(self.expert).action_refuse(why.id, "Thiếu giấy")
        self.assertEqual(self._ready(case), ["B1"])

    def test_paper_names_both_sides_and_every_file(self):
        cases, made = self._handed(2)
        cases[0].requester_name = "Nguyễn Thị Mận"
        why = self.env.ref("procedure_control.procedure_return_reason_papers")
        lines = made.line_ids.with_user(self.expert)
        lines[0].action_refuse(why.id, "Thiếu giấy khai sinh")
        lines[1].action_receive()
        report = self.env["ir.actions.report"].with_user(self.expert)
        pdf, _kind = report._render_weasyprint_pdf(
            "procedure_control.paper_handover", made.ids
        )
        text = text_of(pdf)
        for words in (
            "DANH SÁCH BÀN GIAO HỒ SƠ",
            made.name,
            "Bộ phận Một cửa",
            "Phòng Nghiệp vụ",
            self.clerk.name,
            self.expert.name,
            cases[0].name,
            cases[1].name,
            "Nguyễn Thị Mận",
            "Thiếu giấy khai sinh",
            "đã nhận: 1",
            "trả lại: 1",
        ):
            with self.subTest(words):
                self.assertIn(words.casefold(), text.casefold())

    def test_case_shows_its_hand_overs(self):
        cases, made = self._handed(1)
        self.assertEqual(cases.handover_count, 1)
        action = cases.action_open_handovers()
        lines = self.env["procedure.handover.line"].search(action["domain"])
        self.assertEqual(lines, made.line_ids)


@tagged("post_install", "-at_install")
class TestHandoverQueries(HandoverCommon):
    """Forty files cost next to nothing more than five."""

    def _count(self, act):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        act()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def test_making_and_confirming_lists(self):
        def cost(size):
            cases = self._cases(size)
            for task in self._tasks(cases, "B1"):
                self.assertEqual(task.user_id, self.clerk)
            tasks = self._tasks(cases, "B1").with_user(self.clerk)
            tasks.action_complete()
            dialog = self._count(tasks.action_open_hand_over)
            made = []
            sent = self._count(lambda: made.extend(tasks.action_hand_over_files()))
            lists = self.env["procedure.handover"].with_user(self.expert).browse(made)
            self.assertEqual(lists.line_count, size)
            return dialog, sent, self._count(lists.action_confirm)

        cost(2)
        small, big = cost(SMALL), cost(BIG)
        for act, few, many in zip(
            ("dialog", "send", "confirm"), small, big, strict=True
        ):
            with self.subTest(act):
                self.assertLessEqual(many - few, 4, (small, big))

    def test_open_files_in_the_dialog(self):
        def cost(size):
            tasks = self._tasks(self._cases(size), "B1").with_user(self.clerk)
            return self._count(tasks.action_open_hand_over)

        cost(2)
        small, big = cost(SMALL), cost(BIG)
        self.assertLessEqual(big - small, 6, (small, big))
