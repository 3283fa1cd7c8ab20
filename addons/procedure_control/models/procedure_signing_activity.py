from odoo import api, fields, models


class MailActivity(models.Model):
    """The activity of a signature request opens the signing dialog."""

    _inherit = "mail.activity"

    procedure_signature = fields.Boolean(compute="_compute_procedure_signature")

    @api.depends("res_model")
    def _compute_procedure_signature(self):
        self.procedure_signature = False
        # Activities of other models cost no query here.
        ours = self.filtered(lambda a: a.res_model == "procedure.revision")
        if not ours:
            return
        # Whether or not the reader of the activity may read the request.
        requests = self.env["procedure.signature.request"].sudo()
        domain = [("activity_id", "in", ours.ids), ("state", "=", "pending")]
        requests.search_fetch(domain, ["activity_id"]).activity_id.sudo(
            False
        ).procedure_signature = True

    def action_open_signature(self):
        """The signing dialog of the revision that this activity is about."""
        self.ensure_one()
        return self.env["procedure.revision"].browse(self.res_id).action_sign()

    def _to_store_defaults(self, target):
        return super()._to_store_defaults(target) + ["procedure_signature"]
