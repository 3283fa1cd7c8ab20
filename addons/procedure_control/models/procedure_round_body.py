import hashlib

from odoo import fields, models
from odoo.exceptions import UserError


class ProcedureRound(models.Model):
    """The rendered body that is signed together with the bytes."""

    _inherit = "procedure.round"

    body_id = fields.Many2one(
        "ir.attachment", string="Rendered body", readonly=True, ondelete="restrict"
    )

    def _store_bodies(self):
        """Render, store and hash the body of each submission.

        A round about a revision that is frozen already (its repeal, its being kept)
        takes over the body that was signed.

        :raises UserError: WeasyPrint cannot run
        """
        bodies = {}
        rounds = self.sudo()  # of what was just submitted
        for round_ in rounds:
            earlier = round_._signed_body()
            if earlier:
                round_._note(
                    {"body_id": earlier.body_id.id, "body_sha256": earlier.body_sha256}
                )
            else:
                bodies[round_] = None
        self._render(bodies)
        if not bodies:
            return
        stored, digests = self.env["ir.attachment"]._store_signed(
            [
                (round_, round_.revision_id._paper_name(), data)
                for round_, data in bodies.items()
            ]
        )
        for round_, attachment, digest in zip(bodies, stored, digests, strict=True):
            round_._note({"body_id": attachment.id, "body_sha256": digest})

    def _render(self, bodies):
        """Fill {round: None} with the PDF of each."""
        if not bodies:
            return
        paper = self.env["report.procedure_control.paper_revision"].sudo()
        revisions = self.browse(r.id for r in bodies).sudo().revision_id
        contents = paper._contents(revisions)
        rendered = paper._bodies(contents)
        for round_ in bodies:
            bodies[round_] = rendered[round_.revision_id]

    def _signed_body(self):
        """The round whose body is signed again, empty while the revision is a draft."""
        self.ensure_one()
        if self.revision_id.state == "draft":
            return self.browse()
        rounds = self.revision_id.round_ids - self
        return rounds.filtered(
            lambda r: (
                r.body_id
                and r.purpose in ("issue", "adopt")
                and r.fingerprint == r.revision_id.fingerprint
            )
        ).sorted("id")[-1:]

    def _body(self):
        """The stored bytes of the body, empty where none was rendered.

        :raises UserError: they are not the bytes that were signed
        """
        self.ensure_one()
        return checked_file(self.sudo().body_id, self.body_sha256)

    # --- verification -----------------------------------------------------------------

    def _verified_files_domain(self):
        return ["|", ("body_id", "!=", False), ("body_sha256", "!=", False)]

    def _verified_files(self):
        """(record, name, SHA-256 as noted, bytes or None) of each stored body."""
        for round_ in self:
            yield round_, "body", round_.body_sha256, stored_bytes(round_.body_id)


def stored_bytes(attachment):
    """What the file store has of it, None where the file is gone."""
    try:
        return attachment.with_context(bin_size=False).raw or None
    except OSError:
        return None


def checked_file(attachment, digest):
    """Bytes of a stored paper (its attachment as superuser), if they are as hashed."""
    if not attachment:
        return b""
    data = stored_bytes(attachment) or b""
    if hashlib.sha256(data).hexdigest() != digest:
        raise UserError(
            attachment.env._(
                "The stored file %(name)s is not the one that was signed: its SHA-256 "
                "differs. Tell the quality manager.",
                name=attachment.name,
            )
        )
    return data
