from odoo import models
from odoo.exceptions import UserError


class MailActivity(models.Model):
    """The activity of a review ends by what its owner decides, not by a tick."""

    _inherit = "mail.activity"

    def _procedure_refuse_held(self):
        if self._procedure_asked_by("procedure.review", "open"):
            raise UserError(
                self.env._(
                    "This asks you to review the procedure: open its review, then "
                    "keep, revise or repeal it."
                )
            )
        return super()._procedure_refuse_held()
