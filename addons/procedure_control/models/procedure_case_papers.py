from odoo import fields, models
from odoo.exceptions import UserError


class ProcedureCase(models.Model):
    """The papers of a dossier: which are asked for, and which lack."""

    _inherit = "procedure.case"

    def _papers(self):
        """The dossier components that the revision asks of this case's variant."""
        self.ensure_one()
        # Who receives reads what must be handed in, whatever else of the revision.
        return self.sudo().revision_id.component_ids.filtered(
            lambda paper: not paper.variant_ids or self.variant_id in paper.variant_ids
        )

    def _component_rows(self, missing, at):
        return [
            {
                "case_id": self.id,
                "component_id": paper.id,
                "sequence": paper.sequence,
                "name": paper.name,
                "required": paper.required,
                "originals": paper.originals,
                "copies": paper.copies,
                "is_received": paper.id not in missing,
                "received_at": False if paper.id in missing else at,
            }
            for paper in self._papers()
        ]

    def _has_all_papers(self):
        return all(p.is_received or not p.required for p in self.component_ids)

    def _pin(self, at):
        """Hold a waiting dossier to the revision in force now that it is complete.

        A paper that the newer revision asks for in addition lacks again.
        """
        self.ensure_one()
        revision = self.document_id._revision_in_force(at)[self.document_id].sudo()
        self._check_revision(self.document_id, revision, at)
        if revision == self.revision_id:
            return
        variant = revision.variant_ids.filtered(
            lambda v: v.name == self.variant_id.name
        )
        if self.variant_id and not variant:
            raise UserError(
                self.env._(
                    "While %(case)s waited, a revision without the variant %(variant)s "
                    "came into force. Refuse it at intake and receive it anew.",
                    case=self.name,
                    variant=self.variant_id.name,
                )
            )
        agencies = self._fixed_agencies(revision, variant[:1].id)
        self.write(
            {
                "revision_id": revision.id,
                "variant_id": variant[:1].id,
                "agency_ids": [fields.Command.set((self.company_id | agencies).ids)],
            }
        )
        asked = {paper.name: paper for paper in self.component_ids}
        rows = self._component_rows(set(self._papers().ids), at)
        for row in rows:
            if paper := asked.get(row["name"]):
                paper.write({"component_id": row["component_id"]})
        self.env["procedure.case.component"]._make(
            [row for row in rows if row["name"] not in asked]
        )
        self.env["procedure.event"]._log("case.pinned_anew", self, at=at)
