from odoo import models


class ProcedureDisposal(models.Model):
    """What was said of late steps of a case goes with it; causes stay countable."""

    _inherit = "procedure.disposal"

    def _empty_cases(self, cases):
        files = super()._empty_cases(cases)
        said = (
            self.env["procedure.explanation"]
            .sudo()  # whose disposal was approved; nobody may write them
            .search([("case_id", "in", cases.ids)])
        )
        if said:
            said.write({"words": False, "head_words": False})
        return files
