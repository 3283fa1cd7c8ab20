from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    procedure_paper_format = fields.Selection(
        [("A4", "A4"), ("A5", "A5")],
        string="Paper of one-stop forms",
        required=True,
        default="A4",
        help="The size on which receipts, supplement requests and refusals print.",
    )
