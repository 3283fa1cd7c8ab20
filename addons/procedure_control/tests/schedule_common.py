"""What tests of starts without a person at the desk share."""

from unittest.mock import patch

from odoo import fields

from .case_common import CaseCommon, local


class StartCommon(CaseCommon):
    """An agency with a periodic report and a dialogue that its planner receives."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.planner = cls._user("planner")
        cls._hold("planner", cls.planner)
        cls.quality = cls._user("quality", "procedure_control.group_quality_manager")
        cls.role = cls.env["procedure.role"].search([("code", "=", "t-planner")])
        cls.report = cls._procedure(
            "QT.BC.01",
            [cls._step(1, "B1", "planner", "2"), cls._step(2, "B2", "planner", "1")],
            limit=("3", "day"),
        )
        cls.dialogue = cls._procedure(
            "QT.DT.01", [cls._step(1, "B1", "planner", "5")], limit=("5", "day")
        )

    def _at(self, text):
        """The clock stands at this local time until the end of the test."""
        at = local(text)
        patcher = patch.object(fields.Datetime, "now", staticmethod(lambda: at))
        patcher.start()
        self.addCleanup(patcher.stop)
        return at

    def _schedule(self, made="2026-10-01 09:00", **values):
        """A schedule of the quality manager, entered at this local time."""
        self._at(made)
        return (
            self.env["procedure.schedule"]
            .with_user(self.quality)
            .with_context(allowed_company_ids=self.agency.ids)
            .create(
                {
                    "name": "Báo cáo tháng",
                    "document_id": self.report.id,
                    "company_id": self.agency.id,
                    "subject": "Báo cáo tháng %(month)s/%(year)s",
                    "receiver_role_id": self.role.id,
                    "anchor": "day",
                    "day": 15,
                    "date_from": "2026-10-01",
                    **values,
                }
            )
            .sudo()
        )

    def _run(self, schedules, at):
        """The job looks at these schedules at this local time."""
        now = self._at(at)
        due = schedules.filtered(lambda one: one.next_run_at and one.state == "running")
        due = due.filtered(lambda one: one.next_run_at <= now)
        self.env["procedure.job"]._divide(
            due.sudo(),
            lambda some: some._run_due(now),
            lambda one, error: one._postpone(error, now),
        )

    def _told(self, schedule):
        """["dd/mm state why"] of its runs, in order."""
        return [
            " ".join(filter(None, (f"{run.planned_on:%d/%m}", run.state, run.why)))
            for run in schedule.run_ids.sorted("planned_on")
        ]
