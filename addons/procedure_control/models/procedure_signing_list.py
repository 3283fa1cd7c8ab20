from odoo import models


class ProcedureSignatureRequest(models.Model):
    """Several requests are signed together from their list."""

    _inherit = "procedure.signature.request"

    def action_sign(self):
        """Open the signing dialog for the revisions of these requests."""
        return self.filtered(lambda r: r.state == "pending").revision_id.action_sign()
