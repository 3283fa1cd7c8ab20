from odoo import api, fields, models


class ProcedureForm(models.Model):
    """A form of the procedure's own, its code derived from the document's."""

    _name = "procedure.form"
    _description = "Form"
    _inherit = ["procedure.content.file"]
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
    code = fields.Char(
        required=True,
        help="Empty: made from the code of the procedure. A form keeps its code from "
        "revision to revision; the code of one that is gone is not given again.",
    )
    name = fields.Char(required=True)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(self._coded(vals_list))

    @api.depends("code", "name")
    def _compute_display_name(self):
        for form in self:
            form.display_name = f"{form.code} {form.name}"

    def _coded(self, vals_list):
        """`vals_list` with a code where none is given: the next of its document."""
        vals_list = [dict(vals) for vals in vals_list]
        lacking = [vals for vals in vals_list if not vals.get("code")]
        if not lacking:
            return vals_list
        default = self.default_get(["revision_id"]).get("revision_id")
        used = self._codes_used(
            vals.get("revision_id") or default for vals in vals_list
        )
        for vals in vals_list:
            revision = vals.get("revision_id") or default
            if vals.get("code") and revision in used:
                used[revision][1].add(vals["code"])
        for vals in lacking:
            document, codes = used.get(vals.get("revision_id") or default, (None, ()))
            if document:
                vals["code"] = document._next_form_code(codes)
                codes.add(vals["code"])
        return vals_list

    def _codes_used(self, revision_ids):
        """{revision id: (document, codes of all forms it ever had)}."""
        # Codes of revisions the author may not see are taken too.
        revisions = (
            self.env["procedure.revision"]
            .sudo()
            .browse({revision_id for revision_id in revision_ids if revision_id})
        )
        codes = {document: set() for document in revisions.document_id}
        forms = self.sudo().search(
            [("revision_id.document_id", "in", revisions.document_id.ids)]
        )
        for form in forms:
            codes[form.revision_id.document_id].add(form.code)
        return {r.id: (r.document_id, codes[r.document_id]) for r in revisions}
