from odoo import models


class ProcedureRevision(models.Model):
    """Each person concerned learns what a revision in force changes for him."""

    _inherit = "procedure.revision"

    def _notify_concerned(self, at):
        """One message a person about revisions that have just taken effect."""
