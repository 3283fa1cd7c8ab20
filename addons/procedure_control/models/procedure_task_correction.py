# What is extended here answers nothing.
# pylint: disable=missing-return
from odoo import models


class ProcedureTask(models.Model):
    """Nobody is judged by the time of a step that corrects a result."""

    _inherit = "procedure.task"

    def _done_values(self, evidence, outcome, at, times):
        values = super()._done_values(evidence, outcome, at, times)
        if self.case_id.corrects_id:
            values |= {"verdict": False, "late_minutes": 0, "saved_minutes": 0}
        return values

    def _end_without_reply(self, at):
        super()._end_without_reply(at)
        if unjudged := self.filtered(lambda task: task.case_id.corrects_id):
            unjudged.write({"verdict": False})
