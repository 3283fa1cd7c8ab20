from odoo import fields, models


class ProcedureExport(models.Model):
    """A long spreadsheet whose period is filed in the same act that makes it ready."""

    _inherit = "procedure.export"

    to_file = fields.Boolean(string="Files the period", readonly=True)
    filing_reason = fields.Text(string="Reason to report once more", readonly=True)
    filing_id = fields.Many2one(
        "procedure.filing", string="Filed period", readonly=True, index="btree_not_null"
    )

    def _lock_period(self, mine, options, data, watch):
        """File what was asked to be filed, in the rights that who asked has now."""
        if not self.to_file:
            return
        filings = mine.env["procedure.filing"]
        reason = self.filing_reason or ""
        filings._check_fileable(options, reason)
        filed = filings._keep(
            options.companies, self._scope(), self._snapshot(watch), data, reason
        )
        self.filing_id = filed
