from collections import defaultdict
from datetime import datetime, time

from odoo import models

from ..engine.calendar_source import CalendarError
from ..engine.recurrence import later


class ProcedureSchedule(models.Model):
    """Cases of its procedure that count for a schedule, whoever started them."""

    _inherit = "procedure.schedule"

    def _counted(self, one, times, cases):
        """The case started by hand that counts for this date; taken out of `cases`."""
        if self.by_hand != "counts":
            return None
        since = self._moment(self._counts_since(one.planned, times), times)
        for case in cases[self]:
            if case.received_at > since:
                cases[self].remove(case)
                return case
        return None

    def _counts_since(self, planned, times):
        """The day of the planned date before; a period back where there was none."""
        before = self._rule().previous(planned)
        if not before:
            return max(later(planned, -self.every, self.unit), times.first)
        try:
            return self._rule().day_of(before, times) or before
        except CalendarError:  # longer ago than the calendar was read
            return max(before, times.first)

    def _same_work(self, since):
        """Cases of these procedures there since then, received and not refused."""
        return (
            self.env["procedure.case"]
            .sudo()
            ._search(  # counted, not shown
                [
                    ("document_id", "in", self.document_id.ids),
                    ("company_id", "in", self.company_id.ids),
                    ("received_at", ">=", since),
                    ("state", "!=", "not_accepted"),
                ]
            )
        )

    def _covers(self, case):
        return (
            case.document_id == self.document_id
            and case.company_id == self.company_id
            and self.department_id in (case.department_id, self.department_id.browse())
        )

    def _cases_since(self, times):
        """{schedule: cases by hand that no run counts yet, oldest first}."""
        counting = self.filtered(lambda one: one.by_hand == "counts")
        result = defaultdict(list)
        if not counting:
            return result
        first = min(times[agency].first for agency in counting.company_id)
        since = datetime.combine(first, time())
        # Whoever may read them, they were started.
        cases = self.env["procedure.case"].sudo()
        found = cases.search(
            [
                ("id", "in", counting._same_work(since)),
                ("start_source", "!=", "schedule"),
            ],
            order="received_at, id",
        )
        runs = self.env["procedure.schedule.run"].search(
            [("schedule_id", "in", counting.ids), ("case_id", "in", found.ids)]
        )
        counted = {(run.schedule_id, run.case_id.id) for run in runs}
        for schedule in counting:
            result[schedule] = [
                case
                for case in found
                if schedule._covers(case) and (schedule, case.id) not in counted
            ]
        return result

    def _last_cases(self):
        """{schedule: when its procedure last started there, whoever started it}."""
        counting = self._origin.filtered(lambda one: one.by_hand == "from_last")
        if not counting:
            return {}
        groups = (
            self.env["procedure.case"]
            .sudo()  # as in `_same_work`
            ._read_group(
                [
                    ("document_id", "in", counting.document_id.ids),
                    ("company_id", "in", counting.company_id.ids),
                    ("received_at", "!=", False),
                    ("state", "!=", "not_accepted"),
                ],
                ["document_id", "company_id", "department_id"],
                ["received_at:max"],
            )
        )
        result = {}
        for document, company, department, last in groups:
            for schedule in counting:
                here = (schedule.document_id, schedule.company_id) == (
                    document,
                    company,
                )
                if here and schedule.department_id in (
                    department,
                    department.browse(),
                ):
                    result[schedule] = max(last, result.get(schedule, last))
        return result
