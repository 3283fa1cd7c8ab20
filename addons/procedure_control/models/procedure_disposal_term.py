from dateutil.relativedelta import relativedelta
from odoo import api, models
from odoo.fields import Domain

from ..engine import retention


class ProcedureDisposal(models.Model):
    """From when on something may be disposed of."""

    _inherit = "procedure.disposal"

    @api.model
    def _due(self, company, at, limit=500):
        """(cases, revisions) of an agency that are due, free of holds and proposals.

        The oldest come first, at most `limit` of each.
        """
        free = Domain("ended_at", "!=", False)
        # Whoever may see a disposal: what it lists is not listed twice.
        taken = self.env["procedure.disposal.line"].sudo()
        taken = taken.search([("disposal_id.state", "in", ("proposed", "done"))])
        cases = self.env["procedure.case"].search(
            free
            & Domain("company_id", "=", company.id)
            & Domain("id", "not in", taken.case_id.ids)
            & self._passed(company, at),
            order="ended_at, id",
            limit=limit,
        )
        revisions = self.env["procedure.revision"].search(
            free
            & Domain("document_id.company_id", "=", company.id)
            & Domain("state", "in", ("superseded", "repealed"))
            & Domain("id", "not in", taken.revision_id.ids),
            order="ended_at, id",
        )
        due = self._terms(cases, revisions, at)
        held = self.env["procedure.hold"]._held(cases, revisions)
        return (
            (cases - held[0]).filtered(lambda c: c in due),
            (revisions - held[1]).filtered(lambda r: r in due)[:limit],
        )

    def _passed(self, company, at):
        """The domain of cases that ended longer ago than their revision says."""
        groups = self.env["procedure.case"]._read_group(
            [("company_id", "=", company.id), ("ended_at", "!=", False)],
            ["revision_id"],
        )
        by_term = {}
        for (revision,) in groups:
            # As in `_terms`.
            term = self._term_of_cases(revision.sudo())
            if term.kind == "months":
                by_term.setdefault(term.months, []).append(revision.id)
        return Domain.OR(
            Domain("revision_id", "in", ids)
            & Domain("ended_at", "<=", at - relativedelta(months=months))
            for months, ids in by_term.items()
        )

    @api.model
    def _terms(self, cases, revisions, at):
        """{record: local day since which it is due}, of those that are due at `at`.

        A case is kept as long as the longest of what its revision says of itself and of
        its records. A revision is kept as its procedure says, and while a case on it
        keeps its content.
        """
        due = {}
        # How long something is kept is no secret to who disposes of it.
        all_revisions = (cases.sudo().revision_id | revisions.sudo()).sudo()
        of_cases = {r.id: self._term_of_cases(r) for r in all_revisions}
        for case in cases:
            term = of_cases[case.sudo().revision_id.id]
            self._add_due(due, case, term, at)
        busy = self._with_cases_left(revisions)
        for revision in revisions:
            if revision.state in ("superseded", "repealed") and revision not in busy:
                years = self._years(revision.sudo())
                self._add_due(due, revision, retention.longest(years, ()), at)
        return due

    @staticmethod
    def _add_due(due, record, term, at):
        if term.kind != "months" or not record.ended_at:
            return
        moment = record.ended_at + relativedelta(months=term.months)
        if moment <= at:
            due[record] = moment.date()

    @staticmethod
    def _years(revision):
        return revision.retention_years or revision.document_id.type_id.retention

    def _term_of_cases(self, revision):
        texts = revision.record_ids.mapped("retention")
        return retention.longest(self._years(revision), texts)

    def _with_cases_left(self, revisions):
        """Those of these with a case whose content has not been disposed of."""
        left = self.env["procedure.case"].sudo()  # whoever may see them
        groups = left._read_group(
            [
                ("revision_id", "in", revisions.ids),
                ("disposal_line_ids", "not any", [("state", "=", "done")]),
            ],
            ["revision_id"],
        )
        return revisions.browse([revision.id for (revision,) in groups])
