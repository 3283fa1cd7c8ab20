from odoo import models
from odoo.exceptions import UserError


class MailActivity(models.Model):
    """What is asked about a change request ends by the next step, not by a tick."""

    _inherit = "mail.activity"

    def _procedure_refuse_held(self):
        ours = self.filtered(lambda a: a.res_model == "procedure.change")
        if ours and self.env["procedure.change"]._pending_in_inbox(ours):
            raise UserError(
                self.env._(
                    "This waits for the next step of the change request: open it and "
                    "take that step."
                )
            )
        return super()._procedure_refuse_held()
