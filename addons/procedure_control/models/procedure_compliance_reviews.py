from odoo import models
from odoo.fields import Domain

from ..reporting.evidence_rows import ReviewRow
from .procedure_compliance_moments import number_of
from .procedure_compliance_rows import local

REVIEW_FIELDS = (
    "revision_id",
    "document_id",
    "company_id",
    "user_id",
    "asked_at",
    "due_at",
    "state",
    "outcome",
    "done_by_id",
    "closed_at",
    "reason",
    "change_id",
)


class ProcedureComplianceRows(models.AbstractModel):
    """Reviews that were open in the period, or closed in it."""

    _inherit = "procedure.compliance.rows"

    def _rows_reviews(self, options):
        """`ReviewRow` by due, each as it stood at the end of the period."""
        agency = "document_id.company_id"
        documents = self.env["procedure.document"].with_context(active_test=False)
        domain = Domain.AND(
            [
                Domain("document_id", "in", documents._search(
                    self._document_domain(options)
                )),
                self._before_end(options, "asked_at", agency),
                self._in_period(options, "closed_at", agency)
                | self._after_end(options, "closed_at", agency),
            ]
        )  # fmt: skip
        clocks = self._clocks()
        for reviews in self._told_in(options)._batches(
            "procedure.review", domain, "due_at", REVIEW_FIELDS
        ):
            for review in reviews:
                yield self._review_row(review, clocks, options)

    def _review_row(self, review, clocks, options):
        # What a review names is shown to whoever sees it.
        named = review.sudo()
        document = named.document_id
        zone = clocks[document.company_id.id]
        closed = local(review.closed_at, zone)
        over = closed is not None and closed < options.until
        state = review.state
        if not over and state in ("done", "void"):
            state = "open"  # so it stood then
        told = over or state == "asked"
        return ReviewRow(
            id=review.id,
            code=document.code or "",
            title=document.title or "",
            revision=number_of(named.revision_id),
            agency=document.company_id.name or "",
            department=document.department_id.name or "",
            reviewer=named.user_id.name or "",
            asked_at=local(review.asked_at, zone),
            due_at=local(review.due_at, zone),
            state=state,
            outcome=(review.outcome or "") if told else "",
            done_by=(named.done_by_id.name or "") if told else "",
            done_at=closed if over else None,
            reason=(review.reason or "") if told else "",
            change=(named.change_id.name or "") if over else "",
        )
