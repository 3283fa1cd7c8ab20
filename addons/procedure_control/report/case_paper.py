from odoo import models
from odoo.exceptions import UserError

from ..reporting import paper_words
from ..reporting.paper_titles import TITLES, title_lines


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
        papers = self._papers(cases)
        self._add_form_codes(papers)
        return {
            "doc_ids": docids,
            "doc_model": "procedure.case",
            "papers": [{"paper": paper} for paper in papers],
            "images_of": {},
        }

    def _papers(self, cases):
        """Values of each paper, in the order of the cases."""
        return [self._paper_values(case) for case in cases]

    def _refuse_early(self, cases):
        """Raise UserError for a case of which this form does not exist yet."""
        absent = cases.filtered(lambda case: not self._exists(case))
        if absent:
            names = ", ".join(absent.mapped("display_name"))
            raise UserError(self._absence(names))

    def _exists(self, case):
        """Whether what this paper tells has happened."""
        return True

    def _absence(self, names):
        """Why there is nothing to print for the cases of these names."""
        raise NotImplementedError

    def _issues(self, case):
        """[(source, UTC instant)] of each paper of this form, oldest first.

        A source names the record that a paper tells of, where a case has several.
        """
        return [(False, self._issued_at(case))] if self._exists(case) else []

    def _source(self, record):
        return f"{record._name},{record.id}"

    def _is_asked_for(self, record):
        # Which of the case's own papers, never of another case.
        return self._source(record) == self.env.context.get("procedure_paper_source")

    def _letter(self, case, genre=""):
        """What makes a form a letter of the agency: a number to come, no desk."""
        code = case.company_id.procedure_code or ""
        sign = "-".join(filter(None, (genre, code)))
        return {
            "letter": True,
            "number": f"……/{sign}" if sign else "……",
            "head_desk": "",
        }

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
            "case_number": case.name or "",
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
            "letter": False,
            "is_statutory": case.kind == "tthc",
            "qr": self._qr(case.external_code or case.name or str(case.id)),
        }

    def _add_form_codes(self, papers):
        """Code, title and circular of the form, one look-up for each date printed.

        The form in force on the day that the paper bears decides.
        """
        catalogue = {
            date: self.sudo()._statutory_forms_at(date)
            for date in {p["issued_on"] for p in papers if p["is_statutory"]}
        }
        for paper in papers:
            forms = (
                catalogue.get(paper["issued_on"], {}) if paper["is_statutory"] else {}
            )
            self._name_form(paper, forms.get(self._form_kind))

    def _form_facts(self, case, date):
        """Title, code and circular of this form of a case on a local date."""
        forms = self._statutory_forms_at(date) if case.kind == "tthc" else {}
        form, language = forms.get(self._form_kind), self._language_of(case.revision_id)
        named = form and form.name and language == "vi"
        return {
            "title": form.name if named else TITLES[language][self._form_kind],
            "form_code": form.code if form else "",
            "circular": form._circular_words(language) if form else "",
        }

    def _name_form(self, paper, form):
        language = paper["language"]
        paper["form_code"] = form.code if form else ""
        paper["form_circular"] = form._circular_words(language) if form else ""
        if form and form.name and language == "vi":
            paper["form_title"] = form.name
        else:
            paper["form_title"] = TITLES[language][self._form_kind]
        paper["title_lines"] = title_lines(paper["form_title"])
        if paper["format"] == "form":
            paper["format"] = (form and form.paper_size) or "A4"
