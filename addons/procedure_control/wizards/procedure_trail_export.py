import re
from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..models.file_words import words_in
from ..models.procedure_sample import READERS
from ..reporting import painter, trail
from ..reporting.sheets import Spoken

PAGE = 5000


class ProcedureTrailExport(models.TransientModel):
    """Asks for a part of the trail and gives it as a spreadsheet; that is told too."""

    _name = "procedure.trail.export"
    _description = "Export of the audit trail"

    company_id = fields.Many2one(
        "res.company",
        string="Agency",
        required=True,
        default=lambda self: self.env.company,
        domain=lambda self: [("id", "in", self.env.companies.ids)],
    )
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="To")
    document_ids = fields.Many2many("procedure.document", string="Procedures")
    case_ids = fields.Many2many("procedure.case", string="Cases")
    user_ids = fields.Many2many("res.users", string="People")
    kind = fields.Char(string="Code begins with", help="e.g. revision. or signing.")
    language = fields.Selection(
        [("vi_VN", "Vietnamese"), ("en_US", "English")],
        required=True,
        default=lambda self: (
            "vi_VN" if (self.env.lang or "").startswith("vi") else "en_US"
        ),
    )

    def action_export(self):
        """Check what was asked, then let the client download the file."""
        self._check_may_export()
        return {
            "type": "ir.actions.client",
            "tag": "procedure_control_download",
            "params": {"url": f"/procedure_control/trail/{self.id}"},
        }

    def _check_may_export(self):
        self.ensure_one()
        if not self.env.user.has_groups(READERS):
            raise AccessError(
                self.env._("Quality officers and auditors export the trail.")
            )
        if self.sudo().create_uid != self.env.user:  # whose request it is
            raise AccessError(self.env._("This request belongs to somebody else."))
        if self.sudo().company_id not in self.env.companies:  # as chosen
            raise UserError(self.env._("You do not work for this agency."))

    def _build(self, path):
        """Write the file to ``path``, tell the trail of it, return its name."""
        self._check_may_export()
        words = words_in(self.language)
        say = Spoken(words)
        company = self.company_id.sudo()  # a time zone is no secret
        zone = ZoneInfo(company._procedure_calendar()[company].tz or "UTC")
        head = self.env["procedure.seal"]._head(self.company_id)
        now = self._local(fields.Datetime.now(), zone)
        count = self.env["procedure.event"].search_count(self._domain())
        produced = say._("Made on %(day)s by %(name)s: %(count)s events.")
        sealed = say._("Head of the chain: position %(position)s, SHA-256 %(hash)s")
        painter.paint(
            path,
            trail.book(
                self._rows(zone),
                words,
                agency=self.company_id.name,
                filters=self._filters(),
                head=sealed % head if head["hash"] else "",
                produced=produced
                % {
                    "day": f"{now:%d/%m/%Y %H:%M}",
                    "name": self.env.user.name,
                    "count": count,
                },
                author=self.env.user.name,
                created=now,
            ),
        )
        self.env["procedure.event"]._log(
            "trail.exported",
            self.company_id,
            values={
                "filters": self._filters(),
                "events": count,
                "head": [head["position"], head["hash"]],
            },
        )
        name = f"{say._('Audit trail')} {now:%Y%m%d %H%M}"
        return re.sub(r'[\\/:*?"<>|\s]+', " ", name).strip() + ".xlsx"

    def _filters(self):
        """What was asked for, in one line; a case by its number alone."""
        day = "%d/%m/%Y"
        parts = [
            f"{self.date_from:{day}} –" if self.date_from else "",
            f"– {self.date_to:{day}}" if self.date_to else "",
            ", ".join(self.document_ids.mapped("code")),
            ", ".join(name for name in self.case_ids.mapped("name") if name),
            ", ".join(self.user_ids.mapped("name")),
            self.kind or "",
        ]
        return "; ".join(part for part in parts if part)

    def _domain(self):
        domain = Domain("company_id", "in", [self.company_id.id, False])
        midnight = self.env["procedure.sample"]._midnight
        if self.date_from:
            first = midnight(self.company_id, self.date_from)
            domain &= Domain("occurred_at", ">=", first)
        if self.date_to:
            end = midnight(self.company_id, self.date_to + timedelta(days=1))
            domain &= Domain("occurred_at", "<", end)
        for field, records in (
            ("document_id", self.document_ids),
            ("case_id", self.case_ids),
            ("user_id", self.user_ids),
        ):
            if records:
                domain &= Domain(field, "in", records.ids)
        if self.kind:
            domain &= Domain("kind", "=like", f"{self.kind.strip()}%")
        return domain

    def _rows(self, zone):
        """Rows as `reporting.trail.book` takes them, a page of events at a time."""
        events = self.env["procedure.event"]
        labels = dict(
            events.with_context(lang=self.language)
            ._fields["act"]
            ._description_selection(events.with_context(lang=self.language).env)
        )
        last = 0
        while page := events.search(
            Domain("id", ">", last) & self._domain(), order="id", limit=PAGE
        ):
            for event in page:
                yield (
                    event.id,
                    self._local(event.occurred_at, zone),
                    self._local(event.recorded_at, zone),
                    labels.get(event.kind, ""),
                    event.kind,
                    event.record_name or "",
                    event.user_id.name,
                    event.in_name_of_id.name or "",
                    event.reason or "",
                    # What an event that he may read is about.
                    event.sudo().document_id.code or "",
                    event.sudo().case_id.name or "",  # as just above
                    event.payload_hash,
                    event.body or "",
                )
            last = page[-1].id
            page.invalidate_recordset()

    @staticmethod
    def _local(moment, zone):
        aware = moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone)
        return aware.replace(tzinfo=None)
