# `_` is self.env._ here: the sentences come in the language of the reader.
# pylint: disable=prefer-env-translation
from odoo import models


class ProcedureTask(models.Model):
    """Which tasks can be finished together: those that ask nothing of their doer."""

    _inherit = "procedure.task"

    def _bulk_obstacles(self):
        """{task: [why it is not finished together with others, in words]}.

        Empty lists are free to go: ready, the user's own, with one way on and nothing
        to hand in, to tick or to decide. A fixed number of queries for any number.
        """
        tasks = self.sudo()  # what a step asks of its doer, who may not read steps
        tasks.fetch(["state", "user_id", "stand_in_id", "step_id", "case_id"])
        reasons = zip(self, tasks, strict=True)
        return {task: found._why_not_in_bulk() for task, found in reasons}

    def _why_not_in_bulk(self):
        _ = self.env._
        if self.state != "ready":
            state = self._state_label().lower()
            return [_("it is not open: %(state)s", state=state)]
        if not self._may_act():
            owner = self.user_id.name or _("nobody yet")
            return [_("it belongs to %(owner)s", owner=owner)]
        step, reasons = self.step_id, []
        choices = self._completion_choices()
        if len(choices) > 1:
            reasons.append(_("it has several outcomes to choose from"))
        elif choices[0]["needs_reason"]:
            reasons.append(_("its outcome needs a reason"))
        if step.kind == "consult" or self.asking_company_id:
            reasons.append(_("it asks for an opinion"))
        if step._checklist_lines():
            reasons.append(_("it has a checklist"))
        if step.needs_file:
            reasons.append(_("it needs a file"))
        if step.needs_number:
            reasons.append(_("it needs a document number"))
        if self._decisions():
            reasons.append(_("it decides on later steps"))
        return reasons

    def _bulk_line(self, reasons):
        """What the list of the rest shows of this task, as texts of now."""
        return {
            "task_id": self.id,
            "case": self.case_id.display_name,
            "step": " ".join(filter(None, (self.label, self.name))),
            "why": ", ".join(reasons),
        }

    def action_open_bulk(self):
        """The dialog that completes those of these tasks that ask nothing."""
        self.check_access("read")
        return self.env["procedure.task.bulk"]._open(self)
