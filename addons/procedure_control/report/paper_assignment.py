from odoo import models

from ..reporting import paper_words


class PaperAssignment(models.AbstractModel):
    """Bảng phân công nhiệm vụ: who does which step in a unit, on a date."""

    _name = "report.procedure_control.paper_assignment"
    _description = "Assignment sheet"
    _inherit = ["procedure.paper"]

    def _get_report_values(self, docids, data=None):
        sheets = self.env["procedure.assignment.sheet"].browse(docids)
        sheets.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": sheets._name,
            "papers": [{"paper": self._paper_values(sheet)} for sheet in sheets],
            "images_of": {},
        }

    def _paper_values(self, sheet):
        # The letterhead of the agency, and names that stand in the lines themselves.
        sheet = sheet.sudo()
        agency = self._agency_values(sheet.company_id)
        language = "vi" if (self.env.lang or "").startswith("vi") else "en"
        today = self._now_local(sheet.company_id).date()
        return {
            **agency,
            "language": language,
            "format": "A4",
            "title": sheet.display_name,
            "form_code": "",
            "form_circular": "",
            "desk": sheet.department_id.name or "",
            "number_label": "",
            "number": "",
            "place_and_day": paper_words.place_and_day(
                agency["place"], today, language
            ),
            "unit": (sheet.department_id or sheet.company_id).name,
            "on": paper_words.day(sheet.date, language),
            "people": [
                {
                    "name": user.name or "",
                    "lines": [self._line(line, language) for line in lines],
                }
                for user, lines in sheet.line_ids.grouped("user_id").items()
            ],
        }

    def _line(self, line, language):
        dates = [line.date_from, line.date_to]
        shown = [f"{day:%d/%m/%Y}" if day else "…" for day in dates]
        return {
            "procedure": line.document_id.code or line.document_id.title,
            "step": line.display_name,
            "role": line.role_id.name or "",
            "time": paper_words.limit(
                line.duration_value or "", line.duration_unit or "", language
            ),
            "substitute": line.substitute_id.name or "",
            "note": line.how or "",
            "term": " – ".join(shown) if any(dates) else "",
        }
