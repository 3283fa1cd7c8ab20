from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError


class ResCompany(models.Model):
    """Who sees to it that the days off of a year are entered in time."""

    _inherit = "res.company"

    def action_confirm_days_off(self, year=None):
        """The days off of `year` (default: the next one asked for) are complete.

        Also when there are none. Limits that run into that year are no longer
        flagged, and the activity that asked is done.

        :raises AccessError: for anybody but a quality manager of the agency
        """
        if not self.env.user.has_group("procedure_control.group_quality_manager"):
            raise AccessError(
                self.env._("Only a quality manager confirms the days off of a year.")
            )
        for company in self:
            company.check_access("read")
            wanted = year or company._procedure_year_asked()
            # A setting of the agency that this role answers for.
            agency = company.sudo()
            # Confirming an earlier year takes nothing back of a later one.
            agency.procedure_days_off_until = max(
                agency.procedure_days_off_until or date.min, date(wanted, 12, 31)
            )
            company._procedure_days_off_activities(wanted).sudo().action_feedback()
        return True

    def _procedure_year_asked(self):
        """From 1 November the next year, before it this one."""
        today = fields.Date.context_today(self)
        return today.year + (today.month >= 11)

    @api.model
    def _cron_procedure_days_off(self):
        """Every day: ask until the days off of the year are entered or confirmed none.

        A limit that runs into a year without holidays would promise too early.
        """
        # A background job looks after every root agency.
        companies = self.sudo().search([("parent_id", "=", False)])
        job = self.env["procedure.job"]
        job._divide(companies, lambda some: some._procedure_see_to_days_off())
        job._ran("days_off", fields.Datetime.now())

    def _procedure_see_to_days_off(self):
        for company in self:
            year = company._procedure_year_asked()
            asked = company._procedure_days_off_activities(year)
            if company._procedure_days_off_known(year):
                asked.action_feedback()
            elif not asked:
                company._procedure_ask_days_off(year)

    def _procedure_days_off_known(self, year):
        """Whether that year's days off were confirmed, or any of it was entered."""
        confirmed = self.procedure_days_off_until
        if confirmed and confirmed >= date(year, 12, 31):
            return True
        agencies = self | self.search([("id", "child_of", self.ids)])
        found = self._procedure_days_off(agencies, date(year, 1, 2), date(year, 12, 30))
        return any(
            start.year == year for days in found.values() for start, _end, _name in days
        )

    def _procedure_days_off_summary(self, year, user=None):
        words = (
            self.with_context(lang=user.lang or self.env.lang).env if user else self.env
        )
        return words._("Enter the days off of %(year)s, or confirm none", year=year)

    def _procedure_days_off_activities(self, year):
        """The open activities that ask for that year, on the agency's contact."""
        # Whoever confirms need not be the one who was asked.
        open_here = (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "res.partner"),
                    ("res_id", "in", self.sudo().partner_id.ids),
                    ("summary", "like", str(year)),
                    ("automated", "=", True),
                ]
            )
        )
        return open_here.filtered(
            lambda a: a.summary == self._procedure_days_off_summary(year, a.user_id)
        )

    def _procedure_ask_days_off(self, year):
        group = self.env.ref("procedure_control.group_quality_manager").sudo()
        manager = group.all_user_ids.filtered(
            lambda u: u.active and self in u.company_ids and u.id > 1
        )[:1]
        if not manager:
            return
        # As in the job that calls.
        self.env["mail.activity"].sudo().create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.partner_id.id,
                "user_id": manager.id,
                "summary": self._procedure_days_off_summary(year, manager),
                "date_deadline": fields.Date.context_today(self),
                "automated": True,
            }
        )
