from odoo import api, models

from ..engine.duration import make
from .procedure_case_clock import duration_of
from .procedure_duty_sweep import BATCH


class ProcedureTask(models.Model):
    """A task as a duty of the ladder, and what the sweep gives back to lost tasks."""

    _inherit = "procedure.task"

    _escalation_link = "task_id"
    _duty_kind = "task"

    def _is_awaited(self):
        return self.state == "ready" and bool(self.due_at)

    def _awaited_since(self):
        return self.ready_at

    def _about(self):
        return self.case_id

    def _in_words(self):
        return " ".join(filter(None, (self.label, self.name)))

    def _field_of_work(self):
        return self.field_id

    def _own_duration(self):
        if self.given_duration_unit:
            return make(self.given_duration_value, self.given_duration_unit)
        runtime = self.case_id.revision_id._runtime()
        step = runtime.content.step(runtime.step_keys[self.step_id.id])
        return duration_of(step.duration) if step.time_mode == "own" else None

    @api.model
    def _heal(self, at):
        """Give ready tasks that lost their activity a new one for the present holder.

        An SQL cascade, Odoo's own clean-up or an archived user may have taken it.
        Tasks of an active owner come first, those that failed before last; the others
        stand on the list of tasks nobody holds and are tried here in turn.
        """
        job, tasks = self.env["procedure.job"], self.sudo()  # a job sees every agency
        lost = [("state", "=", "ready"), ("activity_id", "=", False)]
        owned = tasks.search(
            [*lost, ("user_id.active", "=", True)],
            order="job_failures, id",
            limit=BATCH,
        )
        job._divide(
            owned,
            lambda some: some._mirror(),
            lambda task, error: task._note_failure(error),
        )
        ownerless = ["|", ("user_id", "=", False), ("user_id.active", "=", False)]
        job._divide(
            job._next_page("sweep", tasks, [*lost, *ownerless], BATCH),
            lambda some: some._find_owners(at),
            lambda task, error: task._note_failure(error),
        )

    def _find_owners(self, at):
        answers = self._assignees(at)
        found = self.filtered(lambda task: answers[task].user_id)
        if found:
            owners = {task: answers[task] for task in found}
            found._move(owners, self.env._("holder found"), at)
