from odoo import fields, models


class ResCompany(models.Model):
    """How long a spreadsheet made in the background is kept."""

    _inherit = "res.company"

    procedure_export_days = fields.Integer(
        string="Spreadsheets are kept (days)",
        default=30,
        help="A spreadsheet made in the background is removed so many days after it "
        "was made; that it was made stays in the trail.",
    )

    _procedure_export_days_check = models.Constraint(
        "CHECK(procedure_export_days BETWEEN 1 AND 3650)",
        "A spreadsheet is kept 1 to 3650 days.",
    )
