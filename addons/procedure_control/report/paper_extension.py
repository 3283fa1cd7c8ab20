from odoo import fields, models
from odoo.exceptions import UserError

from ..reporting import paper_words

#: What the circulars call the form, for papers in another language than theirs.
TITLE = {
    "vi": "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
    "en": "Apology and request for more time to process the dossier",
}


class PaperExtension(models.AbstractModel):
    """Mẫu 04: the apology, and the later day the result is promised for.

    Two circulars name it differently; the catalogue of statutory forms says which name
    was in force on the day it was given.
    """

    _name = "report.procedure_control.paper_extension"
    _description = "Apology and extension"
    _inherit = ["procedure.case.paper"]

    _form_kind = "apology"

    def _refuse_early(self, cases):
        others = cases.filtered(lambda case: not self._extension(case))
        if others:
            raise UserError(
                self.env._(
                    "%(names)s was not extended: there is no apology to print.",
                    names=", ".join(others.mapped("display_name")),
                )
            )

    def _extension(self, case):
        """The due time of the latest extension."""
        given = case.due_ids.filtered(
            lambda due: (due.derivation or {}).get("extended_from")
        )
        return given.sorted("id")[-1:]

    def _issued_at(self, case):
        return self._extension(case).set_at

    def _paper_values(self, case):
        values = super()._paper_values(case)
        extension, language = self._extension(case), values["language"]
        before = fields.Datetime.to_datetime(extension.derivation["extended_from"])
        told = {
            "received": case.received_at,
            "appointed": before,
            "extended_to": extension.due_at,
        }
        return (
            values
            | {
                name: paper_words.moment(self._local(case.company_id, at), language)
                if at
                else ""
                for name, at in told.items()
            }
            | {
                "form_title": TITLE[language],
                "reason": extension.reason or "",
                "signer": extension.user_id.name or "",
            }
        )

    def _add_form_codes(self, papers):
        result = super()._add_form_codes(papers)
        catalogue = {
            date: self.sudo()._statutory_forms_at(date)  # as the codes above
            for date in {p["issued_on"] for p in papers if p["is_statutory"]}
        }
        for paper in papers:
            form = catalogue.get(paper["issued_on"], {}).get(self._form_kind)
            if form and form.name and paper["language"] == "vi":
                paper["form_title"] = form.name
        return result
