from odoo import models


class ProcedureSignatureRequest(models.Model):
    """Where the list of signature requests leads."""

    _inherit = "procedure.signature.request"

    def action_open_revision(self):
        return self.revision_id._open_form()
