from odoo import api, fields, models
from odoo.fields import Domain


class ProcedureRevision(models.Model):
    """The parts of a content beside its sections and steps."""

    _inherit = "procedure.revision"

    record_ids = fields.One2many(
        "procedure.record", "revision_id", string="Records kept"
    )
    reference_ids = fields.One2many(
        "procedure.reference", "revision_id", string="Documents referred to"
    )
    file_ids = fields.One2many(
        "procedure.file", "revision_id", string="Controlled files"
    )
    change_item_ids = fields.One2many(
        "procedure.change.item", "revision_id", string="Changes"
    )
    retention_years = fields.Integer(
        string="Retention (years)",
        compute="_compute_retention_years",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="How long the procedure is kept after it ends; at first what its type "
        "says.",
    )

    # The document of a revision never changes: this is asked once, when it is born.
    @api.depends("document_id")
    def _compute_retention_years(self):
        for revision in self:
            revision.retention_years = (
                revision.retention_years or revision.document_id.type_id.retention
            )

    def _refresh_file_digests(self):
        """Digest the files of the content as they are, before they are signed."""
        carriers = (self.form_ids, self.file_ids)
        of_these = Domain.OR(
            Domain("res_model", "=", records._name)
            & Domain("res_id", "in", records.ids)
            for records in carriers
        )
        # What is signed is digested whoever uploaded it.
        stored = self.env["ir.attachment"].sudo()
        if any(carriers):
            stored = stored.search_fetch(of_these & Domain("res_field", "=", "file"))
        data = {(one.res_model, one.res_id): one.raw for one in stored}
        for records in carriers:
            records._refresh_digests(data)
