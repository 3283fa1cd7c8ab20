# pylint: disable=super-method-mismatch
from odoo import fields, models
from odoo.exceptions import UserError

from ..reporting.pdf_stamp import join
from .procedure_round_body import checked_file, stored_bytes

#: What only the server says of the papers of a revision.
PAPER_FIELDS = frozenset(("issued_copy_id", "issued_copy_sha256", "page_token"))


class ProcedureRevision(models.Model):
    """The copy that was signed: cover and body as one stored file."""

    _inherit = "procedure.revision"

    issued_copy_id = fields.Many2one(
        "ir.attachment",
        string="Issued copy",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    issued_copy_sha256 = fields.Char(
        string="SHA-256 of the issued copy", readonly=True, copy=False
    )

    def _birth(self, vals_list, fill=True, **server_vals):
        # Defaults of a context or of a user are client input: overwrite them.
        blank = dict.fromkeys(PAPER_FIELDS, False)
        vals_list = [{**vals, **blank} for vals in vals_list]
        for vals in vals_list:
            vals["page_token"] = self._new_page_token()
        return super()._birth(vals_list, fill=fill, **server_vals)

    def write(self, vals):
        if PAPER_FIELDS.intersection(vals):
            raise UserError(
                self.env._("The papers of a revision are made by the system alone.")
            )
        return super().write(vals)

    def _store_issued_copies(self, at):
        """Store the signed copy of revisions that take effect at `at`.

        Called again (after a review has kept a revision) it stores a new copy with the
        cover of that day; the earlier file stays.

        :return: {revision: SHA-256 of the stored file}
        :raises UserError: WeasyPrint cannot run, or a stored body was altered
        """
        revisions = self.sudo()  # of what takes effect, whoever set it off
        bodies = revisions._signed_bodies()
        covers = self.env["procedure.paper.cover"].sudo()._covers(bodies)
        rows = [
            (
                revision._paper_round(),
                revision._paper_name(),
                join([covers[revision], bodies[revision]]),
            )
            for revision in revisions
            if revision._paper_round()
        ]
        if not rows:
            return {}
        stored, digests = self.env["ir.attachment"]._store_signed(rows)
        result = {}
        for (round_, _name, _data), attachment, digest in zip(
            rows, stored, digests, strict=True
        ):
            revision = round_.revision_id
            revision._set_guarded(
                {"issued_copy_id": attachment.id, "issued_copy_sha256": digest}
            )
            result[revision] = digest
        return result

    def _signed_bodies(self):
        """{revision: PDF of its body} as stored with its round, else rendered now."""
        result = {}
        for revision in self:
            round_ = revision._paper_round()
            result[revision] = round_._body() if round_ else b""
        lacking = self.filtered(lambda revision: not result[revision])
        if lacking:
            # Submitted before bodies were stored, or still a draft.
            paper = self.env["report.procedure_control.paper_revision"].sudo()
            result.update(paper._bodies(paper._contents(lacking)))
        return result

    def _paper_round(self):
        """The submission that the papers of this revision come from, as superuser."""
        self.ensure_one()
        # Rounds are evidence; whoever may read the revision may print it.
        rounds = self.sudo().round_ids.filtered(
            lambda r: r.purpose in ("issue", "adopt") and r.content_bytes
        )
        if self.state == "draft":
            return rounds.browse()
        same = rounds.filtered(lambda r: r.fingerprint == self.fingerprint)
        return same.sorted("id")[-1:]

    def _submitted_round(self):
        """The round that holds what is printed; in a draft one just being made."""
        open_round = self.sudo().round_ids.filtered(  # as in _paper_round
            lambda r: r.purpose in ("issue", "adopt") and not r.closed_at
        )
        return self._paper_round() or open_round[-1:]

    def _issued_copy(self):
        """The stored bytes of the issued copy, empty where there is none.

        :raises UserError: they are not the bytes that were stored
        """
        self.ensure_one()
        return checked_file(self.sudo().issued_copy_id, self.issued_copy_sha256)

    # --- verification -----------------------------------------------------------------

    def _verified_files_domain(self):
        return [
            "|",
            ("issued_copy_id", "!=", False),
            ("issued_copy_sha256", "!=", False),
        ]

    def _verified_files(self):
        """(record, name, SHA-256 as noted, bytes or None) of each issued copy."""
        for revision in self:
            data = stored_bytes(revision.issued_copy_id)
            yield revision, "issued_copy", revision.issued_copy_sha256, data
