import base64
import hashlib

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..engine.content import Component, Limit, Variant
from .case_common import CaseCommon, local, shown

SCAN = b"%PDF-1.4 the paper"
PAPER = {
    "number": "12/PYC-TNTKQ",
    "date": "2026-10-07",
    "file": base64.b64encode(SCAN).decode(),
    "filename": "phieu.pdf",
}


class LateCommon(CaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.expert = cls._user("late-expert")
        cls.manager = cls._user("late-manager", "procedure_control.group_manager")
        cls.section = cls._department("Phòng", head=cls.manager)
        cls._hold("expert", cls.expert, department=cls.section)
        cls.document = cls._procedure(
            "QT.NB",
            [
                cls._step(1, "B1", "expert", "1"),
                cls._step(2, "B2", "expert", "1", variants=("v2",)),
                cls._step(3, "B3", "expert", "1"),
            ],
            limit=("3", "day"),
            variants=(
                Variant("v1", "Khẩn", True, Limit("2", "day")),
                Variant("v2", "Thường"),
            ),
            components=(Component("Đơn", 1, 0, True),),
        )
        cls.urgent, cls.plain = cls.document.revision_ids.variant_ids

    def _case(self, **values):
        return self._receive(
            self.document, "2026-10-05 08:00", variant_id=self.plain.id, **values
        )

    def _late(self, case, act, *args, user=None, at="2026-10-20 09:00", **kw):
        """An act recorded at a later moment; `args` are its own, before the reason."""
        with freeze_time(local(at)):
            getattr(case.with_user(user or self.officer), act)(
                *args, "Mất điện", PAPER, **kw
            )
        case.invalidate_recordset()


@tagged("post_install", "-at_install")
class TestLateEntry(LateCommon):
    """Facts recorded after they happened: what they change, and what they leave."""

    def test_a_pause_that_was_over_moves_the_due(self):
        """Asked Wed 07/10 10:00, came Tue 13/10 14:00, entered on 20/10."""
        case = self._case()
        self.assertEqual(shown(case.due_at), "2026-10-08 17:00")
        task = self._task(case, "B1")
        task._sweep(local("2026-10-12 09:00"))
        fired = task.escalation_ids
        self.assertTrue(fired)
        self._late(
            case,
            "action_pause_late",
            "Bản sao",
            local("2026-10-05 10:00"),
            ended_at=local("2026-10-13 14:00"),
        )
        self.assertEqual(case.state, "running")
        self.assertEqual(shown(case.due_at), "2026-10-15 17:00")
        self.assertEqual(case.supplement_count, 1)
        self.assertEqual(case.pause_ids.missing, "Bản sao")
        self.assertEqual(shown(task.due_at), "2026-10-13 17:00")
        self.assertEqual(task.escalation_ids, fired, "what was escalated stays")
        entry = case.late_entry_ids
        self.assertEqual(case.late_entry_count, 1)
        self.assertEqual(
            (entry.kind, shown(entry.happened_at), shown(entry.recorded_at)),
            ("pause", "2026-10-05 10:00", "2026-10-20 09:00"),
        )
        self.assertEqual(entry.days_after, 15)
        self.assertEqual(entry.recorded_by_id, self.officer)
        self.assertEqual(entry.file_sha256, hashlib.sha256(SCAN).hexdigest())
        self.assertEqual(
            base64.b64decode(entry.with_context(bin_size=False).file), SCAN
        )
        seen = entry.with_context(tz="Asia/Ho_Chi_Minh").difference
        self.assertIn("08/10/2026 17:00 → 15/10/2026 17:00", seen)
        event = self.env["procedure.event"].search(
            [("case_id", "=", case.id), ("kind", "=", "case.recorded_late")]
        )
        self.assertIn("12/PYC-TNTKQ", event.body)

    def test_a_pause_may_still_last(self):
        case = self._case()
        self._late(case, "action_pause_late", "Bản sao", local("2026-10-07 10:00"))
        self.assertEqual(case.state, "paused")
        self.assertEqual(shown(case.pause_ids.date_from), "2026-10-07 10:00")
        self._late(case, "action_resume_late", local("2026-10-13 14:00"))
        self.assertEqual(case.state, "running")
        self.assertEqual(shown(case.pause_ids.date_to), "2026-10-13 14:00")
        self.assertEqual(shown(case.due_at), "2026-10-14 17:00")
        self.assertEqual(
            shown(case.due_ids[-1:].set_at),
            "2026-10-20 09:00",
            "a report filed before tells the due that stood then",
        )
        self.assertEqual(case.late_entry_ids.mapped("kind"), ["resume", "pause"])

    def test_a_finished_case_is_judged_anew(self):
        case = self._case()
        self._finish(case, "B1", "2026-10-06 08:00")
        self._finish(case, "B2", "2026-10-07 08:00")
        last = self._finish(case, "B3", "2026-10-12 09:00")
        self.assertEqual((case.state, case.verdict), ("closed", "late"))
        self.assertEqual(last.verdict, "late")
        self._late(
            case,
            "action_pause_late",
            "Bản sao",
            local("2026-10-07 10:00"),
            ended_at=local("2026-10-09 10:00"),
        )
        self.assertEqual((case.state, case.verdict), ("closed", "on_time"))
        self.assertEqual(shown(case.due_at), "2026-10-12 17:00")
        self.assertEqual(last.verdict, "late", "verdicts of people are not rewritten")
        entry = case.late_entry_ids
        self.assertEqual(entry.before["verdict"], "late")
        self.assertEqual(entry.after["verdict"], "on_time")
        self.assertEqual(
            case.overrun_minutes,
            case.step_overrun_minutes
            - case.step_saved_minutes
            + case.uncounted_minutes
            + case.plan_minus_limit_minutes,
        )

    def test_an_extension_given_on_paper(self):
        case = self._case()
        self._late(
            case,
            "action_extend_late",
            local("2026-10-15 17:00"),
            local("2026-10-07 09:00"),
            at="2026-10-12 09:00",
        )
        self.assertEqual(shown(case.due_at), "2026-10-15 17:00")
        self.assertEqual(case.extension_count, 1)
        with self.assertRaisesRegex(UserError, "has been extended 1 times"):
            self._late(
                case,
                "action_extend_late",
                local("2026-10-30 17:00"),
                local("2026-10-07 09:00"),
            )

    def test_a_variant_found_earlier(self):
        case = self._case()
        self._finish(case, "B1", "2026-10-06 08:00")
        self._late(
            case,
            "action_change_variant_late",
            self.urgent.id,
            local("2026-10-06 09:00"),
            at="2026-10-07 09:00",
        )
        self.assertEqual(shown(case.due_at), "2026-10-07 17:00")
        self.assertEqual(self._ready(case), ["B3"])
        self.assertEqual(shown(self._task(case, "B3").ready_at), "2026-10-07 09:00")
        entry = case.late_entry_ids
        self.assertEqual(entry.before["variant_id"], "Thường")
        self.assertEqual(entry.after["variant_id"], "Khẩn")

    def test_a_receipt_on_paper_runs_from_its_own_time(self):
        """The system was down on Monday morning: three receipts written by hand."""
        with freeze_time(local("2026-10-12 09:30")):
            ids = (
                self.env["procedure.case"]
                .with_user(self.officer)
                .with_company(self.agency)
                .action_receive_late(
                    [
                        {
                            "document_id": self.document.id,
                            "company_id": self.agency.id,
                            "variant_id": self.plain.id,
                        }
                    ]
                    * 3,
                    local("2026-10-12 07:40"),
                    "Mất điện cuối tuần",
                    {**PAPER, "date": "2026-10-12"},
                )
            )
        cases = self.env["procedure.case"].browse(ids)
        self.assertEqual({shown(c.received_at) for c in cases}, {"2026-10-12 07:40"})
        self.assertEqual({shown(c.due_at) for c in cases}, {"2026-10-15 17:00"})
        self.assertEqual(cases.mapped("late_entry_count"), [1, 1, 1])
        self.assertEqual(cases.late_entry_ids.mapped("kind"), ["receipt"] * 3)

    def test_many_receipts_cost_no_more_queries_each(self):
        """As many as an ordinary intake, and a fixed number for the entries."""
        vals = {"document_id": self.document.id, "company_id": self.agency.id}

        def queries(number, list_number):
            paper = {**PAPER, "number": list_number}
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            with freeze_time(local("2026-10-12 09:30")):
                self.env["procedure.case"].with_user(self.officer).with_company(
                    self.agency
                ).action_receive_late(
                    [vals] * number, local("2026-10-12 07:40"), "Mất điện", paper
                )
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(2, "1")
        few, many = queries(2, "2"), queries(12, "3")
        self.assertLessEqual(many - few, 10 * 2, "the slope of an intake")

    def test_a_receipt_selects_the_revision_in_force_then(self):
        first = self.document.revision_ids
        draft = self.env["procedure.revision"].browse(
            self.document._new_draft("Sửa").id
        )
        self._adopt(draft, local("2026-10-08 08:00"))
        received = {}
        for day in ("2026-10-07", "2026-10-09"):
            with freeze_time(local("2026-10-20 09:00")):
                [case_id] = (
                    self.env["procedure.case"]
                    .with_user(self.officer)
                    .with_company(self.agency)
                    .action_receive_late(
                        [
                            {
                                "document_id": self.document.id,
                                "company_id": self.agency.id,
                            }
                        ],
                        local(f"{day} 09:00"),
                        "Mất điện",
                        {**PAPER, "number": day},
                    )
                )
            received[day] = self.env["procedure.case"].browse(case_id).revision_id
        self.assertEqual(received["2026-10-07"], first)
        self.assertEqual(received["2026-10-09"], draft)

    def test_papers_that_had_come(self):
        """Complete on Wed 07/10 by a note of the desk: received then, not on 20/10."""
        lacking = self.document.revision_ids.component_ids
        case = self._case(missing=lacking.ids)
        self.assertEqual(case.state, "intake")
        self._late(
            case,
            "action_papers_late",
            case.component_ids.ids,
            local("2026-10-07 09:00"),
        )
        self.assertEqual(case.state, "running")
        self.assertEqual(shown(case.received_at), "2026-10-07 09:00")
        self.assertEqual(shown(case.due_at), "2026-10-12 17:00")
        self.assertEqual(case.late_entry_ids.kind, "paper")

    # --- what is refused --------------------------------------------------------------

    def test_only_with_a_dated_paper(self):
        case = self._case()
        for wrong in (
            None,
            {},
            {**PAPER, "number": " "},
            {**PAPER, "date": False},
            {**PAPER, "date": "2026-10-21"},
            {**PAPER, "date": "gestern"},
            {**PAPER, "file": ""},
            {**PAPER, "file": "not base64!"},
        ):
            with (
                self.subTest(wrong),
                freeze_time(local("2026-10-20 09:00")),
                self.assertRaises(UserError),
            ):
                case.with_user(self.officer).action_pause_late(
                    "Bản sao", local("2026-10-07 10:00"), "Mất điện", wrong
                )
        self.assertFalse(case.late_entry_ids)
        self.assertEqual(case.state, "running")

    def test_only_in_the_past_and_after_the_receipt(self):
        case = self._case()
        for start, end, words in (
            ("2026-10-20 10:00", None, "in the past"),
            ("2026-10-05 07:00", None, "had not been received"),
            ("2026-10-07 10:00", "2026-10-21 10:00", "in the past"),
            ("2026-10-07 10:00", "2026-10-07 09:00", "after the request"),
        ):
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                self._late(
                    case,
                    "action_pause_late",
                    "x",
                    local(start),
                    ended_at=end and local(end),
                )
        case._pause("supplement", "x", "x", local("2026-10-06 08:00"))
        case._resume("", local("2026-10-07 08:00"))
        with self.assertRaisesRegex(UserError, "stood then already"):
            self._late(
                case,
                "action_pause_late",
                "x",
                local("2026-10-06 10:00"),
                ended_at=local("2026-10-08 08:00"),
            )

    def test_never_by_who_works_on_it(self):
        case = self._case()
        with self.assertRaisesRegex(AccessError, "Only the manager"):
            self._late(
                case,
                "action_pause_late",
                "x",
                local("2026-10-07 10:00"),
                user=self.expert,
            )
        task = self._task(case, "B1").with_user(self.manager)
        task.action_reassign(self.officer.id, "vắng")
        with self.assertRaisesRegex(AccessError, "somebody else records"):
            self._late(case, "action_pause_late", "x", local("2026-10-07 10:00"))

    def test_an_entry_is_evidence(self):
        case = self._case()
        self._late(case, "action_pause_late", "x", local("2026-10-07 10:00"))
        entry = case.late_entry_ids
        with self.assertRaises(UserError):
            entry.write({"reason": "khác"})
        with self.assertRaises(UserError):
            entry.unlink()
        with self.assertRaises(AccessError):
            entry.create({"case_id": case.id})
