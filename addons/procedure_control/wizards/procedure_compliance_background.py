from odoo import models


class ProcedureComplianceExport(models.TransientModel):
    """Few rows are downloaded at once; many are made behind the scenes."""

    _inherit = "procedure.compliance.export"

    def action_export(self):
        """Download at once, or show the export that is made in the background."""
        action = super().action_export()
        if self.env["procedure.export"]._is_long(self._options()):
            return self.action_in_background()
        return action

    def action_in_background(self):
        """Go on working meanwhile: an activity tells when the file is ready."""
        self._options()
        return self.env["procedure.export"]._ask(self)._open_form()
