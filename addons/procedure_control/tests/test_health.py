"""Whether reminders go out is seen from outside, and each week by quality officers."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, tagged

from ..models import procedure_seal_display
from .case_common import CaseCommon, local

HEALTH = "/procedure_control/health"


@tagged("post_install", "-at_install")
class TestHealth(HttpCase):
    def _answer(self, minutes, sealed=True):
        while sealed and self.env["procedure.seal"]._seal():
            pass
        job = self.env["procedure.job"]
        job.search([("key", "=", "sweep")]).unlink()
        if minutes is not None:
            job._ran("sweep", fields.Datetime.now() - timedelta(minutes=minutes))
        self.env.flush_all()
        response = self.url_open(HEALTH)
        self.assertEqual(response.headers["Content-Type"], "application/json")
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        return response.status_code, response.json()

    def test_healthy_while_the_sweep_runs(self):
        status, body = self._answer(14)
        self.assertEqual((status, body["status"], body["silent"]), (200, "pass", False))
        self.assertRegex(body["last_sweep"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")

    def test_unavailable_after_a_quarter_of_an_hour_of_silence(self):
        status, body = self._answer(16)
        self.assertEqual((status, body["status"], body["silent"]), (503, "fail", True))

    def test_a_sweep_that_never_ran_is_silent(self):
        status, body = self._answer(None)
        self.assertEqual((status, body["last_sweep"]), (503, None))

    def test_it_tells_nothing_else(self):
        self.assertEqual(
            set(self._answer(1)[1]),
            {"status", "silent", "last_sweep", "unsealed", "last_sealing"},
        )

    def test_unavailable_when_events_wait_to_be_sealed(self):
        with patch.object(procedure_seal_display, "PATIENCE", "-1 hour"):
            self.env["procedure.event"]._log("test.waits", self.env.company)
            status, body = self._answer(1, sealed=False)
            self.assertEqual((status, body["unsealed"]), (503, True))
            status, body = self._answer(1)
        self.assertEqual(
            (status, body["unsealed"], body["silent"]), (200, False, False)
        )


@tagged("post_install", "-at_install")
class TestWeeklyList(CaseCommon):
    def _fire(self, when, company=None):
        """An escalation of one overdue task, delivered at a local time."""
        document = self._procedure(
            f"W.{when}", [self._step(1, "1", "weekly", "1")], limit=("1", "day")
        )
        case = self._receive(document, when[:10] + " 09:00")
        firing = self.env["procedure.escalation"].create(
            {
                "level_id": self.env["procedure.escalation.level"]
                .search([], limit=1)
                .id,
                "task_id": case.task_ids.id,
                "company_id": case.company_id.id,
                "moment_at": local(when),
                "delivered_at": local(when),
                "user_id": self.officer.id,
            }
        )
        firing.flush_recordset()
        return firing

    def _lists(self, user):
        kind = self.env.ref("procedure_control.mail_activity_type_weekly_list")
        return self.env["mail.activity"].search(
            [("activity_type_id", "=", kind.id), ("user_id", "=", user.id)]
        )

    def test_one_activity_a_week_for_each_officer_of_the_agency(self):
        self._hold("weekly", self._user("doer"))
        other = self.env["res.company"].create({"name": "Sở khác"})
        stranger = self._user(
            "stranger", "procedure_control.group_quality_officer", company=other
        )
        self._fire("2026-10-05 17:00")
        self._fire("2026-10-09 17:00")
        weekly = self.env["procedure.escalation"]
        weekly._weekly_list(local("2026-10-12 07:30"))
        activity = self._lists(self.officer)
        self.assertEqual(len(activity), 1)
        self.assertIn("2", activity.summary)
        self.assertIn("/odoo/procedure-escalations", activity.note)
        self.assertFalse(activity.res_model)
        self.assertFalse(self._lists(stranger))
        self.assertFalse(self._lists(self.signer))
        # Run again, or next week with nothing new: never two of them.
        weekly._weekly_list(local("2026-10-12 07:30"))
        self.assertEqual(len(self._lists(self.officer)), 1)
        weekly._weekly_list(local("2026-10-26 07:30"))
        self.assertFalse(self._lists(self.officer))


@tagged("post_install", "-at_install")
@freeze_time("2026-10-20 03:00")
class TestDigest(CaseCommon):
    def test_figures_of_the_week(self):
        """Proves: ISO 9001 9.1.1."""
        self._hold("one", self._user("doer"))
        document = self._procedure(
            "D.01",
            [self._step(1, "1", "one", "1"), self._step(2, "2", "one", "1")],
            limit=("2", "day"),
        )
        good = self._receive(document, "2026-10-14 09:00")
        self._finish(good, "1", "2026-10-14 10:00")
        self._finish(good, "2", "2026-10-14 11:00")
        late = self._receive(document, "2026-10-14 09:00")
        self._finish(late, "1", "2026-10-16 16:00")
        self._finish(late, "2", "2026-10-19 10:00")
        self._receive(document, "2026-10-14 09:00")
        self.env.flush_all()
        digest = self.env["digest.digest"].create(
            {
                "name": "Week",
                "company_id": self.agency.id,
                "kpi_procedure_overdue": True,
                "kpi_procedure_received": True,
                "kpi_procedure_on_time": True,
            }
        )
        values = digest.with_context(
            start_datetime=local("2026-10-13 00:00"),
            end_datetime=local("2026-10-20 23:59"),
        )
        figures = values.with_user(self.officer).sudo(False)
        self.assertEqual(figures.kpi_procedure_received_value, 3)
        self.assertEqual(figures.kpi_procedure_overdue_value, 1)
        self.assertEqual(figures.kpi_procedure_on_time_value, 50)
        with self.assertRaises(AccessError):
            values.with_user(self.author).kpi_procedure_received_value  # noqa: B018

    def test_each_figure_leads_to_its_list(self):
        digest = self.env["digest.digest"].create({"name": "Week"})
        actions = digest._compute_kpis_actions(self.agency, self.officer)
        for name, action in actions.items():
            if name.startswith("kpi_procedure"):
                self.assertTrue(self.env.ref(action))
