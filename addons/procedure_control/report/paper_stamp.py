from odoo import models


class PaperStamp(models.AbstractModel):
    """The transparent sheet that a print lays over each page."""

    _name = "procedure.paper.stamp"
    _description = "Stamp of a print"
    _inherit = ["procedure.paper"]

    def _sheet(self, watermark, line, language):
        """A PDF of one A4 page: the watermark across it, the line at its foot."""
        paper = {
            "language": language,
            "title": watermark,
            "watermark": watermark,
            "size": 58 if len(watermark) <= 14 else 44,
            "line": line,
        }
        return self.env["ir.actions.report"]._paper_pdf(
            "procedure_control.paper_stamp", [paper], {}
        )
