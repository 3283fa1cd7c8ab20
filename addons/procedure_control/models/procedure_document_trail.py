from odoo import models
from odoo.exceptions import AccessError

from .procedure_sample import READERS


class ProcedureDocument(models.Model):
    """What an auditor asks of a procedure."""

    _inherit = "procedure.document"

    def action_on_day(self):
        """Show the procedure as it was in force on a day; the reader chooses which."""
        self.ensure_one()
        if not self.env.user.has_groups(READERS):
            raise AccessError(
                self.env._("Quality officers and auditors look at a procedure so.")
            )
        self.check_access("read")
        return self.env["procedure.on.day"].create({"document_id": self.id})._shown()
