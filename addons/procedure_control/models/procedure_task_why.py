from odoo import api, fields, models
from odoo.exceptions import UserError

from .procedure_explanation import STATES


class ProcedureTask(models.Model):
    """Why a step was late, beside it; nothing is stored.

    Who reads a late step reads why; it is who said so that stands behind the walls.
    """

    _inherit = "procedure.task"

    explanation_state = fields.Selection(
        STATES, string="Explanation", compute="_compute_why"
    )
    explained_cause = fields.Char(string="Cause given", compute="_compute_why")
    explained_words = fields.Text(string="Explained", compute="_compute_why")
    head_cause = fields.Char(string="Cause by the head", compute="_compute_why")
    head_words = fields.Text(string="Words of the head", compute="_compute_why")
    can_explain = fields.Boolean(compute="_compute_can_explain")
    can_decide_explanation = fields.Boolean(compute="_compute_can_explain")

    @api.depends("explanation_id")
    @api.depends_context("lang")
    def _compute_why(self):
        for task in self:
            why = task.sudo().explanation_id  # as the class says
            task.explanation_state = why.state
            task.explained_cause = why.cause_id.name
            task.explained_words = why.words
            task.head_words = why.head_words
            agreed = why.cause_id if why.state == "agreed" else why.head_cause_id
            task.head_cause = agreed.name

    @api.depends("explanation_id", "user_id")
    @api.depends_context("uid")
    def _compute_can_explain(self):
        # Guards of the acts decide, not what else he may read.
        why = self.sudo().explanation_id.sudo(False)
        explain, decide = why._who_explains(), why._who_decides()
        for task in self:
            mine = task.sudo().explanation_id.sudo(False)
            task.can_explain = bool(mine & explain)
            task.can_decide_explanation = bool(mine & decide)

    def action_open_explanation(self):
        """The dialog in which its delay is explained or judged."""
        self.ensure_one()
        self.check_access("read")
        if not self.explanation_id:
            raise UserError(self.env._("Nobody was asked why this step is late."))
        return self.explanation_id.sudo(False).action_open_act()


class ProcedureCase(models.Model):
    """The late steps of a case, with why."""

    _inherit = "procedure.case"

    late_task_ids = fields.Many2many(
        "procedure.task", string="Which steps were late", compute="_compute_late_steps"
    )
    late_step_count = fields.Integer(string="Late steps", compute="_compute_late_steps")

    @api.depends("task_ids.verdict", "task_ids.state", "task_ids.due_at")
    @api.depends_context("uid")
    def _compute_late_steps(self):
        now = fields.Datetime.now()
        tasks = self.env["procedure.task"].search_fetch(
            [
                ("case_id", "in", self.ids),
                "|",
                ("verdict", "=", "late"),
                "&",
                ("state", "=", "ready"),
                ("due_at", "<", now),
            ],
            ["case_id"],
        )
        of_case = tasks.grouped("case_id")
        for case in self:
            late = of_case.get(case._origin, tasks.browse())
            case.late_task_ids, case.late_step_count = late, len(late)

    def action_open_late_steps(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "procedure_control.procedure_task_action_late"
        )
        return action | {"domain": [("id", "in", self.late_task_ids.ids)]}
