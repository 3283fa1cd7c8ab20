from odoo import api, fields, models


class ProcedureTaskCompletion(models.TransientModel):
    """What the dialog lays before its doer, and the way to report what hinders him."""

    _name = "procedure.task.completion"
    _inherit = ["procedure.task.completion", "procedure.dialog"]

    papers = fields.Html(related="task_id.papers", related_sudo=False)
    came_back = fields.Char(related="task_id.came_back")
    clock_note = fields.Char(related="task_id.clock_note")

    @api.model
    def _check_shown(self, records):
        # What it shows is its doer's, whatever else he reads; lines check their own.
        if records._name == "procedure.task":
            records._check_may_complete()

    def action_open_obstacle(self):
        """Report an obstacle, and come back to this dialog as it stands."""
        self.ensure_one()
        action = self.task_id.action_open_obstacle()
        back = {"default_completion_id": self.id}
        return action | {"context": action["context"] | back}

    def _reopen(self):
        """The same dialog again, with what has been typed in it."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Complete: %(task)s", task=self.task_id.display_name),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }
