from odoo import api, fields, models


class ProcedureJob(models.Model):
    """What the screens tell of the background jobs."""

    _inherit = "procedure.job"

    @api.depends("key")
    @api.depends_context("lang")
    def _compute_display_name(self):
        names = {
            "sweep": self.env._("Sweep of due tasks"),
            "digest": self.env._("Digests by mail"),
            "watch": self.env._("Cases that stand still"),
            "weekly": self.env._("Weekly list of escalations"),
            "days_off": self.env._("Days off of the year"),
            "delegations": self.env._("Delegations that begin and end"),
            "effect": self.env._("Revisions taking effect"),
            "change": self.env._("Checks of changes and replaced laws"),
            "seal": self.env._("Sealing of the audit trail"),
            "verify": self.env._("Verification of the audit trail"),
        }
        for job in self:
            job.display_name = names.get(job.key, job.key)

    @api.model
    @api.readonly
    def sweep_health(self):
        """{last_run_at: text or False, silent: bool} of the sweep, computed on read."""
        last, silent = self._silent()
        return {
            "last_run_at": fields.Datetime.to_string(last) if last else False,
            "silent": silent,
        }
