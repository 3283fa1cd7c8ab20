from odoo import api, models
from odoo.exceptions import UserError

from .mail_activity import HELD


class MailActivity(models.Model):
    """The activity of a review ends by what its owner decides, not by a tick."""

    _inherit = "mail.activity"

    def write(self, vals):
        if not self.env.su and HELD.intersection(vals):
            self._refuse_on_reviews()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_review(self):
        if not self.env.su:
            self._refuse_on_reviews()

    def _action_done(self, feedback=False, attachment_ids=None):
        self._refuse_on_reviews()
        return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)

    def _refuse_on_reviews(self):
        # Activities of other models cost no query here.
        ours = self.filtered(lambda a: a.res_model == "procedure.revision")
        if not ours:
            return
        # Whether or not the user may read the review.
        reviews = self.env["procedure.review"].sudo()
        domain = [("activity_id", "in", ours.ids), ("state", "=", "open")]
        if reviews.search_count(domain, limit=1):
            raise UserError(
                self.env._(
                    "This asks you to review the procedure: open its review, then "
                    "keep, revise or repeal it."
                )
            )
