from odoo import models

from ..reporting import paper_words


class PaperHandover(models.AbstractModel):
    """Danh sách bàn giao: what went from whom to whom, with places to sign."""

    _name = "report.procedure_control.paper_handover"
    _description = "Hand-over list"
    _inherit = ["procedure.paper"]

    def _get_report_values(self, docids, data=None):
        lists = self.env["procedure.handover"].browse(docids)
        lists.check_access("read")
        # The sheet goes with the dossiers: it names their requesters and procedures,
        # whose own records its two sides need not be allowed to open.
        papers = [self._paper_values(one) for one in lists.sudo()]
        return {
            "doc_ids": docids,
            "doc_model": "procedure.handover",
            "papers": [{"paper": paper} for paper in papers],
            "images_of": {},
        }

    def _paper_values(self, handover):
        company = handover.company_id
        language = self._language_of(handover.line_ids[:1].case_id.revision_id)
        handed = self._local(company, handover.handed_at)
        agency = self._agency_values(company)
        return {
            **agency,
            "language": language,
            "format": "A4",
            "title": handover.name,
            "form_code": "",
            "form_circular": "",
            "desk": handover.department_id.name or "",
            "number_label": "Số:" if language == "vi" else "No.",
            "number": handover.name,
            "external_code": "",
            "place_and_day": paper_words.place_and_day(
                agency["place"], handed.date(), language
            ),
            "qr": self._qr(handover.name),
            "from_name": handover.from_name,
            "to_name": handover.to_name,
            "handed_by": handover.handed_by_name,
            "handed_at": handed.strftime("%H:%M %d/%m/%Y"),
            "received_by": ", ".join(
                dict.fromkeys(
                    line.received_by_name
                    for line in handover.line_ids
                    if line.received_by_name
                )
            ),
            "settled_at": handover.settled_at
            and self._moment(handover.to_company_id, handover.settled_at),
            "count": handover.line_count,
            "received": handover.received_count,
            "refused": handover.refused_count,
            "open": handover.open_count,
            "files": [self._file_values(line) for line in handover.line_ids],
        }

    def _file_values(self, line):
        case = line.case_id
        return {
            "number": line.case_name,
            "external_code": case.external_code or "",
            "requester": case.requester_name
            or case.requester_user_id.name
            or case.requester_department_id.name
            or "",
            "procedure": line.document_id.title,
            "next": line.next_name,
            "state": line.state,
            "at": line.received_at
            and self._moment(line.to_company_id, line.received_at),
            "by": line.received_by_name or "",
            "why": ": ".join(filter(None, (line.return_reason_id.name, line.reason))),
        }

    def _moment(self, company, instant):
        return self._local(company, instant).strftime("%H:%M %d/%m/%Y")
