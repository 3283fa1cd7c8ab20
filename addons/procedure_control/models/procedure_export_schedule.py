from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from ..reporting import period as periods
from .procedure_compliance_request import GROUPS

KINDS = tuple(periods.SPANS)
#: So many spreadsheets one person gets made for each period.
AT_MOST = 20


class ProcedureExportSchedule(models.Model):
    """Makes the spreadsheet of each period once it is over, for one person.

    It is made in his name and by his rights as they are on that day.
    """

    _name = "procedure.export.schedule"
    _description = "Scheduled spreadsheet"
    _inherit = ["procedure.compliance.request"]
    _order = "user_id, id"

    active = fields.Boolean(default=True)
    user_id = fields.Many2one(
        "res.users",
        string="For",
        required=True,
        default=lambda self: self.env.user,
        ondelete="cascade",
        index=True,
        help="The file holds what this person may see, and nobody else gets it.",
    )
    days_after = fields.Integer(
        string="Days after the period",
        required=True,
        default=1,
        help="So many days after its last day the spreadsheet of a period is made: "
        "time to enter what is still missing.",
    )
    export_ids = fields.One2many("procedure.export", "schedule_id", string="Made")
    export_count = fields.Integer(compute="_compute_export_count")
    next_date = fields.Date(string="Made next on", compute="_compute_next_date")

    _days_check = models.Constraint(
        "CHECK(days_after BETWEEN 1 AND 60)",
        "A spreadsheet is made 1 to 60 days after its period.",
    )

    @api.depends("period_kind", "user_id")
    def _compute_display_name(self):
        kinds = dict(self._fields["period_kind"]._description_selection(self.env))
        for schedule in self:
            schedule.display_name = (
                f"{kinds.get(schedule.period_kind, '')} – {schedule.user_id.name}"
            )

    @api.depends("export_ids")
    def _compute_export_count(self):
        counts = dict(
            self.env["procedure.export"]._read_group(
                [("schedule_id", "in", self.ids)], ["schedule_id"], ["__count"]
            )
        )
        for schedule in self:
            schedule.export_count = counts.get(schedule, 0)

    @api.depends("period_kind", "days_after", "export_ids.date_to")
    def _compute_next_date(self):
        today = fields.Date.context_today(self)
        for schedule in self:
            last = schedule._closed(today)
            # That it was made is for who reads the schedule to see.
            made = schedule.sudo().export_ids.mapped("date_to")
            if last and last.last in made:
                last = schedule._after(last)
            day = last and last.last + timedelta(days=schedule.days_after)
            # What is due today is made by the job of the night.
            schedule.next_date = day and max(day, today)

    @api.constrains("user_id", "period_kind", "with_requesters", "days_after")
    def _check_schedule(self):
        for schedule in self:
            recipient = schedule.user_id
            if schedule.period_kind not in KINDS:
                raise ValidationError(
                    self.env._("A schedule follows the statutory periods.")
                )
            if not recipient.has_groups(GROUPS):
                raise ValidationError(
                    self.env._(
                        "Managers, quality officers and auditors make the compliance "
                        "spreadsheet."
                    )
                )
            if schedule.with_requesters and not recipient.has_group(
                "procedure_control.group_quality_officer"
            ):
                raise ValidationError(
                    self.env._("Only a quality officer may have requesters' names.")
                )

    @api.constrains("user_id", "active")
    def _check_how_many(self):
        # Whoever's they are: the job that makes them is shared.
        groups = self.sudo()._read_group(
            [("user_id", "in", self.user_id.ids)], ["user_id"], ["__count"]
        )
        if any(count > AT_MOST for _user, count in groups):
            raise ValidationError(
                self.env._(
                    "One person gets at most %(count)s scheduled spreadsheets. Archive "
                    "one that nobody needs.",
                    count=AT_MOST,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        schedules = super().create(vals_list)
        schedules._check_whose()
        return schedules

    def write(self, vals):
        result = super().write(vals)
        self._check_whose()
        return result

    def _check_whose(self):
        """What one gets himself; a constraint would not know who writes."""
        user = self.env.user
        if self.env.su or user.has_group("procedure_control.group_quality_manager"):
            return
        # He may have just given it away, and then no longer read it.
        if self.sudo().user_id - user:
            raise AccessError(
                self.env._(
                    "You set what you get yourself; for others a quality manager does."
                )
            )

    # --- periods ----------------------------------------------------------------------

    def _closed(self, today):
        """The last period of its kind that is over on a day; None for chosen dates."""
        kind = self.period_kind
        if kind not in KINDS:
            return None
        if kind == "nine_months":
            # Its last quarter of a year belongs to none.
            running = periods.containing(today, "year")
            of_year = periods.nine_months(running.year)
            return of_year if of_year.last < today else of_year.previous()
        return periods.containing(today, kind).previous()

    def _after(self, period):
        if period.kind == "nine_months":
            return periods.nine_months(period.year + 1)
        return periods.containing(period.last + timedelta(days=1), period.kind)

    @staticmethod
    def _chosen(period):
        """How a request says that it asks for this period."""
        values = {"period_kind": period.kind, "year": period.year}
        if period.kind in ("month", "quarter", "half"):
            values[period.kind] = str(period.number)
        return values

    # --- the job ----------------------------------------------------------------------

    @api.model
    def _cron_schedules(self):
        """Ask, once each, for the spreadsheets of periods that are over."""
        now = fields.Datetime.now()
        # A job: everybody's schedules.
        schedules = self.sudo().search([("user_id", "!=", False)], order="id")
        self.env["procedure.job"]._divide(
            schedules, lambda some: [schedule._make_due(now) for schedule in some]
        )
        self.env["procedure.job"]._ran("export_schedules", now)

    def _make_due(self, now):
        """The export of the last period over, unless there is one; else nothing."""
        self.ensure_one()
        agency = self.company_ids[:1] or self.user_id.company_id
        today = agency._procedure_local_date(now)
        period = self._closed(today)
        exports = self.env["procedure.export"]
        if not period or today < period.last + timedelta(days=self.days_after):
            return exports
        of_period = Domain("date_from", "=", period.first)
        of_period &= Domain("date_to", "=", period.last)
        if exports.search_count(
            Domain("schedule_id", "=", self.id) & of_period, limit=1
        ):
            return exports
        return self._make_one(period)

    def _make_one(self, period):
        user = self.user_id
        exports = self.env["procedure.export"].with_user(user)
        values = exports._request_values(self) | self._chosen(period)
        values |= {"date_from": period.first, "date_to": period.last}
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                return exports._queue(values, self)
        except UniqueViolation:  # another worker asked at the same moment
            return exports.browse()

    def action_open_exports(self):
        """What this schedule has made."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "procedure_control.procedure_export_action"
        )
        return action | {"domain": [("schedule_id", "=", self.id)], "context": {}}
