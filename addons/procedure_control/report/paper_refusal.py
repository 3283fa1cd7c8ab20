from odoo import models
from odoo.exceptions import UserError


class PaperRefusal(models.AbstractModel):
    """Phiếu từ chối tiếp nhận giải quyết hồ sơ: refusal."""

    _name = "report.procedure_control.paper_refusal"
    _description = "Refusal of intake"
    _inherit = ["procedure.case.paper"]

    _form_kind = "refusal"

    def _refuse_early(self, cases):
        others = cases.filtered(
            lambda case: case.state not in ("refused", "not_accepted")
        )
        if others:
            raise UserError(
                self.env._(
                    "%(names)s was not refused.",
                    names=", ".join(others.mapped("display_name")),
                )
            )

    def _issued_at(self, case):
        return case.ended_at or case.create_date

    def _paper_values(self, case):
        return super()._paper_values(case) | {"reason": case.end_reason or ""}
