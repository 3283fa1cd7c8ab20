from odoo import api, fields, models


class ProcedureObstacleAct(models.TransientModel):
    """The one dialog in which an obstacle is answered, asked again or settled."""

    _name = "procedure.obstacle.act"
    _description = "Answer or settle an obstacle"
    _inherit = ["procedure.dialog"]

    obstacle_id = fields.Many2one(
        "procedure.obstacle", required=True, readonly=True, ondelete="cascade"
    )
    state = fields.Selection(related="obstacle_id.state")
    document_id = fields.Many2one(related="obstacle_id.document_id")
    place = fields.Char(string="Met at", compute="_compute_place")
    raised_by_id = fields.Many2one(related="obstacle_id.raised_by_id")
    due_at = fields.Datetime(related="obstacle_id.due_at")
    asked = fields.Text(string="What is in the way", related="obstacle_id.text")
    answer = fields.Text(related="obstacle_id.answer")
    can_answer = fields.Boolean(related="obstacle_id.can_answer")
    can_ask_again = fields.Boolean(related="obstacle_id.can_ask_again")
    can_close = fields.Boolean(related="obstacle_id.can_close")
    can_ask_change = fields.Boolean(related="obstacle_id.can_ask_change")
    text = fields.Text(string="Your words")

    @api.depends("obstacle_id")
    def _compute_place(self):
        for dialog in self:
            # Number and step of the case, not the case itself.
            obstacle = dialog.obstacle_id.sudo()
            task, case = obstacle.task_id, obstacle.case_id
            words = (case.display_name, task.label, task.name)
            dialog.place = " ".join(filter(None, words))

    @api.model
    def _open(self, obstacle):
        dialog = self.create({"obstacle_id": obstacle.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Obstacle"),
            "res_model": self._name,
            "res_id": dialog.id,
            "views": [(False, "form")],
            "target": "new",
        }

    @api.constrains("obstacle_id")
    def _check_readable(self):
        # The dialog shows the obstacle: only to who may read it. Odoo asks as sudo.
        self.sudo(False).obstacle_id.check_access("read")

    def action_answer(self):
        self.obstacle_id.action_answer(self.text)
        return {"type": "ir.actions.act_window_close"}

    def action_ask_again(self):
        self.obstacle_id.action_ask_again(self.text)
        return {"type": "ir.actions.act_window_close"}

    def action_close(self):
        self.obstacle_id.action_close(self.text)
        return {"type": "ir.actions.act_window_close"}

    def action_start_change(self):
        return self.obstacle_id.action_start_change()
