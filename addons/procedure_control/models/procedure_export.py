from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

#: So many rows are gathered and painted while the reader waits; more in the background.
AT_ONCE = 20_000
#: So many of one person's spreadsheets are under way at one time.
OPEN_AT_ONCE = 5
#: In these a job has something to do.
OPEN = ("waiting", "gathering", "painting", "assembling")


class Asked(NamedTuple):
    """Of `Options`, what the name of the file is made from."""

    companies: object
    period: object


class ProcedureExport(models.Model):
    """A compliance spreadsheet made in the background, for who asked for it alone.

    A manager's file holds what he may see and nobody else gets it: quality and
    auditors read that it was made, when, for which period, and its hash.
    """

    _name = "procedure.export"
    _description = "Spreadsheet made in the background"
    _inherit = ["procedure.compliance.request", "procedure.made"]
    _order = "id desc"

    name = fields.Char(string="File", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company",
        string="Agency",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Asked for by",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    asked_at = fields.Datetime(string="Asked", required=True, readonly=True)
    taken_at = fields.Datetime(
        string="Rows as of",
        readonly=True,
        help="All rows and figures of the file are those of this one moment.",
    )
    ended_at = fields.Datetime(string="Ended", readonly=True)
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("gathering", "Rows are gathered"),
            ("painting", "Sheets are painted"),
            ("assembling", "Sheets are put together"),
            ("done", "File ready"),
            ("cancelled", "Cancelled"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
        default="waiting",
    )
    error = fields.Char(string="What went wrong", readonly=True)
    expected_rows = fields.Integer(readonly=True, aggregator=None)
    row_count = fields.Integer(string="Rows", readonly=True)
    sheet_keys = fields.Json(readonly=True)
    counts = fields.Json(readonly=True)
    scope = fields.Json(readonly=True)
    size = fields.Integer(string="Size (bytes)", readonly=True)
    sha256 = fields.Char(string="SHA-256 of the file", readonly=True)
    all_rows = fields.Boolean(
        string="Of whole agencies",
        readonly=True,
        help="Whose rows it holds was judged when they were gathered: a file of whole "
        "agencies is not for who has become less than quality or auditor since.",
    )
    trail_head = fields.Char(
        string="Head of the trail",
        readonly=True,
        help="Number and hash of the last sealed event when the rows were taken.",
    )
    expired = fields.Boolean(
        string="File removed",
        readonly=True,
        help="The file was kept for the days that the settings say; that it was made "
        "stays in the trail.",
    )
    part_ids = fields.One2many("procedure.export.part", "export_id")
    attachment_id = fields.Many2one("ir.attachment", readonly=True, index=True)
    activity_id = fields.Many2one("mail.activity", readonly=True, ondelete="set null")
    schedule_id = fields.Many2one(
        "procedure.export.schedule",
        string="By schedule",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    sheets_done = fields.Integer(string="Parts done", compute="_compute_progress")
    sheets_all = fields.Integer(string="Parts", compute="_compute_progress")
    rows_done = fields.Integer(string="Rows so far", compute="_compute_progress")
    progress = fields.Integer(compute="_compute_progress")
    cancel_asked = fields.Boolean(compute="_compute_progress")
    can_cancel = fields.Boolean(compute="_compute_can")
    can_try_again = fields.Boolean(compute="_compute_can")
    can_download = fields.Boolean(compute="_compute_can")

    _open_idx = models.Index(
        "(id) WHERE state IN ('waiting', 'gathering', 'painting', 'assembling')"
    )
    _kept_idx = models.Index("(ended_at) WHERE expired IS NOT TRUE")
    _scheduled_uniq = models.UniqueIndex(
        "(schedule_id, date_from, date_to) WHERE schedule_id IS NOT NULL",
        "This schedule has made the spreadsheet of this period already.",
    )

    @api.depends("name")
    def _compute_display_name(self):
        for export in self:
            export.display_name = (export.name or "").removesuffix(".xlsx")

    @api.depends("state", "row_count", "sheet_keys")
    def _compute_progress(self):
        # How far it is may be known to whoever sees that it is made.
        records = self.sudo()
        pulses = {
            pulse.export_id.id: pulse
            for pulse in self.env["procedure.export.pulse"]
            .sudo()
            .search([("export_id", "in", self.ids)])
        }
        nothing = self.env["procedure.export.pulse"]
        for export, record in zip(self, records, strict=True):
            pulse = pulses.get(export.id, nothing)
            under_way = export.state in OPEN
            export.sheets_all = len(record.sheet_keys or ())
            export.sheets_done = (
                len(record.part_ids) if under_way else export.sheets_all
            )
            export.rows_done = record.row_count or (pulse.rows if under_way else 0)
            export.cancel_asked = under_way and pulse.cancel_asked
            export.progress = export._percent(record)

    def _percent(self, record):
        """Gathering is a third of the way, each sheet an equal share of the rest."""
        if self.state == "done":
            return 100
        if self.state == "gathering":
            return min(30, 30 * self.rows_done // max(record.expected_rows, 1))
        if not self.sheets_all:
            return 0
        return 30 + 65 * self.sheets_done // self.sheets_all

    @api.depends_context("uid")
    @api.depends("state", "user_id", "attachment_id")
    def _compute_can(self):
        user = self.env.user
        quality = user.has_group("procedure_control.group_quality_manager")
        for export in self:
            own = export.user_id == user
            export.can_cancel = export.state in OPEN and (own or quality)
            export.can_try_again = export.state == "failed" and own
            # Whether there is a file is no secret, what is in it is.
            export.can_download = own and bool(export.sudo().attachment_id)

    # --- asking -----------------------------------------------------------------------

    @api.model
    def _is_long(self, options):
        """Whether these `Options` ask for more than a reader should wait for."""
        rows = self.env["procedure.compliance.rows"]
        return self._are_many(rows._count(options, AT_ONCE))

    @api.model
    def _are_many(self, counts):
        """Whether a reader should not wait for so many rows.

        :param counts: {source: rows}, none counted to less than ``AT_ONCE`` + 1
        """
        return sum(counts.values()) > AT_ONCE

    @api.model
    def _count_up_to(self, options, most):
        """Cases and steps of the file as its reader sees them, each up to ``most``."""
        return sum(self.env["procedure.compliance.rows"]._count(options, most).values())

    @api.model
    def _ask(self, request):
        """Take what a request asks for and wake the job.

        :param request: a record of `procedure.compliance.request` whose `_options` the
            caller has checked, in the environment of who asks
        :raises UserError: he has too many under way
        """
        # A job is shared: his own waiting work is counted, whatever agency he is in.
        under_way = self.sudo().search_count(
            [("user_id", "=", self.env.uid), ("state", "in", OPEN)]
        )
        if under_way >= OPEN_AT_ONCE:
            raise UserError(
                self.env._(
                    "%(count)s of your spreadsheets are under way. Wait for one, or "
                    "cancel one.",
                    count=under_way,
                )
            )
        return self._queue(self._request_values(request))

    @api.model
    def _queue(self, values, schedule=None):
        """An export of the current user that waits for the job.

        What he may do is judged by the job, at the moment when the rows are gathered.

        :param values: as `_request_values` gives them
        """
        # A default may read what somebody who lost his rights no longer may; he is
        # told why by the job.
        export = self.sudo()._make(
            [
                {
                    **values,
                    "name": "-",
                    "company_id": self.env.company.id,
                    "user_id": self.env.uid,
                    "asked_at": fields.Datetime.now(),
                    "schedule_id": schedule.id if schedule else False,
                }
            ]
        )
        agencies = export.company_ids
        first = self.env["procedure.compliance"]._first_agency(agencies)
        export.write(
            {
                "name": export._file_name(Asked(agencies, export._period())),
                "company_id": first.id or self.env.company.id,
            }
        )
        # Nobody has a right to what the job keeps for itself.
        self.env["procedure.export.pulse"].sudo().create({"export_id": export.id})
        self._wake()
        return export.with_env(self.env)

    @api.model
    def _request_values(self, request):
        """The choices of a request, to be made anew on another record."""
        values = {}
        for name, field in self.env["procedure.compliance.request"]._fields.items():
            if not field.store or name in models.MAGIC_COLUMNS:
                continue
            value = request[name]
            if field.type == "many2many":
                values[name] = [Command.set(value.ids)]
            else:
                values[name] = field.convert_to_write(value, request)
        return values

    @api.model
    def _wake(self):
        # Who asks for a file wakes the job; he may not read jobs.
        self.env.ref("procedure_control.ir_cron_export").sudo()._trigger()

    def _pulse(self):
        return self.env["procedure.export.pulse"].search([("export_id", "=", self.id)])

    def _open_form(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }
