from odoo import fields, models


class ProcedureTask(models.Model):
    """A step is begun by its doer: reminders of what was not started fall silent."""

    _inherit = "procedure.task"

    def action_start(self):
        """Say that one has begun with these steps; once each, for their doer alone.

        :raises AccessError: who neither owns the task nor stands in
        """
        self._check_may_complete()
        self._start(fields.Datetime.now())
        return True

    def action_open_completion(self):
        action = super().action_open_completion()
        # Who opens what he is to fill in has begun with it.
        self._start(fields.Datetime.now())
        return action

    def _start(self, at):
        """Note that these were begun, and close what was asked of who had not."""
        tasks = self.sudo()  # permitted by the act; staff cannot write tasks
        begun = tasks.filtered(lambda t: t.state == "ready" and not t.started_at)
        if not begun:
            return
        begun.case_id._lock()
        begun.invalidate_recordset(["state", "started_at"])
        begun = begun.filtered(lambda t: t.state == "ready" and not t.started_at)
        begun.write({"started_at": at})
        self.env["procedure.event"]._log(
            "task.started",
            begun,
            at=at,
            values=lambda task: {"step": task.label or "", "name": task.name},
        )
        waiting = begun.filtered("policy_id.level_ids").filtered(
            lambda t: "not_started" in t.policy_id.level_ids.mapped("condition")
        )
        if waiting:
            waiting._plan_calls(waiting.case_id._working_times(at))
            waiting._close_rungs(
                lambda firing: firing.level_id.condition == "not_started"
            )

    def _begun_at(self):
        return self.started_at or super()._begun_at()
