from odoo import api, fields, models


class ProcedureSeal(models.Model):
    """The head of the chain, sent outside each day."""

    _inherit = "procedure.seal"

    @api.model
    def _cron_send_heads(self):
        """Every day: seal what waits, then mail the heads to where they are wanted."""
        for _sealed in self._seal_waiting():
            pass
        # The job serves every agency.
        companies = self.env["res.company"].sudo()
        companies.search([("procedure_trail_mail", "!=", False)])._procedure_send_head()
        self.env["procedure.job"]._ran("head", fields.Datetime.now())
