from odoo import api, fields, models


class ProcedurePaperReceiptsLine(models.TransientModel):
    """One receipt written by hand: what, from whom, when, under which number."""

    _name = "procedure.paper.receipts.line"
    _description = "Paper receipt to enter"
    _inherit = ["procedure.dialog", "procedure.case.choice"]
    _order = "id"

    receipts_id = fields.Many2one("procedure.paper.receipts", ondelete="cascade")
    company_id = fields.Many2one(
        related="receipts_id.company_id", required=False, default=None
    )
    paper_number = fields.Char(string="Number of the paper", required=True)
    received_at = fields.Datetime(string="Received", required=True)
    # By which it runs is looked up by its own time: it need not be in force today.
    document_id = fields.Many2one(
        domain="['|', ('company_id', '=', company_id),"
        " ('applying_company_ids', '=', company_id)]",
    )
    requester_name = fields.Char(string="Requester")
    requester_phone = fields.Char(string="Phone")
    subject = fields.Char()
    missing_ids = fields.Many2many(
        "procedure.dossier.component",
        string="Papers that lacked",
        domain="[('revision_id', '=', revision_id)]",
    )
    file = fields.Binary(string="Paper")
    filename = fields.Char(string="File name")

    @api.depends("received_at")
    def _compute_revision_id(self):
        return super()._compute_revision_id()

    def _receipt_moment(self):
        return self.received_at or super()._receipt_moment()

    def _values(self):
        """A row of `procedure.case.action_receive_late`."""
        self.ensure_one()
        dialog = self.receipts_id
        own_file = self.with_context(bin_size=False).file
        return {
            "document_id": self.document_id.id,
            "company_id": dialog.company_id.id,
            "variant_id": self.variant_id.id,
            "received_by_id": dialog.received_by_id.id,
            "received_at": self.received_at,
            "paper_number": self.paper_number,
            "requester_name": self.requester_name,
            "requester_phone": self.requester_phone,
            "subject": self.subject,
            "missing": self.missing_ids.ids,
            **({"paper_file": own_file} if own_file else {}),
            **({"paper_filename": self.filename} if own_file else {}),
        }
