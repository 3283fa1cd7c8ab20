from odoo import fields, models

from ..engine.step_time import split


class ProcedureTask(models.Model):
    """Where the time of a step went, kept when it ends: what every figure adds up.

    What is used = waiting + working. It belongs to who did the step, by the clock that
    ran then: a pause or a due recorded later does not change it.
    """

    _inherit = "procedure.task"

    used_minutes = fields.Integer(
        help="Working minutes from when it was ready until it ended, while the clock "
        "of its case ran.",
    )
    waiting_minutes = fields.Integer(
        string="Waiting (min)",
        readonly=True,
        copy=False,
        help="Working minutes from when it was ready until somebody began. A step "
        "nobody said he began counts as working from when it was ready; one that ended "
        "without a reply, as waiting.",
    )
    working_minutes = fields.Integer(
        string="Working (min)",
        readonly=True,
        copy=False,
        help="Working minutes from when somebody began until it ended; from when it "
        "was ready where nobody said that he began.",
    )
    paused_minutes = fields.Integer(
        string="Clock stood (min)",
        readonly=True,
        copy=False,
        help="Working minutes for which the clock of the case stood meanwhile. They "
        "are in neither of the others.",
    )
    other_agency = fields.Boolean(
        string="At another agency",
        readonly=True,
        copy=False,
        help="Done by another agency than the one that received the case.",
    )

    def _done_values(self, evidence, outcome, at, times):
        values = super()._done_values(evidence, outcome, at, times)
        return values | self._time_values(at, times)

    def _end_without_reply(self, at):
        result = super()._end_without_reply(at)
        times = self.case_id._working_times(at)
        for task in self:
            task.write(task._time_values(at, times, answered=False))
        return result

    def _time_values(self, at, times, answered=True):
        """Columns of where the time of this step went that ends at `at`."""
        time = split(
            times[self.asking_company_id or self.company_id],
            self.ready_at,
            at,
            started=self.started_at or None,
            pauses=self._stood_until(at),
            answered=answered,
        )
        return {
            "used_minutes": time.used,
            "waiting_minutes": time.waiting,
            "working_minutes": time.working,
            "paused_minutes": time.paused,
            "other_agency": self.company_id != self.case_id.company_id,
        }

    def _stood_until(self, at):
        """Pauses of its case; what was before a restart counts as one, as it does for
        the due, once the limit has started anew."""
        case = self.case_id
        pauses = [(p.date_from, p.date_to or None) for p in case.pause_ids]
        if (restarted := case._restarted_at()) and restarted <= at:
            pauses.append((case.received_at, restarted))
        return pauses
