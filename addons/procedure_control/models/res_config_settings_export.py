from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    procedure_export_days = fields.Integer(
        related="company_id.procedure_export_days", readonly=False
    )
