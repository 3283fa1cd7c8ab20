from odoo import models

#: Data of a person who asked for something.
PERSONAL = "requester_"


class ProcedureCase(models.Model):
    """Odoo's own export of requesters' data is told."""

    _inherit = "procedure.case"

    def export_data(self, fields_to_export):
        personal = sorted(
            {name for name in fields_to_export if name.startswith(PERSONAL)}
        )
        if personal and self:
            for company, cases in self.grouped("company_id").items():
                self.env["procedure.event"]._log(
                    "export.personal",
                    company,
                    values={
                        "cases": len(cases),
                        "fields": personal,
                        "numbers": cases[:50].mapped("name"),
                    },
                )
        return super().export_data(fields_to_export)
