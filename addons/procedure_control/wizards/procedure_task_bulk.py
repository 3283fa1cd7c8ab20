from odoo import api, fields, models
from odoo.exceptions import UserError


class ProcedureTaskBulk(models.TransientModel):
    """Shows what is completed together and what is not, and why, before it is done."""

    _name = "procedure.task.bulk"
    _description = "Complete several tasks"
    _inherit = ["procedure.dialog"]

    task_ids = fields.Many2many("procedure.task", string="Tasks", readonly=True)
    free_count = fields.Integer(string="Completed together", readonly=True)
    rest_count = fields.Integer(string="Left for you", readonly=True)
    rest_ids = fields.One2many(
        "procedure.task.bulk.line", "bulk_id", string="Not completed here"
    )
    reason = fields.Text(string="Comment")

    @api.model
    def _open(self, tasks):
        """The dialog that completes those of `tasks` that ask nothing of their doer."""
        obstacles = tasks._bulk_obstacles()
        rest = tasks.filtered(lambda task: obstacles[task])
        dialog = self.create(
            {
                "task_ids": [fields.Command.set((tasks - rest).ids)],
                "free_count": len(tasks - rest),
                "rest_count": len(rest),
                "rest_ids": [
                    fields.Command.create(task._bulk_line(obstacles[task]))
                    for task in rest
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Complete together"),
            "res_model": self._name,
            "res_id": dialog.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_confirm(self):
        """Complete them; what has changed since the dialog opened stays as it is."""
        self.ensure_one()
        obstacles = self.task_ids._bulk_obstacles()
        free = self.task_ids.filtered(lambda task: not obstacles[task])
        if not free:
            raise UserError(self.env._("None of these can be completed together."))
        free.action_complete(reason=self.reason)
        left = self.rest_count + len(self.task_ids - free)
        message = self.env._("Completed together: %(count)s.", count=len(free))
        if left:
            rest = self.env._("Left to be opened one by one: %(count)s.", count=left)
            message = f"{message} {rest}"
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if left else "success",
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
