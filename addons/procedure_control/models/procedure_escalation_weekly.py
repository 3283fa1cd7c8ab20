from datetime import timedelta

from markupsafe import Markup
from odoo import api, fields, models

WEEK = timedelta(days=7)


class ProcedureEscalation(models.Model):
    """The quality officers' weekly look at everything that went up the line."""

    _inherit = "procedure.escalation"

    @api.model
    def _cron_weekly_list(self):
        """Each Monday: one activity per quality officer, with the list of his agencies.

        Last week's activity makes room for the new one; who had a quiet week gets none.
        """
        now = fields.Datetime.now()
        self._weekly_list(now)
        self.env["procedure.job"]._ran("weekly", now)

    def _weekly_list(self, at):
        kind = self.env.ref("procedure_control.mail_activity_type_weekly_list")
        officers = self.env["res.company"]._procedure_quality()
        fired = self._fired_by_company(at - WEEK, at)
        self.env["procedure.job"]._divide(
            officers, lambda some: self._weekly_lists_of(some, fired, kind)
        )

    def _weekly_lists_of(self, officers, fired, kind):
        earlier = self.env["mail.activity"].search(
            [("activity_type_id", "=", kind.id), ("user_id", "in", officers.ids)]
        )
        earlier.unlink()
        vals_list = []
        for officer in officers:
            count = sum(fired.get(company.id, 0) for company in officer.company_ids)
            if count:
                vals_list.append(self._weekly_values(officer, count, kind))
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            vals_list
        )

    def _fired_by_company(self, first, last):
        """{agency id: how many rungs were delivered}: one query."""
        rows = self._read_group(
            [("delivered_at", ">=", first), ("delivered_at", "<", last)],
            ["company_id"],
            ["__count"],
        )
        return {company.id: count for company, count in rows}

    def _weekly_values(self, officer, count, kind):
        words = self.with_context(lang=officer.lang).env
        path = self.env.ref("procedure_control.procedure_escalation_action").path
        link = Markup('<a href="/odoo/%s">%s</a>') % (path, words._("Open the list"))
        return {
            "activity_type_id": kind.id,
            "user_id": officer.id,
            "date_deadline": fields.Date.context_today(self),
            "summary": words._("Reminders and reports of last week: %(n)s", n=count),
            "note": Markup("<p>%s</p>") % link,
            "automated": True,
        }
