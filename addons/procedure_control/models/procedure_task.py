from odoo import fields, models

from .procedure_case import VERDICTS

STATES = [
    ("planned", "Planned"),
    ("ready", "Ready"),
    ("paused", "Clock paused"),
    ("done", "Done"),
    ("sent_back", "Sent back"),
    ("not_arisen", "Not arisen"),
    ("skipped", "Skipped"),
    ("cancelled", "Cancelled"),
    ("no_reply", "No reply"),
]

#: States in which work is still to be done.
OPEN = ("planned", "ready", "paused")


class ProcedureTask(models.Model):
    """One occurrence of one step in one case. It owns its state.

    The activity only mirrors it; no mail.thread and no tracking here: the record of
    what happened is the event trail.
    """

    _name = "procedure.task"
    _description = "Task"
    _inherit = ["procedure.made", "procedure.duty"]
    _order = "due_at, id"
    _rec_names_search = ["name", "case_id.name"]

    case_id = fields.Many2one(
        "procedure.case", required=True, readonly=True, ondelete="restrict", index=True
    )
    step_id = fields.Many2one(
        "procedure.step", required=True, readonly=True, ondelete="restrict", index=True
    )
    document_id = fields.Many2one(
        "procedure.document", string="Procedure", readonly=True, ondelete="restrict"
    )
    kind = fields.Selection(related="document_id.kind", store=True)
    field_id = fields.Many2one(
        "procedure.field", string="Field of work", readonly=True, ondelete="restrict"
    )
    sequence = fields.Integer(readonly=True)
    occurrence = fields.Integer(readonly=True, default=1)
    label = fields.Char(string="No.", readonly=True)
    name = fields.Char(string="Work", readonly=True)
    role_id = fields.Many2one("procedure.role", readonly=True, ondelete="restrict")
    state = fields.Selection(
        STATES, required=True, default="planned", readonly=True, copy=False
    )
    counted = fields.Boolean(readonly=True)
    scheduled_ready_at = fields.Datetime(
        string="Scheduled ready", readonly=True, copy=False
    )
    planned_due_at = fields.Datetime(string="Planned due", readonly=True, copy=False)
    ready_at = fields.Datetime(string="Ready since", readonly=True, copy=False)
    opened_by_id = fields.Many2one(
        "procedure.task",
        string="Opened by",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The task whose end made this one ready; none for the first steps.",
    )
    started_at = fields.Datetime(string="Started", readonly=True, copy=False)
    done_at = fields.Datetime(string="Done at", readonly=True, copy=False)
    done_by_id = fields.Many2one(
        "res.users", string="Done by", readonly=True, ondelete="restrict"
    )
    outcome_id = fields.Many2one(
        "procedure.outcome", readonly=True, ondelete="restrict"
    )
    reason = fields.Text(readonly=True, copy=False)
    verdict = fields.Selection(VERDICTS, readonly=True, copy=False)
    allowed_minutes = fields.Integer(
        string="Time allowed (min)", readonly=True, copy=False
    )
    used_minutes = fields.Integer(string="Time used (min)", readonly=True, copy=False)
    late_minutes = fields.Integer(string="Overdue by (min)", readonly=True, copy=False)
    saved_minutes = fields.Integer(string="Early by (min)", readonly=True, copy=False)
    given_duration_value = fields.Char(readonly=True, copy=False)
    given_duration_unit = fields.Char(readonly=True, copy=False)
    document_number = fields.Char(string="Document number", readonly=True, copy=False)
    checklist_done = fields.Json(readonly=True, copy=False)
    escalation_ids = fields.One2many("procedure.escalation", "task_id")

    _occurrence_uniq = models.UniqueIndex("(case_id, step_id, occurrence, company_id)")
    _next_check_idx = models.Index(
        "(next_check_at, id) WHERE next_check_at IS NOT NULL"
    )
    _user_due_idx = models.Index("(user_id, due_at, id) WHERE state = 'ready'")
    _stand_in_due_idx = models.Index("(stand_in_id, due_at, id) WHERE state = 'ready'")
    _company_due_idx = models.Index("(company_id, due_at, id) WHERE state = 'ready'")
    # In the order in which the sweep asks: it finds none without looking at users.
    _no_activity_idx = models.Index(
        "(job_failures, id) WHERE state = 'ready' AND activity_id IS NULL"
    )
    _unannounced_idx = models.Index(
        "(user_id, id) WHERE state = 'ready' AND announced_at IS NULL"
    )
    _activity_idx = models.Index("(activity_id) WHERE activity_id IS NOT NULL")
