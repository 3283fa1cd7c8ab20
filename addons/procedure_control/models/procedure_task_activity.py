from odoo import fields, models


class ProcedureTask(models.Model):
    """The activity that mirrors a task, on its case, in its owner's inbox."""

    _inherit = "procedure.task"

    def _mirror(self):
        """Make the activity of ready tasks that have an owner and none yet."""
        tasks = self.filtered(
            lambda t: t.state == "ready" and t.user_id.active and not t.activity_id
        )
        if not tasks:
            return
        kind = self.env.ref("procedure_control.mail_activity_type_task")
        model_id = self.env["ir.model"]._get_id("procedure.case")
        tasks.case_id.fetch(["display_name"])
        activities = self.env["mail.activity"]._procedure_mirror(
            [
                {
                    "res_model_id": model_id,
                    "res_id": task.case_id.id,
                    "res_name": task.case_id.display_name,
                    "activity_type_id": kind.id,
                    "user_id": task.user_id.id,
                    "date_deadline": task._deadline_date(),
                    "summary": " ".join(filter(None, (task.label, task.name))),
                    "procedure_task_id": task.id,
                    "automated": True,
                }
                for task in tasks
            ]
        )
        for task, activity in zip(tasks, activities, strict=True):
            task.activity_id = activity

    def _deadline_date(self):
        """The local date of the due; today for work whose time is not counted."""
        if self.due_at:
            return self.case_id._local(self.due_at).date()
        return fields.Date.context_today(self)

    def _mirror_due(self):
        for task in self:
            if task.activity_id:
                task.activity_id.sudo().date_deadline = task._deadline_date()

    def _mirror_owner(self):
        """Move the activities to the new owners; without one, the task is listed."""
        for task in self:
            if task.activity_id.active and task.user_id.active:
                task.activity_id.with_context(
                    mail_activity_quick_update=True
                ).user_id = task.user_id
            elif task.activity_id:
                task.activity_id.unlink()
        self.invalidate_recordset(["activity_id"])
        self._mirror()

    def _close_mirror(self, feedback):
        """Archive the activities of ended tasks and of the rungs that called for them."""
        tasks = self.sudo()
        activities = tasks.activity_id
        texts = dict.fromkeys(activities.ids, feedback) if feedback else None
        activities._procedure_close(texts)
        tasks.escalation_ids.activity_id._procedure_close()

    def _post_completion(self, outcomes, reason, doer):
        """One note on each case: what was done, by whom, with what outcome."""
        bodies = {}
        for task in self:
            text = self.env._(
                "%(step)s done by %(who)s",
                step=" ".join(filter(None, (task.label, task.name))),
                who=doer.name,
            )
            if outcomes[task]:
                text += f" – {outcomes[task].name}"
            if reason:
                text += f": {reason}"
            bodies[task.case_id.id] = text
        self.case_id._message_log_batch(
            bodies=bodies, author_id=doer.partner_id.id
        )
