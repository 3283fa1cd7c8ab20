# Checks raise or say nothing.
# pylint: disable=missing-return
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ProcedureReference(models.Model):
    """Another document that this one refers to; code and title as they read then."""

    _name = "procedure.reference"
    _description = "Document referred to"
    _inherit = ["procedure.content"]
    _order = "revision_id, sequence, id"

    _content_names = {
        "revision_id": None,
        "sequence": None,
        "document_id": "source",
        "external_id": "source",
        "code": "code",
        "title": "title",
    }

    revision_id = fields.Many2one(
        "procedure.revision", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    document_id = fields.Many2one(
        "procedure.document",
        string="Controlled document",
        ondelete="restrict",
        index="btree_not_null",
    )
    external_id = fields.Many2one(
        "procedure.external",
        string="External document",
        ondelete="restrict",
        index="btree_not_null",
    )
    code = fields.Char(help="Empty: that of the document.")
    title = fields.Char(help="Empty: that of the document.")

    _one_source = models.Constraint(
        "CHECK(document_id IS NULL OR external_id IS NULL)",
        "A reference names one document: controlled here or external.",
    )

    @api.depends("code", "title")
    def _compute_display_name(self):
        for reference in self:
            names = (reference.code, reference.title)
            reference.display_name = " ".join(filter(None, names))

    @api.onchange("document_id", "external_id")
    def _onchange_source(self):
        source = self.document_id or self.external_id
        if source:
            self.code, self.title = source.code, source.title

    def _content_cleaned(self, vals):
        vals = super()._content_cleaned(vals)
        for name in ("document_id", "external_id"):
            if not vals.get(name):
                continue
            # As the author: nobody learns a title by pointing at its number.
            source = self.env[self._fields[name].comodel_name].browse(vals[name])
            source.check_access("read")
            for text in ("code", "title"):
                if not vals.get(text):
                    vals[text] = source[text]
        return vals

    def _content_check(self):
        super()._content_check()
        for reference in self:
            if not (reference.code or reference.title):
                raise ValidationError(
                    self.env._("A reference needs a document, a code or a title.")
                )
