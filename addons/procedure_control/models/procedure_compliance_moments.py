from odoo import models
from odoo.fields import Domain

from .procedure_compliance_rows import local, utc


class ProcedureComplianceRows(models.AbstractModel):
    """The period on the clocks of many agencies, and which documents are asked for."""

    _inherit = "procedure.compliance.rows"

    def _told_in(self, options):
        """The same, in the language of the file, archived records among the rest.

        What was archived since may have been in force at the end of the period.
        """
        lang = self._active_language(options)
        return self.with_context(active_test=False, lang=lang)

    def _by_clock(self, options, company_field, make):
        """A domain in which each agency's moments are those of its own clock.

        :param make: (start of the period, its end so far), naive UTC → Domain
        """
        agencies_at, clocks = {}, self._clocks()
        for company_id, zone in clocks.items():
            agencies_at.setdefault(zone, []).append(company_id)
        own = clocks[options.companies[:1].id]
        parts = []
        for zone, ids in agencies_at.items():
            first, last = utc(options.period.start, zone), options.until_utc(zone)
            domain = make(first, last)
            if len(agencies_at) > 1:
                here = Domain(company_field, "in", ids)
                if zone == own:
                    here |= Domain(company_field, "=", False)
                domain &= here
            parts.append(domain)
        return Domain.OR(parts)

    def _in_period(self, options, field, company_field="company_id"):
        """Rows whose moment lies in the period, as far as it has come."""
        return self._by_clock(
            options,
            company_field,
            lambda first, last: Domain(field, ">=", first) & Domain(field, "<", last),
        )

    def _before_end(self, options, field, company_field="company_id"):
        return self._by_clock(
            options, company_field, lambda _first, last: Domain(field, "<", last)
        )

    def _after_end(self, options, field, company_field="company_id"):
        """Rows whose moment had not come at the end, or is open to this day."""
        later = self._by_clock(
            options, company_field, lambda _first, last: Domain(field, ">=", last)
        )
        return Domain(field, "=", False) | later

    def _document_domain(self, options):
        """Documents that are issued or run in these agencies, among those asked for."""
        ids = options.companies.ids
        domain = Domain("company_id", "in", ids)
        domain |= Domain("applying_company_ids", "in", ids)
        return domain & self._chosen_domain(options, document="id")

    def _in_force(self, documents, options):
        """{document: its revision in force at the end}, as far as the user may see."""
        revisions = self.env["procedure.revision"].search(
            Domain("document_id", "in", documents.ids)
            & Domain("state", "in", ("effective", "superseded", "repealed"))
            & self._before_end(options, "effective_at")
            & self._after_end(options, "ended_at"),
            order="effective_at, id",
        )
        # The latest, where one was put into force in the days of another.
        return {revision.document_id: revision for revision in revisions}


def number_of(revision):
    """*02.01*: issue and amendment, as it stands on the screens."""
    return f"{revision.issue_number:02d}.{revision.amendment_number:02d}"


def day(moment, zone):
    """The local day of a naive UTC moment, None where there is none."""
    return local(moment, zone).date() if moment else None
