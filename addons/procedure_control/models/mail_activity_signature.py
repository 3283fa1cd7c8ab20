from odoo import models
from odoo.exceptions import UserError


class MailActivity(models.Model):
    """The activity of a signature request ends by a decision, not by a tick."""

    _inherit = "mail.activity"

    def _procedure_refuse_held(self):
        if self._procedure_asked_by("procedure.signature.request", "pending"):
            raise UserError(
                self.env._(
                    "This asks for your signature: open the revision, then approve it "
                    "or send it back."
                )
            )
        return super()._procedure_refuse_held()
