from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from ..reporting.coordination_rows import AskedRow
from .procedure_compliance_rows import MARGIN, local

ASKED_FIELDS = (
    "case_id",
    "task_id",
    "name",
    "document_id",
    "company_id",
    "asking_company_id",
    "asked_at",
    "due_at",
    "answered_at",
    "answer",
    "state",
    "late",
    "late_minutes",
)


class ProcedureComplianceRows(models.AbstractModel):
    """Agencies asked in a period, or still to answer in it."""

    _inherit = "procedure.compliance.rows"

    def _asked_domain(self, options):
        first, last = options.period.start - MARGIN, options.period.end + MARGIN
        ids = options.companies.ids
        of_agencies = Domain("company_id", "in", ids)
        of_agencies |= Domain("asking_company_id", "in", ids)
        over = [
            Domain(name, ">=", first) for name in ("asked_at", "due_at", "answered_at")
        ]
        cases = self._chosen_domain(options) & Domain("corrects_id", "=", False)
        # It may have come to nothing since.
        needed_then = Domain("state", "=", "not_needed") & (
            Domain("case_id.ended_at", "=", False)
            | Domain("case_id.ended_at", ">=", first)
        )
        return Domain.AND(
            [
                Domain("asked_at", "<", last),
                of_agencies,
                Domain("case_id", "any", cases),
                Domain.OR([*over, Domain("state", "=", "open"), needed_then]),
            ]
        )

    def _rows_asked(self, options):
        """`AskedRow` by when they were asked, under the reader's rules."""
        domain, clocks = self._asked_domain(options), self._clocks()
        times = {}
        for asked in self._batches(
            "procedure.consultation", domain, "asked_at", ASKED_FIELDS
        ):
            not_needed = asked.filtered(lambda one: one.state == "not_needed")
            cancelled = self._cancelled_at(not_needed.task_id.ids)
            for question in asked:
                # A time zone is no secret.
                zone = clocks[question.sudo().asking_company_id.id]
                gone = local(cancelled.get(question.task_id.id), zone)
                row = self._asked_row(question, zone, gone, times, options)
                if row:
                    yield row

    def _asked_row(self, question, zone, gone, times, options):
        period, until = options.period, options.until
        asked, due = local(question.asked_at, zone), local(question.due_at, zone)
        answered, state = local(question.answered_at, zone), question.state
        # A silent agency's question closed at its due.
        closed = answered or (due if state == "no_reply" else gone)
        if asked >= until or (closed and closed < period.start):
            return None
        if state == "not_needed" and not closed and asked < period.start:
            return None
        late, minutes = question.late, question.late_minutes
        if closed and closed >= until:
            state, answered = "open", None  # so it stood then
        if state == "open":
            late = bool(due and due < until)
            minutes = self._asked_overdue(question, zone, times, options) if late else 0
        # What a question names is shown to whoever sees it.
        named = question.sudo()
        return AskedRow(
            id=question.id,
            case_number=named.case_id.name or "",
            question=question.name or "",
            procedure_code=named.document_id.code or "",
            procedure_title=named.document_id.title or "",
            asking=named.asking_company_id.name or "",
            asking_id=named.asking_company_id.id,
            asked=named.company_id.name or "",
            asked_id=named.company_id.id,
            asked_at=asked,
            due_at=due,
            answered_at=answered,
            state=state,
            answer=(question.answer or "") if state == "answered" else "",
            late=late,
            late_minutes=minutes,
            asked_here=asked >= period.start,
            due_here=bool(due and period.start <= due < period.end),
        )

    def _asked_overdue(self, question, zone, times, options):
        """Working minutes from the due to the end of the period, of who asks."""
        company = question.sudo().asking_company_id  # its calendar is no secret
        until = min(options.until_utc(zone), fields.Datetime.now())
        year = question.due_at.year
        if (company.id, year) not in times:
            first = question.due_at.date() - MARGIN
            last = fields.Date.context_today(self) + timedelta(days=2)
            found = company._procedure_working_time(first, last)
            times[company.id, year] = found[company]
        return times[company.id, year].seconds_between(question.due_at, until) // 60
