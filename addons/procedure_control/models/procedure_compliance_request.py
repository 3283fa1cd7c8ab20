import re

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..reporting import period as periods
from .procedure_compliance import Options
from .procedure_document import KINDS

GROUPS = (
    "procedure_control.group_manager,procedure_control.group_quality_officer,"
    "procedure_control.group_auditor"
)
#: Rows of the statutory sheet → keys of `reporting.ii06a.GROUPS`.
ROWS = {
    "field": ("field",),
    "procedure": ("field", "procedure"),
    "agency": ("agency",),
    "agency_field": ("agency", "field"),
}


class ProcedureComplianceRequest(models.AbstractModel):
    """What a compliance spreadsheet is asked for: period, scope, and its choices."""

    _name = "procedure.compliance.request"
    _description = "Request for a compliance spreadsheet"

    period_kind = fields.Selection(
        [
            ("month", "Month"),
            ("quarter", "Quarter"),
            ("half", "Half-year"),
            ("nine_months", "Nine months"),
            ("year", "Year"),
            ("free", "Chosen dates"),
        ],
        string="Period",
        required=True,
        default="month",
    )
    year = fields.Integer(required=True, default=lambda self: self._last_period().year)
    month = fields.Selection(
        [(str(number), f"{number:02d}") for number in range(1, 13)],
        default=lambda self: str(self._last_period().number),
    )
    quarter = fields.Selection(
        [("1", "I"), ("2", "II"), ("3", "III"), ("4", "IV")],
        default=lambda self: str(self._last_period("quarter").number),
    )
    half = fields.Selection(
        [("1", "First half"), ("2", "Second half")],
        default=lambda self: str(self._last_period("half").number),
    )
    date_from = fields.Date(
        string="From", compute="_compute_dates", store=True, readonly=False
    )
    date_to = fields.Date(
        string="To", compute="_compute_dates", store=True, readonly=False
    )
    company_ids = fields.Many2many(
        "res.company",
        string="Agencies",
        required=True,
        default=lambda self: self.env.companies,
        domain=lambda self: [("id", "in", self.env.companies.ids)],
    )
    document_ids = fields.Many2many("procedure.document", string="Procedures")
    field_ids = fields.Many2many("procedure.field", string="Fields of work")
    department_ids = fields.Many2many("hr.department", string="Departments")
    kind = fields.Selection(
        selection=lambda self: (
            self.env["procedure.case"]._fields["kind"]._description_selection(self.env)
        ),
        string="Kind of procedure",
        help="Empty: all kinds, each on its own sheet.",
    )
    rows = fields.Selection(
        [
            ("field", "Fields of work"),
            ("procedure", "Procedures within fields of work"),
            ("agency", "Agencies"),
            ("agency_field", "Fields of work within agencies"),
        ],
        string="Rows of the statutory report",
        required=True,
        default=lambda self: self._rows_for(self.env.companies),
    )
    language = fields.Selection(
        [("vi", "Vietnamese"), ("en", "English")],
        required=True,
        default=lambda self: "vi" if (self.env.lang or "").startswith("vi") else "en",
    )
    supplement_column = fields.Selection(
        selection=[("9", "9 – ended on time"), ("12", "12 – in hand, within limit")],
        string="Waiting for papers counted in column",
        required=True,
        default=lambda self: self.env.company.procedure_supplement_column or "12",
        help="The form names both columns for a dossier that waits for papers at the "
        "end of the period; it is counted once.",
    )
    receiver = fields.Char(string="Receiving unit")
    with_requesters = fields.Boolean(
        string="With requesters' names",
        help="Personal data. The file then names who handed in each dossier, and the "
        "trail keeps that you asked for it.",
    )
    sheet_ids = fields.Many2many(
        "procedure.compliance.sheet",
        string="Sheets",
        default=lambda self: self.env["procedure.compliance.sheet"].search([]),
        help="None chosen: all of them.",
    )
    may_see_requesters = fields.Boolean(compute="_compute_may_see_requesters")
    sees_all = fields.Boolean(compute="_compute_may_see_requesters")

    @api.model
    def _last_period(self, kind="month"):
        """The last statutory period of a kind that is over."""
        today = fields.Date.context_today(self)
        return periods.containing(today, kind).previous()

    @api.depends("period_kind", "year", "month", "quarter", "half")
    def _compute_dates(self):
        for export in self:
            try:
                period = export._statutory_period()
            except (ValueError, OverflowError):
                continue  # half typed; said when the file is asked for
            if period:
                export.date_from, export.date_to = period.first, period.last

    @api.onchange("company_ids")
    def _onchange_company_ids(self):
        self.rows = self._rows_for(self.company_ids)

    @api.model
    def _rows_for(self, companies):
        """A unit reports its fields of work, a summary its units."""
        return "agency" if len(companies) > 1 else "procedure"

    @api.depends_context("uid")
    def _compute_may_see_requesters(self):
        user = self.env.user
        officer = user.has_group("procedure_control.group_quality_officer")
        for export in self:
            export.may_see_requesters = officer
            export.sees_all = officer or user.has_group(
                "procedure_control.group_auditor"
            )

    def _statutory_period(self):
        """The period asked for, None for chosen dates; ValueError if none is such."""
        year, kind = self.year, self.period_kind
        if kind == "month":
            return periods.month(year, int(self.month or 0))
        if kind == "quarter":
            return periods.quarter(year, int(self.quarter or 0))
        if kind == "half":
            return periods.half(year, int(self.half or 0))
        if kind == "nine_months":
            return periods.nine_months(year)
        if kind == "year":
            return periods.whole_year(year)
        return None

    def _period(self):
        try:
            if self.period_kind == "free":
                return self._free_period()
            return self._statutory_period()
        except (ValueError, TypeError, OverflowError) as error:
            raise UserError(
                self.env._(
                    "There is no such period. Choose a year between 1900 and 9999, and "
                    "the month, quarter or half of it."
                )
            ) from error

    def _free_period(self):
        first, last = self.date_from, self.date_to
        if not (first and last):
            raise UserError(self.env._("Choose the first and the last day."))
        if last < first:
            raise UserError(
                self.env._(
                    "The period ends on %(last)s, before it begins on %(first)s. "
                    "Choose a last day that is not before the first.",
                    first=first.strftime("%d/%m/%Y"),
                    last=last.strftime("%d/%m/%Y"),
                )
            )
        return periods.free(first, last)

    def _check_may_export(self):
        """Who may, and only for agencies he works for."""
        self.ensure_one()
        user = self.env.user
        if not user.has_groups(GROUPS):
            raise AccessError(
                self.env._(
                    "Managers, quality officers and auditors make the compliance "
                    "spreadsheet."
                )
            )
        if self.sudo().create_uid != user:  # whose request it is
            raise AccessError(self.env._("This request belongs to somebody else."))
        if self.sudo().company_ids - self.env.companies:  # all that was chosen
            raise AccessError(self.env._("You do not work for this agency."))
        if self.with_requesters and not self.may_see_requesters:
            raise AccessError(
                self.env._("Only a quality officer may have requesters' names.")
            )

    def _options(self):
        """`Options` of the file, after every check that needs no rows."""
        self._check_may_export()
        return self._make_options()

    def _make_options(self):
        """`Options` of what is asked for; UserError for what no file can be made of."""
        period = self._period()
        if not self.company_ids:
            raise UserError(self.env._("Choose at least one agency."))
        # A selection that is computed takes any word from a client.
        if self.kind and self.kind not in dict(KINDS):
            raise UserError(self.env._("There is no such kind of procedure."))
        as_of = self.env["procedure.compliance"]._now_at(self.company_ids[:1])
        if period.start > as_of:
            raise UserError(
                self.env._(
                    "This period has not begun. Choose one that has: what is not over "
                    "yet is counted up to now."
                )
            )
        # Of a dialog that is still being filled in: what stands behind its choices.
        return Options(
            period=period,
            companies=self.company_ids._origin,
            documents=self.document_ids._origin,
            fields=self.field_ids._origin,
            language=self.language,
            by=ROWS[self.rows],
            supplement_column=int(self.supplement_column),
            requesters=self.with_requesters,
            receiver=self.receiver or "",
            as_of=as_of,
            departments=self.department_ids._origin,
            kinds=(self.kind,) if self.kind else (),
            sheets=self._chosen_sheets(),
        )

    def _chosen_sheets(self):
        """Keys of the sheets; empty for all, which a later program may have more of."""
        chosen = self.sheet_ids
        every = self.env["procedure.compliance.sheet"].search_count([])
        return tuple(chosen.mapped("key")) if len(chosen) < every else ()

    def _file_name(self, options):
        first = self.env["procedure.compliance"]._first_agency(options.companies)
        agency = first.procedure_code or first.name
        first, last = (
            day.strftime("%Y%m%d")
            for day in (options.period.first, options.period.last)
        )
        name = f"II.06a {agency} {first}-{last}"
        return re.sub(r'[\\/:*?"<>|\s]+', " ", name).strip() + ".xlsx"
