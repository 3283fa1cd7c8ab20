from odoo import api, fields, models

from ..engine.names import given_name_key


class ResUsers(models.Model):
    """People stand in lists by their given name, as Vietnamese lists have them."""

    _inherit = "res.users"

    procedure_sort_name = fields.Char(
        compute="_compute_procedure_sort_name", store=True, index=True
    )

    @api.depends("name")
    def _compute_procedure_sort_name(self):
        for user in self:
            user.procedure_sort_name = given_name_key(user.name)

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **kwargs):
        # Only our own screens ask for it; elsewhere users keep Odoo's order.
        by_name = self.env.context.get("procedure_by_given_name")
        if by_name and (not order or order == self._order):
            order = "procedure_sort_name, id"
        return super()._search(domain, offset, limit, order, **kwargs)
