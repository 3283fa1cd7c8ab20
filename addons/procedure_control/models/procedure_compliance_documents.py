from odoo import models
from odoo.fields import Domain

from ..reporting.document_rows import DocumentRow, ExternalRow
from .procedure_compliance_moments import day, number_of
from .procedure_compliance_rows import local

DOCUMENT_FIELDS = (
    "code",
    "title",
    "type_id",
    "kind",
    "company_id",
    "department_id",
    "field_id",
    "owner_id",
    "active",
    "create_date",
)


class ProcedureComplianceRows(models.AbstractModel):
    """The master list: documents and those of external origin."""

    _inherit = "procedure.compliance.rows"

    def _rows_documents(self, options):
        """`DocumentRow` by code; archived ones too, while something was in force."""
        everything = self._told_in(options)
        domain, clocks = self._document_domain(options), self._clocks()
        for documents in everything._batches(
            "procedure.document", domain, "code", DOCUMENT_FIELDS
        ):
            in_force = everything._in_force(documents, options)
            others = everything._standing_else(
                documents - documents.union(*in_force), options
            )
            revisions = self.env["procedure.revision"].union(*in_force.values())
            reading = self._reading_counts(revisions, options)
            for document in documents:
                revision = in_force.get(document)
                zone, standing = clocks[document.company_id.id], others.get(document)
                if not revision and not standing:
                    begun = local(document.create_date, zone) < options.until
                    standing = "draft" if begun else None
                if revision or (standing and document.active):
                    revision = revision or revisions.browse()
                    yield self._document_row(
                        document, revision, standing, reading, zone
                    )
            revisions.invalidate_recordset(flush=False)

    def _document_row(self, document, revision, standing, reading, zone):
        # What a document names is shown to whoever sees it.
        named, shown = document.sudo(), revision.sudo()
        asked, read = reading.get(revision.id, (0, 0))
        decision = shown.issuance_id
        return DocumentRow(
            id=document.id,
            code=document.code or "",
            title=shown.title or document.title or "",
            type=named.type_id.name or "",
            kind=document.kind,
            agency=named.company_id.name or "",
            department=named.department_id.name or "",
            field=named.field_id.complete_name or "",
            revision=number_of(revision) if revision else "",
            standing="effective" if revision else standing,
            decision=decision.number or "",
            issued=decision.date or day(shown.approved_at, zone),
            effective=day(shown.effective_at, zone),
            owner=named.owner_id.name or "",
            owner_gone=not named.owner_id.active,
            next_review=shown.review_date or None,
            asked=asked,
            read=read,
            fingerprint=shown.fingerprint or "",
            archived=not document.active,
        )

    def _standing_else(self, documents, options):
        """{document: coming | ended}, of those without a revision in force."""
        revisions = self.env["procedure.revision"]
        of_these = Domain("document_id", "in", documents.ids)

        def documents_with(field):
            found = revisions.search(of_these & self._before_end(options, field))
            return found.document_id

        standing = dict.fromkeys(documents_with("effective_at"), "ended")
        coming = dict.fromkeys(documents_with("submitted_at"), "coming")
        return coming | standing

    def _reading_counts(self, revisions, options):
        """{revision id: (asked, read)} at the end of the period: two queries."""
        # How many have read is no secret; who has not is.
        rows = self.env["procedure.acknowledgement"].sudo()
        asked = (
            Domain("revision_id", "in", revisions.ids)
            & Domain("state", "!=", "informed")
            & self._before_end(options, "asked_at")
            & self._after_end(options, "released_at")
        )
        read = asked & self._before_end(options, "read_at")
        by = ["revision_id"]
        done = {one.id: n for one, n in rows._read_group(read, by, ["__count"])}
        return {
            revision.id: (number, done.get(revision.id, 0))
            for revision, number in rows._read_group(asked, by, ["__count"])
        }

    def _rows_externals(self, options):
        """`ExternalRow` by code, each with its last edition of that day."""
        if options.documents or options.fields or options.departments or options.kinds:
            return  # they are of no field, kind or department
        domain = Domain("company_id", "in", options.companies.ids)
        domain &= self._before_end(options, "create_date") | Domain(
            "edition_ids", "any", self._before_end(options, "entered_at")
        )
        clocks = self._clocks()
        for externals in self._told_in(options)._batches(
            "procedure.external", domain, "code", ["code", "title", "origin"]
        ):
            editions = self.env["procedure.external.edition"].search(
                Domain("external_id", "in", externals.ids)
                & self._before_end(options, "entered_at"),
                order="id",
            )
            last = {edition.external_id: edition for edition in editions}
            for external in externals:
                edition = last.get(external, editions.browse())
                zone = clocks[external.company_id.id]
                yield ExternalRow(
                    id=external.id,
                    code=external.code or "",
                    title=external.title or "",
                    origin=external.origin or "",
                    # Names of what a row that he reads is about.
                    agency=external.sudo().company_id.name or "",
                    holder=external.sudo().holder_id.name or "",  # as just above
                    place=external.place or "",
                    edition=edition.edition or "",
                    edition_date=edition.edition_date or None,
                    entered=day(edition.entered_at, zone),
                    fingerprint=edition.sha256 or "",
                    next_check=external.next_check or None,
                )
            editions.invalidate_recordset(flush=False)
