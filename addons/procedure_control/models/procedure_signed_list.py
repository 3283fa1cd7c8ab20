import base64
import hashlib
import json

from odoo import fields, models


class ProcedureSignedList(models.AbstractModel):
    """A list that somebody signed: kept byte for byte, with who and by what proof."""

    _name = "procedure.signed.list"
    _description = "Signed list"
    _inherit = ["procedure.evidence"]

    user_id = fields.Many2one(
        "res.users",
        string="Signed by",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    signer_name = fields.Char(required=True, readonly=True)
    signer_title = fields.Char(readonly=True)
    credential = fields.Selection(
        [
            ("password", "Password"),
            ("passkey", "Passkey"),
            ("session", "Session only"),
        ],
        string="Proved by",
        readonly=True,
    )
    decided_at = fields.Datetime(string="Decided", required=True, readonly=True)
    list_bytes = fields.Binary(string="Signed list", attachment=False, readonly=True)
    fingerprint = fields.Char(
        string="Fingerprint of the list (SHA-256)", required=True, readonly=True
    )

    def _list_bytes_of(self, rows):
        """The bytes of a list of JSON values, the same wherever it is made."""
        return json.dumps(
            rows,
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
            default=str,
        ).encode()

    def _signed_values(self, rows, at, proof):
        """What is kept of a list that the current user signs now."""
        data = self._list_bytes_of(rows)
        user = self.env.user
        # A signer need not read his own employee record.
        employee = user.sudo().employee_id
        return {
            "user_id": user.id,
            "signer_name": user.name,
            "signer_title": employee.job_title or employee.job_id.name or False,
            "credential": proof,
            "decided_at": at,
            "list_bytes": base64.b64encode(data),
            "fingerprint": hashlib.sha256(data).hexdigest(),
        }

    def _list_content(self):
        self.ensure_one()
        # Whoever verifies the list need not belong to the agencies of its cases.
        stored = self.sudo().with_context(bin_size=False).list_bytes
        return base64.b64decode(stored or b"")

    def _bytes_intact(self):
        """Whether the stored list still has the fingerprint that was signed."""
        return hashlib.sha256(self._list_content()).hexdigest() == self.fingerprint

    def _verified_files(self):
        for signed in self:
            data = signed._list_content()
            yield signed, signed.display_name, signed.fingerprint, data or None
