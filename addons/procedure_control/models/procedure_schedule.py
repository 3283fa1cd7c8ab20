# The private methods here are the only ways past the guards of this class.
# pylint: disable=super-method-mismatch
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine.recurrence import Recurrence, RecurrenceError

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
#: What follows from the runs; only the schedule itself sets it.
KEPT = frozenset(
    (
        "state",
        "next_run_at",
        "next_planned_on",
        "planned_until",
        "error",
        "failures",
        "run_ids",
    )
)
#: Of what it is about; runs refer to it.
IDENTITY = frozenset(("document_id", "company_id"))
#: What its dates follow from.
DATING = frozenset(
    (
        "active",
        "every",
        "unit",
        "anchor",
        "day",
        "nth",
        "weekday",
        "adjust",
        "offset_days",
        "date_from",
        "date_to",
        "by_hand",
        "department_id",
    )
)
#: What else the trail tells of a change.
TOLD = frozenset(
    (
        "name",
        "subject",
        "variant_id",
        "requester_user_id",
        "requester_department_id",
        "catch_up",
        "receiver_kind",
        "receiver_id",
        "receiver_role_id",
    )
)
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
    every = fields.Integer(string="Every", required=True, default=1)
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
        [("running", "Running"), ("paused", "Paused"), ("ended", "Ended")],
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

    def _told_fields(self):
        return sorted(DATING | IDENTITY | TOLD)

    # --- guards -----------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        blank = {name: False for name in KEPT} | {"state": "running", "failures": 0}
        # Neither a context default nor a client says what has run.
        schedules = super().create(
            [
                {k: v for k, v in vals.items() if k not in KEPT}
                | {k: v for k, v in blank.items() if k != "run_ids"}
                for vals in vals_list
            ]
        )
        schedules._pass_over(fields.Datetime.now())
        return schedules

    def write(self, vals):
        if KEPT.intersection(vals):
            raise UserError(
                self.env._("What a schedule has started is not entered by hand.")
            )
        if IDENTITY.intersection(vals) and self.run_ids:
            raise UserError(
                self.env._(
                    "This schedule has started cases: end it and make another one "
                    "for another procedure or agency."
                )
            )
        result = super().write(vals)
        if (DATING | IDENTITY).intersection(vals):
            # What lies behind is not started by a rule that came after it.
            self._pass_over(fields.Datetime.now())
        return result

    def _set(self, vals):
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused(self):
        # Runs are evidence, whoever may read them.
        if self.sudo().run_ids:
            raise UserError(
                self.env._(
                    "A schedule that has started cases is archived, not deleted."
                )
            )

    @api.constrains("document_id", "company_id", "department_id", "variant_id")
    def _check_place(self):
        # What applies where is a fact, whoever may read it.
        for schedule in self.sudo():
            document, agency = schedule.document_id, schedule.company_id
            if document.kind == "tthc":
                raise ValidationError(
                    self.env._(
                        "%(procedure)s is started by somebody who hands in a dossier, "
                        "not by a schedule.",
                        procedure=document.display_name,
                    )
                )
            if agency not in document.company_id | document.applying_company_ids:
                raise ValidationError(
                    self.env._(
                        "%(procedure)s does not apply in %(agency)s.",
                        procedure=document.display_name,
                        agency=agency.name,
                    )
                )
            if schedule.department_id.company_id not in (
                agency,
                self.env["res.company"],
            ):
                raise ValidationError(
                    self.env._("The receiving department is not one of the agency.")
                )
            variant = schedule.variant_id
            if variant and variant.revision_id.document_id != document:
                raise ValidationError(
                    self.env._("The variant belongs to another procedure.")
                )

    @api.constrains("receiver_kind", "receiver_id", "receiver_role_id", "company_id")
    def _check_receiver(self):
        for schedule in self.sudo():  # who may work where is a fact
            if schedule.receiver_kind == "role":
                if not schedule.receiver_role_id:
                    raise ValidationError(self.env._("Choose the role that receives."))
                continue
            if not schedule.receiver_id:
                raise ValidationError(self.env._("Choose the person who receives."))
            schedule._check_can_receive(schedule.receiver_id)

    def _check_can_receive(self, user):
        """Refuse a receiver who does not work there any more."""
        user = user.sudo()  # whether he works there is no secret to the schedule
        works = user.active and self.company_id in user.company_ids
        if not works or not user.has_group("procedure_control.group_staff"):
            raise ValidationError(
                self.env._(
                    "%(user)s cannot receive cases in %(agency)s.",
                    user=user.name,
                    agency=self.company_id.name,
                )
            )

    @api.constrains("every", "unit", "anchor", "day", "nth", "weekday", "date_to")
    def _check_rule(self):
        for schedule in self:
            try:
                schedule._rule()
            except RecurrenceError as error:
                raise ValidationError(
                    self.env._("These values name no dates.")
                ) from error

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
