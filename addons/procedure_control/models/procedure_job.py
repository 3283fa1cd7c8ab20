from datetime import timedelta

from odoo import api, fields, models

#: After so long without a run, screens and the health address say so.
SILENCE = timedelta(minutes=15)


class ProcedureJob(models.Model):
    """When each background job last ran: its silence must not go unseen."""

    _name = "procedure.job"
    _description = "Background job"
    _rec_name = "key"

    key = fields.Char(required=True, readonly=True)
    last_run_at = fields.Datetime(readonly=True)

    _key_uniq = models.UniqueIndex("(key)")

    @api.model
    def _ran(self, key, at):
        # Only the jobs themselves write here; their user has no right of his own.
        job = self.sudo().search([("key", "=", key)])
        if job:
            job.last_run_at = at
        else:
            self.sudo().create({"key": key, "last_run_at": at})

    @api.model
    def _silent(self, key="sweep"):
        """(last run or None, whether it is silent too long), computed on read."""
        # Everybody may know whether reminders go out.
        job = self.sudo().search([("key", "=", key)])
        last = job.last_run_at or None
        return last, last is None or fields.Datetime.now() - last > SILENCE

    @api.model
    def _alarm(self, records, message):
        """One activity for the quality manager on a record that a job cannot handle."""
        group = self.env.ref("procedure_control.group_quality_manager")
        manager = group.sudo().all_user_ids.filtered(
            lambda u: u.active and records.company_id <= u.company_ids and u.id != 1
        )[:1]
        if not manager:
            return
        kind = self.env.ref("procedure_control.mail_activity_type_escalation")
        words = self.with_context(lang=manager.lang).env
        self.env["mail.activity"]._procedure_mirror(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id(record._name),
                    "res_id": record.id,
                    "activity_type_id": kind.id,
                    "user_id": manager.id,
                    "date_deadline": fields.Date.context_today(self),
                    "summary": words._("A background job cannot handle this"),
                    "note": message,
                    "automated": True,
                }
                for record in records
            ]
        )
