from collections.abc import Iterator
from datetime import datetime, time, timedelta

import pytz
from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..models.procedure_compliance_rows import local
from ..reporting import paper_words
from ..reporting.paper_titles import TITLES
from ..reporting.pdf_stamp import join, page_count
from ..reporting.register_paper import WORDS, Entry, lines
from ..reporting.rows import NEVER_RECEIVED

#: One request paints them all; a longer period is printed in parts, or as spreadsheet.
MAX_LINES = 2000
#: Dossiers painted at a time: memory and time of a sheet do not grow with the period.
CHUNK = 400
FIELDS = (
    "name",
    "external_code",
    "document_id",
    "revision_id",
    "company_id",
    "department_id",
    "received_by_id",
    "received_at",
    "due_at",
    "ended_at",
    "state",
    "verdict",
    "requester_name",
    "requester_user_id",
    "requester_department_id",
    "requester_address",
    "requester_phone",
    "extension_count",
    "supplement_count",
    "late_entry_count",
    "entered_late",
    "paper_receipt_number",
)
TEMPLATE = "procedure_control.paper_register"


class ProcedureRegisterPaper(models.AbstractModel):
    """Sổ theo dõi hồ sơ on paper: the dossiers received in a period, as the user reads.

    The form in force on the last day of the period is used.
    """

    _name = "procedure.register.paper"
    _description = "Printed register of dossiers"
    _inherit = ["procedure.paper"]

    def _zone(self, dialog):
        company = dialog.company_id.sudo()  # a time zone is no secret
        return pytz.timezone(company._procedure_calendar()[company].tz or "UTC")

    def _domain(self, dialog):
        zone = self._zone(dialog)

        def utc(day):
            start = zone.localize(datetime.combine(day, time.min))
            return start.astimezone(pytz.utc).replace(tzinfo=None)

        domain = (
            Domain("company_id", "=", dialog.company_id.id)
            & Domain("received_at", ">=", utc(dialog.date_from))
            & Domain("received_at", "<", utc(dialog.date_to + timedelta(days=1)))
            & Domain("state", "not in", list(NEVER_RECEIVED))
        )
        if dialog.scope == "tthc":
            domain &= Domain("kind", "=", "tthc")
        if dialog.department_id:
            domain &= Domain("department_id", "=", dialog.department_id.id)
        if dialog.field_id:
            domain &= Domain("field_id", "child_of", dialog.field_id.ids)
        if dialog.document_id:
            domain &= Domain("document_id", "=", dialog.document_id.id)
        return domain

    def _count(self, dialog):
        return self.env["procedure.case"].search_count(self._domain(dialog))

    def _check_size(self, dialog):
        count = self._count(dialog)
        if count > MAX_LINES:
            raise UserError(
                self.env._(
                    "%(count)s dossiers are too many for one file; choose a period "
                    "with at most %(limit)s, or take the spreadsheet.",
                    count=count,
                    limit=MAX_LINES,
                )
            )
        return count

    def _write(self, path, dialog):
        """Paint the file at ``path``; returns (dossiers, how many with their names)."""
        count = self._check_size(dialog)
        values = self._values(dialog, count)
        reports = self.env["ir.actions.report"]
        parts, pages, number, named, after = [], 0, 1, 0, None
        for entries in self._chunks(dialog):
            paper = values | {
                "lines": list(
                    lines(entries, dialog.language, first_number=number, after=after)
                ),
                "is_first": not parts,
                "is_last": number + len(entries) > count,
                "pages_before": pages,
            }
            parts.append(reports._paper_pdf(TEMPLATE, [paper], {}))
            pages += page_count(parts[-1])
            number += len(entries)
            named += sum(entry.requester is not None for entry in entries)
            after = entries[-1].received_at
        if not parts:
            paper = values | {"lines": [], "is_first": True, "is_last": True}
            paper["pages_before"] = 0
            parts.append(reports._paper_pdf(TEMPLATE, [paper], {}))
        with open(path, "wb") as file:
            file.write(join(parts))
        return number - 1, named

    def _chunks(self, dialog) -> Iterator[list[Entry]]:
        rows = self.env["procedure.compliance.rows"]
        domain, zone = self._domain(dialog), self._zone(dialog)
        own = self._own_departments()
        waiting = []
        for cases in rows._batches("procedure.case", domain, "received_at", FIELDS):
            waiting += [self._entry(case, zone, own) for case in cases]
            while len(waiting) > CHUNK:
                yield waiting[:CHUNK]
                del waiting[:CHUNK]
        if waiting:
            yield waiting

    def _own_departments(self):
        """Departments whose requesters the user may see together on one list.

        None for all: quality officers. Else where he works, and what he manages.
        """
        if self.env.user.has_group("procedure_control.group_quality_officer"):
            return None
        return self.env["procedure.handover.line"]._receiving_departments()

    def _entry(self, case, zone, own):
        named = case.sudo()  # what a case names is shown to whoever sees the case
        shown = (
            own is None
            or named.received_by_id == self.env.user
            or named.department_id in own
        )
        contact = filter(None, (case.requester_address, case.requester_phone))
        return Entry(
            number=case.external_code or case.name or "",
            procedure=named.document_id.title or "",
            received_at=local(case.received_at, zone),
            sets=named.revision_id.copies_of_dossier or 1,
            requester=self._requester(named) if shown else None,
            contact="; ".join(contact) if shown else None,
            agency=named.company_id.name or "",
            due_at=local(case.due_at, zone),
            returned_at=local(case.ended_at, zone),
            state=case.state,
            verdict=case.verdict or "",
            extensions=case.extension_count,
            supplements=case.supplement_count,
            entered_late=(case.paper_receipt_number or "")
            if case.entered_late
            else None,
            late_entries=case.late_entry_count,
            marks=tuple(self._marks(case)),
        )

    def _marks(self, case):
        """More remarks of a case, in words; for what else marks a result."""
        return ()

    def _requester(self, case):
        return (
            case.requester_name
            or case.requester_user_id.name
            or case.requester_department_id.name
            or ""
        )

    def _values(self, dialog, count):
        # Head and form of the paper, whatever its reader reads of them.
        company, language = dialog.company_id.sudo(), dialog.language
        words = WORDS[language]
        form = self.env["procedure.statutory.form"]
        if dialog.scope == "tthc":
            form = self.sudo()._statutory_forms_at(dialog.date_to).get("register", form)
        agency = self._agency_values(company)
        today = self._now_local(company)
        officer = self.env.user.has_groups(
            "procedure_control.group_quality_officer,procedure_control.group_auditor"
        )
        named = dialog.sudo()  # chosen by him from what he reads
        chosen = [
            (words["agency"], company.name),
            (words["desk"], named.department_id.complete_name),
            (words["field"], named.field_id.complete_name),
            (words["procedure"], named.document_id.display_name),
        ]
        return {
            **agency,
            "language": language,
            "format": "landscape",
            "title": TITLES[language]["register"],
            "form_title": form.name
            if form and form.name and language == "vi"
            else TITLES[language]["register"],
            "form_code": form.code or "",
            "form_circular": form._circular_words(language) if form else "",
            "desk": named.department_id.name or "",
            "number_label": "",
            "number": "",
            "place_and_day": paper_words.place_and_day(
                agency["place"], today.date(), language
            ),
            "words": words,
            "period": words["period"].format(
                first=f"{dialog.date_from:%d/%m/%Y}", last=f"{dialog.date_to:%d/%m/%Y}"
            ),
            "chosen": [(label, text) for label, text in chosen[1:] if text],
            "scope": "" if officer else words["scope"].format(name=self.env.user.name),
            "total": words["total"].format(count=count),
            "printed": words["printed"].format(
                at=today.strftime("%H:%M %d/%m/%Y"), name=self.env.user.name
            ),
            "printed_by": self.env.user.name,
        }
