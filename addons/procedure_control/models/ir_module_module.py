from odoo import models


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    def _update_translations(self, filter_lang=None, overwrite=False):
        """A language that is new here names the entries of action menus too."""
        result = super()._update_translations(filter_lang, overwrite)
        self.env["procedure.start.setting"].search([])._name_entries()
        return result
