from odoo import models


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    def _update_translations(self, filter_lang=None, overwrite=False):
        """A language that is new here names the entries of action menus too."""
        result = super()._update_translations(filter_lang, overwrite)
        settings = self.env["procedure.start.setting"].search([("id", "!=", False)])
        settings._name_entries()
        return result
