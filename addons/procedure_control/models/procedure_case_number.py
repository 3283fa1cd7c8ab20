import unicodedata

from odoo import models
from odoo.exceptions import ValidationError


def unaccented(text):
    """Lower case without Vietnamese accents: what people type into a search."""
    text = (text or "").replace("đ", "d").replace("Đ", "d")
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


class ProcedureCase(models.Model):
    """By which number and code a case is known."""

    _inherit = "procedure.case"

    def _number(self, at):
        """Number new cases by their agency's pattern, without a query per case.

        The counter is one row per agency and year; its update makes concurrent
        intakes of one agency wait for each other instead of taking one number twice.
        """
        # No field of a case is tracked; looking for one costs at every write.
        quiet = self.with_context(tracking_disable=True)
        for company, cases in quiet.grouped("company_id").items():
            year = cases[0]._local(at).year
            last = self.env["procedure.case.counter"]._take(company, year, len(cases))
            pattern = company.procedure_number_pattern or "{agency}-{yy}-{seq:06d}"
            for number, case in enumerate(cases, last + 1):
                name = pattern.format(
                    agency=company.procedure_code or company.id,
                    yy=f"{year % 100:02d}",
                    yyyy=year,
                    seq=number,
                )
                words = (name, case.external_code, case.subject, case.requester_name)
                case.write(
                    {
                        "name": name,
                        "search_text": unaccented(" ".join(filter(None, words))),
                    }
                )

    def _check_external_codes(self, rows):
        """Say which dossier codes are known, before the database refuses them all."""
        codes = [row["external_code"] for row in rows if row.get("external_code")]
        if not codes:
            return
        known = self.sudo().search(  # a code is taken whoever may read its case
            [
                ("external_code", "in", codes),
                ("company_id", "in", [row["company_id"] for row in rows]),
            ]
        )
        taken = {(case.company_id.id, case.external_code) for case in known}
        for row in rows:
            key = row["company_id"], row.get("external_code")
            if not key[1]:
                continue
            if key in taken:
                raise ValidationError(
                    self.env._(
                        "A case with the dossier code %(code)s is already registered "
                        "in this agency.",
                        code=key[1],
                    )
                )
            taken.add(key)
