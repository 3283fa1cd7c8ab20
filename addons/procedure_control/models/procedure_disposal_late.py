from odoo import models


class ProcedureDisposal(models.Model):
    """What was recorded after the fact of a case: its words and scans go with it."""

    _inherit = "procedure.disposal"

    def _empty_cases(self, cases):
        files = super()._empty_cases(cases)
        entries = self.env["procedure.late.entry"].search(
            [("case_id", "in", cases.ids)]
        )
        if entries:
            # That a paper was there, and its hash, stays.
            entries._note({"reason": False, "file": False, "filename": False})
        return files + len(entries)
