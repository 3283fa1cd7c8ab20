from odoo import models
from odoo.fields import Domain


class ProcedureComplianceRows(models.AbstractModel):
    """The sheet of late steps is about timeliness: corrections are not on it."""

    _inherit = "procedure.compliance.rows"

    def _step_domain(self, options):
        return super()._step_domain(options) & Domain("case_id.corrects_id", "=", False)
