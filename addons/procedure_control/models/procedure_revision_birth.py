# Its own super() is `create`: who makes drafts calls `_birth` with more.
# pylint: disable=method-required-super,super-method-mismatch
from odoo import api, models

CHILDREN = frozenset(
    (
        "section_ids",
        "phase_ids",
        "step_ids",
        "variant_ids",
        "component_ids",
        "form_ids",
        "record_ids",
        "reference_ids",
        "file_ids",
        "change_item_ids",
    )
)


class ProcedureRevision(models.Model):
    """How a draft comes into being: what the server alone says, and a first content."""

    _inherit = "procedure.revision"

    @api.model_create_multi
    def create(self, vals_list):
        return self._birth(vals_list)

    def _birth(self, vals_list, fill=True, **server_vals):
        """Create drafts; what the server alone says is written over any default.

        :param fill: start from the revision in force, else from the type's sections
        :param server_vals: urgent, change_reason, reissue: only for private callers
        """
        vals_list = [dict(vals) for vals in vals_list]
        default_document = self.default_get(["document_id"]).get("document_id")
        for vals in vals_list:
            vals["document_id"] = vals.get("document_id") or default_document
        documents = self.env["procedure.document"].browse(
            vals["document_id"] for vals in vals_list if vals["document_id"]
        )
        births = documents._next_revision_vals(**server_vals)
        for vals in vals_list:
            # Defaults of a context or of a user are client input: overwrite them all.
            vals.update(births.get(vals["document_id"], {}))
        content_given = [bool(CHILDREN.intersection(vals)) for vals in vals_list]
        revisions = super().create(vals_list)
        if fill:
            for revision, given in zip(revisions, content_given, strict=True):
                if not given and revision.base_revision_id:
                    revision._copy_content_from(revision.base_revision_id)
            revisions._add_template_sections()
        self.env["procedure.event"]._log(
            "revision.created", revisions, reason=server_vals.get("change_reason")
        )
        return revisions
