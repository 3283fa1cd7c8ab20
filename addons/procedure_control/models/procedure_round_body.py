from odoo import models


class ProcedureRound(models.Model):
    """The rendered body that is signed together with the bytes."""

    _inherit = "procedure.round"

    def _store_bodies(self):
        """Render, store and hash the body of each submission."""
