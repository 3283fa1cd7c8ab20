from odoo import models
from odoo.exceptions import UserError


class PaperSupplement(models.AbstractModel):
    """Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ: supplement request."""

    _name = "report.procedure_control.paper_supplement"
    _description = "Supplement request"
    _inherit = ["procedure.case.paper"]

    _form_kind = "supplement"

    def _refuse_early(self, cases):
        complete = cases.filtered(lambda case: not self._lacking(case))
        if complete:
            raise UserError(
                self.env._(
                    "Nothing is lacking in %(names)s: no supplement was asked for.",
                    names=", ".join(complete.mapped("display_name")),
                )
            )

    def _pause(self, case):
        """The latest supplement request made while the case ran."""
        asked = case.pause_ids.filtered(lambda pause: pause.kind == "supplement")
        return asked.sorted("date_from")[-1:]

    def _lacking(self, case):
        """The lines to complete: as asked, else the required papers not handed in."""
        lines = [
            line.strip(" -•\t")
            for line in (self._pause(case).missing or "").splitlines()
            if line.strip(" -•\t")
        ]
        if lines or self._pause(case):
            return lines or [self._pause(case).reason or ""]
        return [
            f"{line.name} ({line.note})" if line.note else line.name
            for line in case.component_ids
            if line.required and not line.is_received
        ]

    def _issued_at(self, case):
        pause = self._pause(case)
        return pause.date_from if pause else case.create_date

    def _paper_values(self, case):
        values = super()._paper_values(case)
        pause = self._pause(case)
        guide = pause.user_id or case.received_by_id
        return values | {
            "lacking": self._lacking(case),
            "reason": pause.reason or "",
            "guide": guide.name or "",
            "guide_phone": guide.phone or values["desk_phone"],
        }
