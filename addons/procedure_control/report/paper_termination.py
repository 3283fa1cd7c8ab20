from odoo import models
from odoo.exceptions import UserError


class PaperTermination(models.AbstractModel):
    """Mẫu 05, Thông báo dừng giải quyết hồ sơ: processing ends, and why."""

    _name = "report.procedure_control.paper_termination"
    _description = "Notice of termination"
    _inherit = ["procedure.case.paper"]

    _form_kind = "termination"

    def _refuse_early(self, cases):
        others = cases.filtered(lambda case: case.state != "terminated")
        if others:
            raise UserError(
                self.env._(
                    "Processing of %(names)s was not terminated.",
                    names=", ".join(others.mapped("display_name")),
                )
            )

    def _issued_at(self, case):
        return case.ended_at

    def _paper_values(self, case):
        return super()._paper_values(case) | {"reason": case.end_reason or ""}
