from odoo import api, models
from odoo.exceptions import UserError

from .mail_activity import HELD


class MailActivity(models.Model):
    """What is asked about a change request ends by the next step, not by a tick."""

    _inherit = "mail.activity"

    def write(self, vals):
        if not self.env.su and HELD.intersection(vals):
            self._refuse_on_changes()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_change(self):
        if not self.env.su:
            self._refuse_on_changes()

    def _action_done(self, feedback=False, attachment_ids=None):
        self._refuse_on_changes()
        return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)

    def _refuse_on_changes(self):
        # Activities of other models cost no query here.
        ours = self.filtered(lambda a: a.res_model == "procedure.change")
        if ours and self.env["procedure.change"]._pending_in_inbox(ours):
            raise UserError(
                self.env._(
                    "This waits for the next step of the change request: open it and "
                    "take that step."
                )
            )
