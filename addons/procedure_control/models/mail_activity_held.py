from odoo import api, models

from .mail_activity import HELD


class MailActivity(models.Model):
    """What a duty asks of somebody ends by an act on that duty, not by a tick."""

    _inherit = "mail.activity"

    def write(self, vals):
        if not self.env.su and HELD.intersection(vals):
            self._procedure_refuse_held()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        if not self.env.su:
            self._procedure_refuse_held()

    def _action_done(self, feedback=False, attachment_ids=None):
        self._procedure_refuse_held()
        return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)

    def _procedure_refuse_held(self):
        """Extended by each kind of duty: raise UserError where one waits for an act.

        Activities of other models cost no query there.
        """

    def _procedure_asked_by(self, model, state):
        """Activities on revisions that mirror duties of `model` in this state."""
        ours = self.filtered(lambda a: a.res_model == "procedure.revision")
        if not ours:
            return ours
        # Whether or not the reader of the activity may read the duty.
        duties = self.env[model].sudo()
        domain = [("activity_id", "in", ours.ids), ("state", "=", state)]
        return duties.search_fetch(domain, ["activity_id"]).activity_id.sudo(False)
