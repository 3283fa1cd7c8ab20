from odoo import models


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _procedure_attendances(self):
        """[(weekday, hour_from, hour_to, week 0/1 or None)], breaks left out."""
        self.ensure_one()
        return [
            (
                int(line.dayofweek),
                line.hour_from,
                line.hour_to,
                int(line.week_type) if line.week_type else None,
            )
            for line in self.attendance_ids
            if line.day_period != "lunch" and not line.display_type
        ]
