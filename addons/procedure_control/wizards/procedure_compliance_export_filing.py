from odoo import api, fields, models

from ..reporting.period import Period


class ProcedureComplianceExport(models.TransientModel):
    """The same dialog files the period: it makes the spreadsheet and locks it."""

    _inherit = "procedure.compliance.export"

    may_file = fields.Boolean(compute="_compute_filed")
    filed_id = fields.Many2one(
        "procedure.filing", string="Filed already", compute="_compute_filed"
    )
    filing_reason = fields.Text(
        string="Reason to report once more",
        help="The earlier report stays and is marked as replaced.",
    )

    @api.depends("company_ids", "date_from", "date_to", "period_kind")
    @api.depends_context("uid")
    def _compute_filed(self):
        filings = self.env["procedure.filing"]
        for export in self:
            companies = export.company_ids._origin
            export.may_file = bool(companies) and filings._may_file(companies)
            first, last = export.date_from, export.date_to
            whole = export.may_file and first and last and first <= last
            export.filed_id = whole and filings._filed(companies, Period(first, last))

    def action_file(self):
        """Make the spreadsheet of the whole period and lock it, at once or behind."""
        options, reason = self._options(), self.filing_reason or ""
        filings, exports = self.env["procedure.filing"], self.env["procedure.export"]
        filings._check_fileable(options, reason)
        if exports._is_long(options):
            export = exports._ask(self)
            # Nobody may write exports; that it files was checked just above.
            export.sudo().write({"to_file": True, "filing_reason": reason})
            return export._open_form()
        filed = filings._file(options, reason)
        return {
            "type": "ir.actions.act_window",
            "res_model": "procedure.filing",
            "res_id": filed.id,
            "views": [(False, "form")],
        }
