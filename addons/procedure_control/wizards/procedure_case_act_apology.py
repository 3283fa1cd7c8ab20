from odoo import fields, models

from .procedure_case_act import PAPERS

PAPERS["apologise"] = "procedure_control.report_extension"


class ProcedureCaseAct(models.TransientModel):
    """Asks for the day that a late case is promised for, and why it is late."""

    _inherit = "procedure.case.act"

    act = fields.Selection(
        selection_add=[("apologise", "Apologise for the delay")],
        ondelete={"apologise": "cascade"},
    )
    promised_at = fields.Datetime(string="Result promised anew for")

    def _hint_of(self, case):
        if self.act == "apologise":
            return self.env._(
                "The due time stays and the case counts as late: the requester is told "
                "another day, no more."
            )
        return super()._hint_of(case)

    def action_confirm(self):
        self.ensure_one()
        if self.act != "apologise":
            return super().action_confirm()
        self.case_id.action_apologise(self.promised_at, self.reason)
        return {"type": "ir.actions.act_window_close"}
