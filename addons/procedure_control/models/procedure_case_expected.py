from odoo import fields, models


class ProcedureCase(models.Model):
    """When a case would be due that nobody has received yet."""

    _inherit = "procedure.case"

    def _due_if_received(self, vals, at):
        """When it would be due, naive UTC, False where the procedure sets no limit.

        :param vals: as `action_receive` takes it
        :raises UserError: no revision in force, or a variant of another
        """
        document = self.env["procedure.document"].browse(vals["document_id"])
        # Which revision runs is not the receiver's choice nor his view.
        revision = document._revision_in_force(at)[document].sudo()
        self._check_revision(document, revision, at)
        variant_id = self._variant(revision, vals.get("variant_id"))
        company_id = vals.get("company_id") or self.env.company.id
        agencies = self._fixed_agencies(revision, variant_id)
        # Never stored: the plan is worked out of what a case of it would be.
        case = self.sudo().new(
            {
                "document_id": document.id,
                "revision_id": revision.id,
                "company_id": company_id,
                "agency_ids": [fields.Command.set({company_id, *agencies.ids})],
                "variant_id": variant_id,
                "received_at": at,
            }
        )
        plan = case._plan(case._working_times(at), case._step_agencies()[case])
        return plan.case_due.at or False
