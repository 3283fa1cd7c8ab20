from odoo import fields, models


class ResUsers(models.Model):
    """Who acts for whom; record rules walk along this."""

    _inherit = "res.users"

    procedure_delegation_ids = fields.One2many(
        "procedure.delegation", "user_id", groups="procedure_control.group_staff"
    )
