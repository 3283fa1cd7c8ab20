from odoo import fields, models
from odoo.exceptions import AccessError

#: A department, the one above it and the one above that: whose heads manage it.
MANAGED_LEVELS = 3


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

    def write(self, vals):
        # Quality managers have the right to write departments for these alone.
        allowed = {"procedure_is_one_stop", "procedure_manager_ids"}
        if not self.env.su and set(vals) - allowed:
            user = self.env.user
            if not user.has_group("hr.group_hr_user") and user.has_group(
                "procedure_control.group_quality_manager"
            ):
                raise AccessError(
                    self.env._(
                        "You may set the one-stop desk and the managers of a "
                        "department's procedures; the rest belongs to human resources."
                    )
                )
        return super().write(vals)

    def _procedure_head(self, other_than=None, agency=None):
        """The active user who heads this department, else one further up.

        :param other_than: users who may not answer (the late person himself)
        :param agency: the agency for which he must work, where that matters
        """
        excluded = other_than or self.env["res.users"]
        # A head is found whoever asks; only a user comes out.
        department = self.sudo()
        while department:
            head = department.manager_id.user_id
            works_there = not agency or agency in head.company_ids
            if head.active and works_there and head not in excluded:
                return head
            department = department.parent_id
        return self.env["res.users"]

    def _procedure_managed_by(self, user):
        """Whether the user heads, or is given, one of these or up to two above.

        The record rules of managers go up exactly as far: who acts also sees.
        """
        # Scope is by department, whichever of them the user may read.
        department = self.sudo()
        for _level in range(MANAGED_LEVELS):
            if user in (
                department.manager_id.user_id | department.procedure_manager_ids
            ):
                return True
            department = department.parent_id
        return False

    def _procedure_may_manage(self, user):
        """Whether the user is a manager, and of this very department."""
        return (
            bool(self)
            and user.has_group("procedure_control.group_manager")
            and self._procedure_managed_by(user)
        )
