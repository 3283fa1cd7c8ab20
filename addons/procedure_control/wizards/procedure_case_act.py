from odoo import fields, models


class ProcedureCaseAct(models.TransientModel):
    """Asks for the reason of an act on a case that cannot be undone."""

    _name = "procedure.case.act"
    _description = "Act on a case"

    case_id = fields.Many2one("procedure.case", required=True, ondelete="cascade")
    act = fields.Selection(
        [
            ("request_supplement", "Request a supplement"),
            ("supplement_received", "Supplement received"),
            ("refuse", "Refuse"),
            ("terminate", "Terminate processing"),
            ("withdraw", "Withdrawn by requester"),
            ("refuse_intake", "Refuse at intake"),
            ("extend", "Apologise and extend"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Text()
    missing = fields.Text(string="What is lacking")
    new_due_at = fields.Datetime(string="New due time")

    def action_confirm(self):
        self.ensure_one()
        case = self.case_id
        if self.act == "request_supplement":
            case.action_request_supplement(self.missing, self.reason)
        elif self.act == "supplement_received":
            case.action_supplement_received(self.reason)
        elif self.act == "extend":
            case.action_extend(self.new_due_at, self.reason)
        else:
            getattr(case, f"action_{self.act}")(self.reason)
        return {"type": "ir.actions.act_window_close"}
