from zoneinfo import ZoneInfo

from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _procedure_local_date(self, at):
        """The date on this agency's wall clock at `at`, naive UTC."""
        self.ensure_one()
        agency = self.sudo()  # a time zone is no secret
        zone = agency._procedure_calendar()[agency].tz or "UTC"
        return at.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).date()
