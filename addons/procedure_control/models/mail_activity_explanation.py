from odoo import models
from odoo.exceptions import UserError


class MailActivity(models.Model):
    """What is asked about a late step ends by words, not by a tick."""

    _inherit = "mail.activity"

    def _procedure_doors(self):
        explanations = self.env["procedure.explanation"]
        asked = explanations._pending_in_inbox(self)
        return super()._procedure_doors() | {"action_open_explanation": asked}

    def action_open_explanation(self):
        """The dialog in which the late step of this activity is explained or judged."""
        self.ensure_one()
        return self.env["procedure.explanation"].browse(self.res_id).action_open_act()

    def _procedure_refuse_held(self):
        ours = self.filtered(lambda a: a.res_model == "procedure.explanation")
        if ours and self.env["procedure.explanation"]._pending_in_inbox(ours):
            raise UserError(
                self.env._(
                    "This asks why a step was late: open it, then give the cause, or "
                    "agree with it or correct it."
                )
            )
        return super()._procedure_refuse_held()
