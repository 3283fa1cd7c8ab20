from odoo import api, fields, models

#: The paper that goes with an act.
PAPERS = {
    "request_supplement": "procedure_control.report_supplement",
    "refuse": "procedure_control.report_refusal",
    "refuse_intake": "procedure_control.report_refusal",
    "extend": "procedure_control.report_extension",
    "terminate": "procedure_control.report_termination",
}


class ProcedureCaseAct(models.TransientModel):
    """Asks for the reason of an act on a case that cannot be undone."""

    _name = "procedure.case.act"
    _description = "Act on a case"
    _inherit = ["procedure.dialog"]

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
            ("change_variant", "Change the variant"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Text()
    missing = fields.Text(string="What is lacking")
    new_due_at = fields.Datetime(
        string="New due time",
        compute="_compute_new_due_at",
        store=True,
        readonly=False,
    )
    due_at = fields.Datetime(related="case_id.due_at", string="Due now")
    revision_id = fields.Many2one(related="case_id.revision_id")
    present_variant_id = fields.Many2one(
        related="case_id.variant_id", string="Variant now"
    )
    variant_id = fields.Many2one(
        "procedure.variant",
        string="New variant",
        domain="[('revision_id', '=', revision_id), ('id', '!=', present_variant_id)]",
        help="Empty: the ordinary case, where the procedure has one.",
    )
    has_paper = fields.Boolean(compute="_compute_hint")
    hint = fields.Char(compute="_compute_hint")

    @api.depends("act", "case_id")
    def _compute_new_due_at(self):
        # The present one, to be moved: the calendar opens at its month and hour.
        for dialog in self:
            dialog.new_due_at = dialog.act == "extend" and dialog.case_id.due_at

    @api.depends("act", "case_id")
    @api.depends_context("lang")
    def _compute_hint(self):
        for dialog in self:
            dialog.has_paper = dialog.act in PAPERS
            # The settings of the agency bind its staff, who need not read it.
            case = dialog.case_id.sudo()
            dialog.hint = dialog._hint_of(case) if case else False

    def _hint_of(self, case):
        agency = case.company_id
        if self.act == "request_supplement":
            if case.supplement_count < agency.procedure_supplements_allowed:
                return False
            return self.env._(
                "It would be supplement request number %(number)s. More than "
                "%(allowed)s make the case count late in the figures of Decision 766.",
                number=case.supplement_count + 1,
                allowed=agency.procedure_supplements_allowed,
            )
        if self.act == "supplement_received":
            asked = case.pause_ids.filtered(lambda pause: not pause.date_to)[:1]
            return (
                asked
                and case._starts_anew(asked)
                and self.env._("The whole limit begins again with the answer.")
            )
        if self.act == "extend" and case.due_at:
            return self.env._(
                "Extended %(count)s times of %(allowed)s. The requester is to be told "
                "by %(day)s.",
                count=case.extension_count,
                allowed=agency.procedure_extensions_allowed,
                day=case._last_day_of_notice().strftime("%d/%m/%Y"),
            )
        return False

    def action_confirm(self):
        self.ensure_one()
        case = self.case_id
        if self.act == "request_supplement":
            case.action_request_supplement(self.missing, self.reason)
        elif self.act == "supplement_received":
            case.action_supplement_received(self.reason)
        elif self.act == "extend":
            case.action_extend(self.new_due_at, self.reason)
        elif self.act == "change_variant":
            case.action_change_variant(self.variant_id.id, self.reason)
        else:
            getattr(case, f"action_{self.act}")(self.reason)
        return {"type": "ir.actions.act_window_close"}

    def action_confirm_and_print(self):
        """Do it, and print the paper that the requester gets."""
        self.action_confirm()
        return self.env.ref(PAPERS[self.act]).report_action(
            self.case_id, config=False
        ) | {"close_on_report_download": True}
