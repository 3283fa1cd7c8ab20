from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    procedure_calendar_id = fields.Many2one(
        related="company_id.procedure_calendar_id", readonly=False
    )
    procedure_cutoff = fields.Float(
        related="company_id.procedure_cutoff", readonly=False
    )
    procedure_at_once_minutes = fields.Integer(
        related="company_id.procedure_at_once_minutes", readonly=False
    )
    procedure_return_floor = fields.Char(
        related="company_id.procedure_return_floor", readonly=False
    )
    procedure_number_pattern = fields.Char(
        related="company_id.procedure_number_pattern", readonly=False
    )
    procedure_sign_each = fields.Selection(
        related="company_id.procedure_sign_each", readonly=False
    )
    procedure_sign_without_credential = fields.Selection(
        related="company_id.procedure_sign_without_credential", readonly=False
    )
    procedure_trail_mail = fields.Char(
        related="company_id.procedure_trail_mail", readonly=False
    )
    procedure_supplement_column = fields.Selection(
        related="company_id.procedure_supplement_column", readonly=False
    )
    procedure_basis_lead_days = fields.Integer(
        related="company_id.procedure_basis_lead_days", readonly=False
    )
