from odoo import Command, api, fields, models


class ProcedureCaseReplan(models.TransientModel):
    """Shows what chosen cases would be due by the calendars of now, then re-plans."""

    _name = "procedure.case.replan"
    _description = "Re-plan cases"
    _inherit = ["procedure.dialog"]

    case_ids = fields.Many2many(
        "procedure.case", string="Cases", required=True, readonly=False
    )
    skipped_ids = fields.Many2many(
        "procedure.case",
        string="Left out: their clock does not run",
        compute="_compute_skipped",
    )
    line_ids = fields.One2many(
        "procedure.case.replan.line",
        "wizard_id",
        string="Old and new due times",
        compute="_compute_lines",
        store=True,
        readonly=True,
    )
    moved_count = fields.Integer(string="That move", compute="_compute_moved")
    reason = fields.Text(help="Kept with each case and with the old due times.")

    @api.depends("case_ids")
    def _compute_skipped(self):
        for wizard in self:
            cases = wizard.case_ids._origin
            wizard.skipped_ids = cases.filtered(lambda case: not case._is_replanned())

    @api.depends("case_ids")
    def _compute_lines(self):
        for wizard in self:
            cases = wizard.case_ids._origin
            cases._check_may_replan()
            running = cases.filtered(lambda case: case._is_replanned())
            rows = running._replan_changes() if running else []
            wizard.line_ids = [Command.clear()] + [
                Command.create(
                    {
                        "case_id": case.id,
                        "task_id": task.id,
                        "old_due_at": old,
                        "new_due_at": new,
                    }
                )
                for case, task, old, new in rows
            ]

    @api.depends("line_ids.moves")
    def _compute_moved(self):
        for wizard in self:
            wizard.moved_count = sum(wizard.line_ids.mapped("moves"))

    def action_confirm(self):
        self.ensure_one()
        (self.case_ids - self.skipped_ids).action_replan(self.reason)
        return {"type": "ir.actions.act_window_close"}
