from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import clean_context

#: What a client may not change on the activity of a task: it mirrors the task.
MIRRORED = frozenset(
    (
        "active",
        "activity_type_id",
        "date_deadline",
        "procedure_task_id",
        "res_id",
        "res_model",
        "res_model_id",
        "user_id",
    )
)
#: What of the activity of another duty only its own act changes.
HELD = frozenset(("active", "user_id", "res_id", "res_model", "res_model_id"))


class MailActivity(models.Model):
    """The activity of a task mirrors it; completing it completes the task."""

    _inherit = "mail.activity"

    procedure_task_id = fields.Many2one(
        "procedure.task",
        string="Task",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            # Only the engine links an activity to a task, and says so: a default of
            # the context or of the user is not the engine.
            if not self.env.su or "procedure_task_id" not in vals:
                vals["procedure_task_id"] = False
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and MIRRORED.intersection(vals):
            self._refuse_on_tasks(
                self.env._(
                    "This activity belongs to a task of a procedure and follows it. "
                    "Complete the task, or ask its manager to reassign it."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_task(self):
        if not self.env.su:
            self._refuse_on_tasks(
                self.env._(
                    "This activity belongs to a task of a procedure and cannot be "
                    "cancelled. Complete the task, or send it back with a reason."
                )
            )

    def _refuse_on_tasks(self, message):
        # The link itself decides, whether or not the user may read the task.
        if self.sudo().procedure_task_id:
            raise UserError(message)

    def _action_done(self, feedback=False, attachment_ids=None):
        of_tasks = self.filtered(lambda activity: activity.sudo().procedure_task_id)
        if of_tasks:
            tasks = of_tasks.sudo().procedure_task_id.sudo(False)
            tasks._complete_from_activity(feedback, attachment_ids)
        return super(MailActivity, self - of_tasks)._action_done(
            feedback=feedback, attachment_ids=attachment_ids
        )

    def action_cancel(self):
        self._unlink_except_task()
        return super().action_cancel()

    def action_open_task_completion(self):
        """The completion dialog of the task that this activity mirrors."""
        self.ensure_one()
        # The assignee may open his own dialog; the dialog checks who completes.
        return self.sudo().procedure_task_id.sudo(False).action_open_completion()

    def _to_store_defaults(self, target):
        return super()._to_store_defaults(target) + ["procedure_task_id"]

    def _procedure_mirror(self, vals_list):
        """Create the activities of tasks, at most 1,000 at a time.

        `mail.activity` grows quadratically in one call, and would mail each assignee
        for each activity; people are told by their digest instead.
        """
        quiet = self._procedure_quietly()
        created = self.browse()
        for start in range(0, len(vals_list), 1000):
            created += quiet.create(vals_list[start : start + 1000])
        return created

    def _procedure_quietly(self):
        """As the engine, without a mail to the assignee and without following."""
        return self.sudo().with_context(
            clean_context(self.env.context),
            mail_activity_quick_update=True,
            procedure_no_followers=True,
        )

    def _procedure_close(self, feedback_by_id=None):
        """Archive the activities of ended tasks and leave one note on each case.

        A batch costs a fixed number of queries; `action_feedback` posts one by one.
        """
        # Only the task closes its mirror; the actor was checked by the task.
        mirrors = self.sudo().filtered("active")
        if not mirrors:
            return
        by_text = {}
        for activity in mirrors:
            text = (feedback_by_id or {}).get(activity.id) or False
            by_text.setdefault(text, self.browse().sudo())
            by_text[text] |= activity
        for text, activities in by_text.items():
            vals = {"active": False}
            if text:
                vals["feedback"] = text
            activities.write(vals)
