from odoo import models


class ProcedureDocument(models.Model):
    """Where the screens of a procedure lead."""

    _inherit = "procedure.document"

    def action_open_effective_revision(self):
        return self.effective_revision_id._open_form()

    def action_open_open_revision(self):
        return self.open_revision_id._open_form()
