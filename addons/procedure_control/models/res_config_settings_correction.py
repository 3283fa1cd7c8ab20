from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    procedure_correction_document_id = fields.Many2one(
        related="company_id.procedure_correction_document_id", readonly=False
    )
