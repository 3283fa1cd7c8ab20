from odoo import models


class ProcedureDuty(models.AbstractModel):
    """Calls that lay in the past before the duty was known to anybody."""

    _inherit = "procedure.duty"

    def _miss_past_calls(self, at):
        """Record as missed every rung of these duties that called before `at`.

        Nobody is told of them: what was entered after the fact could not have been
        done in time, and a ladder climbed at once would say the contrary.
        """
        awaited = self.filtered(lambda duty: duty._is_awaited() and duty.policy_id)
        if not awaited:
            return
        times = awaited._times_around(at)
        ladders, fired = awaited._ladders(), awaited._fired()
        rows = [
            (duty, call)
            for duty in awaited
            for call in duty._calls(duty, ladders, fired, times, until=at)
            if call.deliver_from <= at
        ]
        missed = self.env["procedure.escalation"]._fire_once(rows, at, state="missed")
        missed._tell_trail(at)
        awaited._plan_calls(times)
