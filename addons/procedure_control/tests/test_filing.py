"""A filed period: kept whole, told again, each change with the act that caused it."""

import io
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from openpyxl import load_workbook

from ..models import procedure_export
from ..reporting import filing, ii06a
from .case_common import CaseRpcCommon, local
from .export_common import ExportCase
from .test_attacks_late import PAPER
from .test_compliance_export import NOW, OCTOBER, ComplianceCase

TOTALS = dict(zip(range(3, 14), OCTOBER, strict=True))


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestFiling(ComplianceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leading = cls._user("fl-leader", "procedure_control.group_manager")
        cls._hold("fl-in-charge", cls.leading, role={"is_leader": True})

    def _filed(self, user=None, **values):
        action = self._wizard(user, **values).action_file()
        return self.env["procedure.filing"].browse(action["res_id"])

    def _compare(self, filed, user=None):
        filed.with_user(user or self.officer).action_compare()
        return filed.last_check_id

    def test_it_keeps_file_figures_cases_and_head(self):
        while self.env["procedure.seal"]._seal():
            pass
        filed = self._filed()
        book = load_workbook(io.BytesIO(filed.attachment_id.raw), data_only=True)
        self.assertEqual(self._figures(book), OCTOBER)
        self.assertEqual(filed.figures["statutory"]["total"], OCTOBER)
        self.assertEqual(filed.figures["internal"]["total"][0], 1)
        kept = list(filing.unpack(filed.cases_attachment_id.raw))
        self.assertEqual(len(kept), filed.case_count)
        self.assertEqual(filed.case_count, 8)  # 7 dossiers and one piece of own work
        self.assertEqual(filed.sha256, filing.digest(filed.attachment_id.raw))
        self.assertIn(
            self.env["procedure.seal"]._head(self.agency)["hash"], filed.trail_head
        )
        event = filed.event_id
        self.assertEqual(
            (event.kind, event.user_id), ("compliance.filed", self.officer)
        )
        for fact in (filed.sha256, filed.cases_sha256, filed.trail_head):
            self.assertIn(fact, event.body)

    def test_nothing_changed_is_said(self):
        filed = self._filed()
        self.assertEqual(filed.change_words, "Not yet compared")
        check = self._compare(filed)
        self.assertFalse(check.change_ids)
        self.assertEqual(check.figures, filed.figures)
        self.assertEqual(filed.change_words, "Unchanged since filing")

    def test_work_that_goes_on_is_no_change(self):
        """What was in hand ends in November: the report of October stays true."""
        filed = self._filed()
        self.end(self.online, "B1", "2026-11-20 09:30")
        self.after._end_by("withdrawn", "r", local("2026-11-20 09:40"))
        self.waiting._extend(local("2026-12-30 17:00"), "r", local("2026-11-20 09:45"))
        self.assertFalse(self._compare(filed).change_ids)

    def test_three_cases_changed_after_filing_each_with_its_act(self):
        filed = self._filed()
        by_officer = {"reason": "Giấy tờ đến muộn", "paper": PAPER}
        self.late.with_user(self.officer).action_extend_late(
            local("2026-10-30 17:00"), local("2026-09-30 09:00"), **by_officer
        )
        self.overdue.with_user(self.officer).action_pause_late(
            "Bản vẽ", local("2026-09-17 10:00"), **by_officer
        )
        self.internal.with_user(self.officer).action_withdraw("Không cần nữa")
        self.early.department_id = False  # no figure rests on it
        self.env.cr.execute(
            "UPDATE procedure_case SET channel = 'online' WHERE id = %s",
            [self.given_back.id],
        )
        self.env.invalidate_all()
        check = self._compare(filed)
        told = {change.case_id: change for change in check.change_ids}
        self.assertEqual(set(told), {self.late, self.overdue, self.given_back})
        self.assertEqual(filed.change_words, "3 cases changed after filing")
        for case in (self.late, self.overdue):
            self.assertEqual(told[case].act, "case.recorded_late")
            self.assertEqual(told[case].reason, "Giấy tờ đến muộn")
            self.assertEqual(told[case].done_by_name, self.officer.name)
            self.assertEqual(told[case].event_id.case_id, case)
        self.assertEqual(told[self.late].before["result"], 10)
        self.assertIn(told[self.late].after["result"], (8, 9))
        self.assertEqual(told[self.overdue].before["result"], 13)
        self.assertEqual(told[self.overdue].after["result"], 12)
        due = told[self.late].before["due_at"]
        year, month, day = due[:10].split("-")
        self.assertIn(f"{due[11:]} {day}/{month}/{year}", told[self.late].before_words)
        forged = told[self.given_back]
        self.assertFalse(forged.event_id)  # changed behind the back of the trail
        self.assertIn("column: 5", forged.before_words)
        self.assertIn("column: 4", forged.after_words)
        now = dict(zip(TOTALS, check.figures["statutory"]["total"], strict=True))
        self.assertEqual(now[3], TOTALS[3])
        self.assertEqual(now[10], TOTALS[10] - 1)
        self.assertEqual(now[13], TOTALS[13] - 1)
        self.assertEqual(filed.figures["statutory"]["total"], OCTOBER)
        self.assertIn("text-danger", filed.comparison)

    def test_a_receipt_entered_late_came_in(self):
        filed = self._filed()
        case = self._receive(self.document, "2026-10-06 09:00")
        [change] = self._compare(filed).change_ids
        self.assertEqual((change.case_id, change.what), (case, "came"))
        self.assertEqual(change.act, "case.received")
        self.assertEqual(change.before_words, "Not counted")

    def test_a_procedure_that_changes_its_field_takes_its_cases_along(self):
        filed = self._filed()
        self.document.field_id = self.env["procedure.field"].create(
            {"name": "Khác", "code": "KH-T"}
        )
        changes = self._compare(filed).change_ids
        self.assertEqual(len(changes), 7)
        self.assertEqual(set(changes.mapped("act")), {"document.changed"})
        self.assertEqual(changes[0].before, {"field": "GĐ-T"})

    def test_queries_of_a_comparison_do_not_grow_with_the_changes(self):
        filed = self._filed()

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            filed.with_user(self.officer)._compare()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        self._receive(self.document, "2026-10-06 09:00")
        queries()
        one = queries()
        for _number in range(6):
            self._receive(self.document, "2026-10-06 09:00")
        self.assertLessEqual(queries(), one + 2)

    def test_once_more_with_a_reason_and_the_first_stays(self):
        first = self._filed()
        wizard = self._wizard()
        self.assertEqual(wizard.filed_id, first)
        with self.assertRaisesRegex(UserError, "was filed by"):
            wizard.action_file()
        second = self._filed(filing_reason="Sai mẫu")
        self.assertEqual((first.edition, first.state), (1, "replaced"))
        self.assertEqual((second.edition, second.state), (2, "filed"))
        current = self.env["procedure.filing"].search([("state", "=", "filed")])
        self.assertIn(second, current)
        self.assertNotIn(first, current)
        self.assertTrue(first.attachment_id.raw)

    def test_what_cannot_be_filed(self):
        for values, words in (
            ({"month": "12"}, "is not over"),
            ({"document_ids": [(6, 0, self.document.ids)]}, "whole agency"),
            ({"department_ids": [(6, 0, self.department.ids)]}, "whole agency"),
            ({"with_requesters": True}, "no requesters' names"),
        ):
            with self.subTest(values), self.assertRaisesRegex(UserError, words):
                self._filed(**values)
        self.assertFalse(self.env["procedure.filing"].search([]))

    def test_figures_that_do_not_re_add_file_nothing(self):
        def wrong(tally, _case_id, where):
            tally.counts[3] += 1

        with (
            patch.object(ii06a.Tally, "add", wrong),
            self.assertRaisesRegex(UserError, "do not re-add"),
        ):
            self._filed()
        self.assertFalse(self.env["procedure.filing"].search([]))

    def test_the_leader_files_and_a_head_of_department_does_not(self):
        self.assertTrue(self._wizard(self.leading).may_file)
        filed = self._filed(self.leading)
        self.assertFalse(self._wizard(self.head).may_file)
        with self.assertRaisesRegex(AccessError, "sees all of its cases"):
            self._wizard(self.head).action_file()
        shown = self.env["procedure.filing"]
        for user, sees in (
            (self.leading, True),
            (self.officer, True),
            (self.head, False),
        ):
            found = shown.with_user(user).search([("id", "=", filed.id)])
            self.assertEqual(bool(found), sees, user.login)
        with self.assertRaises(AccessError):
            filed.with_user(self.head).attachment_id.read(["raw"])

    def test_a_stored_file_that_was_changed_is_named(self):
        filed = self._filed()
        whole = [row[2:] for row in filed._verified_files()]
        self.assertTrue(all(filing.digest(data) == noted for noted, data in whole))
        self.env.cr.execute(
            "UPDATE ir_attachment SET db_datas = 'x', store_fname = NULL WHERE id = %s",
            [filed.cases_attachment_id.id],
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "can no longer be read"):
            filed.with_user(self.officer).action_compare()
        bad = [name for _r, name, noted, data in filed._verified_files()
               if filing.digest(data or b"") != noted]  # fmt: skip
        self.assertEqual(bad, [filed.cases_attachment_id.name])


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLongFiling(ExportCase):
    """A period too long to wait for is filed by the job that makes its file."""

    def test_it_is_filed_with_the_file_that_the_job_made(self):
        with patch.object(procedure_export, "AT_ONCE", 1):
            action = self._wizard().action_file()
        self.assertEqual(action["res_model"], "procedure.export")
        export = self.env["procedure.export"].browse(action["res_id"])
        self._until(export, "done")
        filed = export.filing_id
        self.assertEqual(filed.sha256, export.sha256)
        self.assertEqual(filed.figures["statutory"]["total"], OCTOBER)
        self.assertEqual(filed.filed_by_id, self.officer)
        filed.with_user(self.officer).action_compare()
        self.assertEqual(filed.change_count, 0)

    def test_filed_by_somebody_else_meanwhile_is_told(self):
        with patch.object(procedure_export, "AT_ONCE", 1):
            action = self._wizard().action_file()
        export = self.env["procedure.export"].browse(action["res_id"])
        self._wizard().action_file()
        self._until(export, "failed")
        self.assertIn("was filed by", export.error)
        self.assertFalse(export.filing_id)

    def test_who_may_no_longer_file_files_nothing(self):
        leading = self._user("lf-leader", "procedure_control.group_manager")
        held = self._hold("lf-in-charge", leading, role={"is_leader": True})
        with patch.object(procedure_export, "AT_ONCE", 1):
            action = self._wizard(leading).action_file()
        export = self.env["procedure.export"].browse(action["res_id"])
        held.date_to = "2026-11-01"
        self._until(export, "failed")
        self.assertFalse(self.env["procedure.filing"].search([]))


@tagged("post_install", "-at_install")
class TestAttacksFiling(CaseRpcCommon):
    """A filed report bent afterwards, by whoever answers for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.quality = cls._user("fa-quality", "procedure_control.group_quality_manager")
        cls.document = cls._qt_gd_02()
        cls._receive(cls(), cls.document, "2026-08-20 09:00")
        wizard = (
            cls.env["procedure.compliance.export"]
            .with_user(cls.officer)
            .with_company(cls.agency)
            .create(
                {
                    "period_kind": "month",
                    "month": "9",
                    "year": 2026,
                    "company_ids": [(6, 0, cls.agency.ids)],
                }
            )
        )
        with freeze_time(NOW):
            cls.filed = cls.env["procedure.filing"].browse(
                wizard.action_file()["res_id"]
            )
            cls.filed.with_user(cls.officer).action_compare()
        cls.env.flush_all()

    def test_nobody_changes_or_removes_it(self):
        check = self.filed.last_check_id
        for user in (self.officer, self.quality):
            for model, method, args in (
                ("procedure.filing", "write", [self.filed.ids, {"sha256": "f" * 64}]),
                ("procedure.filing", "write", [self.filed.ids, {"figures": {}}]),
                ("procedure.filing", "unlink", [self.filed.ids]),
                ("procedure.filing", "copy", [self.filed.ids]),
                ("procedure.filing", "create", [[{"period": "x"}]]),
                ("procedure.filing.check", "unlink", [check.ids]),
                ("procedure.filing.check", "write", [check.ids, {"change_count": 0}]),
                ("procedure.filing.change", "create", [[{"case_number": "x"}]]),
                (
                    "ir.attachment",
                    "write",
                    [self.filed.attachment_id.ids, {"datas": "eA=="}],
                ),
                ("ir.attachment", "unlink", [self.filed.cases_attachment_id.ids]),
                (
                    "ir.attachment",
                    "create",
                    [[{"name": "x", "res_model": "procedure.filing",
                       "res_id": self.filed.id}]],
                ),
            ):  # fmt: skip
                self.assertRefused(user, model, method, *args)

    def test_the_private_doors_are_shut(self):
        for method in ("_file", "_keep", "_record", "_note", "_compare", "_store"):
            self.assertRefused(self.quality, "procedure.filing", method, [])

    def test_who_may_not_see_all_neither_files_nor_compares(self):
        manager = self._user("fa-head", "procedure_control.group_manager")
        self.env.flush_all()
        self.assertRefused(
            manager, "procedure.filing", "action_compare", self.filed.ids
        )
        self.assertRefused(manager, "procedure.filing", "read", self.filed.ids)
