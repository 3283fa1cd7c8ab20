"""Many cases started together: previewed, at once or behind the scenes, each told."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..models import procedure_case_batch, procedure_case_batch_run
from .case_common import CaseRpcCommon, shown
from .schedule_common import StartCommon


class BatchCommon(StartCommon):
    def _asked(self, count, **values):
        return [
            {
                "document_id": self.report.id,
                "company_id": self.agency.id,
                "subject": f"Báo cáo {number}",
                **values,
            }
            for number in range(1, count + 1)
        ]

    def _batch(self, vals_list, user=None):
        batches = self.env["procedure.case.batch"].with_user(user or self.planner)
        batches = batches.with_context(allowed_company_ids=self.agency.ids)
        return batches.browse(batches.action_start(vals_list)).sudo()

    def _few(self, at_once, chunk):
        """Fewer are many, so that tests stay short."""
        for target, name, value in (
            (procedure_case_batch, "AT_ONCE", at_once),
            (procedure_case_batch_run, "CHUNK", chunk),
        ):
            patcher = patch.object(target, name, value)
            patcher.start()
            self.addCleanup(patcher.stop)

    def _job(self):
        with self.enter_registry_test_mode():
            self.env.ref("procedure_control.ir_cron_case_batch").method_direct_trigger()


@tagged("post_install", "-at_install")
class TestCaseBatch(BatchCommon):
    def test_few_start_at_once(self):
        self._at("2026-10-05 09:00")
        batch = self._batch(self._asked(3))
        self.assertEqual((batch.state, batch.total, batch.progress), ("done", 3, 100))
        cases = batch.line_ids.case_id
        self.assertEqual(len(cases), 3)
        self.assertEqual(cases.mapped("start_source"), ["batch"] * 3)
        self.assertEqual(cases.received_by_id, self.planner)
        self.assertEqual(
            cases.mapped("subject"), ["Báo cáo 1", "Báo cáo 2", "Báo cáo 3"]
        )
        self.assertEqual(shown(cases[0].due_at), "2026-10-08 17:00")
        self.assertEqual(batch.line_ids.mapped("request"), [False] * 3)

    def test_many_go_on_behind_the_scenes(self):
        self._few(at_once=2, chunk=2)
        self._at("2026-10-05 09:00")
        batch = self._batch(self._asked(5))
        self.assertEqual((batch.state, batch.progress), ("waiting", 0))
        batch._process(self._at("2026-10-05 09:01"), 2)
        self.env.invalidate_all()
        self.assertEqual((batch.state, batch.progress), ("running", 40))
        self._job()
        self.env.invalidate_all()
        self.assertEqual((batch.state, batch.started_count), ("done", 5))
        self.assertEqual(len(batch.line_ids.case_id), 5)

    def test_the_rest_can_be_stopped(self):
        self._few(at_once=2, chunk=2)
        batch = self._batch(self._asked(5))
        batch._process(self._at("2026-10-05 09:01"), 2)
        self.assertFalse(batch.with_user(self.author).can_cancel)
        batch.with_user(self.planner).action_cancel()
        self._job()
        self.env.invalidate_all()
        states = batch.line_ids.mapped("state")
        self.assertEqual(states, ["started"] * 2 + ["cancelled"] * 3)
        self.assertEqual(batch.state, "cancelled")

    def test_one_that_cannot_start_holds_up_no_other(self):
        self._receive(self.report, "2026-10-05 08:00", external_code="H-2")
        asked = self._asked(3)
        asked[1]["external_code"] = "H-2"
        batch = self._batch(asked)
        states = batch.line_ids.mapped("state")
        self.assertEqual(states, ["started", "failed", "started"])
        self.assertIn("H-2", batch.line_ids[1].error)
        # What was asked is kept until it starts.
        taken = self.env["procedure.case"].search([("external_code", "=", "H-2")])
        taken.sudo().write({"external_code": "H-3"})
        with self.assertRaises(AccessError):
            batch.with_user(self.officer).action_try_again()
        batch.with_user(self.planner).action_try_again()
        self.assertEqual(batch.line_ids.mapped("state"), ["started"] * 3)
        self.assertEqual(batch.state, "done")

    def test_rights_are_asked_again_when_it_starts(self):
        """Who asked and may no longer receive starts nothing more."""
        self._few(at_once=2, chunk=2)
        batch = self._batch(self._asked(4))
        batch._process(self._at("2026-10-05 09:01"), 2)
        staff = self.env.ref("procedure_control.group_staff")
        self.planner.group_ids -= staff
        self._job()
        self.env.invalidate_all()
        states = batch.line_ids.mapped("state")
        self.assertEqual(states, ["started"] * 2 + ["failed"] * 2)

    def test_one_procedure_in_one_agency(self):
        mixed = self._asked(1) + self._asked(1, document_id=self.dialogue.id)
        for asked in ([], mixed, "x"):
            with self.assertRaises(UserError):
                self._batch(asked)

    def test_the_dialog_previews(self):
        self._at("2026-10-05 09:00")
        starts = self.env["procedure.case.batch.start"].with_user(self.planner)
        starts = starts.with_context(
            allowed_company_ids=self.agency.ids, tz="Asia/Ho_Chi_Minh"
        )
        form = Form(starts)
        form.document_id = self.report
        form.text = "Báo cáo A;Ông An;0912\nBáo cáo B\tBà Bình\t\tH-9\n\n"
        self.assertEqual(form.count, 2)
        self.assertEqual(shown(form.due_at), "2026-10-08 17:00")
        with form.line_ids.edit(1) as line:
            line.subject = "Báo cáo B, sửa"
        start = form.save()
        action = start.action_start()
        batch = self.env["procedure.case.batch"].sudo().browse(action["res_id"])
        cases = batch.line_ids.case_id
        self.assertEqual(cases.mapped("subject"), ["Báo cáo A", "Báo cáo B, sửa"])
        self.assertEqual(cases.mapped("requester_name"), ["Ông An", "Bà Bình"])
        self.assertEqual(cases[1].external_code, "H-9")
        self.assertEqual(shown(cases[0].due_at), shown(start.due_at))
        # Pressed twice it starts them once.
        self.assertEqual(start.action_start()["res_id"], batch.id)

    def test_one_for_each_department(self):
        departments = self._department("Phòng A") | self._department("Phòng B")
        starts = self.env["procedure.case.batch.start"].with_user(self.planner)
        start = starts.with_context(allowed_company_ids=self.agency.ids).create(
            {
                "document_id": self.report.id,
                "company_id": self.agency.id,
                "fill": "departments",
                "department_ids": [(6, 0, departments.ids)],
                "subject": "Báo cáo của %(name)s",
            }
        )
        action = start.action_start()
        batch = self.env["procedure.case.batch"].sudo().browse(action["res_id"])
        cases = batch.line_ids.case_id
        self.assertEqual(
            cases.mapped("subject"), ["Báo cáo của Phòng A", "Báo cáo của Phòng B"]
        )
        self.assertEqual(cases.requester_department_id, departments)

    def test_the_preview_says_who_may_not_receive(self):
        dossier = self._procedure(
            "QT.TT.09", [self._step(1, "B1", "planner", "2")], kind="tthc"
        )
        starts = self.env["procedure.case.batch.start"].with_user(self.planner)
        start = starts.with_context(allowed_company_ids=self.agency.ids).new(
            {"document_id": dossier.id, "company_id": self.agency.id}
        )
        self.assertIn("one-stop", start.problem)

    def test_queries_do_not_grow(self):
        """From 100 to 1,000 cases: at most one query for two more of them."""
        counts = []
        self._few(at_once=0, chunk=1000)
        self._batch(self._asked(1))._process(self._at("2026-10-05 09:00"), 1000)
        for size in (100, 1000):
            batch = self._batch(self._asked(size))
            self.env.flush_all()
            self.env.invalidate_all()
            at = self._at("2026-10-05 09:00")
            before = self.cr.sql_log_count
            batch._process(at, 1000)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual(len(batch.line_ids.case_id), size)
        self.assertLess((counts[1] - counts[0]) / 900, 0.5, counts)


@tagged("post_install", "-at_install")
class TestAttacksBatch(BatchCommon, CaseRpcCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.outsider = cls._user("outsider")
        cls.auditor = cls._user("auditor", "procedure_control.group_auditor")

    def setUp(self):
        super().setUp()
        self._few(at_once=1, chunk=1)
        self.batch = self._batch(self._asked(3, requester_name="Nguyễn Văn Kín"))

    def test_nobody_forges_a_batch(self):
        line = self.batch.line_ids[0]
        for user in (self.planner, self.outsider, self.officer, self.auditor):
            for records, values in (
                (self.batch, {"state": "done", "user_id": user.id}),
                (line, {"state": "started", "request": {}, "batch_id": 1}),
            ):
                self.assertRefused(user, records._name, "write", records.ids, values)
                self.assertRefused(user, records._name, "create", [values])
                self.assertRefused(user, records._name, "copy", records.ids)
                self.assertRefused(user, records._name, "unlink", records.ids)

    def test_it_is_read_and_stopped_by_its_own(self):
        for method in ("action_cancel", "action_try_again"):
            self.assertRefused(
                self.outsider, "procedure.case.batch", method, self.batch.ids
            )
        self.assertRefused(
            self.auditor, "procedure.case.batch", "action_cancel", self.batch.ids
        )
        found, _error = self.call(
            self.outsider, "procedure.case.batch.line", "search_read", [], ["request"]
        )
        self.assertEqual(found, [])
        self.assertEqual(self.batch.state, "waiting")

    def test_who_may_not_receive_asks_for_none(self):
        dossier = self._procedure(
            "QT.TT.08", [self._step(1, "B1", "planner", "2")], kind="tthc"
        )
        asked = self._asked(2, document_id=dossier.id, requester_name="Ông An")
        self.assertRefused(self.planner, "procedure.case.batch", "action_start", asked)
        self.assertRefused(
            self.auditor, "procedure.case.batch", "action_start", self._asked(2)
        )
        elsewhere = self.env["res.company"].create({"name": "Xã"})
        self.assertRefused(
            self.planner,
            "procedure.case.batch",
            "action_start",
            self._asked(2, company_id=elsewhere.id),
        )

    def test_what_starts_a_case_is_not_the_client_s_to_say(self):
        asked = self._asked(1, start_source="desk", received_at="2020-01-01 00:00:00")
        made, error = self.call(
            self.planner, "procedure.case.batch", "action_start", asked
        )
        self.assertFalse(error, self.said)
        case = self.env["procedure.case.batch"].browse(made).line_ids.case_id
        self.assertEqual(case.start_source, "batch")
        self.assertGreater(case.received_at.year, 2020)
