from odoo import models


class ProcedureRevision(models.Model):
    """Who must read a revision."""

    _inherit = "procedure.revision"

    def _resolve_readers(self, at):
        """Make the reading list of revisions just approved."""

    def _readers_missing(self, at):
        """{revision: users who must read before it may take effect, and have not}.

        A revision that is not held back is left out.
        """
        return {}

    def _ask_to_read(self, at):
        """Refresh the list of revisions in force and ask each reader."""
