from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.overrun import Terms
from ..reporting.rows import CaseRow
from .procedure_case_correction import ISSUED, VOID
from .procedure_case_correction_mark import _MARK
from .procedure_case_overrun import TERMS
from .procedure_compliance_rows import MINUTE_UNITS, local

#: Terms in the order in which they are made.
_TERMS = {of: name for name, of in TERMS.items()}


class ProcedureComplianceRows(models.AbstractModel):
    """Cases of a period as plain rows."""

    _inherit = "procedure.compliance.rows"

    def _rows_cases(self, options):
        """`CaseRow` by receipt."""
        domain = self._case_domain(options)
        make = self._case_maker(domain, options)

        def columns(tell, query):
            return self._case_columns(tell, options)

        found = self._select("procedure.case", domain, columns, ("received_at",))
        return filter(None, map(make, found))

    def _case_columns(self, tell, options):
        clock = self._on_wall_clock(tell("company_id"), self._clocks())
        requester = SQL("''")
        if options.requesters:
            requester = SQL(
                "COALESCE(NULLIF(%s, ''), %s, %s)",
                tell("requester_name"),
                tell("requester_user_id.name"),
                tell("requester_department_id.name"),
            )
        return [
            tell("id"),
            tell("name"),
            tell("external_code"),
            tell("document_id.code"),
            tell("document_id.title"),
            tell("revision_id"),
            tell("kind"),
            tell("field_id.code"),
            tell("field_id.complete_name"),
            tell("company_id.name"),
            tell("department_id.name"),
            tell("channel"),
            clock(tell("received_at")),
            clock(tell("due_at")),
            clock(tell("result_at")),
            clock(tell("ended_at")),
            tell("state"),
            tell("verdict"),
            tell("due_unit"),
            requester,
            clock(tell("legal_due_at")),
            tell("legal_verdict"),
            clock(tell("first_due_at")),
            tell("days_past_first"),
            tell("decided_by_id"),
            SQL("ARRAY[%s]", SQL(", ").join(tell(name) for name in _TERMS.values())),
            tell("supplements_over"),
            tell("late_entry_count"),
            tell("paper_receipt_number"),
            tell("corrects_id.name"),
            tell("company_id"),
            tell("department_id"),
            tell("document_id"),
        ]

    def _case_maker(self, domain, options):
        """A function from a tuple of `_case_columns` to its row, or to None."""
        start, end = options.period.start, options.period.end
        clocks, titles = self._clocks(), self._titles()
        for_papers = Domain("kind", "=", "supplement")
        pauses = self._pauses_at_end(for_papers, options, clocks)
        dues = self._dues_at_end("case_id", domain, options, clocks)
        marks = self._correction_marks(domain)

        def make(found):
            (
                id_, number, external, code, title, revision, kind, field_code, field,
                agency, department, channel, received, due, result, ended_at, state,
                verdict, unit, requester, legal_due, legal_verdict, first_due,
                days_past_first, decided, terms, supplements_over, late_entries,
                receipt, corrects, agency_id, department_id, document_id,
            ) = found  # fmt: skip
            # The result ends the handling; when it is collected changes nothing.
            ended = result or ended_at
            if received >= end or (ended and ended < start):
                return None
            account = None
            if decided and due and not corrects:
                values = (value or 0 for value in terms)
                account = Terms(**dict(zip(_TERMS, values, strict=True)))
            paused = local(pauses.get(id_), clocks[agency_id])
            return CaseRow(
                id_,
                number or "",
                external or "",
                code or "",
                titles.get(revision) or title or "",
                kind or "",
                field_code or "",
                field or "",
                agency or "",
                department or "",
                channel or "",
                received,
                local(dues[id_], clocks[agency_id]) if id_ in dues else due,
                ended,
                state,
                (verdict or None) if ended else None,
                "minute" if unit in MINUTE_UNITS else "date",
                paused is not None,
                paused,
                ("done" if result else state) if ended else None,
                requester or "",
                legal_due,
                (legal_verdict or None) if ended else None,
                first_due,
                days_past_first or 0,
                account,
                supplements_over or 0,
                late_entries or 0,
                receipt or "",
                corrects or "",
                marks.get(id_, ""),
                agency_id or 0,
                department_id or 0,
                document_id or 0,
                not (ended and ended < end),
                bool(ended and ended < end),
            )

        return make

    def _correction_marks(self, domain):
        """{case id: mark} of the cases whose result is corrected or recalled."""
        # Whoever sees a case sees that its result was corrected.
        corrections = self.env["procedure.case"].sudo()
        query = self.env["procedure.case"]._search(domain)
        found = corrections.search_fetch(
            Domain("corrects_id", "in", query) & Domain("state", "not in", VOID),
            ["corrects_id", "correction_kind", "state"],
        )
        marks = {}
        for case in found:
            mark = _MARK.get((case.correction_kind, case.state in ISSUED), "")
            marks.setdefault(case.corrects_id.id, mark)
        return marks
