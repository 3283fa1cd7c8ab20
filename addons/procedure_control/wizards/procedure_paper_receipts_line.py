from odoo import api, fields, models


class ProcedurePaperReceiptsLine(models.TransientModel):
    """One receipt written by hand: what, from whom, when, under which number."""

    _name = "procedure.paper.receipts.line"
    _description = "Paper receipt to enter"
    _inherit = ["procedure.dialog"]
    _order = "id"

    receipts_id = fields.Many2one("procedure.paper.receipts", ondelete="cascade")
    company_id = fields.Many2one(related="receipts_id.company_id")
    paper_number = fields.Char(string="Number of the paper", required=True)
    received_at = fields.Datetime(string="Received", required=True)
    document_id = fields.Many2one(
        "procedure.document",
        string="Procedure",
        required=True,
        domain="['|', ('company_id', '=', company_id),"
        " ('applying_company_ids', '=', company_id)]",
    )
    kind = fields.Selection(related="document_id.kind")
    revision_id = fields.Many2one("procedure.revision", compute="_compute_revision_id")
    has_variants = fields.Boolean(compute="_compute_revision_id")
    variant_id = fields.Many2one(
        "procedure.variant", domain="[('revision_id', '=', revision_id)]"
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

    @api.depends("document_id", "received_at")
    def _compute_revision_id(self):
        """The revision in force when the receipt was written, by which it will run."""
        for line in self:
            at = line.received_at or fields.Datetime.now()
            in_force = line.document_id._revision_in_force(at)
            revision = in_force.get(line.document_id, self.env["procedure.revision"])
            line.revision_id = revision
            line.has_variants = bool(revision.sudo().variant_ids)  # yes or no only

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
