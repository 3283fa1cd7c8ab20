from datetime import datetime, time, timedelta

import pytz
from odoo import api, fields, models
from odoo.exceptions import AccessError

from .procedure_task_display import TIMINGS, timing_of

#: States of tasks that the path of a case shows.
PATH_STATES = (
    "done",
    "ready",
    "paused",
    "sent_back",
    "skipped",
    "planned",
    "no_reply",
)


class ProcedureCase(models.Model):
    """What the screens show of a case beside its own fields; nothing is stored."""

    _inherit = "procedure.case"

    state = fields.Selection(group_expand="_expand_states")
    timing = fields.Selection(TIMINGS, compute="_compute_timing")
    due_explanation = fields.Char(
        string="How the due time was derived", compute="_compute_due_explanation"
    )
    current_step = fields.Char(string="Now at", compute="_compute_now")
    current_user_ids = fields.Many2many(
        "res.users", string="Now with", compute="_compute_now"
    )
    progress = fields.Float(compute="_compute_now", help="Share of its steps done, %.")
    path = fields.Json(
        compute="_compute_path", help="The steps so far and to come, in order."
    )
    can_complete = fields.Boolean(compute="_compute_can")
    can_decide = fields.Boolean(compute="_compute_can")

    @api.model
    def _expand_states(self, states, domain):
        """Columns in the order of a case's life, not of the alphabet."""
        order = [key for key, _label in self._fields["state"].selection]
        shown = {"intake", "running", "paused", "result_ready", *states}
        return [key for key in order if key in shown]

    @api.model
    def _now_and_midnight(self):
        """(now, end of the user's day), naive UTC."""
        now = fields.Datetime.now()
        zone = self.env.tz
        tomorrow = pytz.utc.localize(now).astimezone(zone).date() + timedelta(days=1)
        end = zone.localize(datetime.combine(tomorrow, time.min))
        return now, end.astimezone(pytz.utc).replace(tzinfo=None)

    @api.depends("state", "verdict", "due_at")
    def _compute_timing(self):
        now, today_end = self._now_and_midnight()
        for case in self:
            case.timing = timing_of(
                case.state == "running",
                case.state == "paused",
                case.verdict,
                case.due_at,
                now,
                today_end,
            )

    @api.depends("due_derivation")
    @api.depends_context("lang", "tz")
    def _compute_due_explanation(self):
        for case in self:
            case.due_explanation = case.due_derivation and case._explain(
                case.due_derivation
            )

    @api.depends("task_ids.state", "task_ids.user_id")
    @api.depends_context("uid")
    def _compute_now(self):
        tasks = self.env["procedure.task"].search(
            [("case_id", "in", self.ids), ("state", "in", PATH_STATES)],
            order="case_id, sequence, occurrence, id",
        )
        by_case, none = tasks.grouped("case_id"), tasks.browse()
        open_ = tasks.filtered(lambda task: task.state in ("ready", "paused"))
        # Whom a list may name is asked once for all of its rows.
        hidden, open_by_case = open_._name_hidden(), open_.grouped("case_id")
        for case in self:
            every = by_case.get(case._origin, none)
            current = open_by_case.get(case._origin, none)
            case.current_step = " · ".join(
                dict.fromkeys(
                    " ".join(filter(None, (t.label, t.name))) for t in current
                )
            )
            case.current_user_ids = (current - hidden).user_id
            done = sum(task.state in ("done", "no_reply") for task in every)
            case.progress = 100 * done / len(every) if every else 0

    @api.depends(
        "task_ids.state", "task_ids.user_id", "task_ids.due_at", "task_ids.verdict"
    )
    @api.depends_context("tz", "uid")
    def _compute_path(self):
        for case in self:
            # The form that shows the path lists its steps: they are read already.
            tasks = case._origin.task_ids.filtered(lambda t: t.state in PATH_STATES)
            tasks = tasks.sorted(lambda t: (t.sequence, t.occurrence, t.id))
            case.path = [task._path_values() for task in tasks]

    @api.depends("state", "task_ids.state", "task_ids.user_id")
    @api.depends_context("uid")
    def _compute_can(self):
        for case in self:
            case.can_complete = bool(case._ready_task_of(self.env.user))
            case.can_decide = case._may_decide()

    def _may_decide(self):
        """What the guard of the acts on a case answers, for their buttons."""
        try:
            self._check_may_decide()
        except AccessError:
            return False
        return True

    def action_open_reassign(self):
        """Give the open tasks of this case to somebody else."""
        return self.task_ids.filtered(
            lambda task: task.state in ("ready", "paused")
        ).action_open_reassign()
