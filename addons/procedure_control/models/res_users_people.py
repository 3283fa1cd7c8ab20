from odoo import api, models
from odoo.modules.module import get_module_icon


class ResUsers(models.Model):
    """Where somebody works, who answers for him, and what waits in his pools."""

    _inherit = "res.users"

    def _procedure_department(self, company):
        """His department in that agency, if he has one there."""
        # Where somebody works is a fact, whatever who asks may read of employees.
        employees = self.env["hr.employee"].sudo()
        here = employees.search(
            [("user_id", "in", self.ids), ("company_id", "=", company.id)], order="id"
        )
        return here.department_id[:1]

    def _procedure_managed_here(self):
        """Whether the current user answers for this one: his head, or for quality."""
        user, company = self.env.user, self.sudo().company_id  # as above
        if company not in user.company_ids:
            return False
        if user.has_group("procedure_control.group_quality_manager"):
            return True
        return self._procedure_department(company)._procedure_may_manage(user)

    def _procedure_leave_tasks(self):
        """Nothing goes back to who has left: when the absence ends, roles decide."""
        tasks = (
            self.env["procedure.task"]
            .sudo()  # as in `_procedure_hand_over_tasks`
            .search([("principal_id", "in", self.ids), ("done_at", "=", False)])
        )
        tasks.write({"principal_id": False})

    @api.model
    def _get_activity_groups(self):
        groups = super()._get_activity_groups()
        tasks = self.env["procedure.task"]
        if not tasks.has_access("read"):
            return groups
        domain = [
            ("state", "=", "ready"),
            ("user_id", "=", False),
            ("pool_user_ids", "=", self.env.uid),
        ]
        count = tasks.search_count(domain)
        if count:
            groups.append(
                {
                    "id": self.env["ir.model"]._get_id(tasks._name),
                    "name": self.env._("To claim"),
                    "model": tasks._name,
                    "type": "activity",
                    "icon": get_module_icon("procedure_control"),
                    "domain": domain,
                    "total_count": count,
                    "today_count": 0,
                    "overdue_count": 0,
                    "planned_count": count,
                    "view_type": "list",
                }
            )
        return groups
