from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    procedure_obstacle_days = fields.Integer(
        string="Working days to answer an obstacle",
        default=3,
        help="The owner of a procedure answers what hinders people within so many "
        "working days.",
    )

    _procedure_obstacle_days_check = models.Constraint(
        "CHECK(procedure_obstacle_days BETWEEN 1 AND 60)",
        "An obstacle is answered within 1 to 60 working days.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    procedure_obstacle_days = fields.Integer(
        related="company_id.procedure_obstacle_days", readonly=False
    )
