from odoo import fields, models


class HrDepartment(models.Model):
    _inherit = "hr.department"

    procedure_is_one_stop = fields.Boolean(
        string="One-stop desk", help="Receives dossiers and returns results."
    )
    procedure_manager_ids = fields.Many2many(
        "res.users",
        "procedure_department_manager_rel",
        "department_id",
        "user_id",
        string="Also managed by",
        help="See and reassign the tasks of this department beside its manager.",
    )
