from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from ..reporting.rows import StepRow
from .procedure_compliance import LANGUAGES
from .procedure_compliance_rows import MARGIN, local

TASK_FIELDS = (
    "case_id",
    "label",
    "name",
    "document_id",
    "company_id",
    "department_id",
    "user_id",
    "done_by_id",
    "due_at",
    "done_at",
    "state",
    "verdict",
    "late_minutes",
    "allowed_minutes",
    "used_minutes",
    "named_from",
    "explanation_id",
)
ENDED = ("done", "sent_back", "no_reply")


class ProcedureComplianceRows(models.AbstractModel):
    """Steps finished late in a period, or overdue and open when it ended."""

    _inherit = "procedure.compliance.rows"

    def _step_domain(self, options):
        first, until = options.period.start - MARGIN, options.until + MARGIN
        ended_late = (
            Domain("state", "in", ENDED)
            & Domain("verdict", "=", "late")
            & Domain("done_at", ">=", first)
        )
        return Domain.AND(
            [
                Domain("due_at", "<", until),
                Domain("company_id", "in", options.companies.ids),
                self._chosen_domain(options),
                ended_late | Domain("state", "=", "ready"),
            ]
        )

    def _rows_steps(self, options):
        """`StepRow` by own due; judged by the minute, as people are."""
        domain = self._step_domain(options)
        clocks, times = self._clocks(), self._times(domain, options)
        for tasks in self._batches("procedure.task", domain, "due_at", TASK_FIELDS):
            for task in tasks:
                row = self._step_row(task, clocks[task.company_id.id], times, options)
                if row:
                    yield row

    def _times(self, domain, options):
        """{agency: WorkingTime} from the earliest due of a step still open."""
        first_dues = self.env["procedure.task"]._read_group(
            domain, ["company_id"], ["due_at:min"]
        )
        if not first_dues:
            return {}
        companies = self.env["res.company"].union(*(row[0] for row in first_dues))
        first = min(due for _company, due in first_dues).date() - MARGIN
        last = fields.Date.context_today(self) + timedelta(days=2)
        times = companies.sudo()._procedure_working_time(first, last)  # as in _clocks
        return {company.id: time for company, time in times.items()}

    def _why(self, task, options):
        """What is said of why it was late, as columns of its row."""
        # It stands beside the figure for whoever sees the step.
        told = task.sudo().with_context(lang=LANGUAGES[options.language])
        why = told.explanation_id
        agreed = why.cause_id if why.state == "agreed" else why.head_cause_id
        silent = self._silence(told)
        return {
            "cause": why.cause_id.name or silent,
            "words": why.words or "",
            "decided_cause": agreed.name or "",
            "decided_words": why.head_words or "",
            "why": why.final_cause_id.name or silent,
        }

    def _silence(self, task):
        """Silence is told: such a step ended at its due, with no minute after it."""
        if task.state != "no_reply":
            return ""
        states = task._fields["state"]._description_selection(task.env)
        return dict(states)[task.state]

    def _step_row(self, task, zone, times, options):
        due, done = local(task.due_at, zone), local(task.done_at, zone)
        if due >= options.until or (done and done < options.period.start):
            return None
        open_at_end = not done or done >= options.until
        late = task.late_minutes
        if open_at_end:
            until = min(options.until_utc(zone), fields.Datetime.now())
            late = times[task.company_id.id].seconds_between(task.due_at, until) // 60
            if late < 1:
                return None
        # What a step names is shown to whoever sees the step.
        named = task.sudo()
        return StepRow(
            id=task.id,
            case_number=named.case_id.name or "",
            step_label=task.label or "",
            step_name=task.name or "",
            procedure_code=named.document_id.code or "",
            procedure_title=named.document_id.title or "",
            agency=named.company_id.name or "",
            department=named.department_id.name or "",
            # The verdict belongs to who did the work; who may be told, is asked there.
            person=task.person_shown or "",
            due_at=due,
            done_at=None if open_at_end else done,
            late_minutes=late,
            allowed_minutes=task.allowed_minutes,
            used_minutes=None if open_at_end else task.used_minutes,
            **self._why(task, options),
        )
