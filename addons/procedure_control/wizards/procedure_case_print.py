from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.procedure_statutory_form import ProcedureStatutoryForm


class ProcedureCasePrint(models.TransientModel):
    """Lists the papers that a case has by now, and prints one or all of them."""

    _name = "procedure.case.print"
    _description = "Papers of a case"
    _inherit = ["procedure.dialog"]

    case_id = fields.Many2one(
        "procedure.case", required=True, readonly=True, ondelete="cascade"
    )
    line_ids = fields.One2many("procedure.case.print.line", "print_id", readonly=True)

    @api.depends("case_id.name")
    def _compute_display_name(self):
        for dialog in self:
            dialog.display_name = self.env._(
                "Papers of %(case)s", case=dialog.case_id.display_name
            )

    @api.model
    def _open(self, case):
        dialog = self.create(
            {
                "case_id": case.id,
                "line_ids": [
                    fields.Command.create(row) for row in case._papers_so_far()
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": dialog.display_name,
            "res_model": self._name,
            "res_id": dialog.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def action_print_all(self):
        """One file of all the papers, in the order of their days."""
        self.ensure_one()
        if not self.line_ids:
            raise UserError(self.env._("This case has no paper yet."))
        return self.line_ids.action_print()


class ProcedureCasePrintLine(models.TransientModel):
    """One paper of a case, as the form in force on its day names it."""

    _name = "procedure.case.print.line"
    _description = "Paper of a case"
    _inherit = ["procedure.dialog"]
    _order = "issued_on, id"

    print_id = fields.Many2one(
        "procedure.case.print", required=True, readonly=True, ondelete="cascade"
    )
    kind = fields.Selection(ProcedureStatutoryForm.KINDS, required=True, readonly=True)
    source = fields.Char(readonly=True)
    title = fields.Char(readonly=True)
    form_code = fields.Char(string="Form", readonly=True)
    circular = fields.Char(readonly=True)
    issued_on = fields.Date(string="Date of the paper", readonly=True)

    @api.depends("title", "form_code")
    def _compute_display_name(self):
        for line in self:
            line.display_name = " ".join(filter(None, (line.form_code, line.title)))

    def action_print(self):
        report = self.env.ref("procedure_control.report_paper_of_line")
        return report.report_action(self)
