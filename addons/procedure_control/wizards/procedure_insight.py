from datetime import datetime, time, timedelta
from typing import NamedTuple

import pytz
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..models.procedure_compliance_request import GROUPS
from ..models.procedure_compliance_rows import NEVER_RECEIVED
from ..reporting import period as periods


class Scope(NamedTuple):
    """Which cases are looked at: those that ended on these days, and by what."""

    first: object  # date
    last: object  # date
    zone: object  # pytz zone in which the days are
    companies: object  # res.company
    document: object  # procedure.document, may be empty
    domain: Domain  # of procedure.case


class ProcedureInsight(models.TransientModel):
    """Where the time of cases goes: read from the log that the work itself writes.

    Corrections of issued results are in no figure.
    """

    _name = "procedure.insight"
    _description = "Insight"
    _inherit = ["procedure.dialog"]

    period = fields.Selection(
        [
            ("month", "This statutory month"),
            ("last_month", "Last statutory month"),
            ("quarter", "This statutory quarter"),
            ("last_quarter", "Last statutory quarter"),
            ("year", "This statutory year"),
            ("free", "Chosen dates"),
        ],
        required=True,
        default="quarter",
    )
    date_from = fields.Date(
        string="From",
        compute="_compute_dates",
        store=True,
        readonly=False,
    )
    date_to = fields.Date(
        string="To", compute="_compute_dates", store=True, readonly=False
    )
    document_id = fields.Many2one("procedure.document", string="Procedure")
    revision_id = fields.Many2one(
        "procedure.revision",
        string="Effect of the revision",
        domain="[('document_id', '=', document_id), ('effective_at', '!=', False)]",
    )
    company_ids = fields.Many2many(
        "res.company",
        string="Agencies",
        default=lambda self: self.env.companies,
        domain=lambda self: [("id", "in", self.env.companies.ids)],
    )
    figures = fields.Json(compute="_compute_figures")

    @api.depends("period")
    def _compute_dates(self):
        today = fields.Date.context_today(self)
        for page in self:
            kind = page.period or "free"
            if kind == "free":
                continue
            period = periods.containing(today, kind.removeprefix("last_"))
            if kind.startswith("last_"):
                period = period.previous()
            page.date_from, page.date_to = period.first, min(period.last, today)

    @api.depends("date_from", "date_to", "document_id", "revision_id", "company_ids")
    @api.depends_context("uid", "lang", "tz", "allowed_company_ids")
    def _compute_figures(self):
        for page in self:
            # As the reader, whoever computes: the figures are of what he may see.
            page.figures = page.sudo(False)._figures()

    @api.depends("document_id")
    def _compute_display_name(self):
        for page in self:
            page.display_name = self.env._("Insight")

    def _check_may_read(self):
        if not self.env.user.has_groups(GROUPS):
            raise AccessError(
                self.env._("Managers, quality officers and auditors read insight.")
            )

    def _scope(self):
        """`Scope` of what was chosen; UserError where nothing can be."""
        self._check_may_read()
        first, last = self.date_from, self.date_to
        self._check_days(first, last)
        chosen = self.company_ids._origin or self.company_ids
        companies = chosen or self.env.companies
        if companies - self.env.companies:
            raise AccessError(self.env._("You do not work for this agency."))
        zone = self._zone(companies)
        document = self.document_id._origin
        domain = self._ended_domain(
            self._moment(first, zone), self._moment(last + timedelta(days=1), zone)
        )
        domain &= self._counted_domain(companies)
        if document:
            domain &= Domain("document_id", "=", document.id)
        return Scope(first, last, zone, companies, document, domain)

    @api.model
    def _check_days(self, first, last):
        """UserError for days that no period is made of."""
        try:
            exists = first and last and periods.free(first, last)
        except ValueError:
            exists = False
        if not exists:
            raise UserError(
                self.env._(
                    "Choose a period that exists: its first day must come before its "
                    "last."
                )
            )

    @api.model
    def _counted_domain(self, companies):
        """Cases that figures are made of: received here, and no corrections."""
        return Domain.AND(
            [
                Domain("company_id", "in", companies.ids),
                Domain("corrects_id", "=", False),
                Domain("state", "not in", list(NEVER_RECEIVED)),
            ]
        )

    @api.model
    def _ended_domain(self, first, after):
        """Cases ended from one moment to another: the result ends the handling."""
        by_result = Domain("result_at", ">=", first) & Domain("result_at", "<", after)
        without = Domain("result_at", "=", False)
        without &= Domain("ended_at", ">=", first) & Domain("ended_at", "<", after)
        return by_result | without

    @api.model
    def _zone(self, companies):
        """The wall clock on which the days of the period are meant."""
        company = companies[:1].sudo()  # a time zone is no secret
        calendar = company._procedure_calendar()[company]
        return pytz.timezone(calendar.tz or self.env.user.tz or "UTC")

    @staticmethod
    def _moment(day, zone):
        """The midnight that begins a day, naive UTC."""
        aware = zone.localize(datetime.combine(day, time.min))
        return aware.astimezone(pytz.utc).replace(tzinfo=None)
