from odoo import models
from odoo.exceptions import UserError


class MailActivity(models.Model):
    """What is asked about an obstacle ends by words, not by a tick."""

    _inherit = "mail.activity"

    def _procedure_refuse_held(self):
        ours = self.filtered(lambda a: a.res_model == "procedure.obstacle")
        if ours and self.env["procedure.obstacle"]._pending_in_inbox(ours):
            raise UserError(
                self.env._(
                    "This waits for words about an obstacle: open it, then answer it "
                    "or settle it."
                )
            )
        return super()._procedure_refuse_held()
