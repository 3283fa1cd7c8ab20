from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine import sampling

READERS = "procedure_control.group_quality_officer,procedure_control.group_auditor"
#: Cases read at once.
PAGE = 20_000
#: The longest list that one draws.
LONGEST = 1000


class ProcedureSample(models.Model):
    """Cases drawn by a seed, kept with how they were drawn.

    Whoever draws again with the same seed among the same cases gets the same list.
    """

    _name = "procedure.sample"
    _description = "Sample of cases"
    _inherit = ["procedure.evidence"]
    _order = "id desc"

    document_id = fields.Many2one(
        "procedure.document",
        string="Procedure",
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    revision_id = fields.Many2one(
        "procedure.revision", readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        "res.company",
        string="Agency",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    date_from = fields.Date(string="Received from", readonly=True)
    date_to = fields.Date(string="Received until", readonly=True)
    seed = fields.Char(required=True, readonly=True)
    size = fields.Integer(
        string="Cases asked for", required=True, readonly=True, aggregator=None
    )
    population = fields.Integer(
        string="Drawn from",
        readonly=True,
        aggregator=None,
        help="How many cases there were to draw from.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Drawn by",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    user_name = fields.Char(string="Name of who drew", required=True, readonly=True)
    drawn_at = fields.Datetime(string="Drawn", required=True, readonly=True)
    line_ids = fields.One2many("procedure.sample.line", "sample_id", readonly=True)

    @api.depends("seed", "size", "drawn_at")
    def _compute_display_name(self):
        for sample in self:
            sample.display_name = self.env._(
                "%(size)s cases, seed %(seed)s", size=sample.size, seed=sample.seed
            )

    # --- drawing ----------------------------------------------------------------------

    @api.model
    def _draw(
        self, seed, size, revision=None, company=None, date_from=None, date_to=None
    ):
        """Draw among the cases that the current user may read, and keep the list.

        :param revision: draw among the cases on it; else among those of `company`
        :param date_from: first local day of receipt; `date_to` the last one
        :raises AccessError: neither quality officer nor auditor
        :raises UserError: no seed, a senseless size, or nothing to draw from
        """
        if not self.env.user.has_groups(READERS):
            raise AccessError(self.env._("Quality officers and auditors draw samples."))
        seed = (seed or "").strip()
        if not seed or not 1 <= size <= LONGEST:
            raise UserError(
                self.env._(
                    "A sample needs a seed and a size from 1 to %(longest)s.",
                    longest=LONGEST,
                )
            )
        if revision:
            revision.check_access("read")
        at = fields.Datetime.now()
        values = {
            "document_id": revision.document_id.id if revision else False,
            "revision_id": revision.id if revision else False,
            "company_id": (revision.document_id.company_id if revision else company).id,
            "date_from": date_from or False,
            "date_to": date_to or False,
            "seed": seed,
            "size": size,
            "user_id": self.env.uid,
            "user_name": self.env.user.name,
            "drawn_at": at,
        }
        drawn, population = sampling.draw(seed, self._numbered(values), size)
        if not drawn:
            raise UserError(self.env._("There is no case to draw from."))
        sample = self._record([{**values, "population": population}])
        self.env["procedure.sample.line"]._record(
            [
                {
                    "sample_id": sample.id,
                    "sequence": sequence,
                    "case_id": case_id,
                    "case_number": number,
                    "digest": digest,
                }
                for sequence, (digest, number, case_id) in enumerate(drawn, 1)
            ]
        )
        sample = sample.with_env(self.env)
        self.env["procedure.event"]._log(
            "sample.drawn",
            sample,
            at=at,
            values={
                "revision": revision.display_name if revision else "",
                "received": [str(date_from or ""), str(date_to or "")],
                "seed": seed,
                "drawn_from": population,
                "cases": [number for _digest, number, _case in drawn],
            },
        )
        return sample

    def _numbered(self, values):
        """(number, id) of the cases to draw from, a page at a time."""
        cases = self.env["procedure.case"]
        domain = self._population(values)
        last = 0
        while True:
            query = cases._search(
                domain & Domain("id", ">", last), order="id", limit=PAGE
            )
            rows = self.env.execute_query(
                query.select(
                    SQL.identifier(query.table, "name"),
                    SQL.identifier(query.table, "id"),
                )
            )
            yield from rows
            if len(rows) < PAGE:
                return
            last = rows[-1][1]

    def _population(self, values):
        domain = Domain("name", "!=", False)
        domain &= Domain("received_at", "<=", values["drawn_at"])
        company = self.env["res.company"].browse(values["company_id"])
        if values["revision_id"]:
            domain &= Domain("revision_id", "=", values["revision_id"])
        else:
            domain &= Domain("company_id", "=", company.id)
        if values["date_from"]:
            first = self._midnight(company, values["date_from"])
            domain &= Domain("received_at", ">=", first)
        if values["date_to"]:
            end = self._midnight(company, values["date_to"] + timedelta(days=1))
            domain &= Domain("received_at", "<", end)
        return domain

    @api.model
    def _midnight(self, company, day):
        """Naive UTC at which a day of this agency begins."""
        company = company.sudo()  # a time zone is no secret
        zone = ZoneInfo(company._procedure_calendar()[company].tz or "UTC")
        start = datetime.combine(day, time.min, tzinfo=zone)
        return start.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    def _again(self):
        """What the same draw gives now among the cases received until then.

        :return: (numbers, how many there were to draw from)
        """
        self.ensure_one()
        values = {
            "revision_id": self.revision_id.id,
            "company_id": self.company_id.id,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "drawn_at": self.drawn_at,
        }
        drawn, population = sampling.draw(self.seed, self._numbered(values), self.size)
        return [number for _digest, number, _case in drawn], population

    def action_draw_again(self):
        """Tell whether the same seed still gives the same list."""
        self.check_access("read")
        numbers, population = self._again()
        same = numbers == self.line_ids.mapped("case_number")
        same = same and population == self.population
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if same else "warning",
                "message": self.env._("Drawn again: the same list.")
                if same
                else self.env._(
                    "Drawn again: another list. %(now)s cases to draw from, then "
                    "%(then)s.",
                    now=population,
                    then=self.population,
                ),
            },
        }

    def _shown(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "current",
        }
