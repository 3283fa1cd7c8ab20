from odoo import models


class PaperControlled(models.AbstractModel):
    """A controlled copy of what is in force; each print enters the trail."""

    _name = "report.procedure_control.paper_controlled"
    _description = "Controlled copy"

    def _render_pdf(self, docids):
        revisions = self.env["procedure.revision"].browse(docids)
        return list(revisions._printed(controlled=True).values())
