from freezegun import freeze_time
from odoo.tests import tagged

from .case_common import local
from .test_leader_page import NOW, LeaderPageCommon


@tagged("post_install", "-at_install")
class TestTimeReport(LeaderPageCommon):
    """Measures of where time went, and figures in Odoo's own digest."""

    def _grouped(self, by, *measures, domain=()):
        tasks = self.env["procedure.task"].with_user(self.officer)
        return tasks._read_group(
            [("document_id", "=", self.document.id), *domain], by, list(measures)
        )

    def test_averages_are_of_ended_steps_alone(self):
        """Two of four late: 50 %; open and planned steps are in no average."""
        self._world()
        [row] = self._grouped(
            [], "on_time_rate:avg", "late_count:sum", "used_hours:avg", "__count"
        )
        judged = self.env["procedure.task"].search(
            [("document_id", "=", self.document.id), ("verdict", "!=", False)]
        )
        used = sum(judged.mapped("used_minutes")) / 60 / len(judged)
        self.assertEqual(row[:2], (50.0, 2))
        self.assertAlmostEqual(row[2], used)
        self.assertGreater(row[3], len(judged))

    def test_hours_late_are_of_late_steps_alone(self):
        self._world()
        [(hours,)] = self._grouped([], "late_hours:avg")
        late = self.env["procedure.task"].search(
            [("document_id", "=", self.document.id), ("verdict", "=", "late")]
        )
        self.assertAlmostEqual(hours, sum(late.mapped("late_minutes")) / 60 / len(late))

    def test_what_a_list_shows_is_what_a_group_adds_up(self):
        self._world()
        task = self._task(self.over, "B1").with_user(self.officer)
        for name in ("on_time_rate", "late_hours", "waiting_hours", "working_hours"):
            [(figure,)] = self._grouped(
                [], f"{name}:avg", domain=[("id", "=", task.id)]
            )
            self.assertAlmostEqual(task[name], float(figure), msg=name)

    def test_measures_are_offered_to_pivots(self):
        described = self.env["procedure.task"].fields_get(
            ["on_time_rate", "late_hours", "cause_id"]
        )
        self.assertEqual(described["on_time_rate"]["aggregator"], "avg")
        self.assertTrue(described["cause_id"]["groupable"])

    def test_causes_are_grouped_and_found(self):
        self._world()
        task = self._task(self.over, "B1")
        cause = self.env["procedure.cause"].search([], limit=1)
        self.assertTrue(task.explanation_id)
        task.explanation_id.sudo().final_cause_id = cause
        self.env.flush_all()
        groups = dict(self._grouped(["cause_id"], "__count"))
        self.assertEqual(groups[cause], 1)
        tasks = self.env["procedure.task"].with_user(self.officer)
        here = [("document_id", "=", self.document.id)]
        found = tasks.search([("cause_id", "=", cause.id), *here])
        self.assertEqual(found, task)
        without = tasks.search_count([("cause_id", "=", False), *here])
        self.assertEqual(without, tasks.search_count(here) - 1)

    def test_last_statutory_quarter(self):
        """On 12/10/2026 the last quarter is 15/06 to 14/09; on 20/12 it is the next."""
        self._world()
        tasks = self.env["procedure.task"].with_user(self.officer)
        domain = [
            ("document_id", "=", self.document.id),
            ("in_last_quarter", "=", True),
        ]
        with freeze_time(local(NOW)):
            self.assertEqual(tasks.search_count(domain), 0)
        with freeze_time(local("2026-12-20 09:00")):
            self.assertEqual(tasks.search_count(domain), 4)

    def test_digest_for_managers(self):
        self._world()
        names = ("soon", "ended", "steps_on_time", "still")
        digest = self.env["digest.digest"].create(
            {
                "name": "Week",
                "company_id": self.agency.id,
                **{f"kpi_procedure_{name}": True for name in names},
            }
        )
        with freeze_time(local(NOW)):
            values = digest.with_context(
                start_datetime=local("2026-10-05 00:00"),
                end_datetime=local("2026-10-12 23:59"),
            )
            figures = values.with_user(self.officer).sudo(False)
            self.assertEqual(figures.kpi_procedure_soon_value, 3)
            self.assertEqual(figures.kpi_procedure_ended_value, 1)
            self.assertEqual(figures.kpi_procedure_still_value, 4)
            self.assertEqual(figures.kpi_procedure_steps_on_time_value, 0)
        actions = digest._compute_kpis_actions(self.agency, self.officer)
        for name in names:
            self.assertTrue(self.env.ref(actions[f"kpi_procedure_{name}"]))
