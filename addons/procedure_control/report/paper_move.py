from odoo import models

from ..reporting import paper_words

#: What becomes of a case, as the paper says it.
_CHOICES = {
    "vi": {
        "move": "Chuyển sang phiên bản mới",
        "keep": "Giữ phiên bản cũ",
        "stop": "Chấm dứt, có thông báo",
    },
    "en": {
        "move": "Moved",
        "keep": "Stays on its revision",
        "stop": "Stopped, with notice",
    },
}


class PaperMove(models.AbstractModel):
    """Phương án chuyển hồ sơ: which cases move, where they land, who signed it."""

    _name = "report.procedure_control.paper_move"
    _description = "Plan to move cases"
    _inherit = ["procedure.paper"]

    def _get_report_values(self, docids, data=None):
        plans = self.env["procedure.move"].browse(docids)
        plans.check_access("read")
        # Whoever reads the plan reads its sheet; cases of other agencies are named.
        papers = [self._paper_values(plan) for plan in plans.sudo()]
        return {
            "doc_ids": docids,
            "doc_model": "procedure.move",
            "papers": [{"paper": paper} for paper in papers],
            "images_of": {},
        }

    def _paper_values(self, plan):
        company, decision = plan.company_id, plan.decision_ids[:1]
        language = self._language_of(plan.revision_id)
        at = self._local(company, decision.decided_at or plan.prepared_at)
        agency = self._agency_values(company)
        return {
            **agency,
            "language": language,
            "format": "landscape",
            "title": plan.display_name,
            "form_code": "",
            "form_circular": "",
            "desk": "",
            "number_label": "",
            "number": "",
            "external_code": "",
            "place_and_day": paper_words.place_and_day(
                agency["place"], at.date(), language
            ),
            "qr": self._qr(plan.fingerprint or ""),
            "procedure": f"{plan.document_id.code} – {plan.document_id.title}",
            "revision": plan.revision_id.display_name,
            "reason": plan.reason or "",
            "prepared_by": plan.prepared_by_id.name or "",
            "counts": (plan.move_count, plan.keep_count, plan.stop_count),
            "steps": [
                (row.old_step_id._printed(), row.new_step_id._printed())
                for row in plan.step_ids
            ],
            "cases": [self._case_values(line, language) for line in plan.line_ids],
            "signed": decision and self._signature_values(company, decision),
        }

    def _case_values(self, line, language):
        def told(moment):
            return moment and self._moment(line.company_id, moment) or "–"

        return {
            "number": line.case_name or "",
            "received": told(line.received_at),
            "old_due": told(line.old_due),
            "new_due": told(line.new_due) if line.choice == "move" else "–",
            "choice": _CHOICES.get(language, _CHOICES["en"])[line.choice],
            "why": line.reason if line.choice != "move" else line.landing,
            "steps": (line.steps_text or "").splitlines(),
            "error": line.error or "",
        }

    def _signature_values(self, company, decision):
        return {
            "name": decision.signer_name,
            "title": decision.signer_title or "",
            "at": self._moment(company, decision.decided_at),
            "fingerprint": decision.fingerprint,
        }

    def _moment(self, company, instant):
        return self._local(company, instant).strftime("%H:%M %d/%m/%Y")
