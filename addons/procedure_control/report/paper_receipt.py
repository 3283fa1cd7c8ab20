from odoo import models

from ..reporting import paper_words


class PaperReceipt(models.AbstractModel):
    """Giấy tiếp nhận hồ sơ và hẹn trả kết quả: receipt and appointment."""

    _name = "report.procedure_control.paper_receipt"
    _description = "Receipt and appointment"
    _inherit = ["procedure.case.paper"]

    _form_kind = "receipt"

    def _exists(self, case):
        return bool(case.received_at) and case.state != "not_accepted"

    def _absence(self, names):
        return self.env._(
            "No receipt is given for %(names)s: the dossier was not received. While "
            "papers lack, print the supplement request.",
            names=names,
        )

    def _issued_at(self, case):
        return case.received_at

    def _paper_values(self, case):
        values = super()._paper_values(case)
        language = values["language"]
        received = self._local(case.company_id, case.received_at)
        starts = self._local(case.company_id, case.clock_start_at)
        due = self._local(case.company_id, case.due_at)
        by_law = self._local(case.company_id, case.legal_due_at)
        legal, committed = self._limits(case, language)
        handed_in = case.component_ids.filtered("is_received")
        return values | {
            "has_notes": any(handed_in.mapped("note")),
            "components": [
                {
                    "name": line.name,
                    "originals": line.originals or "",
                    "copies": line.copies or "",
                    "note": line.note or "",
                }
                for line in handed_in
            ],
            "sets": str(case.revision_id.copies_of_dossier or 1).zfill(
                2 if language == "vi" else 1
            ),
            "legal_limit": legal,
            "committed_limit": committed if committed != legal else "",
            "received": paper_words.moment(received, language),
            "clock_starts": paper_words.moment(starts, language)
            if starts and starts > received
            else "",
            "appointed": paper_words.moment(due, language) if due else "",
            "legal_due": paper_words.moment(by_law, language)
            if by_law and by_law != due
            else "",
            "channel": paper_words.CHANNELS[language][case.channel],
            "return_place": ", ".join(
                part
                for part in (
                    values["desk"],
                    values["agency"],
                    values["agency_address"],
                )
                if part
            ),
            "fee": case.revision_id.fee or "",
        }

    def _limits(self, case, language):
        """(legal limit, committed limit) as printed; a variant's own limit is both."""
        revision, variant = case.revision_id, case.variant_id
        source = variant if variant.limit_unit else revision
        legal = paper_words.limit(source.limit_value, source.limit_unit, language)
        if source == variant:
            return legal, legal
        committed = paper_words.limit(
            revision.committed_value, revision.committed_unit, language
        )
        return legal, committed
