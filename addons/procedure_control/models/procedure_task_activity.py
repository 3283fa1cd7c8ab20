from markupsafe import Markup
from odoo import models
from odoo.tools.mail import generate_tracking_message_id


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
        tasks.case_id.fetch(["name"])
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
        """The local date of the due; of becoming ready where no time is counted."""
        return self.case_id._local(self.due_at or self.ready_at).date()

    def _mirror_due(self):
        for task in self:
            if task.activity_id:
                # The mirror follows its task; a user may not move it.
                task.activity_id.sudo().date_deadline = task._deadline_date()

    def _mirror_owner(self):
        """Move the activities to the new owners; without one, the task is listed."""
        kept = self.filtered(lambda t: t.activity_id.active and t.user_id.active)
        for user, tasks in kept.grouped("user_id").items():
            activities = tasks.activity_id.filtered(lambda a, u=user: a.user_id != u)
            if activities:
                activities._procedure_quietly().write({"user_id": user.id})
        (self - kept).activity_id.unlink()
        self.invalidate_recordset(["activity_id"])
        self._mirror()

    def _close_mirror(self, feedback):
        """Archive the activities of ended tasks, and of rungs that called for them."""
        tasks = self.sudo()  # their mirrors are others' activities, too
        activities = tasks.activity_id
        # An opinion is for who asked: the case is read by others who were asked.
        told = tasks.filtered(lambda task: not task.asking_company_id).activity_id
        texts = dict.fromkeys(told.ids, feedback) if feedback else None
        activities._procedure_close(texts)
        tasks.escalation_ids.activity_id._procedure_close()

    def _post_completion(self, outcomes, reason):
        """One note on each case: what was done, by whom, with what outcome.

        It is of the kind that Odoo leaves when an activity is marked done.
        """
        bodies = {}
        for case, tasks in self.grouped("case_id").items():
            lines = [task._completion_line(outcomes[task], reason) for task in tasks]
            bodies[case.id] = Markup("<br/>").join(lines)
        author = self.env.user.partner_id
        data = self.env["ir.model.data"]
        values = {
            "model": "procedure.case",
            "author_id": author.id,
            "email_from": author.email_formatted,
            # Nobody is mailed: where an answer would go need not be looked up.
            "reply_to": author.email_formatted,
            "message_id": generate_tracking_message_id("message-notify"),
            "message_type": "notification",
            "is_internal": True,
            "email_add_signature": False,
            "record_alias_domain_id": False,
            "record_company_id": False,
            "subtype_id": data._xmlid_to_res_id("mail.mt_activities"),
            "mail_activity_type_id": data._xmlid_to_res_id(
                "procedure_control.mail_activity_type_task"
            ),
        }
        cases = self.case_id.sudo()  # whoever completes may leave the note of it
        cases._message_create(
            [
                {**values, "res_id": case_id, "body": body}
                for case_id, body in bodies.items()
            ]
        )

    def _completion_line(self, outcome, reason):
        line = self.env._(
            "%(step)s done by %(who)s",
            step=" ".join(filter(None, (self.label, self.name))),
            who=self.env.user.name,
        )
        if outcome:
            line += f" – {outcome.name}"
        # As in `_close_mirror`: an opinion stands in its task and its consultation.
        return f"{line}: {reason}" if reason and not self.asking_company_id else line
