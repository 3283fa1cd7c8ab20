import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..models.file_words import words_in
from ..reporting import painter, reading_matrix
from ..reporting.sheets import Spoken


class ProcedureReadingExport(models.TransientModel):
    """Asks for a day and gives the spreadsheet of who had read what on that day."""

    _name = "procedure.reading.export"
    _description = "Reading matrix"

    as_of = fields.Date(
        string="On", required=True, default=lambda self: fields.Date.context_today(self)
    )
    company_ids = fields.Many2many(
        "res.company",
        string="Issuing agencies",
        required=True,
        default=lambda self: self.env.companies,
        domain=lambda self: [("id", "in", self.env.companies.ids)],
    )
    department_ids = fields.Many2many("hr.department", string="Departments")
    document_ids = fields.Many2many("procedure.document", string="Procedures")
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
            "params": {"url": f"/procedure_control/reading/{self.id}"},
        }

    def _check_may_export(self):
        self.ensure_one()
        if self.sudo().create_uid != self.env.user:  # whose request it is
            raise AccessError(self.env._("This request belongs to somebody else."))
        if self.sudo().company_ids - self.env.companies:  # as chosen, all of it
            raise AccessError(self.env._("You do not work for this agency."))
        if not self.company_ids:
            raise UserError(self.env._("Choose at least one agency."))

    def _build(self, path):
        """Write the file to ``path``, leave its trace in the trail, return its name.

        It holds the readings that its reader may see, and says so.
        """
        self._check_may_export()
        moment = self._moment()
        zone = self._zone()
        readings = self._readings(moment)
        words = words_in(self.language)
        say = Spoken(words)
        officer = self.env.user.has_groups(
            "procedure_control.group_quality_officer,procedure_control.group_auditor"
        )
        scope = say._("Only readings that %(name)s may see.")
        produced = say._("Made on %(day)s by %(name)s.")
        name = self.env.user.name
        now = self._local(fields.Datetime.now(), zone)
        matrix = reading_matrix.fold(readings, min(self._local(moment, zone), now))
        painter.paint(
            path,
            reading_matrix.book(
                matrix,
                words,
                day=self.as_of,
                agency=", ".join(self.company_ids.mapped("name")),
                scope="" if officer else scope % {"name": name},
                produced=produced % {"name": name, "day": f"{now:%d/%m/%Y %H:%M}"},
                author=name,
                created=now,
            ),
        )
        self.env["procedure.event"]._log(
            "reading.exported",
            self.company_ids,
            values={
                "as_of": str(self.as_of),
                "departments": self.department_ids.mapped("name"),
                "procedures": self.document_ids.mapped("code"),
                "readings": len(matrix.cells),
            },
        )
        agency = self.company_ids[:1].procedure_code or self.company_ids[:1].name
        name = f"{say._('Reading')} {agency} {self.as_of:%Y%m%d}"
        return re.sub(r'[\\/:*?"<>|\s]+', " ", name).strip() + ".xlsx"

    def _zone(self):
        company = self.company_ids[:1].sudo()  # a time zone is no secret
        return ZoneInfo(company._procedure_calendar()[company].tz or "UTC")

    @staticmethod
    def _local(moment, zone):
        aware = moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone)
        return aware.replace(tzinfo=None)

    def _moment(self):
        """The end of the day asked for, naive UTC."""
        end = datetime.combine(
            self.as_of + timedelta(days=1), time.min, tzinfo=self._zone()
        )
        return end.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    def _domain(self):
        domain = Domain("company_id", "in", self.company_ids.ids)
        if self.department_ids:
            domain &= Domain("department_id", "child_of", self.department_ids.ids)
        if self.document_ids:
            domain &= Domain("document_id", "in", self.document_ids.ids)
        return domain

    def _readings(self, moment):
        """`Reading` of what the one who asks may see."""
        return self.env["procedure.compliance.rows"]._readings(self._domain(), moment)
