from odoo import models
from odoo.fields import Domain


class ProcedureComplianceRows(models.AbstractModel):
    """The sheets of steps are about timeliness: corrections are not on them."""

    _inherit = "procedure.compliance.rows"

    def _step_domain(self, options):
        # Left out whoever asks: nothing of them is told. They are few, so that the
        # database looks for them once instead of for each step.
        cases = self.env["procedure.case"].sudo()
        corrections = cases._search([("corrects_id", "!=", False)])
        return super()._step_domain(options) & Domain("case_id", "not in", corrections)
