from odoo import fields, models

from ..reporting import paper_words


class PaperExtension(models.AbstractModel):
    """Mẫu 04: the apology, and the later day the result is promised for.

    With an extension the due time has moved; without one the case was late already and
    stays so. Two circulars name and word the form differently: the catalogue says
    which was in force on the day it was given.
    """

    _name = "report.procedure_control.paper_extension"
    _description = "Apology and new date"
    _inherit = ["procedure.case.paper"]

    _form_kind = "apology"

    def _exists(self, case):
        return bool(self._promises(case))

    def _absence(self, names):
        return self.env._(
            "%(names)s was not extended, and no apology was given for it: there is "
            "nothing to print.",
            names=names,
        )

    def _promises(self, case):
        """[(when given, record, due before, promised for)], oldest first."""
        extensions = case.due_ids.filtered(
            lambda due: (due.derivation or {}).get("extended_from")
        )
        given = [
            (
                due.set_at,
                due,
                fields.Datetime.to_datetime(due.derivation["extended_from"]),
                due.due_at,
            )
            for due in extensions
        ]
        given += [
            (apology.given_at, apology, apology.due_at, apology.promised_at)
            for apology in case.apology_ids
        ]
        return sorted(given, key=lambda one: (one[0], one[1]._name, one[1].id))

    def _promise(self, case):
        """The apology asked for, else the latest."""
        promises = self._promises(case)
        asked = [one for one in promises if self._is_asked_for(one[1])]
        return (asked or promises)[-1]

    def _issues(self, case):
        return [
            (self._source(record), given)
            for given, record, *_dates in self._promises(case)
        ]

    def _issued_at(self, case):
        return self._promise(case)[0]

    def _paper_values(self, case):
        values = super()._paper_values(case)
        _given, record, before, promised = self._promise(case)
        told = {
            "received": case.received_at,
            "appointed": before,
            "extended_to": promised,
        }
        return (
            values
            | self._letter(case)
            | {
                name: paper_words.moment(
                    self._local(case.company_id, at), values["language"]
                )
                if at
                else ""
                for name, at in told.items()
            }
            | {
                "reason": record.reason or "",
                "extends": record._name == "procedure.due",
            }
        )

    def _name_form(self, paper, form):
        result = super()._name_form(paper, form)
        # The slip of 2018 is numbered with its dossier, the letter of 2025 by the
        # clerical desk when it goes out.
        paper["by_slip"] = bool(form) and "gia hạn" not in (form.name or "").lower()
        if paper["by_slip"]:
            paper.update(number=paper["case_number"], letter=False)
            del paper["head_desk"]
        return result
