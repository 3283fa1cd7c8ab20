"""The four axes: what the file says, and what the database sums up by itself."""

from odoo.fields import Domain
from odoo.tests import freeze_time, tagged

from ..models.procedure_task_axes import AXES
from ..reporting import axes
from .case_common import local
from .explanation_common import LateNamesCommon
from .test_compliance_export import NOW, ComplianceCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAxisFigures(ComplianceCase):
    def _streamed(self, user):
        """{axis: {key: (counts, minutes)}} as the rows of the file add up."""
        options = self._wizard(user)._options()
        rows = self.env["procedure.compliance.rows"].with_user(user)
        steps = list(rows.with_company(self.agency)._rows_steps(options))
        report = axes.count(steps)
        return steps, report

    def _summed(self, user):
        start, until = local("2026-09-15 00:00"), local("2026-10-15 00:00")
        domain = Domain("company_id", "=", self.agency.id) & Domain(
            "case_id.corrects_id", "=", False
        )
        tasks = self.env["procedure.task"].with_user(user)
        return tasks._axis_figures(domain, start, until)

    def _agree(self, user):
        steps, report = self._streamed(user)
        summed = self._summed(user)
        for axis, found in summed.items():
            with self.subTest(user=user.login, axis=axis):
                lines = report.lines[axis]
                self.assertEqual(len(found), len(lines))
                of = {"early": 1, "on_time": 2, "late": 3, "no_limit": 4}
                for name, result in of.items():
                    self.assertEqual(
                        sorted(figures[name] for figures in found.values()),
                        sorted(line.figures.counts[result] for line in lines),
                        name,
                    )
                for name in ("planned", "used", "waiting", "working", "paused"):
                    self.assertEqual(
                        sorted(figures[name] for figures in found.values()),
                        sorted(line.figures.of(name) for line in lines),
                        name,
                    )
                self.assertEqual(
                    sorted((f["in_hand"], f["overdue"]) for f in found.values()),
                    sorted(
                        (line.figures.in_hand, line.figures.counts[axes.OVERDUE])
                        for line in lines
                    ),
                )
        return steps, summed

    def test_the_file_and_the_database_agree(self):
        steps, summed = self._agree(self.officer)
        self.assertGreater(len(steps), 15)
        self.assertEqual(set(summed), set(AXES))
        late = sum(f["late"] for f in summed["procedure"].values())
        self.assertEqual(late, sum(s.ended and s.verdict == "late" for s in steps))
        self.assertGreater(late, 0)

    def test_a_head_has_the_figures_of_his_departments_alone(self):
        all_steps, _summed = self._agree(self.officer)
        own_steps, own = self._agree(self.head)
        self.assertLess(len(own_steps), len(all_steps))
        seen = {step.case_number for step in own_steps}
        self.assertEqual(seen, {self.early.name, self.overdue.name})
        in_hand = sum(f["in_hand"] for f in own["procedure"].values())
        self.assertEqual(in_hand, sum(step.open for step in own_steps))
        book = self._file(self._wizard(self.head))
        self.assertEqual(len(self._column(book, "Steps", "Case")), len(own_steps))

    def test_every_sheet_of_the_file_counts_its_steps(self):
        book = self._file(self._wizard())
        listed = len(self._column(book, "Steps", "Case"))
        for axis in ("step", "department", "person", "procedure"):
            rows = list(book[f"On time by {axis}"].iter_rows(values_only=True))
            head = next(row for row in rows if "Ended" in row)
            total = next(row for row in rows if row[1] == "Total")
            ended = total[head.index("Ended")]
            in_hand = total[head.index("In hand")]
            self.assertEqual(ended + in_hand, listed)
        cover = {row[0]: row for row in book["Cover"].iter_rows(values_only=True)}
        gaps = [row[5] for what, row in cover.items() if what and "= " in str(what)]
        self.assertGreater(len(gaps), 15)
        self.assertEqual(set(gaps), {0})


@tagged("post_install", "-at_install")
class TestAxisNames(LateNamesCommon):
    def test_a_name_kept_from_the_reader_is_in_no_group(self):
        """Of a late step not yet to be named nobody stands for who is outside."""
        domain = Domain("id", "=", self.task.id)
        for user, person in ((self.head, self.late.id), (self.other_head, 0)):
            tasks = self.env["procedure.task"].with_user(user)
            keys = tasks._axis_figures(domain)["person"]
            self.assertEqual([key[2] for key in keys], [person])
