from odoo import models


class ProcedureRevision(models.Model):
    """What differs between two revisions."""

    _inherit = "procedure.revision"

    def _note_compared(self):
        """Record that the current user has opened the comparison of each revision."""

    def _compared_by(self, user):
        """Those of `self` whose comparison this user has opened in their open round."""
        return self
