# The private methods here are the only ways past the guards of this class.
# pylint: disable=super-method-mismatch,missing-return
import base64
import hashlib

from odoo import api, fields, models


class ProcedureContentFile(models.AbstractModel):
    """Part of a content that carries a file: its digest is what is signed."""

    _name = "procedure.content.file"
    _description = "File of a content"
    _inherit = ["procedure.content"]

    filename = fields.Char()
    file = fields.Binary(attachment=True)
    sha256 = fields.Char(string="SHA-256 of the file", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([{"file": False, **vals} for vals in vals_list])

    def _content_cleaned(self, vals):
        vals = super()._content_cleaned(vals)
        # Only the server says what a file's digest is.
        vals.pop("sha256", None)
        if "file" in vals:
            vals["sha256"] = self._digest(vals["file"])
        return vals

    @staticmethod
    def _digest(encoded):
        if not encoded:
            return False
        return hashlib.sha256(base64.b64decode(encoded)).hexdigest()

    def _refresh_digests(self, stored):
        """Digest the files as they are: an attachment can be written by itself.

        :param stored: {(model, id): bytes} of their files
        """
        for record in self:
            data = stored.get((record._name, record.id))
            digest = hashlib.sha256(data).hexdigest() if data else False
            if (record.sha256 or False) != digest:
                super(ProcedureContentFile, record).write({"sha256": digest})

    # --- verification -----------------------------------------------------------------

    def _verified_files_domain(self):
        return [
            ("revision_id.state", "!=", "draft"),
            "|",
            ("sha256", "!=", False),
            ("file", "!=", False),
        ]

    def _verified_files(self):
        for record in self:
            data = base64.b64decode(record.file) if record.file else None
            yield record, record.filename or record.name, record.sha256, data
