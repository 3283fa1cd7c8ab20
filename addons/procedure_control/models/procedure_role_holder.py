from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ProcedureRoleHolder(models.Model):
    """Who holds a role: where (agency, department, field of work) and from–to.

    Several holders of one role in one place are a pool.
    """

    _name = "procedure.role.holder"
    _description = "Holder of a role"
    _order = "role_id, company_id, user_sort_name, date_from, id"

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
    user_sort_name = fields.Char(related="user_id.procedure_sort_name", store=True)
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

    @api.constrains("company_id", "department_id", "user_id", "substitute_id")
    def _check_place(self):
        # Whose access is being given need not see the agency's people.
        for holder in self.sudo():
            company = holder.company_id
            if holder.department_id.company_id not in (
                company,
                self.env["res.company"],
            ):
                raise ValidationError(
                    self.env._(
                        "%(department)s is not a department of %(company)s.",
                        department=holder.department_id.name,
                        company=company.name,
                    )
                )
            for user in holder.user_id | holder.substitute_id:
                if company not in user.company_ids:
                    raise ValidationError(
                        self.env._(
                            "%(user)s has no access to %(company)s: give it in his "
                            "user settings first.",
                            user=user.name,
                            company=company.name,
                        )
                    )

    @api.depends("role_id.name", "user_id.name", "company_id.name")
    def _compute_display_name(self):
        for holder in self:
            holder.display_name = f"{holder.role_id.name}: {holder.user_id.name}"
