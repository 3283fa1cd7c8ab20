from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

#: An event that waits longer than this to be sealed is left behind.
PATIENCE = "15 minutes"


class ProcedureSeal(models.Model):
    """What others print and ask of the chains."""

    _inherit = "procedure.seal"

    @api.model
    def _head(self, company=None):
        """Where the chain of a company's root stands: what is anchored outside.

        :param company: default the present one
        :return: {"position": int, "hash": hex or "", "at": naive UTC or None}
        """
        root = (company or self.env.company).sudo().root_id  # whose chain, not more
        # A hash tells nothing of what it seals.
        head = self.env["procedure.seal.head"].sudo()
        head = head.search([("company_id", "=", root.id)], limit=1)
        return {
            "position": head.position,
            "hash": head.hash or "",
            "at": head.sealed_at or None,
        }

    @api.model
    def _waiting(self):
        """(number of events waiting to be sealed, naive UTC since when or None)."""
        self.env.cr.execute(
            SQL("""
SELECT count(*), min(e.recorded_at)
  FROM procedure_event_queue q LEFT JOIN procedure_event e ON e.id = q.event_id""")
        )
        return self.env.cr.fetchone()

    @api.model
    def _overdue(self):
        """Whether an event has waited too long to be sealed (the database's clock)."""
        self.env.cr.execute(
            SQL(
                """
SELECT e.recorded_at < (clock_timestamp() AT TIME ZONE 'UTC') - %s::interval
  FROM procedure_event_queue q JOIN procedure_event e ON e.id = q.event_id
 ORDER BY q.event_id LIMIT 1""",
                PATIENCE,
            )
        )
        return bool((self.env.cr.fetchone() or [False])[0])

    def action_open_event(self):
        """The event that was sealed, where it still is there."""
        self.ensure_one()
        event = self.env["procedure.event"].search([("id", "=", self.event_id)])
        if not event:
            raise AccessError(self.env._("You may not read this event, or it is gone."))
        return {
            "type": "ir.actions.act_window",
            "res_model": "procedure.event",
            "res_id": event.id,
            "views": [(False, "form")],
        }
