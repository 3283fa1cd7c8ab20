# What is extended here answers nothing.
# pylint: disable=missing-return
from odoo import api, models


class ProcedureCase(models.Model):
    """A correction counts in quality and never in timeliness: it has no verdict.

    It has due times and a ladder as every case; figures of who was late read verdicts.
    """

    _inherit = "procedure.case"

    def _unjudge(self):
        judged = self.filtered(lambda case: case.corrects_id and case.verdict)
        if judged:
            judged.write({"verdict": False})

    def _take_verdicts(self, moves, at):
        super()._take_verdicts(moves, at)
        self._unjudge()

    def _conclude(self, state, at, reason=None):
        super()._conclude(state, at, reason)
        self._unjudge()

    def _take_verdict_again(self, times):
        super()._take_verdict_again(times)
        self._unjudge()

    def _take_account(self, deciding, times):
        super()._take_account(deciding, times)
        if corrections := self.filtered("corrects_id"):
            corrections.write({"legal_verdict": False, "days_past_first": 0})

    @api.depends("corrects_id")
    def _compute_counts_late_766(self):
        super()._compute_counts_late_766()
        self.filtered("corrects_id").counts_late_766 = False
