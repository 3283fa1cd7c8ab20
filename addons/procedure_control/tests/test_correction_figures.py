from odoo.tests import freeze_time, tagged

from .case_common import local
from .test_compliance_export import NOW, OCTOBER, ComplianceCase
from .test_correction import WRONG


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCorrectionFigures(ComplianceCase):
    """Counted in quality and not in timeliness: each figure, one by one.

    The correction of an early result is itself late in every one of its steps.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        helper = cls()
        cls.correction = helper._corrected(cls.early)
        cls.end(cls.correction, "B1", "2026-09-21 10:00")
        cls._walk(cls.correction, "2026-10-13 16:00", after="B1")
        cls.early.invalidate_recordset()

    def _corrected(self, case, at="2026-09-21 09:00", kind="correction", cause="own"):
        with freeze_time(local(at)):
            correction_id = (
                case.with_user(self.officer)
                .with_company(self.agency)
                .action_start_correction(kind, cause, WRONG)
            )
        case.invalidate_recordset()
        return self.env["procedure.case"].browse(correction_id)

    def test_it_was_late_and_has_no_verdict(self):
        self.assertEqual(self.early.correction_mark, "corrected")
        self.assertGreater(self.correction.result_at, self.correction.due_at)
        self.assertFalse(self.correction.verdict)
        self.assertFalse(self.correction.legal_verdict)
        self.assertFalse(self.correction.counts_late_766)
        self.assertEqual(self.correction.days_past_first, 0)
        done = self.correction.task_ids.filtered("done_at")
        self.assertTrue(done.filtered(lambda t: t.due_at and t.due_at < t.done_at))
        self.assertEqual(set(done.mapped("verdict")), {False})
        self.assertEqual(sum(done.mapped("late_minutes")), 0)
        self.assertEqual(self.early.verdict, "early")

    def test_form_two_oh_six_a_counts_as_before(self):
        book = self._file(self._wizard())
        self.assertEqual(self._figures(book), OCTOBER)

    def test_the_register_lists_and_marks_both(self):
        book = self._file(self._wizard())
        numbers = self._column(book, "Register", "Number")
        rows = {
            head: dict(zip(numbers, self._column(book, "Register", head), strict=True))
            for head in (
                "Result corrected or recalled",
                "Corrects the result of",
                "Result: column",
                "Received: column",
                "Verdict",
                "Case overrun (min)",
            )
        }
        self.assertEqual(
            rows["Result corrected or recalled"][self.early.name], "Corrected"
        )
        name = self.correction.name
        self.assertEqual(rows["Corrects the result of"][name], self.early.name)
        for head in list(rows)[2:]:
            self.assertFalse(rows[head][name], head)
        self.assertEqual(len(numbers), 8)

    def test_no_late_step_of_anybody(self):
        book = self._file(self._wizard())
        self.assertEqual(
            self._column(book, "Late steps", "Late (working hours)"),
            [100, 155, 47, 302],
        )
        self.assertNotIn(self.correction.name, self._column(book, "Late steps", "Case"))

    def test_own_work_is_counted_as_before(self):
        before = self._file(self._wizard())["Internal work"]
        counted = [row for row in before.iter_rows(values_only=True)]
        self.end(self.internal, "1", "2026-10-07 09:00")
        self.end(self.internal, "2", "2026-10-07 10:00")
        finished = self._file(self._wizard())["Internal work"]
        finished = [row for row in finished.iter_rows(values_only=True)]
        self.assertNotEqual(finished, counted)
        self._corrected(self.internal, "2026-10-08 09:00")
        again = self._file(self._wizard())["Internal work"]
        self.assertEqual(
            [row for row in again.iter_rows(values_only=True)][5:], finished[5:]
        )

    def test_odoos_digest(self):
        digest = self.env["digest.digest"].create(
            {
                "name": "Month",
                "company_id": self.agency.id,
                "kpi_procedure_overdue": True,
                "kpi_procedure_received": True,
                "kpi_procedure_on_time": True,
            }
        )
        names = ("overdue", "received", "on_time")

        def figures():
            self.env.flush_all()
            values = digest.with_context(
                start_datetime=local("2026-09-15 00:00"),
                end_datetime=local("2026-10-20 23:59"),
            )
            values.invalidate_recordset()
            seen = values.with_user(self.officer).sudo(False)
            return [seen[f"kpi_procedure_{name}_value"] for name in names]

        before = figures()
        # Of carried, early and late: one overdue. The correction is no fourth.
        self.assertAlmostEqual(before[2], 100 * 2 / 3)
        again = self._corrected(self.late, "2026-10-08 09:00")
        self.end(again, "B1", "2026-10-08 10:00")
        self.assertLess(self._task(again, "B2").due_at, local("2026-10-20 00:00"))
        self.assertEqual(figures(), before)

    def test_the_week_of_who_did_it(self):
        rows = self.env["procedure.workload"].with_user(self.officer)
        rows = rows.with_company(self.agency)
        with freeze_time(local("2026-10-14 09:00")):
            found = rows.search(rows.action_open()["domain"])
        self.assertEqual(sum(found.mapped("late_count")), 0)
        self.assertEqual(sum(found.mapped("late_minutes")), 0)
        self.assertGreater(sum(found.mapped("done_count")), 0)

    def test_a_late_fact_gives_it_no_verdict_either(self):
        self.correction._take_verdict_again(
            self.correction._working_times(local("2026-10-20 09:00"))
        )
        self.assertFalse(self.correction.verdict)
        self.assertFalse(self.correction.legal_verdict)

    def test_nobody_is_asked_why_it_is_late(self):
        """Neither who finished late nor who has it open after its due."""
        again = self._corrected(self.late, "2026-10-08 09:00")
        self.end(again, "B1", "2026-10-08 10:00")
        open_ = self._task(again, "B2")
        self.assertLess(open_.due_at, local("2026-10-20 00:00"))
        at, every = local("2026-10-20 09:00"), self.env["procedure.task"]
        every._lock_unasked(at, every)._ask_each(at)
        tasks = (self.correction | again).task_ids
        tasks.invalidate_recordset()
        self.assertFalse(tasks.explanation_id)
        overdue = self.overdue.task_ids.filtered(lambda t: t.state == "ready")
        self.assertTrue(overdue.explanation_id, "others are asked")

    # --- the figure of quality --------------------------------------------------------

    def test_per_thousand_results(self):
        """Four results in all, one of them corrected by our error: 250."""
        self._corrected(self.late, "2026-10-08 09:00")._end_by(
            "withdrawn", "r", local("2026-10-08 15:00")
        )
        figures = self.env["procedure.correction.figure"].with_user(self.officer)
        domain = [("document_id", "=", self.document.id)]
        self.env.flush_all()
        aggregates = [
            "result_count:sum",
            "corrected_count:sum",
            "own_count:sum",
            "per_thousand:avg",
            "after_days:avg",
        ]
        ((document, *numbers),) = figures._read_group(
            domain, ["document_id"], aggregates
        )
        self.assertEqual(document, self.document)
        self.assertEqual(numbers, [4, 1, 1, 250.0, 3.0])
        (row,) = figures.search([*domain, ("correction_id", "!=", False)])
        self.assertEqual(row.correction_id, self.correction)
        self.assertEqual(row.case_id, self.early)
        self.assertEqual(row.display_name, self.early.name)
        departments = dict(
            figures._read_group(domain, ["department_id"], ["result_count:sum"])
        )
        self.assertEqual(sum(departments.values()), 4)

    def test_a_head_reads_the_figures_of_his_department(self):
        self.env.flush_all()
        figures = self.env["procedure.correction.figure"].with_user(self.head)
        self.assertEqual(figures.search([]).case_id, self.early)
