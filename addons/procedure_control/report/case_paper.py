from odoo import models

from ..reporting import paper_words


class ProcedureCasePaper(models.AbstractModel):
    """A one-stop form of a case: what the receipt, request and refusal share."""

    _name = "procedure.case.paper"
    _description = "Printed form of a case"
    _inherit = ["procedure.paper"]

    # Kind in the catalogue of statutory forms.
    _form_kind = None

    def _get_report_values(self, docids, data=None):
        cases = self.env["procedure.case"].browse(docids)
        cases.check_access("read")
        # The form names agencies, colleagues and the procedure, whose own records the
        # clerk may not be allowed to open; the cases themselves passed their rules.
        cases = cases.sudo()
        self._refuse_early(cases)
        papers = [self._paper_values(case) for case in cases]
        self._add_form_codes(papers)
        return {
            "doc_ids": docids,
            "doc_model": "procedure.case",
            "papers": [{"paper": paper} for paper in papers],
            "images_of": {},
        }

    def _refuse_early(self, cases):
        """Raise UserError for a case of which this form does not exist yet."""

    def _issued_at(self, case):
        """UTC instant the form bears; the form in force on its date is used."""
        raise NotImplementedError

    def _paper_values(self, case):
        company = case.company_id
        revision = case.revision_id
        language = self._language_of(revision)
        issued = self._local(company, self._issued_at(case)) or self._now_local(company)
        desk = case.department_id
        receiver = case.received_by_id
        return {
            **self._agency_values(company),
            "language": language,
            "format": company.procedure_paper_format,
            "title": case.display_name,
            "issued_on": issued.date(),
            "place_and_day": paper_words.place_and_day(
                self._agency_values(company)["place"], issued.date(), language
            ),
            "number_label": "Số:" if language == "vi" else "No.",
            "number": case.name or "",
            "external_code": case.external_code or "",
            "desk": desk.name or "",
            "desk_phone": desk.manager_id.work_phone or company.phone or "",
            "procedure": case.document_id.title,
            "procedure_code": case.document_id.code,
            "national_code": case.document_id.national_code or "",
            "field": case.field_id.name or "",
            "subject": case.subject or "",
            "requester": case.requester_name
            or case.requester_user_id.name
            or case.requester_department_id.name
            or "",
            "requester_address": case.requester_address or "",
            "requester_phone": case.requester_phone or "",
            "requester_email": case.requester_email or "",
            "receiver": receiver.name or "",
            "is_statutory": case.kind == "tthc",
            "qr": self._qr(case.external_code or case.name or str(case.id)),
        }

    def _add_form_codes(self, papers):
        """Code and circular of the statutory form, one look-up per date printed."""
        catalogue = {
            date: self.sudo()._statutory_forms_at(date)
            for date in {p["issued_on"] for p in papers if p["is_statutory"]}
        }
        for paper in papers:
            forms = (
                catalogue.get(paper["issued_on"], {}) if paper["is_statutory"] else {}
            )
            form = forms.get(self._form_kind)
            circular = form.circular if form else ""
            if circular[:1].isdigit():
                word = "Thông tư số" if paper["language"] == "vi" else "Circular"
                circular = f"{word} {circular}"
            paper["form_code"] = form.code if form else ""
            paper["form_circular"] = circular
