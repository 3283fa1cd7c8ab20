from odoo import models
from odoo.fields import Domain

from ..reporting.document_rows import RevisionRow, SignatureRow
from .procedure_compliance_moments import number_of
from .procedure_compliance_rows import local

SIGNATURE_FIELDS = (
    "revision_id",
    "round_id",
    "stage_name",
    "meaning",
    "signer_name",
    "signer_title",
    "in_name_of_name",
    "decided_at",
    "credential",
    "comment",
    "fingerprint",
    "body_sha256",
)


class ProcedureComplianceRows(models.AbstractModel):
    """The revision log: what was signed, took effect or ended, and who signed."""

    _inherit = "procedure.compliance.rows"

    def _revision_domain(self, options):
        within = self._in_period(options, "effective_at")
        within |= self._in_period(options, "ended_at")
        signed = self._in_period(options, "decided_at", "revision_id.company_id")
        within |= Domain("decision_ids", "any", signed)
        # A document archived since had its revisions all the same.
        documents = self.env["procedure.document"].with_context(active_test=False)
        chosen = documents._search(self._document_domain(options))
        return Domain("document_id", "in", chosen) & within

    def _rows_revisions(self, options):
        """`RevisionRow` in the order in which they were begun."""
        domain, clocks = self._revision_domain(options), self._clocks()
        names = ["document_id", "company_id", "state", "effective_at", "ended_at"]
        told = self._told_in(options)
        for revisions in told._batches("procedure.revision", domain, "id", names):
            after = self._after(revisions)
            for revision in revisions:
                zone = clocks[revision.company_id.id]
                yield self._revision_row(revision, zone, after, options)

    def _after(self, revisions):
        """{revision id: number of the one that took its place}."""
        # That it was superseded, and by which, is no secret to its reader.
        later = self.env["procedure.revision"].sudo()
        found = later.search(
            Domain("document_id", "in", revisions.document_id.ids)
            & Domain("effective_at", "!=", False),
            order="effective_at, id",
        ).grouped("document_id")
        after = {}
        for revision in revisions.sudo():  # as just above
            line = found.get(revision.document_id, later.browse())
            if revision.state == "superseded" and revision in line:
                place = line.ids.index(revision.id) + 1
                after[revision.id] = number_of(line[place]) if line[place:] else ""
        return after

    def _revision_row(self, revision, zone, after, options):
        # What a revision names is shown to whoever sees it.
        named = revision.sudo()
        decision, base = named.issuance_id, named.base_revision_id
        effective = local(revision.effective_at, zone)
        ended = local(revision.ended_at, zone)
        what = "signed"
        if effective and options.period.start <= effective < options.until:
            what = "effective"
        elif ended and options.period.start <= ended < options.until:
            what = "ended"
        # As it stood at the end: what came later is for the next file.
        in_force = effective if effective and effective < options.until else None
        over = ended if ended and ended < options.until else None
        return RevisionRow(
            id=revision.id,
            code=named.document_id.code or "",
            title=named.title or named.document_id.title or "",
            revision=number_of(named),
            agency=named.company_id.name or "",
            department=named.document_id.department_id.name or "",
            what=what,
            urgent=named.urgent,
            adopted=named.adopted,
            reason=named.change_reason or "",
            summary=named.summary or "",
            changes=tuple(change.name for change in named.change_ids if change.name),
            author=named.author_id.name or "",
            submitted_at=local(named.submitted_at, zone),
            approved_at=local(named.approved_at, zone),
            effective_at=in_force,
            ended_at=over,
            supersedes=number_of(base) if base else "",
            superseded_by=after.get(revision.id, "") if over else "",
            decision=decision.number or "",
            decision_date=decision.date or None,
            authority=decision.authority or "",
            decision_signer=" – ".join(
                filter(None, (decision.signer_name, decision.signer_title))
            ),
            fingerprint=named.fingerprint or "",
        )

    def _rows_signatures(self, options):
        """`SignatureRow` under those revisions, in the order in which they were made.

        Names and titles are the snapshots of the signatures.
        """
        revisions = self.env["procedure.revision"]._search(
            self._revision_domain(options)
        )
        domain = Domain("revision_id", "in", revisions)
        domain &= self._before_end(options, "decided_at", "revision_id.company_id")
        clocks = self._clocks()
        for decisions in self._batches(
            "procedure.decision", domain, "id", SIGNATURE_FIELDS
        ):
            for decision in decisions:
                # What a signature names is shown to whoever sees it.
                revision, round_ = decision.sudo().revision_id, decision.sudo().round_id
                zone = clocks[revision.company_id.id]
                yield SignatureRow(
                    id=decision.id,
                    revision_id=revision.id,
                    code=revision.document_id.code or "",
                    revision=number_of(revision),
                    stage=decision.stage_name or "",
                    meaning=decision.meaning or "",
                    purpose=round_.purpose or "",
                    signer=decision.signer_name or "",
                    title=decision.signer_title or "",
                    for_whom=decision.in_name_of_name or "",
                    signed_at=local(decision.decided_at, zone),
                    credential=decision.credential or "",
                    comment=decision.comment or "",
                    fingerprint=decision.fingerprint or "",
                    body=decision.body_sha256 or "",
                )
