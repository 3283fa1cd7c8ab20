from odoo import api, fields, models


class ProcedureScheduleRun(models.Model):
    """What became of one planned date of a schedule: dealt with once, and kept."""

    _name = "procedure.schedule.run"
    _description = "Run of a schedule"
    _inherit = ["procedure.evidence"]
    _order = "planned_on desc, id desc"

    schedule_id = fields.Many2one(
        "procedure.schedule",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    document_id = fields.Many2one(
        "procedure.document",
        string="Procedure",
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", string="Agency", readonly=True, ondelete="restrict", index=True
    )
    planned_on = fields.Date(string="Planned date", required=True, readonly=True)
    starts_at = fields.Datetime(
        string="To start", readonly=True, help="After rest days and working days added."
    )
    ran_at = fields.Datetime(string="Dealt with", readonly=True)
    state = fields.Selection(
        [
            ("started", "Started"),
            ("by_hand", "Started by hand"),
            ("not_started", "Not started"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
    )
    why = fields.Selection(
        [
            ("catch_up", "Missed in a standstill"),
            ("paused", "The schedule was paused"),
            ("rest_day", "A rest day"),
            ("same_day", "The next one came to the same day"),
        ],
        readonly=True,
    )
    is_late = fields.Boolean(
        string="After its day", readonly=True, help="Started after the day it was for."
    )
    case_id = fields.Many2one(
        "procedure.case", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    receiver_id = fields.Many2one(
        "res.users", string="Received by", readonly=True, ondelete="restrict"
    )
    error = fields.Text(readonly=True)
    can_start = fields.Boolean(compute="_compute_can_start")

    _planned_uniq = models.UniqueIndex(
        "(schedule_id, planned_on)", "A planned date is dealt with once."
    )

    @api.depends("schedule_id", "planned_on")
    def _compute_display_name(self):
        for run in self:
            # A run is read by who reads its schedule.
            day = run.planned_on and run.planned_on.strftime("%d/%m/%Y")
            run.display_name = f"{run.sudo().schedule_id.name} {day or ''}".strip()

    @api.depends_context("uid")
    @api.depends("state")
    def _compute_can_start(self):
        may = self.env["procedure.schedule"].has_access("write")
        for run in self:
            run.can_start = may and run.state in ("not_started", "failed")

    def action_start(self):
        """Start what was missed or failed, now."""
        self.ensure_one()
        self.schedule_id.check_access("write")
        return self.schedule_id._start_missed(self, fields.Datetime.now())

    def action_open_case(self):
        self.ensure_one()
        return self.case_id._open_form()
