from odoo import fields, models


class ProcedureRoleHolder(models.Model):
    """Who holds a role: where (agency, department, field of work) and from–to.

    Several holders of one role in one place are a pool.
    """

    _name = "procedure.role.holder"
    _description = "Holder of a role"
    _order = "role_id, company_id, date_from, id"

    role_id = fields.Many2one(
        "procedure.role", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        "res.company",
        string="Agency",
        required=True,
        ondelete="restrict",
        index=True,
        default=lambda self: self.env.company,
    )
    department_id = fields.Many2one("hr.department", ondelete="restrict", index=True)
    field_id = fields.Many2one(
        "procedure.field", string="Field of work", ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", string="Holder", required=True, ondelete="restrict", index=True
    )
    substitute_id = fields.Many2one("res.users", ondelete="restrict")
    date_from = fields.Date(string="From", index=True)
    date_to = fields.Date(string="To")

    _dates_check = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
        "A holder's term starts before it ends.",
    )
    _self_substitute_check = models.Constraint(
        "CHECK(substitute_id IS NULL OR substitute_id <> user_id)",
        "Nobody is his own substitute.",
    )
