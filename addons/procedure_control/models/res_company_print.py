from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    procedure_paper_format = fields.Selection(
        [("form", "As the form's circular says"), ("A4", "A4"), ("A5", "A5")],
        string="Paper of one-stop forms",
        required=True,
        default="form",
        help="The size on which the forms of a case print. As the circular says: half "
        "a sheet (A5) for the forms of 2018, A4 for those of 2025 and for letters.",
    )
