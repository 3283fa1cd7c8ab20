from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    procedure_review_lead_days = fields.Integer(
        string="Ask for a review ahead (days)",
        default=30,
        help="The owner of a procedure is asked so many days before its review is due.",
    )

    _procedure_review_lead_check = models.Constraint(
        "CHECK(procedure_review_lead_days BETWEEN 0 AND 365)",
        "A review is asked for between 0 and 365 days ahead.",
    )
