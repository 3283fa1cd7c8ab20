from odoo import models
from odoo.exceptions import UserError


class ProcedureRevision(models.Model):
    """The signing dialog of what waits for the user's signature."""

    _inherit = "procedure.revision"

    def action_sign(self):
        """Open the signing dialog for those of `self` that wait for this user."""
        waiting = self._who_comments()
        if not waiting:
            raise UserError(self.env._("Nothing of this waits for your signature."))
        return {
            "type": "ir.actions.client",
            "tag": "procedure_control_sign",
            "params": {"revision_ids": waiting.ids},
        }
