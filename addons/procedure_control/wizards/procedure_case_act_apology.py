from odoo import api, fields, models

from .procedure_case_act import PAPERS

PAPERS["apologise"] = "procedure_control.report_extension"


class ProcedureCaseAct(models.TransientModel):
    """Asks for the day that a late case is promised for, and why it is late."""

    _inherit = "procedure.case.act"

    act = fields.Selection(
        selection_add=[("apologise", "Apologise for the delay")],
        ondelete={"apologise": "cascade"},
    )
    promised_at = fields.Datetime(
        string="Result promised anew for",
        compute="_compute_promised_at",
        store=True,
        readonly=False,
    )

    @api.depends("act", "case_id")
    def _compute_promised_at(self):
        now = fields.Datetime.now()
        for dialog in self:
            # The clock of an agency is no secret to who works on its case.
            case = dialog.case_id.sudo()
            if dialog.act != "apologise" or not case:
                dialog.promised_at = False
                continue
            # A proposal, to be moved: the end of the fifth working day from now.
            time = case._working_times(now)[case.company_id]
            later = time.local(time.add_days(now, 5)).date()
            dialog.promised_at = time.close_of_business(later)

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
