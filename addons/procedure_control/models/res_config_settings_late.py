from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    procedure_supplements_allowed = fields.Integer(
        related="company_id.procedure_supplements_allowed", readonly=False
    )
    procedure_extensions_allowed = fields.Integer(
        related="company_id.procedure_extensions_allowed", readonly=False
    )
    procedure_extension_notice_days = fields.Integer(
        related="company_id.procedure_extension_notice_days", readonly=False
    )
