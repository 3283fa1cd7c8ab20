from odoo import models
from odoo.tools import clean_context


class ProcedureMade(models.AbstractModel):
    """A record that only the engine makes.

    No group may create, write or delete it; named acts do, after their own checks.
    """

    _name = "procedure.made"
    _description = "Made by the engine"

    def _make(self, vals_list):
        """Create records in one call; what is left out is the model's own default.

        Neither `default_*` keys of the context nor the caller's own `ir.default` rows
        are asked: both are client input, and could bring in a verdict or a number.
        """
        blank = self._blank()
        # The act that makes has checked who acts; its trail is the events.
        quiet = self.sudo().with_context(
            clean_context(self.env.context), tracking_disable=True
        )
        made = quiet.create([{**blank, **vals} for vals in vals_list])
        return made.with_env(self.sudo().env)

    def _blank(self):
        stored = {
            name: field
            for name, field in self._fields.items()
            if field.store and not field.compute and not field.related
        }
        blank = {}
        for name, field in stored.items():
            if name not in models.MAGIC_COLUMNS:
                empty = [] if field.type.endswith("2many") else False
                blank[name] = field.default(self) if field.default else empty
        return blank
