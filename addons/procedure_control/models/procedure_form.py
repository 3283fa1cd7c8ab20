# The private methods here are the only ways past the guards of this class.
# pylint: disable=super-method-mismatch,missing-return
import base64
import hashlib

from odoo import api, fields, models


class ProcedureForm(models.Model):
    """A form of the procedure's own, its code derived from the document's."""

    _name = "procedure.form"
    _description = "Form"
    _inherit = ["procedure.content"]
    _order = "revision_id, sequence, id"

    _content_names = {
        "revision_id": None,
        "sequence": "key",
        "code": "code",
        "name": "name",
        "filename": "filename",
        "file": "sha256",
        "sha256": "sha256",
    }

    revision_id = fields.Many2one(
        "procedure.revision", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char(required=True)
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

    def _refresh_digests(self):
        """Digest the files as they are: an attachment can be written by itself."""
        for form in self.with_context(bin_size=False):
            digest = self._digest(form.file)
            if (form.sha256 or False) != digest:
                super(ProcedureForm, form).write({"sha256": digest})
