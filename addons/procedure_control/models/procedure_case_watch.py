from odoo import api, fields, models
from odoo.fields import Domain


class ProcedureCase(models.Model):
    """No case stands still unseen."""

    _inherit = "procedure.case"

    @api.model
    def _stuck(self):
        """Open cases in which nobody has anything to do: none should exist."""
        domain = Domain("state", "in", ("running", "paused", "result_ready"))
        domain &= ~Domain("task_ids.state", "in", ("ready", "paused"))
        return self.search(domain)

    @api.model
    def _cron_watch(self):
        """Every day: one activity for a quality manager on each case that is stuck."""
        stuck = self._stuck()
        kind = self.env.ref("procedure_control.mail_activity_type_escalation")
        told = self.env["mail.activity"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", stuck.ids),
                ("activity_type_id", "=", kind.id),
            ]
        )
        known = set(told.mapped("res_id"))
        job = self.env["procedure.job"]
        message = self.env._("Nobody has anything to do in this open case.")
        job._divide(
            stuck.filtered(lambda case: case.id not in known),
            lambda cases: job._alarm(cases, message),
        )
        job._ran("watch", fields.Datetime.now())
