from odoo import models


class PaperSupplement(models.AbstractModel):
    """Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ: supplement request."""

    _name = "report.procedure_control.paper_supplement"
    _description = "Supplement request"
    _inherit = ["procedure.case.paper"]

    _form_kind = "supplement"

    def _exists(self, case):
        return bool(self._lacking(case))

    def _absence(self, names):
        return self.env._(
            "Nothing is lacking in %(names)s: no supplement was asked for.", names=names
        )

    def _requests(self, case):
        """The supplement requests made while the case ran, oldest first."""
        asked = case.pause_ids.filtered(lambda pause: pause.kind == "supplement")
        return asked.sorted(lambda pause: (pause.date_from, pause.id))

    def _pause(self, case):
        """The request asked for, else the latest."""
        requests = self._requests(case)
        return requests.filtered(self._is_asked_for) or requests[-1:]

    def _issues(self, case):
        requests = self._requests(case)
        if not requests:
            return super()._issues(case)
        return [(self._source(pause), pause.date_from) for pause in requests]

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
