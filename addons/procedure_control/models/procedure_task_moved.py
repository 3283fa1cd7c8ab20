from odoo import fields, models

from ..engine.overrun import Occurrence


class ProcedureTask(models.Model):
    """A step of a case that was moved to another revision."""

    _inherit = "procedure.task"

    done_under_step_id = fields.Many2one(
        "procedure.step",
        string="Ended as",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        help="The step that it was when it ended; its case was moved to another "
        "revision since.",
    )

    def _occurrence(self, end):
        """Whose budget it drew on is what it was when it ended."""
        one = super()._occurrence(end)
        if not self.done_under_step_id:
            return one
        phase = self.done_under_step_id.phase_id
        shared = str(phase.id) if phase.mode == "budget" else ""
        return Occurrence(one.ready, one.done, one.due, one.counted, shared)
