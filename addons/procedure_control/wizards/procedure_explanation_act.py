from odoo import api, fields, models


class ProcedureExplanationAct(models.TransientModel):
    """The one dialog in which a late step is explained, and then judged."""

    _name = "procedure.explanation.act"
    _description = "Explain a late step"
    _inherit = ["procedure.dialog"]

    explanation_id = fields.Many2one(
        "procedure.explanation", required=True, readonly=True, ondelete="cascade"
    )
    state = fields.Selection(related="explanation_id.state")
    case_name = fields.Char(string="Case", compute="_compute_about")
    step = fields.Char(compute="_compute_about")
    step_due_at = fields.Datetime(related="explanation_id.step_due_at")
    done_at = fields.Datetime(compute="_compute_about", string="Done at")
    late_minutes = fields.Integer(compute="_compute_about", string="Overdue by (min)")
    user_id = fields.Many2one(related="explanation_id.user_id")
    due_at = fields.Datetime(related="explanation_id.due_at")
    given_cause_id = fields.Many2one(
        related="explanation_id.cause_id", string="Cause given"
    )
    given_words = fields.Text(related="explanation_id.words", string="In his words")
    can_explain = fields.Boolean(related="explanation_id.can_explain")
    can_decide = fields.Boolean(related="explanation_id.can_decide")
    cause_id = fields.Many2one("procedure.cause", string="Cause of delay")
    cause_description = fields.Char(related="cause_id.description")
    words = fields.Text(string="In a sentence")

    @api.depends("explanation_id")
    def _compute_about(self):
        for dialog in self:
            # Number and step of the case, not the case itself.
            task = dialog.explanation_id.sudo().task_id
            dialog.case_name = task.case_id.display_name
            dialog.step = " ".join(filter(None, (task.label, task.name)))
            dialog.done_at = task.done_at
            dialog.late_minutes = task.late_minutes

    @api.model
    def _open(self, explanation):
        dialog = self.create(
            {
                "explanation_id": explanation.id,
                # Who explains anew starts from what he said.
                "cause_id": explanation.can_explain and explanation.cause_id.id,
                "words": explanation.can_explain and explanation.words,
            }
        )
        title = self.env._("Why was it late?")
        if explanation.can_decide:
            title = self.env._("Agree with the cause, or correct it")
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": self._name,
            "res_id": dialog.id,
            "views": [(False, "form")],
            "target": "new",
        }

    @api.constrains("explanation_id")
    def _check_readable(self):
        # The dialog shows the explanation: only to who may read it.
        self.sudo(False).explanation_id.check_access("read")

    def action_explain(self):
        self.explanation_id.action_explain(self.cause_id.id, self.words)
        return {"type": "ir.actions.act_window_close"}

    def action_agree(self):
        self.explanation_id.action_agree()
        return {"type": "ir.actions.act_window_close"}

    def action_correct(self):
        self.explanation_id.action_correct(self.cause_id.id, self.words)
        return {"type": "ir.actions.act_window_close"}
