from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .case_common import CaseRpcCommon
from .consult_common import ConsultCommon


@tagged("post_install", "-at_install")
class TestAttacksConsult(ConsultCommon, CaseRpcCommon):
    """What those who are asked, and those who are not, may do with a question."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # On the clock of the server: calls over HTTP take no other.
        cls.document = cls._questions(time=("80", "hour"))
        cls.case = cls.env["procedure.case"]
        cls.outsider_agency = cls.env["res.company"].create(
            {"name": "Ngoài cuộc", "procedure_code": "T-NC"}
        )
        cls.outsider_agency.procedure_calendar_id = cls.calendar
        cls.outsider = cls._user(
            "consult-outsider",
            "procedure_control.group_quality_officer",
            company=cls.outsider_agency,
        )
        cls.bystander = cls._user("consult-bystander")

    def _asked_now(self):
        now = fields.Datetime.now()
        case = (
            self.env["procedure.case"]
            .with_company(self.agency)
            .with_user(self.officer)
            ._receive(
                [{"document_id": self.document.id, "company_id": self.agency.id}], now
            )
            .sudo()
        )
        row = {
            "step_id": self._task(case, "B2").step_id.id,
            "agency_ids": self.asked[:3].ids,
        }
        self._finish(case, "B1", now, assignments=[row])
        return case

    def test_one_agency_answers_for_itself_alone(self):
        case = self._asked_now()
        first, second = self.asked[:2]
        mine, theirs = self._of(case, first), self._of(case, second)
        user = self.answering[first]
        self.assertRefused(
            user, "procedure.task", "action_complete", [theirs.id], answer="agree"
        )
        self.assertEqual(theirs.state, "ready")
        for answer in (False, "no_reply", "not_needed", "approve"):
            self.assertRefused(
                user, "procedure.task", "action_complete", [mine.id], answer=answer
            )
        self.assertRefused(
            user, "procedure.task", "action_complete", [mine.id], answer="disagree"
        )
        self.assertEqual(mine.state, "ready")
        result, error = self.call(
            user, "procedure.task", "action_complete", [mine.id], answer="agree"
        )
        self.assertEqual((result, error), (True, None))
        self.assertEqual(mine.answer, "agree")

    def test_who_is_asked_does_not_decide_on_the_case(self):
        case = self._asked_now()
        agency = self.asked[0]
        officer = self._user(
            "asked-officer", "procedure_control.group_quality_officer", company=agency
        )
        head = self._user(
            "asked-head", "procedure_control.group_manager", company=agency
        )
        section = self._department("Phòng được hỏi", head, company=agency)
        self._of(case, agency).department_id = section
        later = fields.Datetime.now() + timedelta(days=90)
        for user in (self.answering[agency], officer, head):
            for act, args in (
                ("action_refuse", ("x",)),
                ("action_terminate", ("x",)),
                ("action_withdraw", ("x",)),
                ("action_request_supplement", ("Giấy tờ",)),
                ("action_extend", (fields.Datetime.to_string(later), "x")),
                ("action_replan", ("x",)),
            ):
                with self.subTest(act=act, user=user.login):
                    self.assertRefused(user, "procedure.case", act, [case.id], *args)
        self.assertEqual(case.state, "running")
        self.assertFalse(case.extension_count)
        # Of its own question he gives away the answering, and of no other.
        self._of(case, agency).department_id = False
        colleague = self._user("asked-colleague", company=agency)
        self._hold("opinion", colleague, company=agency)
        mine, theirs = self._of(case, agency), self._of(case, self.asked[1])
        self.assertRefused(
            officer, "procedure.task", "action_reassign", [theirs.id], colleague.id, "x"
        )
        _result, error = self.call(
            officer, "procedure.task", "action_reassign", [mine.id], colleague.id, "x"
        )
        self.assertIsNone(error, self.said)
        self.assertEqual(mine.user_id, colleague)

    def test_no_row_of_a_question_is_written_by_anybody(self):
        case = self._asked_now()
        row = self._sheet(case)[:1]
        values = {"answer": "agree", "state": "answered", "late": False}
        users = (self.expert, self.officer, self.answering[row.company_id])
        for user in users:
            for method, args in (
                ("write", [row.ids, values]),
                ("unlink", [row.ids]),
                (
                    "create",
                    [
                        {
                            "case_id": case.id,
                            "task_id": row.task_id.id,
                            "company_id": row.company_id.id,
                            "asking_company_id": self.agency.id,
                            "asked_at": "2026-01-01 00:00:00",
                        }
                    ],
                ),
                ("_follow", [row.ids]),
                ("_open", [[], "2026-01-01 00:00:00"]),
            ):
                self.assertRefused(user, "procedure.consultation", method, *args)
        for method in ("_close_silent", "_end_without_reply", "_ask_agencies"):
            self.assertRefused(
                self.officer, "procedure.task", method, [row.task_id.id], "2026-12-01"
            )
        self.assertRefused(
            self.officer, "procedure.case", "_close_silent", [case.id], "2099-12-01"
        )
        self.assertEqual(row.state, "open")

    def test_who_sees_which_rows(self):
        case = self._asked_now()
        domain = [("case_id", "=", case.id)]

        def seen(user):
            rows, error = self.call(
                user,
                "procedure.consultation",
                "search_read",
                domain,
                fields=["company_id"],
            )
            self.assertIsNone(error, self.said)
            return {row["company_id"][0] for row in rows}

        everyone = set(self.asked[:3].ids)
        self.assertEqual(seen(self.expert), everyone, "who asked")
        self.assertEqual(seen(self.officer), everyone, "who received the case")
        for agency in self.asked[:3]:
            self.assertEqual(seen(self.answering[agency]), {agency.id})
        self.assertEqual(seen(self.answering[self.asked[3]]), set(), "not asked")
        told = case.task_ids.filtered(lambda t: t.company_id == self.asked[0])[:1]
        told._complete(
            {
                **dict.fromkeys(("choice", "document_number"), False),
                **dict.fromkeys(("checked", "attachment_ids", "assignments"), []),
                "answer": "disagree",
                "reason": "Không thống nhất Điều 5.",
            },
            fields.Datetime.now(),
            user=told.user_id,
        )
        self.assertEqual(told.opinion, "Không thống nhất Điều 5.")
        other = self.answering[self.asked[1]]
        rows, error = self.call(other, "procedure.task", "read", told.ids, ["reason"])
        self.assertIsNone(error, self.said)
        self.assertFalse(rows[0]["reason"], "an opinion is its agency's")
        for field in ("answer", "opinion"):
            self.assertRefused(other, "procedure.task", "read", told.ids, [field])
        self.assertEqual(seen(self.outsider), set())
        self.assertEqual(seen(self.bystander), set())

    def test_agencies_are_chosen_by_the_doer_among_those_who_can_answer(self):
        now = fields.Datetime.now()
        case = (
            self.env["procedure.case"]
            .with_company(self.agency)
            .with_user(self.officer)
            ._receive(
                [{"document_id": self.document.id, "company_id": self.agency.id}], now
            )
            .sudo()
        )
        first, step = self._task(case, "B1"), self._task(case, "B2").step_id
        for ids in ([], [self.outsider_agency.id], [self.agency.id], [0], [-1]):
            row = {"step_id": step.id, "agency_ids": ids}
            self.assertRefused(
                self.expert,
                "procedure.task",
                "action_complete",
                [first.id],
                assignments=[row],
            )
        self.assertEqual(first.state, "ready")
        self.assertNotIn(self.outsider_agency, case.agency_ids)
        dialog = "procedure.task.completion"
        action, error = self.call(
            self.expert, "procedure.task", "action_open_completion", [first.id]
        )
        self.assertIsNone(error)
        lines = self.env[dialog].browse(action["res_id"]).agency_ids
        self.assertEqual(lines.company_id, self.asked)
        forged = {
            "completion_id": action["res_id"],
            "step_id": step.id,
            "company_id": self.outsider_agency.id,
        }
        self.assertRefused(
            self.expert, "procedure.task.completion.agency", "create", forged
        )
        self.assertRefused(
            self.bystander,
            "procedure.task.completion.agency",
            "write",
            lines.ids,
            {"is_asked": True},
        )
        _result, error = self.call(
            self.expert,
            "procedure.task.completion.agency",
            "write",
            lines[:2].ids,
            {"is_asked": True},
        )
        self.assertIsNone(error, self.said)
        _result, error = self.call(
            self.expert, dialog, "action_complete", [action["res_id"]]
        )
        self.assertIsNone(error, self.said)
        self.assertEqual(case.consultation_ids.company_id, lines[:2].company_id)

    def test_the_short_list_of_reasons_is_the_quality_managers(self):
        reason = self.env.ref("procedure_control.procedure_return_reason_other")
        for user in (self.expert, self.officer):
            self.assertRefused(
                user, "procedure.return.reason", "write", reason.ids, {"name": "x"}
            )
            self.assertRefused(
                user, "procedure.return.reason", "create", {"name": "Tự đặt"}
            )
        self.assertRefused(
            self.officer, "procedure.case", "_send_back", [1], 1, 1, "x", "y", 1
        )
