from odoo import fields, models


class ResCompany(models.Model):
    """By which procedure an agency corrects results that were issued."""

    _inherit = "res.company"

    procedure_correction_document_id = fields.Many2one(
        "procedure.document",
        string="Procedure for corrections",
        domain="['|', ('company_id', '=', id), ('applying_company_ids', '=', id)]",
        help="By which issued results are corrected or recalled. Empty: by the "
        "procedure that made the result.",
    )
