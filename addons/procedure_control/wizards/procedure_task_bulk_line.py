from odoo import fields, models


class ProcedureTaskBulkLine(models.TransientModel):
    """One task that is not completed together with others, and why."""

    _name = "procedure.task.bulk.line"
    _description = "Task that is not completed together"
    _inherit = ["procedure.dialog"]

    bulk_id = fields.Many2one("procedure.task.bulk", required=True, ondelete="cascade")
    task_id = fields.Many2one("procedure.task", required=True, ondelete="cascade")
    # Texts of the moment: a line shows nothing of a task its reader may not read.
    case = fields.Char(readonly=True)
    step = fields.Char(readonly=True)
    why = fields.Char(readonly=True)

    def action_open_completion(self):
        """The task's own dialog, where what it asks for is given."""
        self.ensure_one()
        return self.task_id.action_open_completion()
