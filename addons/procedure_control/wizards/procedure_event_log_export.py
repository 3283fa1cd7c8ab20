import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..interchange import event_csv, xes
from ..models.procedure_compliance_request import GROUPS

#: More cases than this are asked for in several files.
LIMIT = 50_000
TYPES = {"xes": "application/xml", "csv": "text/csv; charset=utf-8"}


class ProcedureEventLogExport(models.TransientModel):
    """Asks for an event log for process mining, as XES or CSV."""

    _name = "procedure.event.log.export"
    _description = "Export of the event log"
    _inherit = ["procedure.dialog"]

    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: fields.Date.context_today(self).replace(day=1, month=1),
    )
    date_to = fields.Date(
        string="To",
        required=True,
        default=lambda self: fields.Date.context_today(self),
    )
    document_ids = fields.Many2many("procedure.document", string="Procedures")
    company_ids = fields.Many2many(
        "res.company",
        string="Agencies",
        required=True,
        default=lambda self: self.env.companies,
        domain=lambda self: [("id", "in", self.env.companies.ids)],
    )
    file_format = fields.Selection(
        [("xes", "XES (IEEE 1849)"), ("csv", "CSV")],
        string="Format",
        required=True,
        default="xes",
    )
    pseudonyms = fields.Boolean(
        string="Pseudonyms for case numbers and people",
        default=True,
        help="The same case or person has the same pseudonym in every file of this "
        "database. Requesters are never in the file.",
    )
    reason = fields.Char(help="Kept in the trail with your name.")
    may_name = fields.Boolean(compute="_compute_may_name")

    @api.depends_context("uid")
    def _compute_may_name(self):
        may = self.env.user.has_group("procedure_control.group_quality_manager")
        for export in self:
            export.may_name = may

    @api.depends("file_format")
    def _compute_display_name(self):
        for export in self:
            export.display_name = self.env._("Export of the event log")

    def action_export(self):
        """Check what was asked, then let the client download the file."""
        self._check_may_export()
        return {
            "type": "ir.actions.client",
            "tag": "procedure_control_download",
            "params": {"url": f"/procedure_control/event_log/{self.id}"},
        }

    def _check_may_export(self):
        """Who may, only for his agencies; names for quality managers with a reason."""
        self.ensure_one()
        user = self.env.user
        if not user.has_groups(GROUPS):
            raise AccessError(
                self.env._(
                    "Managers, quality officers and auditors export the event log."
                )
            )
        if self.sudo().create_uid != user:  # whose request it is
            raise AccessError(self.env._("This request belongs to somebody else."))
        if self.sudo().company_ids - self.env.companies:  # as chosen
            raise AccessError(self.env._("You do not work for this agency."))
        if not self.company_ids:
            raise UserError(self.env._("Choose at least one agency."))
        self.env["procedure.insight"]._check_days(self.date_from, self.date_to)
        if self.pseudonyms:
            return
        if not self.may_name:
            raise AccessError(
                self.env._("Only a quality manager may have an event log with names.")
            )
        if not (self.reason or "").strip():
            raise UserError(self.env._("Give a reason: it is kept in the trail."))

    def _build(self, path):
        """Write the file to ``path``, tell the trail of it, return its name."""
        self._check_may_export()
        domain = self._case_domain()
        if self.env["procedure.case"].search_count(domain, limit=LIMIT + 1) > LIMIT:
            raise UserError(
                self.env._(
                    "More than %(count)s cases ended in this period. Choose a shorter "
                    "one, or fewer procedures.",
                    count=LIMIT,
                )
            )
        traces = self.env["procedure.event.log"]._traces(domain, not self.pseudonyms)
        line_end = "\n" if self.file_format == "xes" else ""
        with open(path, "w", encoding="utf-8", newline=line_end) as out:
            if self.file_format == "xes":
                count = xes.write(out, traces, self._attributes())
            else:
                count = event_csv.write(out, traces)
        self.env["procedure.event"]._log(
            "event_log.exported",
            self.company_ids,
            values={
                "format": self.file_format,
                "from": str(self.date_from),
                "to": str(self.date_to),
                # Of what he could choose, and so may see.
                "procedures": self.sudo().document_ids.mapped("code"),
                "cases": count,
                "pseudonyms": self.pseudonyms,
            },
            reason=None if self.pseudonyms else self.reason.strip(),
        )
        return self._file_name()

    def _case_domain(self):
        insight = self.env["procedure.insight"]
        zone = insight._zone(self.company_ids)
        return self.env["procedure.event.log"]._domain(
            self.company_ids,
            self.document_ids,
            insight._moment(self.date_from, zone),
            insight._moment(self.date_to + timedelta(days=1), zone),
        )

    def _attributes(self):
        """Of the log itself: nothing that changes from one writing to the next."""
        return (
            ("concept:name", f"{self.date_from} – {self.date_to}"),
            ("pseudonyms", self.pseudonyms),
        )

    def _file_name(self):
        agency = self.company_ids[:1].procedure_code or self.company_ids[:1].name
        days = f"{self.date_from:%Y%m%d}-{self.date_to:%Y%m%d}"
        name = f"{self.env._('Event log')} {agency} {days}"
        name = re.sub(r'[\\/:*?"<>|\s]+', " ", name).strip()
        return f"{name}.{self.file_format}"
