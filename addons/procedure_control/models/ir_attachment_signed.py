# Refusing is what these methods are for.
# pylint: disable=no-raise-unlink,super-method-mismatch
import hashlib

from odoo import api, models
from odoo.exceptions import UserError

#: Records whose attachments are evidence; nobody adds, changes or deletes one.
SIGNED_MODELS = frozenset(("procedure.round", "procedure.filing"))


class IrAttachment(models.Model):
    """Rendered bodies and issued copies: read with their revision, written by nobody.

    There is no field, right or context that opens them: `_store_signed` inserts, and
    nothing updates.
    """

    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("res_model") in SIGNED_MODELS for vals in vals_list):
            self._refuse_signed()
        # Defaults of a context are client input as well.
        if self.env.context.get("default_res_model") in SIGNED_MODELS:
            self._refuse_signed()
        return super().create(vals_list)

    def write(self, vals):
        if vals.get("res_model") in SIGNED_MODELS:
            self._refuse_signed()
        signed = self._signed()
        if signed and not signed._only_moves(vals):
            self._refuse_signed()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        if self._signed():
            self._refuse_signed()

    def _signed(self):
        # The guard looks, whoever writes.
        return self.sudo().filtered(lambda a: a.res_model in SIGNED_MODELS)

    def _only_moves(self, vals):
        """Whether the same bytes are stored elsewhere: the file store is moved."""
        return (
            self.env.su
            and set(vals) <= {"raw", "mimetype"}
            and "raw" in vals
            and all(
                attachment.with_context(bin_size=False).raw == vals["raw"]
                for attachment in self
            )
            and all(
                attachment.mimetype == vals.get("mimetype", attachment.mimetype)
                for attachment in self
            )
        )

    def _refuse_signed(self):
        raise UserError(
            self.env._(
                "The file that was signed is kept as it is: it cannot be added to, "
                "changed, moved or deleted."
            )
        )

    def _agency_of(self, record):
        if "company_id" in record._fields:
            return record.company_id
        return record.revision_id.company_id

    def _store_signed(self, rows, mimetype="application/pdf"):
        """Insert files of evidence, past the guard.

        :param rows: [(record of `SIGNED_MODELS`, file name, bytes)]
        :return: ([attachment], [SHA-256 of its bytes in hex]) in the same order
        """
        # Who acts was checked by the act whose evidence this is.
        stored = super(IrAttachment, self.sudo()).create(
            [
                {
                    "name": name,
                    "raw": data,
                    "mimetype": mimetype,
                    "type": "binary",
                    "res_model": record._name,
                    "res_id": record.id,
                    "res_field": False,
                    "url": False,
                    "public": False,
                    "access_token": False,
                    "company_id": self._agency_of(record).id,
                }
                for record, name, data in rows
            ]
        )
        return stored, [hashlib.sha256(data).hexdigest() for _r, _n, data in rows]
