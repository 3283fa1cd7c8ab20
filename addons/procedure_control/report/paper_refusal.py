from odoo import models


class PaperRefusal(models.AbstractModel):
    """Phiếu từ chối tiếp nhận giải quyết hồ sơ: refusal."""

    _name = "report.procedure_control.paper_refusal"
    _description = "Refusal of intake"
    _inherit = ["procedure.case.paper"]

    _form_kind = "refusal"

    def _exists(self, case):
        return case.state in ("refused", "not_accepted")

    def _absence(self, names):
        return self.env._("%(names)s was not refused.", names=names)

    def _issued_at(self, case):
        return case.ended_at or case.create_date

    def _paper_values(self, case):
        return super()._paper_values(case) | {"reason": case.end_reason or ""}
