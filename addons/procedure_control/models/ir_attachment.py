from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError

#: Models whose attachments are part of what is signed.
CONTENT_MODELS = frozenset(
    ("procedure.file", "procedure.form", "procedure.section", "procedure.step")
)
#: What makes the file or says where it hangs.
FILE_FIELDS = frozenset(
    (
        "datas",
        "db_datas",
        "mimetype",
        "raw",
        "res_field",
        "res_id",
        "res_model",
        "store_fname",
        "type",
        "url",
    )
)


class IrAttachment(models.Model):
    """Files of content freeze with it; other attachments are left alone."""

    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        targets = defaultdict(set)
        for vals in vals_list:
            if vals.get("res_model") in CONTENT_MODELS and vals.get("res_id"):
                targets[vals["res_model"]].add(vals["res_id"])
        self._procedure_touch(targets)
        return super().create(vals_list)

    def write(self, vals):
        if FILE_FIELDS.intersection(vals):
            targets = self._procedure_targets()
            if vals.get("res_model") in CONTENT_MODELS and vals.get("res_id"):
                targets[vals["res_model"]].add(vals["res_id"])
            elif vals.get("res_id") and "res_model" not in vals:
                for model in targets:
                    targets[model].add(vals["res_id"])
            self._procedure_touch(targets)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen_content(self):
        self._procedure_touch(self._procedure_targets())

    def _procedure_targets(self):
        """{model: ids} of the content that these attachments belong to."""
        targets = defaultdict(set)
        for attachment in self.sudo():  # the guard looks, whoever writes
            if attachment.res_model in CONTENT_MODELS and attachment.res_id:
                targets[attachment.res_model].add(attachment.res_id)
        return targets

    def _procedure_touch(self, targets):
        """Refuse past draft; in draft the writer becomes a contributor.

        :raises UserError: the content of one of them is frozen
        """
        for model, ids in targets.items():
            if any(not isinstance(record_id, int) for record_id in ids):
                raise UserError(self.env._("An attachment needs a record's number."))
            # A record deleted just before takes its files along.
            records = self.env[model].sudo().browse(ids).exists()
            records._content_revision().with_env(self.env)._touch_content()
