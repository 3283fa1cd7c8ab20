from odoo import api, models
from odoo.exceptions import UserError

from .ir_attachment import FILE_FIELDS

MODEL = "procedure.external.edition"


class IrAttachment(models.Model):
    """The stored copy of an external document is made once, with its edition."""

    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        ids = {
            vals.get("res_id") for vals in vals_list if vals.get("res_model") == MODEL
        }
        if ids:
            # Only the edition's own field is stored, while it is being made.
            strangers = not self.env.su or any(
                vals.get("res_field") != "file"
                for vals in vals_list
                if vals.get("res_model") == MODEL
            )
            there = self.sudo().search_count(
                [
                    ("res_model", "=", MODEL),
                    ("res_field", "=", "file"),
                    ("res_id", "in", list(ids)),
                ],
                limit=1,
            )  # the guard looks, whoever writes
            if strangers or there:
                self._procedure_refuse_external()
        return super().create(vals_list)

    def write(self, vals):
        if FILE_FIELDS.intersection(vals) and (
            vals.get("res_model") == MODEL or self._procedure_external()
        ):
            self._procedure_refuse_external()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_external(self):
        if self._procedure_external():
            self._procedure_refuse_external()

    def _procedure_external(self):
        # As in create.
        return self.sudo().filtered(lambda one: one.res_model == MODEL)

    def _procedure_refuse_external(self):
        raise UserError(
            self.env._(
                "The stored copy of an external document is not changed: enter a newer "
                "edition."
            )
        )
