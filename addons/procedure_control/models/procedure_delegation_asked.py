from odoo import api, models
from odoo.fields import Domain


class ProcedureDelegation(models.Model):
    """Who signs for whom at a moment."""

    _inherit = "procedure.delegation"

    @api.model
    def _running(self, at, domain, scope="signing"):
        running = (
            Domain("starts_at", "<=", at)
            & Domain("ends_at", ">", at)
            & Domain("scope", "=", scope)
            & (Domain("revoked_at", "=", False) | Domain("revoked_at", ">", at))
        )
        # Who acts for whom is asked by the engine, for people who see neither.
        return self.sudo().search(running & domain, order="id")

    @api.model
    def _delegators_of(self, user, at, scope="signing"):
        """res.users in whose name `user` may act at `at`; it is never passed on."""
        running = self._running(at, Domain("delegate_id", "=", user.id), scope)
        return running.user_id.sudo(False)

    @api.model
    def _delegate_of(self, users, at, scope="signing"):
        """{user: who acts for him at `at`}, of those who are away: one query."""
        running = self._running(at, Domain("user_id", "in", users.ids), scope)
        return {
            d.user_id.sudo(False): d.delegate_id.sudo(False)
            for d in running
            if d.delegate_id.active
        }

    @api.model
    def _between(self, giver, taker, at, scope="signing"):
        """The delegation under which `taker` acts for `giver` at `at`, or empty."""
        domain = Domain("user_id", "=", giver.id) & Domain("delegate_id", "=", taker.id)
        return self._running(at, domain, scope)[-1:].sudo(False)
