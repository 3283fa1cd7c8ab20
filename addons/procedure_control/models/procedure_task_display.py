from odoo import api, fields, models

TIMINGS = [
    ("overdue", "Overdue"),
    ("today", "Due today"),
    ("within", "Within limit"),
    ("stands", "Clock paused"),
    ("early", "Early"),
    ("on_time", "On time"),
    ("late", "Overdue"),
]


def timing_of(open_, stands, verdict, due_at, now, today_end):
    """One of TIMINGS or False; datetimes naive UTC, `today_end` the user's midnight."""
    if verdict:
        return verdict
    if stands:
        return "stands"
    if not open_ or not due_at:
        return False
    if due_at < now:
        return "overdue"
    return "today" if due_at < today_end else "within"


class ProcedureTask(models.Model):
    """What the screens show of a task beside its own fields; nothing is stored."""

    _inherit = "procedure.task"

    timing = fields.Selection(TIMINGS, compute="_compute_timing")
    due_explanation = fields.Char(
        string="How the due time was derived", compute="_compute_due_explanation"
    )

    can_complete = fields.Boolean(compute="_compute_can")
    can_reassign = fields.Boolean(compute="_compute_can")

    @api.depends("state", "verdict", "due_at")
    def _compute_timing(self):
        now, today_end = self.env["procedure.case"]._now_and_midnight()
        for task in self:
            task.timing = timing_of(
                task.state == "ready",
                task.state == "paused",
                task.verdict,
                task.due_at,
                now,
                today_end,
            )

    @api.depends("due_derivation")
    @api.depends_context("lang", "tz")
    def _compute_due_explanation(self):
        for task in self:
            task.due_explanation = task.due_derivation and task.case_id._explain(
                task.due_derivation
            )

    def _path_values(self):
        """What the path on the case form shows of this task."""
        self.ensure_one()
        return {
            "id": self.id,
            "label": self.label or "",
            "name": self.name or "",
            "user": self.user_id.name or "",
            "state": self.state,
            "timing": self.timing,
            "band": self.step_id.phase_id.name or "",
        }

    @api.depends("state", "user_id", "stand_in_id")
    @api.depends_context("uid")
    def _compute_can(self):
        for task in self:
            task.can_complete = task.state == "ready" and task._may_act()
            task.can_reassign = task.state in ("ready", "paused") and bool(
                task._may_reassign()
            )

    def action_open_reassign(self):
        """The dialog that gives these tasks to somebody else."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reassign"),
            "res_model": "procedure.task.reassign",
            "view_mode": "form",
            "target": "new",
            "context": {"default_task_ids": self.ids},
        }
