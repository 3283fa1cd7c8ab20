from odoo import fields, models

from ..engine import flow


class ProcedureTask(models.Model):
    """What the completion dialog of a task offers."""

    _inherit = "procedure.task"

    def action_open_completion(self):
        """The dialog in which this task is completed."""
        self.ensure_one()
        self._check_may_complete()
        # The doer may fill in his own task though he cannot write tasks.
        return self.env["procedure.task.completion"]._open(self)

    def _completion_choices(self):
        """[{name, choice, needs_reason, goes_back}] by `engine.flow.choices`.

        The unnamed next step is the choice "next"; one row means nothing to ask.
        """
        self.ensure_one()
        task = self.sudo()  # the frozen flow is what the doer is asked about
        runtime = task.case_id.revision_id._runtime()
        key = runtime.step_keys[task.step_id.id]
        step = runtime.content.step(key)
        rows = []
        for outcome in flow.choices(step):
            if outcome is None:
                name, choice = self.env._("Go on to the next step"), "next"
            else:
                position = step.outcomes.index(outcome)
                name, choice = outcome.name, str(runtime.outcome_ids[key, position])
            back = bool(outcome) and outcome.kind == "back"
            rows.append(
                {
                    "name": name,
                    "choice": choice,
                    "needs_reason": back or bool(outcome and outcome.needs_reason),
                    "goes_back": back,
                }
            )
        return rows

    def _next_is_own(self):
        """Whether the next planned step of the case falls to the same person."""
        self.ensure_one()
        task = self.sudo()  # only a yes or no comes out
        following = task.case_id.task_ids.filtered(
            lambda t: t.state == "planned" and t.sequence > task.sequence
        ).sorted("sequence")[:1]
        if not following:
            return False
        assignee = following._assignees(fields.Datetime.now())[following]
        return assignee.user_id == self.env.uid
