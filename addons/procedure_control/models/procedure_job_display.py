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
            "people": self.env._("Tasks that move by date"),
            "schedule": self.env._("Starts by schedule"),
            "batches": self.env._("Cases started together"),
            "exports": self.env._("Long spreadsheets"),
            "export_schedules": self.env._("Scheduled spreadsheets"),
            "delegations": self.env._("Delegations that begin and end"),
            "effect": self.env._("Revisions taking effect"),
            "change": self.env._("Checks of changes and replaced laws"),
            "offline": self.env._("Folder for when the server is down"),
            "seal": self.env._("Sealing of the audit trail"),
            "verify": self.env._("Verification of the audit trail"),
            "head": self.env._("Head of the chain by mail"),
        }
        for job in self:
            job.display_name = names.get(job.key, job.key)

    @api.model
    @api.readonly
    def sweep_health(self):
        """What the screen tells of the sweep and of the sealing, computed on read.

        :return: {last_run_at: text or False, silent: bool} of the sweep,
            {sealed_at: text or False, unsealed: bool} of the trail
        """
        last, silent = self._silent()
        sealed, unsealed = self._sealing()
        return {
            "last_run_at": fields.Datetime.to_string(last) if last else False,
            "silent": silent,
            "sealed_at": fields.Datetime.to_string(sealed) if sealed else False,
            "unsealed": unsealed,
        }

    @api.model
    def _sealing(self):
        """(last sealing or None, whether events have waited too long for the next)."""
        # Everybody may know whether the trail is being sealed.
        job = self.sudo().search([("key", "=", "seal")])
        # Installing and updating seal as well.
        head = self.env["procedure.seal.head"].sudo()
        head = head.search([], order="sealed_at desc", limit=1)
        last = job.last_run_at or head.sealed_at or None
        return last, self.env["procedure.seal"]._overdue()
