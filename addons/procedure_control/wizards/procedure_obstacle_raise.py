from odoo import fields, models

from ..models.procedure_obstacle_life import PLACES


class ProcedureObstacleRaise(models.TransientModel):
    """Asks what is in the way, in one's own words."""

    _name = "procedure.obstacle.raise"
    _description = "Report an obstacle"

    model = fields.Selection(
        [(model, model) for model in PLACES], required=True, readonly=True
    )
    res_id = fields.Many2oneReference(model_field="model", required=True, readonly=True)
    text = fields.Text(string="What is in the way", required=True)
    completion_id = fields.Many2one(
        "procedure.task.completion",
        readonly=True,
        ondelete="set null",
        help="The dialog it was opened from, to come back to.",
    )

    def action_confirm(self):
        self.ensure_one()
        obstacle = self.env["procedure.obstacle"].action_raise(
            self.model, self.res_id, self.text
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(owner)s is asked, and answers by %(due)s.",
                    owner=obstacle.user_id.name or self.env._("Nobody yet"),
                    due=obstacle._local_date(obstacle.due_at).strftime("%d/%m/%Y"),
                ),
                "next": self._next_action(),
            },
        }

    def _next_action(self):
        if not self.completion_id:
            return {"type": "ir.actions.act_window_close"}
        return self.completion_id._reopen()
