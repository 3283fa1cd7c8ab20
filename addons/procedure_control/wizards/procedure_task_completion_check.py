from odoo import fields, models


class ProcedureTaskCompletionCheck(models.TransientModel):
    """One line of the step's checklist."""

    _name = "procedure.task.completion.check"
    _description = "Checklist line when completing a task"

    completion_id = fields.Many2one(
        "procedure.task.completion", required=True, ondelete="cascade"
    )
    name = fields.Char(required=True, readonly=True)
    is_checked = fields.Boolean(string="Done")
