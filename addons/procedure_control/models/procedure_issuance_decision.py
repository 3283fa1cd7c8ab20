from odoo import models


class ProcedureDecision(models.Model):
    """One decision per document of an adoption: it says adopted, never approved."""

    _inherit = "procedure.decision"

    def _record_adoption(self, rounds, at, proof, exceptions):
        """Record that the current user adopted what these rounds stored.

        :param exceptions: {procedure.document: the exception under which he may}
        """
        user = self.env.user
        # A signer need not read his own employee record.
        employee = user.sudo().employee_id
        title = employee.job_title or employee.job_id.name
        rows = []
        for round_ in rounds.sudo():  # made by the adoption just before
            revision = round_.revision_id
            zone = revision._zone(revision.company_id)
            exception = exceptions.get(revision.document_id.sudo(False))
            rows.append(
                {
                    "round_id": round_.id,
                    "revision_id": revision.id,
                    "user_id": user.id,
                    "override_id": exception.id if exception else False,
                    "meaning": "adopt",
                    "credential": proof,
                    "signer_name": user.name,
                    "signer_title": title or False,
                    "fingerprint": round_.fingerprint,
                    "body_sha256": round_.body_sha256,
                    "comment": round_.reason,
                    "decided_at": at,
                    "local_at": revision._local_iso(at, zone),
                    "timezone": str(zone),
                }
            )
        return self._record(rows)
