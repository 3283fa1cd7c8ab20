import pytz
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..reporting.period import containing

#: States of a step that has ended with what it took.
ENDED = ("done", "sent_back", "no_reply")
#: What is worked out from columns alone: a measure is that SQL, and nothing is stored.
_MEASURES = {
    "on_time_rate": "CASE %(verdict)s WHEN 'late' THEN 0.0 WHEN 'early' THEN 100.0"
    " WHEN 'on_time' THEN 100.0 END",
    "late_count": "CASE WHEN %(verdict)s = 'late' THEN 1 ELSE 0 END",
    "waiting_hours": "CASE WHEN %(ended)s THEN %(waiting_minutes)s / 60.0 END",
    "working_hours": "CASE WHEN %(ended)s THEN %(working_minutes)s / 60.0 END",
    "paused_hours": "CASE WHEN %(ended)s THEN %(paused_minutes)s / 60.0 END",
    "used_hours": "CASE WHEN %(ended)s THEN %(used_minutes)s / 60.0 END",
    "late_hours": "CASE WHEN %(verdict)s = 'late' THEN %(late_minutes)s / 60.0 END",
}
_COLUMNS = (
    "verdict",
    "state",
    "waiting_minutes",
    "working_minutes",
    "paused_minutes",
    "used_minutes",
    "late_minutes",
)


