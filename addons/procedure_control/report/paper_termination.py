from odoo import models

from ..reporting import paper_words


class PaperTermination(models.AbstractModel):
    """Mẫu 05, Thông báo dừng giải quyết hồ sơ: processing ends, and why.

    Before its circular no form existed: the same letter then bears no form's number.
    """

    _name = "report.procedure_control.paper_termination"
    _description = "Notice of termination"
    _inherit = ["procedure.case.paper"]

    _form_kind = "termination"

    def _exists(self, case):
        return case.state == "terminated"

    def _absence(self, names):
        return self.env._("Processing of %(names)s was not terminated.", names=names)

    def _issued_at(self, case):
        return case.ended_at

    def _paper_values(self, case):
        values = super()._paper_values(case)
        received = self._local(case.company_id, case.received_at)
        return (
            values
            | self._letter(case, "TB")
            | {
                "reason": case.end_reason or "",
                "received": paper_words.moment(received, values["language"])
                if received
                else "",
            }
        )
