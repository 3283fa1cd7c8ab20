from odoo import api, fields, models


class ProcedureDue(models.Model):
    """One due time that a case or one of its steps had, why, and how it was derived."""

    _name = "procedure.due"
    _description = "History of due times"
    _inherit = ["procedure.made"]
    _order = "case_id, id"

    case_id = fields.Many2one(
        "procedure.case", required=True, readonly=True, ondelete="restrict", index=True
    )
    task_id = fields.Many2one(
        "procedure.task",
        string="Step",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        help="None for the due times of the case itself.",
    )
    due_at = fields.Datetime(string="Due", required=True, readonly=True)
    derivation = fields.Json(readonly=True)
    explanation = fields.Char(string="How it was derived", compute="_compute_explained")
    reason = fields.Char(readonly=True)
    set_at = fields.Datetime(string="Set on", readonly=True)
    user_id = fields.Many2one(
        "res.users", string="By", readonly=True, ondelete="restrict"
    )

    @api.depends("derivation")
    @api.depends_context("lang", "tz")
    def _compute_explained(self):
        for due in self:
            due.explanation = due.derivation and due.case_id._explain(due.derivation)
