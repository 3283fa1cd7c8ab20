from odoo import models


class ProcedureComplianceExport(models.TransientModel):
    """Asks for a period and agencies, and gives the compliance spreadsheet of them."""

    _name = "procedure.compliance.export"
    _description = "Compliance spreadsheet"
    _inherit = ["procedure.compliance.request"]

    def action_export(self):
        """Check what was asked, then let the client download the file."""
        self._options()
        return {
            "type": "ir.actions.client",
            "tag": "procedure_control_download",
            "params": {"url": f"/procedure_control/compliance/{self.id}"},
        }

    def _build(self, path):
        """Write the file to ``path``, leave its trace in the trail, return its name."""
        options = self._options()
        compliance = self.env["procedure.compliance"]
        counted = compliance._write(path, options)
        compliance._log_made(options, counted)
        return self._file_name(options)
