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

    def _asks_agencies(self):
        """Whether each agency chosen in the case gets a task of its own.

        A step drafted before agencies could be asked runs as the one task it was.
        """
        self.ensure_one()
        return self.kind == "consult" and self.agency_mode == "chosen"
