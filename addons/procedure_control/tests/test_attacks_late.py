import base64

from odoo.tests import tagged

from ..engine.content import Limit, Variant
from .case_common import CaseRpcCommon

PAPER = {
    "number": "12/PYC",
    "date": "2026-10-07",
    "file": base64.b64encode(b"scan").decode(),
    "filename": "p.pdf",
}


@tagged("post_install", "-at_install")
class TestAttacksLate(CaseRpcCommon):
    """Who works on a case bends its clock afterwards, attacked as he would try."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = cls._user("latt-worker")
        cls.head = cls._user("latt-head", "procedure_control.group_manager")
        cls.other_head = cls._user("latt-other", "procedure_control.group_manager")
        cls.section = cls._department("Phòng", head=cls.head)
        cls._department("Phòng khác", head=cls.other_head)
        cls._hold("worker", cls.worker, department=cls.section)
        cls.document = cls._procedure(
            "QT.LATT",
            [
                cls._step(1, "B1", "worker", "1"),
                cls._step(2, "B2", "worker", "1"),
            ],
            limit=("2", "day"),
            variants=(
                Variant("v1", "Khẩn", True, Limit("1", "day")),
                Variant("v2", "Thường"),
            ),
        )
        cls.urgent, cls.plain = cls.document.revision_ids.variant_ids
        cls.case = cls._receive(
            cls, cls.document, "2026-10-05 08:00", variant_id=cls.plain.id
        )
        cls.late_acts = (
            ("action_pause_late", ["x", "2026-10-06 02:00:00", "r", PAPER]),
            ("action_resume_late", ["2026-10-06 02:00:00", "r", PAPER]),
            (
                "action_change_variant_late",
                [cls.urgent.id, "2026-10-06 02:00:00", "r", PAPER],
            ),
            (
                "action_extend_late",
                ["2026-12-30 02:00:00", "2026-10-06 02:00:00", "r", PAPER],
            ),
            ("action_papers_late", [[1], "2026-10-06 02:00:00", "r", PAPER]),
        )

    def test_late_acts_are_not_for_who_works_on_it_nor_for_strangers(self):
        due = self.case.due_at
        for user in (self.worker, self.other_head, self.author):
            for act, args in self.late_acts:
                with self.subTest(user=user.login, act=act):
                    self.assertRefused(
                        user, "procedure.case", act, self.case.ids, *args
                    )
                    if user == self.worker:  # the others may not even read it
                        self.assertIn("or a quality officer may record", self.said)
        self.assertEqual((self.case.due_at, self.case.state), (due, "running"))
        self.assertFalse(self.case.late_entry_ids)
        self.assertEqual(self.case.extension_count, 0)

    def test_a_manager_who_has_the_work_gives_it_away_in_vain(self):
        """Reassigned to himself: he has had a hand in it, whoever has it later."""
        task = self._task(self.case, "B1").with_user(self.head)
        task.action_reassign(self.head.id, "vắng")
        task.action_reassign(self.worker.id, "đã về")
        self.assertEqual(task.user_id, self.worker)
        for act, args in self.late_acts[:1]:
            self.assertRefused(self.head, "procedure.case", act, self.case.ids, *args)
            self.assertIn("somebody else records", self.said)

    def test_the_dialog_opens_no_other_way(self):
        dialog, error = self.call(
            self.worker,
            "procedure.late.entry.act",
            "create",
            [
                {
                    "case_id": self.case.id,
                    "kind": "pause",
                    "happened_at": "2026-10-06 02:00:00",
                    "missing": "x",
                    "reason": "r",
                    "paper_number": "1",
                    "paper_date": "2026-10-07",
                    "file": PAPER["file"],
                }
            ],
        )
        self.assertFalse(error)
        self.assertRefused(
            self.worker, "procedure.late.entry.act", "action_confirm", dialog
        )
        self.assertFalse(self.case.late_entry_ids)

    def test_the_variant_is_not_the_workers_choice(self):
        for user in (self.worker, self.other_head):
            self.assertRefused(
                user,
                "procedure.case",
                "action_change_variant",
                self.case.ids,
                self.urgent.id,
                "r",
            )
        self.assertRefused(
            self.worker,
            "procedure.case",
            "write",
            self.case.ids,
            {"variant_id": self.urgent.id},
        )
        self.assertEqual(self.case.variant_id, self.plain)
        _none, error = self.call(
            self.officer,
            "procedure.case",
            "action_change_variant",
            self.case.ids,
            self.urgent.id,
            "khẩn",
        )
        self.assertFalse(error, self.said)
        self.assertEqual(self.case.variant_id, self.urgent)

    def test_no_receipt_at_another_time_without_permission(self):
        vals = [{"document_id": self.document.id, "company_id": self.agency.id}]
        count = self.env["procedure.case"].search_count([])
        for user in (self.worker, self.other_head, self.author):
            self.assertRefused(
                user,
                "procedure.case",
                "action_receive_late",
                vals,
                "2026-10-06 02:00:00",
                "r",
                PAPER,
            )
        self.assertRefused(
            self.officer,
            "procedure.case",
            "action_receive_late",
            vals,
            "2026-10-06 02:00:00",
            "r",
            {},
        )
        self.assertEqual(self.env["procedure.case"].search_count([]), count)

    def test_what_is_counted_is_not_written(self):
        for user in (self.worker, self.head, self.officer):
            for vals in (
                {"restarted_at": "2026-10-10 00:00:00"},
                {"supplements_over": 0},
                {"counts_late_766": False},
                {"late_entry_count": 0},
            ):
                with self.subTest(user=user.login, vals=vals):
                    self.assertRefused(
                        user, "procedure.case", "write", self.case.ids, vals
                    )

    def test_an_entry_is_made_by_the_acts_alone(self):
        _ids, error = self.call(
            self.officer,
            "procedure.case",
            "action_pause_late",
            self.case.ids,
            "x",
            "2026-10-06 02:00:00",
            "r",
            PAPER,
        )
        self.assertFalse(error, self.said)
        entry = self.case.late_entry_ids
        self.assertEqual(len(entry), 1)
        for user in (self.worker, self.head, self.officer):
            for method, args in (
                ("write", [{"reason": "khác"}]),
                ("unlink", []),
                ("copy", []),
            ):
                with self.subTest(user=user.login, method=method):
                    self.assertRefused(
                        user, "procedure.late.entry", method, entry.ids, *args
                    )
            self.assertRefused(
                user,
                "procedure.late.entry",
                "create",
                [{"case_id": self.case.id, "kind": "pause"}],
            )
        self.assertEqual(entry.exists().reason, "r")

    def test_entries_of_another_agency_stay_behind_its_wall(self):
        elsewhere = self.env["res.company"].create({"name": "Sở khác"})
        spy = self._user(
            "latt-spy", "procedure_control.group_quality_officer", company=elsewhere
        )
        self.case.with_user(self.officer).action_pause_late(
            "x", "2026-10-06 02:00:00", "r", PAPER
        )
        entry = self.case.late_entry_ids
        self.assertRefused(
            spy, "procedure.late.entry", "read", entry.ids, ["reason", "file"]
        )
        found, _error = self.call(spy, "procedure.late.entry", "search", [])
        self.assertNotIn(entry.id, found)
        self.assertRefused(
            spy,
            "procedure.case",
            "action_resume_late",
            self.case.ids,
            "2026-10-07 02:00:00",
            "r",
            PAPER,
        )
