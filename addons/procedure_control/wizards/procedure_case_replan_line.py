from odoo import api, fields, models


class ProcedureCaseReplanLine(models.TransientModel):
    """One due time as it is and as re-planning would make it."""

    _name = "procedure.case.replan.line"
    _description = "Due time before and after re-planning"
    _inherit = ["procedure.dialog"]

    wizard_id = fields.Many2one("procedure.case.replan", ondelete="cascade")
    case_id = fields.Many2one("procedure.case", readonly=True, ondelete="cascade")
    task_id = fields.Many2one(
        "procedure.task", string="Step", readonly=True, ondelete="cascade"
    )
    old_due_at = fields.Datetime(string="Due now", readonly=True)
    new_due_at = fields.Datetime(string="Due then", readonly=True)
    moves = fields.Boolean(compute="_compute_moves")

    @api.depends("old_due_at", "new_due_at")
    def _compute_moves(self):
        for line in self:
            line.moves = line.old_due_at != line.new_due_at
