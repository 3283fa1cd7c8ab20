from odoo import models

from ..engine.overrun import Occurrence


class ProcedureTask(models.Model):
    """The way to a task: which ends opened which."""

    _inherit = "procedure.task"

    def _path(self):
        """The tasks that led to this one and itself, in the order of time.

        In a block the one that closed it; of a step that came back each occurrence.
        """
        self.ensure_one()
        path, task = [], self
        while task and task.id not in path:
            path.append(task.id)
            task = task.opened_by_id
        return self.browse(path[::-1])

    def _occurrence(self, end):
        """`engine.overrun.Occurrence`; one still open lasts until ``end``."""
        phase = self.step_id.phase_id
        return Occurrence(
            self.ready_at,
            min(self.done_at or end, end),
            self.due_at or None,
            self.counted,
            str(phase.id) if phase.mode == "budget" else "",
        )
