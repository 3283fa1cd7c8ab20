from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain


def _signs(delegation):
    return delegation.scope == "signing"


class ProcedureDelegation(models.Model):
    """Activities lie with who acts now: they move when a delegation begins or ends."""

    _inherit = "procedure.delegation"

    def _mirror(self, at):
        """Move the activities of what the givers of `self` are asked to sign."""
        # Whoever begins or ends a delegation need not read what is to be signed.
        requests = (
            self.env["procedure.signature.request"]
            .sudo()
            .search(
                [
                    ("state", "=", "pending"),
                    ("user_id", "in", self.filtered(_signs).user_id.ids),
                ]
            )
        )
        acting = self._delegate_of(requests.user_id, at)
        moved = {}
        for request in requests.filtered("activity_id"):
            holder = acting.get(request.user_id.sudo(False), request.user_id)
            if request.activity_id.user_id != holder:
                moved.setdefault(holder.id, request.activity_id.browse())
                moved[holder.id] |= request.activity_id
        for user_id, activities in moved.items():
            activities._procedure_quietly().write({"user_id": user_id})

    @api.model
    def _cron_mirror(self):
        """What begins or ends by its date alone; what is right already is left."""
        at = fields.Datetime.now()
        lately = Domain("ends_at", ">", at - timedelta(days=7))
        # The job sees every agency.
        self.sudo().search(lately & Domain("starts_at", "<=", at))._mirror(at)
        self.env["procedure.job"]._ran("delegations", at)
