from dataclasses import replace

from odoo import models


class ProcedureRevision(models.Model):
    """How a draft begins: numbers, template sections, copy of what is in force."""

    _inherit = "procedure.revision"

    def _add_template_sections(self):
        """Give drafts without sections those of their document type."""
        lacking = self.filtered(lambda revision: not revision.section_ids)
        vals_list = [
            {
                "revision_id": revision.id,
                "sequence": template.sequence,
                "number": template.number,
                "name": template.name,
                "kind": template.kind,
                "required": template.required,
                "level": template.level,
            }
            for revision in lacking
            for template in revision.document_id.type_id.section_ids
        ]
        if vals_list:
            self.env["procedure.section"].create(vals_list)

    def _drop_content(self):
        """Delete all children, those that others point at last."""
        self.step_ids.outcome_ids.unlink()
        pointing = self.step_ids.filtered(
            lambda step: step.chosen_by_step_id or step.time_set_by_step_id
        )
        if pointing:
            pointing.write({"chosen_by_step_id": False, "time_set_by_step_id": False})
        for name in (
            *("component", "step", "phase", "variant", "form", "section"),
            *("file", "record", "reference", "change_item"),
        ):
            self[f"{name}_ids"].unlink()
        self.invalidate_recordset()

    def _copy_content_from(self, source):
        """Fill this draft with the content of `source`, files included."""
        self.ensure_one()
        content = source._content(canonical=False)[source]
        # What changed then is not what changes now.
        self._write_content(replace(content, changes=()))
        # Files are read by every reader of the revision.
        originals = source.sudo().with_context(bin_size=False)
        for name in ("form_ids", "file_ids"):
            for record, original in zip(self[name], originals[name], strict=True):
                if original.file:
                    record.write({"file": original.file, "filename": original.filename})
        self.write({"title": False, "summary": False})
