from odoo import fields, models


class ProcedureTaskCompletionChoice(models.TransientModel):
    """One way on from a task: the next step, or one of its outcomes."""

    _name = "procedure.task.completion.choice"
    _description = "Choice when completing a task"

    completion_id = fields.Many2one(
        "procedure.task.completion", required=True, ondelete="cascade"
    )
    name = fields.Char(required=True, readonly=True)
    choice = fields.Char(
        required=True, readonly=True, help="'next', or the id of an outcome."
    )
    needs_reason = fields.Boolean(readonly=True)
    goes_back = fields.Boolean(readonly=True)
