from odoo import models

#: The files of a content that a disposal removes.
FILE_MODELS = ("procedure.file", "procedure.form")


class IrAttachment(models.Model):
    """What an approved disposal lists may go: the guards ask the disposal itself."""

    _inherit = "ir.attachment"

    def _signed(self):
        signed = super()._signed()
        return signed - signed._of_disposed()

    def _procedure_targets(self):
        files = self.sudo().filtered(
            lambda a: a.res_model in FILE_MODELS and a.res_field == "file"
        )  # the guard looks, whoever writes
        return super(IrAttachment, self - files._of_disposed())._procedure_targets()

    def _of_disposed(self):
        """Those that hang on a revision whose disposal has been approved."""
        found = self.browse()
        lines = self.env["procedure.disposal.line"]
        for model, attachments in self.grouped("res_model").items():
            if "revision_id" not in self.env[model]._fields:
                continue  # a filed report is of no revision and is kept
            records = self.env[model].sudo().browse(attachments.mapped("res_id"))
            revisions = records.exists().revision_id
            gone = lines._disposed_revisions(revisions) if revisions else revisions
            ids = records.exists().filtered(lambda r, g=gone: r.revision_id in g).ids
            found |= attachments.filtered(lambda a, i=ids: a.res_id in i)
        return found
