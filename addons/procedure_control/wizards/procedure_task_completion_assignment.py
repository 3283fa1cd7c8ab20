from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..models.procedure_duration_units import UNITS


class ProcedureTaskCompletionAssignment(models.TransientModel):
    """What the doer decides for a later step: its owner, its time."""

    _name = "procedure.task.completion.assignment"
    _description = "Assignment of a later step"

    completion_id = fields.Many2one(
        "procedure.task.completion", required=True, ondelete="cascade"
    )
    step_id = fields.Many2one("procedure.step", required=True, readonly=True)
    label = fields.Char(related="step_id.label")
    name = fields.Char(related="step_id.name")
    chooses_owner = fields.Boolean(readonly=True)
    chooses_time = fields.Boolean(readonly=True)
    candidate_ids = fields.Many2many(
        "res.users", compute="_compute_candidate_ids", compute_sudo=True
    )
    user_id = fields.Many2one(
        "res.users", string="Responsible", domain="[('id', 'in', candidate_ids)]"
    )
    duration_value = fields.Char(string="Time")
    duration_unit = fields.Selection(UNITS, default="day")

    @api.depends(
        "step_id", "completion_id.agency_ids.is_asked", "completion_id.task_id"
    )
    def _compute_candidate_ids(self):
        now = fields.Datetime.now()
        for line in self:
            task = line.completion_id.task_id
            ticked = line.completion_id.agency_ids.filtered(
                lambda one, step=line.step_id: one.is_asked and one.step_id == step
            )
            later = task.case_id.task_ids.filtered(
                lambda t, step=line.step_id: t.state == "planned" and t.step_id == step
            )
            line.candidate_ids = line.chooses_owner and task._candidates(
                line.step_id, ticked.company_id[:1] or later.company_id[:1], now
            )

    @api.constrains("step_id", "completion_id")
    def _check_decided_here(self):
        # A line shows its step: only one that the doer of this task decides on.
        for line in self.sudo():
            task = line.completion_id.task_id
            if line.step_id not in (later.step_id for later in task._decisions()):
                raise AccessError(
                    self.env._("This step is not decided on in this task.")
                )

    def _values(self):
        """{step_id, user_id, duration_value, duration_unit}."""
        self.ensure_one()
        return {
            "step_id": self.step_id.id,
            "user_id": self.user_id.id,
            "duration_value": self.duration_value or False,
            "duration_unit": self.duration_unit or False,
        }
