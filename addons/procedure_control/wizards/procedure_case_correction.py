from odoo import api, fields, models

from ..models.procedure_case_correction import CAUSES, KINDS


class ProcedureCaseCorrectionDialog(models.TransientModel):
    """Asks what is wrong with an issued result, and by which procedure it is mended."""

    _name = "procedure.case.correction"
    _description = "Correct or recall a result"
    _inherit = ["procedure.dialog"]

    case_id = fields.Many2one("procedure.case", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id")
    case_subject = fields.Char(related="case_id.subject", string="Subject")
    case_ended_at = fields.Datetime(related="case_id.result_at")
    kind = fields.Selection(
        KINDS, string="What is to be done", required=True, default="correction"
    )
    cause = fields.Selection(CAUSES, string="Cause of the error")
    reason = fields.Text(string="What is wrong")
    document_id = fields.Many2one(
        "procedure.document",
        string="By the procedure",
        compute="_compute_document_id",
        store=True,
        readonly=False,
        domain="[('revision_ids.state', '=', 'effective'),"
        " '|', ('company_id', '=', company_id),"
        " ('applying_company_ids', '=', company_id)]",
        help="Empty: the one of the agency's settings, or the one by which the result "
        "was made.",
    )

    @api.depends("case_id")
    def _compute_document_id(self):
        for dialog in self:
            case = dialog.case_id
            # The agency's setting binds who works there; shown as far as he reads it.
            chosen = case.company_id.sudo().procedure_correction_document_id.sudo(False)
            document = chosen or case.document_id
            dialog.document_id = document if document.has_access("read") else False

    def action_confirm(self):
        """Start the case that corrects the result, and open it."""
        self.ensure_one()
        case_id = self.case_id.action_start_correction(
            self.kind, self.cause, self.reason, self.document_id.id or None
        )
        return self.env["procedure.case"].browse(case_id)._open_form()
