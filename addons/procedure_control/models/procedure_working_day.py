from odoo import fields, models


class ProcedureWorkingDay(models.Model):
    """An extra working day of an agency: a Saturday worked in exchange.

    Neither a leave nor a dated attendance line can say it in Odoo 19. It wins over a
    holiday on the same date and counts for the agency and all below it.
    """

    _name = "procedure.working.day"
    _description = "Extra working day"
    _order = "date desc, id"

    name = fields.Char(string="Reason", required=True)
    company_id = fields.Many2one(
        "res.company",
        string="Agency",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
        index=True,
    )
    date = fields.Date(required=True, index=True)
    replaces_date = fields.Date(
        string="Worked instead of",
        help="Without hours below, the hours of this date's weekday are worked.",
    )
    hour_from = fields.Float(string="From")
    hour_to = fields.Float(string="To")

    _hours_check = models.Constraint(
        "CHECK(hour_from >= 0 AND hour_to <= 24 AND hour_from <= hour_to)",
        "The hours of an extra working day run from an earlier to a later time.",
    )
    _date_uniq = models.UniqueIndex(
        "(company_id, date, hour_from)", "This extra working day is already entered."
    )
    _length_check = models.Constraint(
        "CHECK(replaces_date IS NOT NULL"
        " OR COALESCE(hour_to, 0) > COALESCE(hour_from, 0))",
        "Give the hours of the extra working day, or the day it is worked instead of.",
    )
