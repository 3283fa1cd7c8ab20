from odoo import models

from ..models.procedure_compliance import LANGUAGES


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
        counted = self.env["procedure.compliance"]._write(path, options)
        self.env["procedure.event"]._log(
            "compliance.exported",
            options.companies,
            values={
                "period": [str(options.period.first), str(options.period.last)],
                "kind": options.period.kind,
                "language": LANGUAGES[options.language],
                "procedures": options.documents.mapped("code"),
                "fields": options.fields.mapped("code"),
                "supplement_column": options.supplement_column,
                "requesters": options.requesters,
                "statutory_cases": counted,
            },
        )
        return self._file_name(options)
