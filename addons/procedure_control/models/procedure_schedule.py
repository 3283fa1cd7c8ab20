from odoo import api, fields, models

from ..engine.recurrence import Recurrence

UNITS = [
    ("day", "Days"),
    ("week", "Weeks"),
    ("month", "Months"),
    ("quarter", "Quarters"),
    ("half_year", "Half-years"),
    ("year", "Years"),
]
WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]
#: Farther from its planned date nothing starts.
OFFSET_LIMIT = 60


class ProcedureSchedule(models.Model):
    """A procedure that starts again and again by the calendar."""

    _name = "procedure.schedule"
    _description = "Schedule of a procedure"
    _inherit = ["mail.thread", "mail.activity.mixin", "procedure.told"]
    _order = "next_run_at, name, id"
    _mail_post_access = "read"
    _told_noun = "schedule"

    name = fields.Char(required=True, help="What it is for, as the list shows it.")
    active = fields.Boolean(default=True)
    document_id = fields.Many2one(
        "procedure.document",
        string="Procedure",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('revision_ids.state', '=', 'effective'), ('kind', '!=', 'tthc'),"
        " '|', ('company_id', '=', company_id),"
        " ('applying_company_ids', '=', company_id)]",
    )
    company_id = fields.Many2one(
        "res.company",
        string="Agency",
        required=True,
        ondelete="restrict",
        index=True,
        default=lambda self: self.env.company,
    )
    department_id = fields.Many2one(
        "hr.department",
        ondelete="restrict",
        domain="[('company_id', '=', company_id)]",
        help="Where the case comes in; empty: the department of who receives it.",
    )
    variant_id = fields.Many2one(
        "procedure.variant",
        ondelete="restrict",
        domain="[('revision_id.document_id', '=', document_id),"
        " ('revision_id.state', '=', 'effective')]",
        help="In a later revision the variant of the same name is meant.",
    )
    subject = fields.Char(
        help="May hold %(day)s, %(month)s, %(quarter)s, %(half)s, %(year)s, %(week)s, "
        "%(date)s of the planned date, and %(number)s of the run."
    )
    requester_user_id = fields.Many2one(
        "res.users", string="Requester", ondelete="restrict"
    )
    requester_department_id = fields.Many2one(
        "hr.department", string="Requesting unit", ondelete="restrict"
    )

    # --- when -------------------------------------------------------------------------
    every = fields.Integer(required=True, default=1)
    unit = fields.Selection(UNITS, required=True, default="month")
    anchor = fields.Selection(
        [
            ("first", "As the first date"),
            ("day", "Day of the month"),
            ("last", "Last day of the month"),
            ("weekday", "Day of the week"),
        ],
        string="On",
        required=True,
        default="first",
    )
    day = fields.Integer(
        default=1, help="1 to 31; in a shorter month its last day is meant."
    )
    nth = fields.Selection(
        [
            ("1", "First"),
            ("2", "Second"),
            ("3", "Third"),
            ("4", "Fourth"),
            ("-1", "Last"),
        ],
        string="Which",
        default="1",
    )
    weekday = fields.Selection(WEEKDAYS, string="Day of the week", default="0")
    adjust = fields.Selection(
        [
            ("next", "The next working day"),
            ("previous", "The working day before"),
            ("as_is", "The rest day itself"),
            ("skip", "Not at all"),
        ],
        string="On a rest day",
        required=True,
        default="next",
    )
    offset_days = fields.Integer(
        string="Working days after",
        help="It starts so many working days after the planned date; before it where "
        "the number is negative.",
    )
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date(string="To")
    by_hand = fields.Selection(
        [
            ("no", "Start on every date"),
            ("counts", "A case started since the last date counts"),
            ("from_last", "The period counts from the last case"),
        ],
        string="Cases started by hand",
        required=True,
        default="no",
        help="The period counts from the last case: at least every six months means "
        "six months after the last one, whoever started it.",
    )
    catch_up = fields.Selection(
        [
            ("last", "The last one missed"),
            ("each", "Each one missed"),
            ("none", "None"),
        ],
        string="After a standstill, start",
        required=True,
        default="last",
        help="Where the server was down or the schedule could not start on its day.",
    )

    # --- in whose name ----------------------------------------------------------------
    receiver_kind = fields.Selection(
        [("user", "A person"), ("role", "Who holds a role that day")],
        string="Received by",
        required=True,
        default="role",
    )
    receiver_id = fields.Many2one("res.users", string="Person", ondelete="restrict")
    receiver_role_id = fields.Many2one(
        "procedure.role", string="Role", ondelete="restrict"
    )

    # --- what follows from it ---------------------------------------------------------
    state = fields.Selection(
        [("running", "In operation"), ("paused", "Paused"), ("ended", "Ended")],
        required=True,
        readonly=True,
        copy=False,
        default="running",
    )
    planned_until = fields.Date(
        readonly=True, copy=False, help="The last planned date that was dealt with."
    )
    next_planned_on = fields.Date(string="Next date", readonly=True, copy=False)
    next_run_at = fields.Datetime(string="Next start", readonly=True, copy=False)
    error = fields.Text(readonly=True, copy=False)
    failures = fields.Integer(readonly=True, copy=False)
    run_ids = fields.One2many(
        "procedure.schedule.run", "schedule_id", string="Runs", copy=False
    )
    run_count = fields.Integer(compute="_compute_run_count")

    _next_run_idx = models.Index(
        "(next_run_at, id) WHERE state = 'running' AND next_run_at IS NOT NULL"
    )
    _every_check = models.Constraint(
        "CHECK(every BETWEEN 1 AND 1000)", "Say every how many: 1 to 1000."
    )
    _day_check = models.Constraint(
        "CHECK(day BETWEEN 1 AND 31)", "The day of a month is 1 to 31."
    )
    _offset_check = models.Constraint(
        f"CHECK(offset_days BETWEEN -{OFFSET_LIMIT} AND {OFFSET_LIMIT})",
        "It starts at most 60 working days before or after its planned date.",
    )
    _dates_check = models.Constraint(
        "CHECK(date_to IS NULL OR date_from <= date_to)", "It ends after it begins."
    )

    def _compute_run_count(self):
        # How often it ran is told to whoever reads the schedule, not what ran.
        runs = self.env["procedure.schedule.run"].sudo()
        groups = runs._read_group(
            [("schedule_id", "in", self.ids)], ["schedule_id"], ["__count"]
        )
        counts = {schedule.id: count for schedule, count in groups}
        for schedule in self:
            schedule.run_count = counts.get(schedule.id, 0)

    @api.onchange("document_id")
    def _onchange_document_id(self):
        self.variant_id = False
        if self.document_id and not self.name:
            self.name = self.document_id.title

    def _rule(self, first=None):
        """Its `engine.recurrence.Recurrence`; the database refuses what names none."""
        self.ensure_one()
        return Recurrence(
            first=first or self.date_from,
            every=self.every,
            unit=self.unit,
            anchor="first" if first else self.anchor,
            day=self.day,
            nth=int(self.nth or 1),
            weekday=int(self.weekday or 0),
            last=self.date_to or None,
            adjust=self.adjust,
            offset=self.offset_days,
        )
