from odoo import models


class ProcedureDocument(models.Model):
    """A draft is born without an issuing decision, whatever a client sends."""

    _inherit = "procedure.document"

    def _next_revision_vals(self, *args, **kwargs):
        births = super()._next_revision_vals(*args, **kwargs)
        for vals in births.values():
            vals.update(issuance_id=False, adopted=False, held_at=False)
        return births
