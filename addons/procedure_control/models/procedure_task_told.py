from collections import defaultdict

from odoo import fields, models

from ..engine import escalation


class ProcedureTask(models.Model):
    """The ladder of a step whose due has moved: reopening escalates nothing at once."""

    _inherit = "procedure.task"

    told_level_ids = fields.Json(
        readonly=True,
        copy=False,
        help="Rungs that called before the due moved, for a moment that is past by the "
        "new due as well.",
    )

    def _clock_began(self, times):
        """A rung at a share of the time counts none of the time the clock stood."""
        if self.clock_generation > 1 and self.due_at and self.allowed_minutes:
            seconds = self.allowed_minutes * 60
            return times[self.company_id].add_seconds(self.due_at, -seconds)
        return super()._clock_began(times)

    def _clock_stood(self):
        if self.clock_generation > 1:
            return self.case_id._pauses()
        return super()._clock_stood()

    def _told_before(self):
        return super()._told_before() | set(self.told_level_ids or ())

    def _note_told(self, at, times):
        """After their due moved: which rungs have said what they would say again.

        A rung whose moment still lies ahead by the new due calls anew.
        """
        if not self:
            return
        ladders = self._ladders()
        said = defaultdict(set)
        # What fired, fired, whoever may read of it.
        firings = self.env["procedure.escalation"].sudo()
        for task, level in firings._read_group(
            [("task_id", "in", self.ids)], ["task_id", "level_id"]
        ):
            said[task.id].add(level.id)
        for task in self:
            levels = ladders.get(task.policy_id.sudo(), [])  # as `_ladders` keys them
            told = [
                level.key
                for level in levels
                if level.key in said[task.id] and task._is_past(level, at, times)
            ]
            if told != (task.told_level_ids or []):
                task.told_level_ids = told
        self._plan_calls(times)

    def _is_past(self, level, at, times):
        if not self.due_at:
            return False
        moment = escalation.moment(
            level,
            self._clock_began(times),
            self.due_at,
            self._own_duration(),
            times[self.company_id],
            self._clock_stood(),
        )
        return moment is not None and moment <= at
