from collections import defaultdict
from datetime import timedelta

import pytz
from odoo import fields, models
from odoo.fields import Domain

from ..interchange.case_sheet import plain
from .procedure_case_import import AHEAD

ONE_DAY = timedelta(days=1)


class ProcedureCase(models.Model):
    """Whether a line from another system can become a case here.

    Everything is looked up once for all lines; the queries do not grow with them.
    """

    _inherit = "procedure.case"

    def _import_check(self, candidates):
        """Fill in each candidate's receipt and values, or what stands against it."""
        self._check_may_import()
        self._import_agencies(candidates)
        self._import_twice(candidates)
        self._import_known(candidates)
        self._import_procedures(candidates)
        self._import_moments(candidates)
        self._import_revisions(candidates)
        for candidate in _fitting(candidates):
            self._import_values(candidate)

    def _import_agencies(self, candidates):
        agencies = {
            plain(company.procedure_code): company
            for company in self.env.companies
            if company.procedure_code
        }
        for candidate in _fitting(candidates):
            code = candidate.line.agency_code
            agency = agencies.get(plain(code))
            if agency:
                candidate.values["company_id"] = agency.id
            else:
                candidate.find("unknown_agency", "agency_code", value=code)

    def _import_twice(self, candidates):
        """A file is checked for doubles where it is read; rows of the API are here."""
        seen = {}
        for candidate in _fitting(candidates):
            key = candidate.values["company_id"], candidate.line.external_code
            if key in seen:
                candidate.find("double_line", "external_code", first=seen[key])
            seen.setdefault(key, candidate.line.line)

    def _import_known(self, candidates):
        fitting = _fitting(candidates)
        # A code is taken whether or not the caller sees the case that has it.
        known = self.sudo().search_fetch(
            [
                ("external_code", "in", [c.line.external_code for c in fitting]),
                ("company_id", "in", [c.values["company_id"] for c in fitting]),
            ],
            ["company_id", "external_code", "name"],
        )
        cases = {(case.company_id.id, case.external_code): case for case in known}
        for candidate in fitting:
            case = cases.get(
                (candidate.values["company_id"], candidate.line.external_code)
            )
            if case:
                candidate.status = "unchanged"
                candidate.case_id, candidate.number = case.id, case.name
                candidate.find("unchanged", "external_code", "info", number=case.name)

    def _import_procedures(self, candidates):
        fitting = _fitting(candidates)
        codes = [candidate.line.procedure_code for candidate in fitting]
        found = self.env["procedure.document"].search(
            Domain("code", "in", codes) | Domain("national_code", "in", codes)
        )
        by_code = defaultdict(self.env["procedure.document"].browse)
        for document in found.sudo():  # which agencies it applies in, no more
            for agency in document.company_id | document.applying_company_ids:
                for code in {document.code, document.national_code}:
                    by_code[agency.id, code] |= document
        for candidate in fitting:
            agency = self.env["res.company"].browse(candidate.values["company_id"])
            code = candidate.line.procedure_code
            documents = by_code[agency.id, code]
            exact = documents.filtered(lambda d, of=code: d.code == of)
            own = exact.filtered(lambda d, of=agency: d.company_id == of)
            chosen = own or exact or documents
            if len(chosen) == 1:
                candidate.values["document_id"] = chosen.id
                self._import_desk(candidate, chosen, agency)
                continue
            problem = "ambiguous_procedure" if chosen else "unknown_procedure"
            candidate.find(problem, "procedure_code", value=code, agency=agency.name)

    def _import_desk(self, candidate, document, agency):
        if document.kind == "tthc":
            if not self._is_at_desk(agency):
                candidate.find("not_at_desk", "procedure_code")
            elif not candidate.line.requester_name:
                candidate.find("missing_value", "requester_name")

    def _import_moments(self, candidates):
        """Receipts as UTC; a date alone is its opening hour; past ones need a right."""
        now = fields.Datetime.now()
        officer = self.env.user.has_group("procedure_control.group_quality_officer")
        fitting = _fitting(candidates)
        local = [candidate for candidate in fitting if candidate.at is None]
        openings = self._import_openings(local)
        for candidate in local:
            candidate.at = openings(candidate)
        for candidate in fitting:
            if candidate.at > now + AHEAD:
                candidate.find("future_receipt", "received_at")
            elif not (candidate.is_now or officer):
                candidate.find("past_receipt", "received_at")

    def _import_openings(self, candidates):
        """candidate → its receipt as naive UTC."""
        if not candidates:
            return None
        days = [candidate.line.received_at.date() for candidate in candidates]
        agencies = self.env["res.company"].browse(
            {candidate.values["company_id"] for candidate in candidates}
        )
        # Nobody works out time from more than a wall clock and its opening hour.
        zones = {
            company.id: pytz.timezone(calendar.tz or "UTC")
            for company, calendar in agencies.sudo()._procedure_calendar().items()
        }
        times = {}
        if not all(candidate.line.has_time for candidate in candidates):
            times = agencies._procedure_working_time(
                min(days) - ONE_DAY, max(days) + 31 * ONE_DAY
            )
            times = {company.id: time for company, time in times.items()}

        def opening(candidate):
            line, agency = candidate.line, candidate.values["company_id"]
            day = line.received_at.date()
            if not line.has_time and times[agency].is_working_date(day):
                return times[agency].opening(day)
            aware = zones[agency].localize(line.received_at)
            return aware.astimezone(pytz.utc).replace(tzinfo=None)

        return opening

    def _import_revisions(self, candidates):
        """The revision in force at each receipt, and its variant, in one query."""
        fitting = _fitting(candidates)
        # Which revision runs is not the caller's choice nor his view.
        found = (
            self.env["procedure.revision"]
            .sudo()
            .search(
                [
                    ("document_id", "in", [c.values["document_id"] for c in fitting]),
                    ("state", "in", ("effective", "superseded", "repealed")),
                    ("effective_at", "!=", False),
                ],
                order="effective_at, id",
            )
        )
        of_document = found.grouped("document_id")
        for candidate in fitting:
            document = self.env["procedure.document"].browse(
                candidate.values["document_id"]
            )
            revision = found.browse()
            for one in of_document.get(document.sudo(), ()):
                if one.effective_at <= candidate.at and (
                    not one.ended_at or one.ended_at > candidate.at
                ):
                    revision = one
            if revision:
                self._import_variant(candidate, revision)
            else:
                candidate.find(
                    "no_revision",
                    "received_at",
                    procedure=document.display_name,
                    date=candidate.line.received_at.strftime("%d/%m/%Y"),
                )

    def _import_variant(self, candidate, revision):
        wanted = candidate.line.variant
        if not wanted:
            return
        variant = revision.variant_ids.filtered(
            lambda variant: plain(variant.name) == plain(wanted)
        )[:1]
        candidate.values["variant_id"] = variant.id
        if not variant:
            candidate.find(
                "unknown_variant",
                "variant",
                value=wanted,
                procedure=revision.document_id.display_name,
                choices=", ".join(revision.variant_ids.mapped("name")),
            )

    def _import_values(self, candidate):
        line = candidate.line
        candidate.values.update(
            external_code=line.external_code,
            channel=line.channel or "desk",
            subject=line.note,
            requester_name=line.requester_name,
            requester_phone=line.phone,
            requester_email=line.email,
            requester_address=line.address,
        )


def _fitting(candidates):
    return [candidate for candidate in candidates if candidate.status == "fits"]
