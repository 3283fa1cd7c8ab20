"""A list is made by who gives, settled by who gets, and read by nobody else; HTTP."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .case_common import CaseRpcCommon
from .test_handover import HandoverCommon

FORGED = {
    "handed_by_id": 1,
    "handed_at": "2026-01-01 00:00:00",
    "state": "confirmed",
    "line_count": 99,
    "received_count": 99,
    "to_name": "forged",
}
FORGED_LINE = {
    "state": "received",
    "received_by_id": 1,
    "received_at": "2026-01-01 00:00:00",
    "reason": "forged",
    "case_name": "forged",
}


@tagged("post_install", "-at_install")
class TestAttacksHandover(HandoverCommon, CaseRpcCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign_officer = cls._user(
            "ho-foreign", "procedure_control.group_quality_officer", company=cls.commune
        )
        cls.auditor = cls._user("ho-auditor", "procedure_control.group_auditor")
        cls.outsider = cls._user("ho-outsider")
        cls.why = cls.env.ref("procedure_control.procedure_return_reason_papers")

    def setUp(self):
        super().setUp()
        self.cases, self.made = self._handed(2)
        self.line = self.made.line_ids[0]

    def test_nobody_writes_makes_or_deletes_one(self):
        for user in (self.clerk, self.expert, self.head, self.officer, self.auditor):
            for records, forged in ((self.made, FORGED), (self.line, FORGED_LINE)):
                model = records._name
                before = {name: records[name] for name in forged}
                for name, value in forged.items():
                    self.assertRefused(user, model, "write", records.ids, {name: value})
                self.assertRefused(user, model, "create", [forged])
                self.assertRefused(user, model, "copy", records.ids)
                self.assertRefused(user, model, "unlink", records.ids)
                self.assertEqual({name: records[name] for name in forged}, before)

    def test_who_gave_does_not_confirm(self):
        for user in (self.clerk, self.neighbour, self.outsider, self.auditor):
            with self.subTest(user.login):
                for model, act, ids, args in (
                    ("procedure.handover", "action_confirm", self.made.ids, ()),
                    ("procedure.handover.line", "action_receive", self.line.ids, ()),
                    (
                        "procedure.handover.line",
                        "action_refuse",
                        self.line.ids,
                        (self.why.id, "Thiếu giấy"),
                    ),
                    (
                        "procedure.handover.line",
                        "action_open_refusal",
                        self.line.ids,
                        (),
                    ),
                ):
                    self.assertRefused(user, model, act, ids, *args)
        self.assertEqual((self.made.state, self.line.state), ("sent", "sent"))
        self.assertEqual(self.line.next_task_id.state, "ready")

    def test_dialogs_open_no_other_door(self):
        """A dialog that names other people's files does nothing with them."""
        values = {
            "line_ids": [[6, 0, self.line.ids]],
            "return_reason_id": self.why.id,
            "reason": "Thiếu giấy",
        }
        dialog, error = self.call(
            self.clerk, "procedure.handover.refusal", "create", [values]
        )
        if not error:
            self.assertRefused(
                self.clerk, "procedure.handover.refusal", "action_refuse", dialog
            )
        task = self.line.next_task_id
        values = {"going_ids": [[0, 0, {"task_id": task.id, "place": "x"}]]}
        for user in (self.clerk, self.outsider):
            dialog, error = self.call(
                user, "procedure.handover.send", "create", [values]
            )
            if not error:
                self.assertRefused(
                    user, "procedure.handover.send", "action_hand_over", dialog
                )
        self.assertEqual((self.line.state, task.state), ("sent", "ready"))

    def test_only_who_did_the_work_hands_it_over(self):
        case = self._cases(1)
        task = self._task(case, "B1")
        for user in (self.expert, self.outsider, self.official, self.officer):
            self.assertRefused(
                user, "procedure.task", "action_hand_over_files", task.ids
            )
        self._finish(case, "B1", "2026-10-05 09:00")
        for user in (self.expert, self.outsider, self.official, self.officer):
            self.assertRefused(
                user, "procedure.task", "action_hand_over_files", task.ids
            )
        self.assertFalse(case.handover_line_ids)

    def assertSees(self, user, lists, what):
        for records in (lists, lists.line_ids):
            found, _error = self.call(
                user, records._name, "search", [("id", "in", records.ids)]
            )
            self.assertEqual(bool(found), what, (user.login, records._name))
            if not what:
                self.assertRefused(user, records._name, "read", records.ids, ["id"])

    def test_two_sides_and_quality_see_it(self):
        for user in (
            self.clerk,
            self.neighbour,
            self.expert,
            self.helper,
            self.head,
            self.officer,
            self.auditor,
        ):
            self.assertSees(user, self.made, True)
        for user in (self.outsider, self.official, self.foreign_officer):
            self.assertSees(user, self.made, False)

    def test_agency_that_takes_part_sees_its_own_hand_over_alone(self):
        """The commune has a step of these cases: it sees what was handed to it."""
        case = self.cases[0]
        for label in ("B2", "B3"):
            self._finish(case, label, "2026-10-05 10:00")
        beyond = self._lists(self._tasks(case, "B3"), self.expert)
        self.assertEqual(beyond.to_company_id, self.commune)
        self.assertSees(self.official, beyond, True)
        self.assertSees(self.official, self.made, False)
        # And the desk, which gave the case first, sees nothing of what came after.
        self.assertSees(self.clerk, beyond, False)
        self.assertRefused(
            self.clerk, "procedure.handover", "action_confirm", beyond.ids
        )
        _done, error = self.call(
            self.official, "procedure.handover", "action_confirm", beyond.ids
        )
        self.assertFalse(error, self.said)
        self.assertEqual(beyond.state, "confirmed")

    def test_paper_is_for_who_reads_the_list(self):
        report = self.env["ir.actions.report"].with_user(self.outsider)
        with self.assertRaises(AccessError):
            report._render_weasyprint_pdf(
                "procedure_control.paper_handover", self.made.ids
            )
