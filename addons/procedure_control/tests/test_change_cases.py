"""What a change request says of cases, and what a repeal does to those that run."""

from odoo import fields
from odoo.tests import tagged

from .case_common import CaseCommon


@tagged("post_install", "-at_install")
class TestChangeCases(CaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls._qt_gd_02()
        cls.manager = cls._user("iso", "procedure_control.group_quality_manager")

    def _accepted(self, **values):
        change = (
            self.env["procedure.change"]
            .with_user(self.officer)
            .create({"document_id": self.document.id, "reason": "x", **values})
        )
        change.action_submit()
        change.with_user(self.manager).action_accept("ít", "none")
        return change.with_env(self.env)

    def _repeal(self, **values):
        change = self._accepted(act="repeal", **values)
        change.with_user(self.officer).action_repeal()
        revision = self.document.effective_revision_id
        requests = revision._open_rounds().request_ids
        revision.with_user(requests.user_id)._approve(fields.Datetime.now())
        self.assertEqual(revision.state, "repealed")
        return change

    def _notices(self, cases):
        kind = self.env.ref("procedure_control.mail_activity_type_stop")
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", "procedure.case"),
                ("res_id", "in", cases.ids),
                ("activity_type_id", "=", kind.id),
            ]
        )

    def test_the_request_names_open_cases_steps_people_and_forms(self):
        """Proves: ISO 9001 6.3; ISO 9001 8.5.6."""
        cases = self.env["procedure.case"]
        for _number in range(7):
            cases |= self._receive(self.document, "2026-10-05 09:00")
        ended = self._receive(self.document, "2026-10-05 09:00")
        ended.with_user(self.officer).sudo(False).action_refuse("thiếu")
        revision = self.document.effective_revision_id
        change = self._accepted()
        self.assertEqual(change.open_case_count, 7)
        self.assertEqual(change.effect["cases"]["names"], sorted(cases.mapped("name")))
        self.assertEqual(change.effect["agencies"], {self.agency.name: 7})
        self.assertEqual(change.step_count, len(revision.step_ids))
        holders = self.env["procedure.role.holder"].search(
            [
                ("company_id", "=", self.agency.id),
                ("role_id", "in", revision.step_ids.role_id.ids),
            ]
        )
        self.assertEqual(change.people_count, len(holders.user_id))
        self.assertEqual(change.form_count, len(revision.form_ids))
        # What it was decided on stays, whatever comes in later.
        self._receive(self.document, "2026-10-05 09:00")
        self.assertEqual(change.open_case_count, 7)
        for name in cases.mapped("name"):
            self.assertIn(name, change.effect_text)

    def test_stopped_with_notice_by_who_works_on_them(self):
        running = self._receive(self.document, "2026-10-05 09:00")
        ended = self._receive(self.document, "2026-10-05 09:00")
        ended.with_user(self.officer).sudo(False).action_refuse("thiếu")
        change = self._repeal(running_cases="stop")
        self.assertEqual(change.state, "applied")
        # Nothing ends by itself: the requester is owed a notice first.
        self.assertEqual(running.state, "running")
        notice = self._notices(running | ended)
        self.assertEqual(notice.res_id, running.id)
        at_work = running.task_ids.filtered(lambda t: t.state == "ready").user_id
        self.assertEqual(notice.user_id, at_work)
        self.assertEqual(change.to_terminate_count, 1)
        listed = self.env["procedure.case"].search(change.action_open_cases()["domain"])
        self.assertEqual(listed, running)
        running.with_user(at_work).sudo(False).action_terminate("đã thông báo")
        self.assertEqual(running.state, "terminated")
        self.assertFalse(self._notices(running))
        self.assertFalse(notice.active)
        change.invalidate_recordset()
        self.assertEqual(change.to_terminate_count, 0)

    def test_finished_under_it(self):
        running = self._receive(self.document, "2026-10-05 09:00")
        change = self._repeal(running_cases="finish")
        self.assertFalse(self._notices(running))
        self.assertEqual(change.to_terminate_count, 0)
        self.assertEqual(self._ready(running), ["B1"])
        self._finish(running, "B1", "2026-10-05 09:00")
        self.assertEqual(self._ready(running), ["B2"])

    def test_notices_cost_a_fixed_number_of_queries(self):
        """Two sizes: what one more running case adds to a repeal."""
        counts = []
        for size in (2, 8):
            document = self._procedure(
                f"QT.N.{size}", [self._step(1, "B1", "clerk", "1")], limit=("1", "day")
            )
            for _number in range(size):
                self._receive(document, "2026-10-05 09:00")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["procedure.case"]._ask_to_terminate(
                document, fields.Datetime.now()
            )
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual((counts[1] - counts[0]) / 6, 0.2, counts)
