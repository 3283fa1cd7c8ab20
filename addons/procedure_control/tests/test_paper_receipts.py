import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .case_common import local, shown
from .test_late_entry import LateCommon

SCAN = base64.b64encode(b"%PDF-1.4 receipts").decode()
PAPER = {"file": SCAN, "filename": "bien-nhan.pdf"}
MONDAY = "2026-10-12"
#: Three receipts that Ms Hoa wrote by hand while everything was down.
RECEIPTS = (("02/BN", "08:10"), ("01/BN", "07:40"), ("03/BN", "08:55"))


@tagged("post_install", "-at_install")
class TestPaperReceipts(LateCommon):
    """Several receipts entered together, each with its own time and number."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._user("late-clerk")
        cls.env["hr.employee"].create(
            {
                "name": "Hoa",
                "user_id": cls.clerk.id,
                "company_id": cls.agency.id,
                "department_id": cls.section.id,
            }
        )

    def _row(self, number="", hour="", **values):
        moment = {"received_at": local(f"{MONDAY} {hour}")} if hour else {}
        return {
            "document_id": self.document.id,
            "company_id": self.agency.id,
            "variant_id": self.plain.id,
            **({"paper_number": number} if number else {}),
            **moment,
            **values,
        }

    def _enter(self, rows, received_at=None, paper=None, user=None, at=None):
        with freeze_time(local(at or f"{MONDAY} 09:30")):
            cases = self.env["procedure.case"].with_company(self.agency)
            ids = cases.with_user(user or self.officer).action_receive_late(
                rows,
                received_at,
                "Mất điện cuối tuần",
                PAPER if paper is None else paper,
            )
        return self.env["procedure.case"].browse(ids)

    def test_each_with_its_own_time_and_number(self):
        before = self._receive(self.document, f"{MONDAY} 09:00")
        cases = self._enter([self._row(*receipt) for receipt in RECEIPTS])
        self.assertEqual(
            [(c.paper_receipt_number, shown(c.received_at)[11:]) for c in cases],
            list(RECEIPTS),
            "the answer is in the order asked",
        )
        self.assertEqual(cases.mapped("entered_late"), [True] * 3)
        self.assertFalse(before.entered_late)
        by_time = cases.sorted("received_at")
        numbers = [int(c.name.rsplit("-", 1)[1]) for c in before | by_time]
        self.assertEqual(
            numbers,
            list(range(numbers[0], numbers[0] + 4)),
            "numbered after what is registered, in the order of their times",
        )
        entries = cases.late_entry_ids
        self.assertEqual(len(entries), 3)
        for case in cases:
            entry = case.late_entry_ids
            self.assertEqual(entry.happened_at, case.received_at)
            self.assertEqual(entry.paper_number, case.paper_receipt_number)
            self.assertEqual(str(entry.paper_date), MONDAY, "the day it was written")
            self.assertEqual(shown(entry.recorded_at), f"{MONDAY} 09:30")
            self.assertEqual(self._task(case, "B1").ready_at, case.received_at)

    def test_each_with_its_own_file(self):
        other = base64.b64encode(b"another").decode()
        first, second = self._enter(
            [
                self._row("01/BN", "07:40"),
                self._row("02/BN", "07:50", paper_file=other, paper_filename="2.jpg"),
            ]
        )
        self.assertEqual(first.late_entry_ids.filename, "bien-nhan.pdf")
        self.assertEqual(second.late_entry_ids.filename, "2.jpg")
        self.assertNotEqual(
            first.late_entry_ids.file_sha256, second.late_entry_ids.file_sha256
        )

    def test_who_received_it_then(self):
        (case,) = self._enter(
            [self._row("01/BN", "07:40", received_by_id=self.clerk.id)]
        )
        self.assertEqual(case.received_by_id, self.clerk)
        self.assertEqual(case.department_id, self.section)
        self.assertEqual(case.late_entry_ids.recorded_by_id, self.officer)

    def test_each_runs_by_the_revision_of_its_time(self):
        first = self.document.revision_ids
        draft = self.env["procedure.revision"].browse(
            self.document._new_draft("Sửa").id
        )
        self._adopt(draft, local(f"{MONDAY} 08:00"))
        row = {"document_id": self.document.id, "company_id": self.agency.id}
        old, new = self._enter(
            [
                {**row, "paper_number": number, "received_at": local(at)}
                for number, at in (
                    ("1", "2026-10-09 16:50"),
                    ("2", f"{MONDAY} 08:30"),
                )
            ]
        )
        self.assertEqual((old.revision_id, new.revision_id), (first, draft))

    def test_a_receipt_is_entered_once(self):
        (case,) = self._enter([self._row("01/BN", "07:40")])
        for again in ("01/BN", " 01/bn "):
            with (
                self.subTest(again),
                self.assertRaisesRegex(UserError, f"already: {case.name}"),
            ):
                self._enter([self._row("04/BN", "07:41"), self._row(again, "07:45")])
        with self.assertRaisesRegex(UserError, "named twice"):
            self._enter([self._row("05/BN", "07:41"), self._row("05/BN", "07:45")])
        with self.assertRaisesRegex(UserError, "already"):
            self._enter(
                [self._row()],
                local(f"{MONDAY} 07:45"),
                {**PAPER, "number": "01/BN", "date": MONDAY},
            )
        self.assertEqual(
            self.env["procedure.late.entry"].search_count(
                [("document_id", "=", self.document.id)]
            ),
            1,
        )
        # Receipts are numbered anew each year.
        self._enter(
            [self._row("01/BN", received_at=local("2027-01-11 08:00"))],
            at="2027-01-11 10:00",
        )

    def test_lines_of_one_list_share_its_number(self):
        paper = {**PAPER, "number": "01/DS", "date": MONDAY}
        cases = self._enter([self._row()] * 3, local(f"{MONDAY} 07:45"), paper)
        self.assertEqual(set(cases.mapped("paper_receipt_number")), {"01/DS"})
        with self.assertRaisesRegex(UserError, "already"):
            self._enter([self._row()], local(f"{MONDAY} 07:45"), paper)

    def test_nothing_is_entered_where_one_row_is_wrong(self):
        good = self._row("01/BN", "07:40")
        for wrong, words in (
            (self._row("", "07:50"), "rests on a dated paper"),
            (self._row("02/BN"), "Say when it happened"),
            (self._row("02/BN", "09:31"), "in the past"),
            (self._row("02/BN", "07:50", paper_file="no base64!"), "rests on"),
            (self._row("02/BN", "07:50", paper_date="2026-10-13"), "still to come"),
            (self._row("02/BN", "07:50", received_by_id=self.signer.id), None),
            (self._row("02/BN", "07:50", received_by_id=[1, 2]), "staff of that"),
            (self._row("02/BN", "07:50", paper_number=["x"]), "rests on"),
        ):
            if words is None:
                self.signer.group_ids = self.env.ref("base.group_user")
                words = "staff of that"
            with self.subTest(wrong), self.assertRaisesRegex(UserError, words):
                self._enter([good, wrong])
        self.assertFalse(
            self.env["procedure.case"].search(
                [("document_id", "=", self.document.id), ("entered_late", "=", True)]
            )
        )

    def test_rungs_of_the_past_tell_nobody(self):
        """Received a week ago: B1 was due on Tuesday, and reported since."""
        (case,) = self._enter(
            [self._row("01/BN", received_at=local("2026-10-05 08:00"))]
        )
        task = self._task(case, "B1")
        self.assertLess(task.due_at, local("2026-10-07 00:00"))
        fired = task.escalation_ids
        self.assertGreater(len(fired), 2)
        self.assertEqual(set(fired.mapped("state")), {"missed"})
        self.assertFalse(any(fired.mapped("user_id")))
        self.assertFalse(fired.activity_id)
        task._sweep(local(f"{MONDAY} 10:00"))
        task.invalidate_recordset()
        self.assertEqual(task.escalation_ids, fired, "the sweep finds nothing to fire")
        own = self.env["mail.activity"].search(
            [("res_model", "=", "procedure.case"), ("res_id", "=", case.id)]
        )
        self.assertEqual(own, task.activity_id, "his task, and no report to anybody")

    def test_a_rung_still_to_come_is_fired(self):
        (case,) = self._enter([self._row("01/BN", "07:40")])
        task = self._task(case, "B1")
        before = task.escalation_ids
        self.assertNotIn("delivered", before.mapped("state"))
        task._sweep(local("2026-10-14 09:00"))
        task.invalidate_recordset()
        self.assertIn("delivered", (task.escalation_ids - before).mapped("state"))

    def test_the_dialog_enters_them_all(self):
        dialogs = self.env["procedure.paper.receipts"].with_user(self.officer)
        with freeze_time(local(f"{MONDAY} 09:30")):
            with Form(dialogs.with_company(self.agency)) as form:
                form.reason = "Mất điện cuối tuần"
                form.received_by_id = self.clerk
                form.file = SCAN
                for number, hour in RECEIPTS:
                    with form.line_ids.new() as line:
                        line.document_id = self.document
                        line.received_at = local(f"{MONDAY} {hour}")
                        line.paper_number = number
                        line.variant_id = self.plain
            dialog = form.save()
            self.assertEqual(dialog.line_ids.revision_id, self.document.revision_ids)
            action = dialog.action_confirm()
        cases = self.env["procedure.case"].search(action["domain"])
        self.assertEqual(
            sorted((c.paper_receipt_number, shown(c.received_at)[11:]) for c in cases),
            sorted(RECEIPTS),
        )
        self.assertEqual(cases.received_by_id, self.clerk)
        with self.assertRaisesRegex(UserError, "line for each receipt"):
            dialogs.create({"reason": "x"}).action_confirm()

    def test_a_head_enters_what_his_own_desk_received(self):
        row = self._row("01/BN", "07:40")
        with self.assertRaisesRegex(AccessError, "manager of the department"):
            self._enter([row], user=self.clerk)
        with self.assertRaisesRegex(AccessError, "manager of the department"):
            # He heads the section, but it was not received there.
            self._enter([{**row, "received_by_id": self.officer.id}], user=self.manager)
        (case,) = self._enter(
            [{**row, "received_by_id": self.clerk.id}], user=self.manager
        )
        self.assertEqual(case.received_by_id, self.clerk)
