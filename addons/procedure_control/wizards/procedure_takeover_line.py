from odoo import fields, models


class ProcedureTakeoverLine(models.TransientModel):
    """An open task of who is away, and who takes it."""

    _name = "procedure.takeover.line"
    _description = "Task to take over"
    _inherit = ["procedure.dialog"]
    _order = "id"

    takeover_id = fields.Many2one("procedure.takeover", ondelete="cascade")
    task_id = fields.Many2one("procedure.task", required=True, ondelete="cascade")
    case_id = fields.Many2one(related="task_id.case_id")
    label = fields.Char(related="task_id.label")
    name = fields.Char(related="task_id.name")
    due_at = fields.Datetime(related="task_id.due_at")
    timing = fields.Selection(related="task_id.timing")
    delegate_id = fields.Many2one("res.users", string="Goes to")
