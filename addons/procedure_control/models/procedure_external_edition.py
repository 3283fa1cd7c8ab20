import base64
import hashlib

from odoo import fields, models
from odoo.exceptions import ValidationError


class ProcedureExternalEdition(models.Model):
    """One edition of an external document as it was stored; never changed."""

    _name = "procedure.external.edition"
    _description = "Edition of an external document"
    _inherit = ["procedure.evidence"]
    _order = "external_id, id desc"
    _rec_name = "edition"

    external_id = fields.Many2one(
        "procedure.external",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(related="external_id.company_id", store=True)
    edition = fields.Char(required=True, readonly=True)
    edition_date = fields.Date(string="Date of the edition", readonly=True)
    file = fields.Binary(string="Stored copy", attachment=True, readonly=True)
    filename = fields.Char(readonly=True)
    sha256 = fields.Char(string="SHA-256 of the stored copy", readonly=True)
    entered_by_id = fields.Many2one(
        "res.users", string="Entered by", readonly=True, ondelete="restrict"
    )
    entered_by_name = fields.Char(readonly=True)
    entered_at = fields.Datetime(string="Entered", readonly=True)

    def _add(self, external, vals):
        """Store a further edition; its digest is the server's.

        :param vals: edition, edition_date, file (base64), filename
        :raises ValidationError: without a name
        """
        name = (vals.get("edition") or "").strip()
        if not name:
            raise ValidationError(self.env._("Say which edition it is."))
        content = vals.get("file") or False
        digest = (
            hashlib.sha256(base64.b64decode(content)).hexdigest() if content else ""
        )
        edition = self._record(
            [
                {
                    "external_id": external.id,
                    "edition": name,
                    "edition_date": vals.get("edition_date") or False,
                    "file": content,
                    "filename": vals.get("filename") or False,
                    "sha256": digest or False,
                    "entered_by_id": self.env.uid,
                    "entered_by_name": self.env.user.name,
                    "entered_at": fields.Datetime.now(),
                }
            ]
        )
        self.env["procedure.event"]._log(
            "external.edition",
            external,
            values={"edition": name, "sha256": digest or None},
        )
        return edition.with_env(self.env)

    # --- verification -----------------------------------------------------------------

    def _verified_files_domain(self):
        return ["|", ("sha256", "!=", False), ("file", "!=", False)]

    def _verified_files(self):
        """(record, name, SHA-256 as noted, bytes or None) of each stored copy."""
        for edition in self:
            data = base64.b64decode(edition.file) if edition.file else None
            yield edition, edition.filename or edition.edition, edition.sha256, data
