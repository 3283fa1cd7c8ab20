import base64

from odoo.tests import tagged

from .case_common import CaseRpcCommon, local
from .test_correction import WRONG

PAPER = {"file": base64.b64encode(b"scan").decode(), "filename": "p.pdf"}


@tagged("post_install", "-at_install")
class TestAttacksCorrection(CaseRpcCommon):
    """Who made the error hides it, who was late calls his case a correction."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = cls._user("xc-worker")
        cls.head = cls._user("xc-head", "procedure_control.group_manager")
        cls.other_head = cls._user("xc-other", "procedure_control.group_manager")
        cls.section = cls._department("Phòng", head=cls.head)
        cls._department("Phòng khác", head=cls.other_head)
        cls._hold("worker", cls.worker, department=cls.section)
        cls.document = cls._procedure(
            "QT.XC",
            [cls._step(1, "B1", "worker", "1"), cls._step(2, "B2", "worker", "1")],
            limit=("2", "day"),
        )
        helper = cls()
        cls.case = helper._receive(cls.document, "2026-10-05 08:00")
        helper._finish(cls.case, "B1", "2026-10-05 09:00")
        helper._finish(cls.case, "B2", "2026-10-05 10:00")
        cls.late = helper._receive(cls.document, "2026-10-05 08:00")

    def _start(self, user, *args):
        return (
            user,
            "procedure.case",
            "action_start_correction",
            self.case.ids,
            *(args or ("correction", "own", WRONG)),
        )

    def test_neither_the_worker_nor_strangers_start_one(self):
        for user in (self.worker, self.other_head, self.author, self.signer):
            with self.subTest(user.login):
                self.assertRefused(*self._start(user))
        self.assertFalse(self.case.correction_ids)

    def test_another_agency_starts_none(self):
        other = self.env["res.company"].create({"name": "Sở khác"})
        stranger = self._user(
            "xc-stranger", "procedure_control.group_quality_officer", company=other
        )
        self.assertRefused(*self._start(stranger))
        self.assertNotIn(self.case.name, self.said)

    def test_an_auditor_starts_none(self):
        auditor = self._user("xc-auditor", "procedure_control.group_auditor")
        self.assertRefused(*self._start(auditor))

    def test_the_dialog_is_no_other_way(self):
        values = {
            "case_id": self.case.id,
            "kind": "correction",
            "cause": "own",
            "reason": WRONG,
            "document_id": self.document.id,
        }
        dialog, error = self.call(
            self.worker, "procedure.case.correction", "create", [values]
        )
        self.assertFalse(error, self.said)
        self.assertRefused(
            self.worker, "procedure.case.correction", "action_confirm", dialog
        )
        # Another's dialog, and a case that he may not even name.
        self.assertRefused(
            self.head, "procedure.case.correction", "action_confirm", dialog
        )
        self.assertRefused(
            self.other_head, "procedure.case.correction", "create", [values]
        )
        self.assertFalse(self.case.correction_ids)

    def test_late_work_is_not_called_a_correction(self):
        """No verdict is what he would like; the link is not his to write."""
        for user in (self.worker, self.head, self.officer):
            for vals in (
                {"corrects_id": self.case.id},
                {"correction_kind": "correction"},
                {"correction_cause": "requester"},
                {"correction_reason": "khác"},
                {"correction_after_days": 0},
                {"corrected_department_id": False},
                {"entered_late": True},
                {"paper_receipt_number": "1"},
                {"start_source": "correction"},
            ):
                with self.subTest(user=user.login, vals=vals):
                    self.assertRefused(
                        user, "procedure.case", "write", self.late.ids, vals
                    )
        _ids, error = self.call(
            self.officer,
            "procedure.case",
            "action_receive",
            [
                {
                    "document_id": self.document.id,
                    "company_id": self.agency.id,
                    "corrects_id": self.case.id,
                    "correction_kind": "correction",
                    "entered_late": True,
                }
            ],
        )
        self.assertFalse(error, self.said)
        made = self.env["procedure.case"].search([], order="id desc", limit=1)
        self.assertFalse(made.corrects_id)
        self.assertFalse(made.entered_late)

    def test_what_is_wrong_with_the_call_is_said_in_words(self):
        for args in (
            ("correction", "own", {}),
            ("correction", "own", 5),
            ([], [], "x"),
            ("correction", "own", "x", "1; DROP"),
            ("correction", "own", "x", {"id": 1}),
        ):
            with self.subTest(args):
                self.assertRefused(*self._start(self.officer, *args))
        self.assertFalse(self.case.correction_ids)

    def test_a_recall_is_not_undone_by_deleting_it(self):
        correction_id, error = self.call(*self._start(self.officer))
        self.assertFalse(error, self.said)
        for user in (self.worker, self.head, self.officer):
            self.assertRefused(user, "procedure.case", "unlink", [correction_id])
        self.assertRefused(*self._start(self.head))
        self.assertIn("already", self.said)

    def test_figures_are_read_by_who_may(self):
        self.env.flush_all()
        rows, error = self.call(
            self.other_head, "procedure.correction.figure", "search_read", [], ["id"]
        )
        self.assertFalse(error or rows)
        self.assertRefused(
            self.worker, "procedure.correction.figure", "search_read", [], ["id"]
        )
        for method, args in (("write", [{"per_thousand": 0}]), ("unlink", [])):
            self.assertRefused(
                self.officer,
                "procedure.correction.figure",
                method,
                self.case.ids,
                *args,
            )

    # --- receipts on paper ------------------------------------------------------------

    def test_receipts_are_not_entered_for_anothers_desk(self):
        row = {
            "document_id": self.document.id,
            "company_id": self.agency.id,
            "paper_number": "1",
            "received_at": "2026-10-05 01:00:00",
        }
        count = self.env["procedure.case"].search_count([])
        for user, values in (
            (self.worker, {}),
            (self.head, {"received_by_id": self.officer.id}),
            (self.officer, {"received_by_id": self.env.ref("base.public_user").id}),
            (self.officer, {"received_by_id": "x"}),
            (self.officer, {"received_at": "gestern"}),
            (self.officer, {"received_at": {"x": 1}}),
            (self.officer, {"received_at": "2999-01-01 00:00:00"}),
            (self.officer, {"paper_number": {"x": 1}}),
            (self.officer, {"paper_file": ["x"]}),
            (self.officer, {"paper_date": {"x": 1}, "paper_number": ""}),
        ):
            with self.subTest(user=user.login, values=values):
                self.assertRefused(
                    user,
                    "procedure.case",
                    "action_receive_late",
                    [{**row, **values}],
                    None,
                    "r",
                    PAPER,
                )
        self.assertEqual(self.env["procedure.case"].search_count([]), count)

    def test_the_key_of_a_receipt_is_not_given_away(self):
        """The same number again, in a row that says another key."""
        row = {
            "document_id": self.document.id,
            "company_id": self.agency.id,
            "paper_number": "1",
            "received_at": "2026-10-05 01:00:00",
        }
        args = ("procedure.case", "action_receive_late")
        _ids, error = self.call(self.officer, *args, [row], None, "r", PAPER)
        self.assertFalse(error, self.said)
        self.assertRefused(
            self.officer, *args, [{**row, "receipt_key": "x"}], None, "r", PAPER
        )
        self.assertIn("already", self.said)
        entered = self.env["procedure.case"].search([], order="id desc", limit=1)
        self.assertEqual(entered.received_at, local("2026-10-05 08:00"))
