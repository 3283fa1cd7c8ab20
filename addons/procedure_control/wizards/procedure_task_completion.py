from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.procedure_task_consult import ANSWERS


class ProcedureTaskCompletion(models.TransientModel):
    """The one dialog in which a task is completed, wherever it was opened from."""

    _name = "procedure.task.completion"
    _description = "Complete a task"

    task_id = fields.Many2one("procedure.task", required=True, ondelete="cascade")
    case_id = fields.Many2one(related="task_id.case_id")
    name = fields.Char(related="task_id.name")
    due_at = fields.Datetime(related="task_id.due_at")
    instruction = fields.Html(related="task_id.step_id.instruction")
    expected_result = fields.Char(related="task_id.step_id.result")
    choice_ids = fields.One2many("procedure.task.completion.choice", "completion_id")
    has_choices = fields.Boolean(readonly=True)
    choice_id = fields.Many2one(
        "procedure.task.completion.choice",
        string="What happens next",
        domain="[('completion_id', '=', id)]",
        ondelete="set null",
    )
    needs_reason = fields.Boolean(related="choice_id.needs_reason")
    goes_back = fields.Boolean(related="choice_id.goes_back")
    return_reason_id = fields.Many2one(
        "procedure.return.reason", string="Why it goes back"
    )
    asks_opinion = fields.Boolean(readonly=True)
    answer = fields.Selection(ANSWERS, string="The answer")
    reason = fields.Text()
    check_ids = fields.One2many("procedure.task.completion.check", "completion_id")
    needs_file = fields.Boolean(related="task_id.step_id.needs_file")
    needs_number = fields.Boolean(related="task_id.step_id.needs_number")
    document_number = fields.Char()
    attachment_ids = fields.Many2many("ir.attachment", string="Files")
    assignment_ids = fields.One2many(
        "procedure.task.completion.assignment", "completion_id"
    )
    agency_ids = fields.One2many("procedure.task.completion.agency", "completion_id")
    has_next_own = fields.Boolean(readonly=True)

    @api.model
    def _open(self, task):
        """A dialog for this task, its choices and checks already listed."""
        step = task.sudo().step_id  # the doer of a task may read what it asks
        choices = task._completion_choices()
        completion = self.create(
            {
                "task_id": task.id,
                "has_choices": len(choices) > 1,
                "asks_opinion": bool(task.sudo().asking_company_id),  # as above
                "has_next_own": task._next_is_own(),
                "check_ids": [
                    fields.Command.create({"name": line})
                    for line in step._checklist_lines()
                ],
                "choice_ids": [fields.Command.create(vals) for vals in choices],
                "assignment_ids": [
                    fields.Command.create(row) for row in task._completion_assignments()
                ],
                "agency_ids": [
                    fields.Command.create(row) for row in task._completion_agencies()
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Complete: %(task)s", task=task.display_name),
            "res_model": self._name,
            "res_id": completion.id,
            "view_mode": "form",
            # Spelt out for clients that call the method themselves: only a button's
            # answer gets its views from the server.
            "views": [(False, "form")],
            "target": "new",
        }

    @api.constrains("task_id")
    def _check_own_task(self):
        # The dialog shows what its task asks: only its doer may open or point one.
        for completion in self:
            completion.task_id._check_may_complete()

    def action_complete(self):
        self.ensure_one()
        self.task_id.action_complete(
            choice=self.choice_id.choice or False,
            reason=self.reason or False,
            checked=self.check_ids.filtered("is_checked").mapped("name"),
            document_number=self.document_number or False,
            attachment_ids=self.attachment_ids.ids,
            assignments=self._assignments(),
            return_reason_id=self.goes_back and self.return_reason_id.id,
            answer=self.answer,
        )
        return {"type": "ir.actions.act_window_close"}

    def _assignments(self):
        """What was decided on later steps, one row a step."""
        rows = {line.step_id.id: line._values() for line in self.assignment_ids}
        for line in self.agency_ids:
            row = rows.setdefault(line.step_id.id, {"step_id": line.step_id.id})
            if line.is_only:
                if not line.is_asked:
                    continue
                if "agency_id" in row:
                    raise UserError(
                        self.env._(
                            "%(step)s is done by one agency: choose one.",
                            step=line.step_name,
                        )
                    )
                row["agency_id"] = line.company_id.id
                continue
            asked = row.setdefault("agency_ids", [])
            if line.is_asked:
                asked.append(line.company_id.id)
        return list(rows.values())

    def action_complete_and_next(self):
        """Complete, and open the dialog of the same person's next ready task here."""
        self.action_complete()
        following = self.task_id.case_id._ready_task_of(self.env.user)
        if not following:
            return {"type": "ir.actions.act_window_close"}
        return following.action_open_completion()
