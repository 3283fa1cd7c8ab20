from odoo import models


class ResCompany(models.Model):
    """The settings of an agency: their changes are told."""

    _name = "res.company"
    _inherit = ["res.company", "procedure.told"]

    _told_noun = "settings"

    def _told_fields(self):
        return [
            name
            for name in self._procedure_settings()
            if self._fields[name].store
            and not self._fields[name].type.endswith("2many")
        ]

    def _told_event(self, act, values):
        # An agency that is new or goes is Odoo's business.
        if act == "changed":
            self.env["procedure.event"]._log("settings.changed", self, values=values)
