from odoo import api, models

#: Groups besides our own whose members can change what the trail rests on.
POWERFUL = ("base.group_erp_manager", "base.group_system")


class ResGroups(models.Model):
    """Who is in the groups of this addon: their changes are told."""

    _inherit = "res.groups"

    @api.model
    def _procedure_groups(self):
        """The groups of this addon, and those that give power over the system."""
        # Which groups there are is no secret.
        own = self.env["ir.model.data"].sudo()
        own = own.search(
            [("module", "=", "procedure_control"), ("model", "=", "res.groups")]
        )
        groups = self.sudo().browse(own.mapped("res_id"))
        for name in POWERFUL:
            groups |= self.env.ref(name).sudo()
        return groups

    def write(self, vals):
        if not {"user_ids", "all_user_ids", "implied_ids", "implied_by_ids"} & set(
            vals
        ):
            return super().write(vals)
        groups = self._procedure_groups()
        before = {group: group.all_user_ids for group in groups}
        result = super().write(vals)
        moved = self.env["res.users"].sudo()
        for group in groups:
            moved |= (group.all_user_ids | before[group]) - (
                group.all_user_ids & before[group]
            )
        earlier = {
            user.id: {group.id for group in groups if user in before[group]}
            for user in moved
        }
        moved._tell_access(groups, earlier)
        return result


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        groups = self.env["res.groups"]._procedure_groups()
        users.sudo()._tell_access(groups, {})
        return users

    def write(self, vals):
        if not any(name == "role" or "group" in name for name in vals):
            return super().write(vals)
        groups = self.env["res.groups"]._procedure_groups()
        users = self.sudo()  # whose groups change, whoever changes them
        before = {user.id: set((user.all_group_ids & groups).ids) for user in users}
        result = super().write(vals)
        users._tell_access(groups, before)
        return result

    def _tell_access(self, groups, before):
        """Log what these users got and lost of `groups`, of which they had `before`."""
        now = {user.id: set((user.all_group_ids & groups).ids) for user in self}
        names = {group.id: group.display_name for group in groups}

        def values(user):
            had, has = before.get(user.id, set()), now[user.id]
            return {
                "user": user.login,
                "given": sorted(names[group] for group in has - had),
                "taken": sorted(names[group] for group in had - has),
            }

        moved = self.filtered(lambda user: before.get(user.id, set()) != now[user.id])
        events = self.env["procedure.event"]
        events._log("access.changed", moved.sudo(False), values=values)
