from odoo import models


class ProcedureStep(models.Model):
    """What a step asks of who does it."""

    _inherit = "procedure.step"

    def _checklist_lines(self):
        """The lines of the checklist, without blanks."""
        self.ensure_one()
        return [
            line.strip() for line in (self.checklist or "").splitlines() if line.strip()
        ]
