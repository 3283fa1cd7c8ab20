from odoo import api, models
from odoo.exceptions import UserError

from .mail_activity import HELD


class MailActivity(models.Model):
    """What is asked about an obstacle ends by words, not by a tick."""

    _inherit = "mail.activity"

    def write(self, vals):
        if not self.env.su and HELD.intersection(vals):
            self._refuse_on_obstacles()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_obstacle(self):
        if not self.env.su:
            self._refuse_on_obstacles()

    def _action_done(self, feedback=False, attachment_ids=None):
        self._refuse_on_obstacles()
        return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)

    def _refuse_on_obstacles(self):
        # Activities of other models cost no query here.
        ours = self.filtered(lambda a: a.res_model == "procedure.obstacle")
        if ours and self.env["procedure.obstacle"]._pending_in_inbox(ours):
            raise UserError(
                self.env._(
                    "This waits for words about an obstacle: open it, then answer it "
                    "or settle it."
                )
            )
