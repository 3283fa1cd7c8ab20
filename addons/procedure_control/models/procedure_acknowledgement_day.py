from odoo import api, models


class ProcedureAcknowledgement(models.Model):
    """Who was asked to read a revision, as it stood at a moment."""

    _inherit = "procedure.acknowledgement"

    @api.model
    def _listed_at(self, revision, moment):
        """Rows of who was on the list then, as the current user may see them.

        :param moment: naive UTC; a row is read by then where `read_at` is before it
        """
        return self.search(
            [
                ("revision_id", "=", revision.id),
                ("asked_at", "<", moment),
                "|",
                ("released_at", "=", False),
                ("released_at", ">=", moment),
            ],
            order="reader_name, id",
        )
