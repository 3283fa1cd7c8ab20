import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .case_common import local, shown
from .test_late_entry import PAPER, SCAN, LateCommon


@tagged("post_install", "-at_install")
class TestLateDialogs(LateCommon):
    """The screens in front of the late acts."""

    def _record(self, case, kind, user=None, **values):
        dialog = (
            self.env["procedure.late.entry.act"]
            .with_user(user or self.officer)
            .create(
                {
                    "case_id": case.id,
                    "kind": kind,
                    "happened_at": local("2026-10-06 10:00"),
                    "reason": "Mất điện",
                    "paper_number": "12/PYC",
                    "paper_date": "2026-10-06",
                    "file": PAPER["file"],
                    "filename": "p.pdf",
                    **values,
                }
            )
        )
        with freeze_time(local("2026-10-07 09:00")):
            dialog.action_confirm()
        case.invalidate_recordset()

    def test_each_kind_reaches_its_act(self):
        case = self._case()
        self._record(case, "variant", variant_id=self.urgent.id)
        self.assertEqual(case.variant_id, self.urgent)
        self._record(case, "due", new_due_at=local("2026-10-14 17:00"))
        self.assertEqual(shown(case.due_at), "2026-10-14 17:00")
        self._record(case, "pause", missing="Bản sao")
        self.assertEqual(case.state, "paused")
        self._record(case, "resume", happened_at=local("2026-10-06 15:00"))
        self.assertEqual(case.state, "running")
        lacking = self.document.revision_ids.component_ids
        waiting = self._case(missing=lacking.ids)
        self._record(
            waiting, "paper", component_ids=[(6, 0, waiting.component_ids.ids)]
        )
        self.assertEqual(shown(waiting.received_at), "2026-10-06 10:00")
        self.assertEqual(
            case.late_entry_ids.sorted("id").mapped("kind"),
            ["variant", "due", "pause", "resume"],
        )
        entry = case.late_entry_ids[:1].with_context(bin_size=False)
        self.assertEqual(base64.b64decode(entry.file), SCAN)

    def test_the_buttons_answer_as_the_acts(self):
        case = self._case()
        for user, variant, late in (
            (self.expert, False, False),
            (self.manager, True, True),
            (self.officer, True, True),
        ):
            seen = case.with_user(user)
            self.assertEqual(
                (seen.can_change_variant, seen.can_record_late), (variant, late), user
            )
        self.assertEqual(
            case.with_user(self.manager).action_open_record_late()["context"][
                "default_kind"
            ],
            "pause",
        )
        with self.assertRaises(AccessError):
            case.with_user(self.expert).action_open_record_late()
        with self.assertRaises(AccessError):
            case.with_user(self.expert).action_open_change_variant()

    def test_the_dialog_of_a_variant(self):
        case = self._case()
        action = case.with_user(self.manager).action_open_change_variant()
        dialogs = self.env["procedure.case.act"].with_user(self.manager)
        form = Form(dialogs.with_context(**action["context"]))
        form.variant_id = self.urgent
        form.reason = "khẩn"
        form.save().action_confirm()
        self.assertEqual(case.variant_id, self.urgent)

    def test_confirm_and_print_gives_the_paper(self):
        case = self._case()
        dialogs = self.env["procedure.case.act"].with_user(self.expert)
        dialog = dialogs.create(
            {"case_id": case.id, "act": "request_supplement", "missing": "Bản sao"}
        )
        self.assertTrue(dialog.has_paper)
        action = dialog.action_confirm_and_print()
        self.assertEqual(action["report_name"], "procedure_control.paper_supplement")
        self.assertTrue(action["close_on_report_download"])
        self.assertEqual(case.state, "paused")

    def test_intake_with_another_time(self):
        intakes = self.env["procedure.case.intake"].with_company(self.agency)
        with freeze_time(local("2026-10-12 09:30")):
            form = Form(intakes.with_user(self.officer))
            form.document_id = self.document
            form.variant_id = self.plain
            form.is_late = True
            form.late_at = local("2026-10-12 07:40")
            form.late_reason = "Mất điện"
            form.paper_number = "01/SGT"
            form.paper_date = "2026-10-12"
            form.paper_file = PAPER["file"]
            case_id = form.save().action_receive()["res_id"]
        case = self.env["procedure.case"].browse(case_id)
        self.assertEqual(shown(case.received_at), "2026-10-12 07:40")
        self.assertEqual(case.late_entry_ids.paper_number, "01/SGT")
        self.assertFalse(intakes.with_user(self.expert).new({}).may_be_late)
        dialog = intakes.with_user(self.expert).create(
            {
                "document_id": self.document.id,
                "company_id": self.agency.id,
                "is_late": True,
                "late_at": local("2026-10-12 07:40"),
                "late_reason": "x",
            }
        )
        with self.assertRaises(AccessError):
            dialog.action_receive()

    def test_a_disposal_takes_words_and_scan(self):
        case = self._case()
        self._late(case, "action_pause_late", "x", local("2026-10-07 10:00"))
        entry = case.late_entry_ids
        self.env["procedure.disposal"].sudo()._empty_cases(case)
        self.assertFalse(entry.reason)
        self.assertFalse(entry.file)
        self.assertTrue(entry.file_sha256, "that there was a paper, and which, stays")

    def test_refusals_leave_nothing(self):
        case = self._case()
        with self.assertRaises(UserError):
            self._record(case, "resume")
        self.assertFalse(case.late_entry_ids)