class ProcedureTask(models.Model):
    """What reports add up of steps; they read tasks themselves, under their rules."""

    _inherit = "procedure.task"

    on_time_rate = fields.Float(
        string="Early or on time (%)",
        compute="_compute_measures",
        aggregator="avg",
        digits=(16, 2),
        help="Of the steps with a due time that have ended.",
    )
    late_count = fields.Integer(
        string="Late steps", compute="_compute_measures", aggregator="sum"
    )
    waiting_hours = fields.Float(
        string="Waiting (h a step)",
        compute="_compute_measures",
        aggregator="avg",
        digits=(16, 2),
        help="Working hours from ready to begun, on average.",
    )
    working_hours = fields.Float(
        string="Working (h a step)",
        compute="_compute_measures",
        aggregator="avg",
        digits=(16, 2),
        help="Working hours from begun to ended, on average.",
    )
    paused_hours = fields.Float(
        string="Clock stood (h a step)",
        compute="_compute_measures",
        aggregator="avg",
        digits=(16, 2),
    )
    used_hours = fields.Float(
        string="Time used (h a step)",
        compute="_compute_measures",
        aggregator="avg",
        digits=(16, 2),
        help="Waiting and working together, on average.",
    )
    late_hours = fields.Float(
        string="Overdue by (h a late step)",
        compute="_compute_measures",
        aggregator="avg",
        digits=(16, 2),
        help="Working hours after the due, on average of the late ones alone.",
    )
    is_correction = fields.Boolean(
        string="Of a correction",
        compute="_compute_is_correction",
        search="_search_is_correction",
        help="A step that corrects an issued result is in no figure of timeliness.",
    )
    nobody = fields.Boolean(
        string="Nobody holds it",
        compute="_compute_nobody",
        search="_search_nobody",
        help="Ready, and no person has it: its role has no holder.",
    )
    cause_id = fields.Many2one(
        "procedure.cause",
        string="Cause of delay",
        compute="_compute_cause_id",
        search="_search_cause_id",
    )

    in_last_quarter = fields.Boolean(
        string="Ended in the last statutory quarter",
        compute="_compute_in_last_quarter",
        search="_search_in_last_quarter",
    )

    # All that is open, in the order in which it is counted, without its rows.
    _open_figures_idx = models.Index(
        "(company_id, department_id, document_id, due_at, user_id, case_company_id,"
        " case_id, id) WHERE state = 'ready'"
    )
    _ended_figures_idx = models.Index(
        "(done_at, verdict, company_id, department_id, document_id, state,"
        " case_company_id, case_id) WHERE done_at IS NOT NULL"
    )

    @api.depends("state", *_COLUMNS)
    def _compute_measures(self):
        for task in self:
            ended = task.state in ENDED
            late = task.verdict == "late"
            task.on_time_rate = 100.0 if task.verdict and not late else 0.0
            task.late_count = int(late)
            task.late_hours = task.late_minutes / 60 if late else 0.0
            for name in ("waiting", "working", "paused", "used"):
                task[f"{name}_hours"] = ended and task[f"{name}_minutes"] / 60

    @api.depends("case_id.corrects_id")
    def _compute_is_correction(self):
        for task in self:
            # What kind of case it is stands on the step.
            task.is_correction = bool(task.sudo().case_id.corrects_id)

    def _search_is_correction(self, operator, value):
        if operator != "in":
            return NotImplemented
        # Few cases correct another: they are looked up once, no case is joined. What
        # kind of case it is stands on the step.
        cases = self.env["procedure.case"].sudo()
        corrects = cases._search(Domain("corrects_id", "!=", False), active_test=False)
        found = Domain.FALSE
        if True in value:
            found |= Domain("case_id", "in", corrects)
        if False in value:
            found |= Domain("case_id", "not in", corrects)
        return found

    @api.depends("user_id")
    def _compute_nobody(self):
        for task in self:
            task.nobody = not task.sudo().user_id  # that there is one, not who

    def _search_nobody(self, operator, value):
        if operator != "in":
            return NotImplemented

        wanted = {bool(one) for one in value}
        if len(wanted) != 1:
            return Domain(bool(wanted))
        [is_nobody] = wanted

        def to_sql(model, alias, query):
            # The column itself: a hidden name is still somebody.
            user = SQL.identifier(alias, "user_id", to_flush=model._fields["user_id"])
            return SQL("%s IS NULL" if is_nobody else "%s IS NOT NULL", user)

        return Domain.custom(
            to_sql=to_sql, predicate=lambda task: task.nobody == is_nobody
        )

    @api.depends("explanation_id.final_cause_id")
    def _compute_cause_id(self):
        for task in self:
            # It stands beside the figure for whoever sees the step.
            task.cause_id = task.sudo().explanation_id.final_cause_id.sudo(False)

    def _search_cause_id(self, operator, value):
        if operator.startswith("not"):
            return NotImplemented
        cause = Domain("final_cause_id", operator, value)
        found = Domain("explanation_id", "any!", cause)
        if operator == "in" and False in value:
            found |= Domain("explanation_id", "=", False)
        return found

    def _last_quarter(self):
        """(start, end) naive UTC of the last quarter from a 15th to a 14th."""
        zone = self.env.tz
        quarter = containing(fields.Date.context_today(self), "quarter").previous()
        return tuple(
            zone.localize(moment).astimezone(pytz.utc).replace(tzinfo=None)
            for moment in (quarter.start, quarter.end)
        )

    @api.depends("done_at")
    @api.depends_context("tz")
    def _compute_in_last_quarter(self):
        start, end = self._last_quarter()
        for task in self:
            task.in_last_quarter = bool(task.done_at) and start <= task.done_at < end

    def _search_in_last_quarter(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        start, end = self._last_quarter()
        return Domain("done_at", ">=", start) & Domain("done_at", "<", end)

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr == "cause_id":
            explanation = super()._field_to_sql(alias, "explanation_id", query)
            return SQL(
                "(SELECT final_cause_id FROM procedure_explanation WHERE id = %s)",
                explanation,
                to_flush=self.env["procedure.explanation"]._fields["final_cause_id"],
            )
        if field_expr not in _MEASURES:
            return super()._field_to_sql(alias, field_expr, query)
        columns = {
            name: super(ProcedureTask, self)._field_to_sql(alias, name, query)
            for name in _COLUMNS
        }
        columns["ended"] = SQL("%s IN %s", columns["state"], ENDED)
        return SQL(_MEASURES[field_expr], **columns)
