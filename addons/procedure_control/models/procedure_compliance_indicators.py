from odoo import models
from odoo.fields import Domain

from ..reporting.coordination_rows import IndicatorRow
from ..reporting.indicators import COMPUTED
from .procedure_compliance_rows import local


class ProcedureComplianceRows(models.AbstractModel):
    """Indicators of the agencies of a file, with the newest value of each."""

    _inherit = "procedure.compliance.rows"

    def _rows_indicators(self, options):
        """`IndicatorRow` in the order of the list, agencies as they were chosen."""
        told = self._told_in(options).with_context(active_test=True)
        indicators = told.env["procedure.indicator"].search(
            Domain("company_id", "=", False)
            | Domain("company_id", "in", options.companies.ids)
        )
        values = self._newest_values(indicators, options)
        clocks = self._clocks()
        for indicator in indicators:
            companies = indicator.company_id or options.companies
            if indicator.kind == COMPUTED:
                yield self._indicator_row(indicator, options.companies, None, None)
                continue
            for company in companies:
                value = values.get((indicator.id, company.id))
                zone = clocks[company.id]
                yield self._indicator_row(indicator, company, value, zone)

    def _newest_values(self, indicators, options):
        """{(indicator, agency): the value of the last year or part over by then}."""
        last = options.period.last
        found = self.env["procedure.indicator.value"].search(
            Domain("indicator_id", "in", indicators.ids)
            & Domain("company_id", "in", options.companies.ids)
            & (
                Domain("year", "<", last.year)
                | Domain("year", "=", last.year)
                & Domain("last_month", "<=", last.month)
            ),
            order="year, last_month, id",
        )
        return {(value.indicator_id.id, value.company_id.id): value for value in found}

    def _indicator_row(self, indicator, companies, value, zone):
        told = {}
        if value:
            parts = dict(value._fields["part"]._description_selection(indicator.env))
            whole = value.part == "year"
            told = {
                "value": f"{value.value:.2f}",
                "about": f"{value.year}"
                if whole
                else f"{parts[value.part]} {value.year}",
                # Who announced it to the file's readers is no secret.
                "entered_by": value.sudo().entered_by_id.name or "",
                "entered_at": local(value.entered_at, zone),
                "note": value.note or "",
            }
        one = companies if len(companies) == 1 else companies.browse()
        return IndicatorRow(
            id=indicator.id,
            code=indicator.code,
            name=indicator.name,
            kind=indicator.kind,
            comparison=indicator.comparison,
            target=f"{indicator.target:.2f}",
            unit=indicator.unit or "",
            measure=indicator.measure or "",
            agency=one.name or "",
            agency_id=one.id or 0,
            **told,
        )
