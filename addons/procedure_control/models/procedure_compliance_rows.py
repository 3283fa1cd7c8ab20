from datetime import timedelta

import pytz
from odoo import fields, models
from odoo.fields import Domain

from ..engine.overrun import Terms
from ..reporting.rows import NEVER_RECEIVED, CaseRow
from .procedure_case_overrun import TERMS

BATCH = 1000
#: A period is local to each agency, an index knows UTC: what lies this near its ends
#: is read and then judged on the agency's own wall clock.
MARGIN = timedelta(days=1)

MINUTE_UNITS = ("minute", "hour", "at_once")

CASE_FIELDS = (
    "name",
    "external_code",
    "document_id",
    "kind",
    "field_id",
    "company_id",
    "department_id",
    "channel",
    "state",
    "received_at",
    "due_at",
    "due_unit",
    "result_at",
    "ended_at",
    "verdict",
    "legal_due_at",
    "legal_verdict",
    "first_due_at",
    "days_past_first",
    "decided_by_id",
    *TERMS,
    "supplements_over",
    "late_entry_count",
    "paper_receipt_number",
    "corrects_id",
)
REQUESTER_FIELDS = ("requester_name", "requester_user_id", "requester_department_id")


class ProcedureComplianceRows(models.AbstractModel):
    """Cases of a period as plain rows: exactly those that the user may see.

    Rows come from the user's own searches, a batch at a time, so that memory does not
    grow with the number of cases.
    """

    _name = "procedure.compliance.rows"
    _description = "Rows of the compliance spreadsheet"

    def _batches(self, model, domain, order_field, names):
        """Recordsets of at most `BATCH`, each forgotten when the next one is asked for.

        They continue after the last row read instead of by an offset, which would read
        everything before it again.
        """
        records_of, scope = self.env[model], Domain(domain)
        while True:
            records = records_of.search_fetch(
                scope, names, limit=BATCH, order=f"{order_field}, id"
            )
            if not records:
                return
            moment, last_id = records[-1][order_field], records[-1].id
            yield records
            records.invalidate_recordset(flush=False)
            if len(records) < BATCH:
                return
            after = Domain(order_field, ">", moment)
            same = Domain(order_field, "=", moment) & Domain("id", ">", last_id)
            scope = Domain(domain) & (after | same)

    def _clocks(self):
        """{agency id: its time zone}, for the agencies of the user's rows."""
        # A time zone is no secret, and agencies above may be out of the user's sight.
        companies = self.env["res.company"].sudo().search([("id", "!=", False)])
        return {
            company.id: pytz.timezone(calendar.tz or "UTC")
            for company, calendar in companies._procedure_calendar().items()
        }

    def _case_domain(self, options):
        """Cases that may stand in the period; `reporting` decides on the local day."""
        first, last = options.period.start - MARGIN, options.period.end + MARGIN
        open_or_later = [
            Domain(name, "=", False) | Domain(name, ">=", first)
            for name in ("result_at", "ended_at")
        ]
        return Domain.AND(
            [
                Domain("received_at", "<", last),
                Domain("state", "not in", list(NEVER_RECEIVED)),
                Domain("company_id", "in", options.companies.ids),
                self._chosen_domain(options),
                *open_or_later,
            ]
        )

    def _chosen_domain(self, options):
        domain = Domain.TRUE
        if options.documents:
            domain &= Domain("document_id", "in", options.documents.ids)
        if options.fields:
            domain &= Domain("field_id", "child_of", options.fields.ids)
        if options.departments:
            domain &= Domain("department_id", "child_of", options.departments.ids)
        if options.kinds:
            domain &= Domain("kind", "in", list(options.kinds))
        return domain

    def _rows_cases(self, options):
        """`CaseRow` by receipt."""
        domain, clocks = self._case_domain(options), self._clocks()
        names = CASE_FIELDS + (REQUESTER_FIELDS if options.requesters else ())
        for cases in self._batches("procedure.case", domain, "received_at", names):
            pauses = self._pauses_at_end(cases, options, clocks)
            dues = self._dues_at_end(cases, options, clocks)
            for case in cases:
                zone = clocks[case.company_id.id]
                row = self._case_row(case, zone, pauses, dues, options)
                if row.received_at < options.period.end and not (
                    row.ended_at and row.ended_at < options.period.start
                ):
                    yield row

    def _case_row(self, case, zone, pauses, dues, options):
        # What a case names is shown to whoever sees the case.
        named = case.sudo()
        # The result ends the handling; when it is collected changes nothing.
        ended = case.result_at or case.ended_at
        how = "done" if case.result_at else case.state
        paused = pauses.get(case.id)
        return CaseRow(
            id=case.id,
            number=case.name or "",
            external_code=case.external_code or "",
            procedure_code=named.document_id.code or "",
            title=named.document_id.title or "",
            kind=case.kind,
            field_code=named.field_id.code or "",
            field_name=named.field_id.complete_name or "",
            agency=named.company_id.name or "",
            department=named.department_id.name or "",
            channel=case.channel,
            received_at=local(case.received_at, zone),
            due_at=local(dues.get(case.id) or case.due_at, zone),
            ended_at=local(ended, zone),
            state=case.state,
            verdict=(case.verdict or None) if ended else None,
            granularity="minute" if case.due_unit in MINUTE_UNITS else "date",
            waiting_supplement=bool(paused),
            paused_since=local(paused, zone),
            ended_how=how if ended else None,
            requester=self._requester(named) if options.requesters else "",
            legal_due_at=local(case.legal_due_at, zone),
            legal_verdict=(case.legal_verdict or None) if ended else None,
            first_due_at=local(case.first_due_at, zone),
            days_past_first=case.days_past_first,
            account=self._account(named),
            supplements_over=case.supplements_over,
            late_entries=case.late_entry_count,
            paper_receipt=case.paper_receipt_number or "",
            corrects=named.corrects_id.name or "",
            correction=case.correction_mark or "",
        )

    def _account(self, case):
        """None for a case that has not ended, has no due, or corrects another."""
        if not (case.decided_by_id and case.due_at) or case.corrects_id:
            return None
        return Terms(**{of: case[name] for name, of in TERMS.items()})

    def _requester(self, case):
        return (
            case.requester_name
            or case.requester_user_id.name
            or case.requester_department_id.name
            or ""
        )

    def _pauses_at_end(self, cases, options, clocks):
        """{case id: since when it waits for papers at the end of the period}."""
        end = options.until
        pauses = self.env["procedure.pause"].search_fetch(
            [
                ("case_id", "in", cases.ids),
                ("kind", "=", "supplement"),
                ("date_from", "<", end + MARGIN),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", end - MARGIN),
            ],
            ["case_id", "date_from", "date_to"],
        )
        result = {}
        for pause in pauses:
            zone = clocks[pause.case_id.company_id.id]
            first, last = local(pause.date_from, zone), local(pause.date_to, zone)
            if first < end and not (last and last < end):
                result[pause.case_id.id] = pause.date_from
        pauses.invalidate_recordset(flush=False)
        return result

    def _dues_at_end(self, cases, options, clocks):
        """{case id: its due as it stood at the end of a period that is over}.

        A case that was overdue then stays so, though it was given more time since.
        """
        if options.until < options.period.end:
            return {}
        moved = cases.filtered(
            lambda case: (
                not (case.result_at or case.ended_at)
                or (case.result_at or case.ended_at) >= options.period.end - MARGIN
            )
        )
        dues = self.env["procedure.due"].search_fetch(
            [
                ("case_id", "in", moved.ids),
                ("task_id", "=", False),
                ("set_at", "<", options.period.end + MARGIN),
            ],
            ["case_id", "due_at", "set_at"],
            order="set_at, id",
        )
        result = {}
        for due in dues:
            zone = clocks[due.case_id.company_id.id]
            ended = local(due.case_id.result_at or due.case_id.ended_at, zone)
            if local(due.set_at, zone) < options.period.end and not (
                ended and ended < options.period.end
            ):
                result[due.case_id.id] = due.due_at
        dues.invalidate_recordset(flush=False)
        return result


def local(at, zone):
    """A naive UTC datetime on a wall clock, naive; False and None give None."""
    if not at:
        return None
    aware = pytz.utc.localize(fields.Datetime.to_datetime(at)).astimezone(zone)
    return aware.replace(tzinfo=None)
