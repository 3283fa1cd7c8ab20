from odoo import models

from .procedure_compliance import LANGUAGES


class ProcedureCompliance(models.AbstractModel):
    """What the trail keeps of a compliance spreadsheet, however it was made."""

    _inherit = "procedure.compliance"

    def _log_made(self, options, counted, **facts):
        """One event an agency, in the name of its reader.

        :param counted: cases that the statutory sheet counts
        """
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
                **facts,
            },
        )
