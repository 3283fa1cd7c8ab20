from odoo import api, fields, models
from odoo.modules.module import get_module_icon


class ResUsers(models.Model):
    """What somebody has to read stands beside his activities, with its number."""

    _inherit = "res.users"

    @api.model
    def _get_activity_groups(self):
        groups = super()._get_activity_groups()
        acknowledgement = self.env["procedure.acknowledgement"]
        if not acknowledgement.has_access("read"):
            return groups
        domain = [
            ("user_id", "=", self.env.uid),
            ("state", "=", "asked"),
            ("revision_id.state", "in", ("approved", "effective")),
        ]
        rows = acknowledgement.search_read(domain, ["due_at"], load=None)
        if rows:
            now = fields.Datetime.now()
            late = sum(bool(row["due_at"] and row["due_at"] < now) for row in rows)
            groups.append(
                {
                    "id": self.env["ir.model"]._get_id(acknowledgement._name),
                    "name": self.env._("To read"),
                    "model": acknowledgement._name,
                    "type": "activity",
                    "icon": get_module_icon("procedure_control"),
                    "domain": domain,
                    "total_count": len(rows),
                    "today_count": 0,
                    "overdue_count": late,
                    "planned_count": len(rows) - late,
                    "view_type": "list",
                }
            )
        return groups
