from odoo import fields, models

from ..engine import escalation


class ProcedureTask(models.Model):
    """The ladder of a step whose due has moved: reopening escalates nothing at once."""

    _inherit = "procedure.task"

    told_level_ids = fields.Json(
        readonly=True,
        copy=False,
        help="Rungs, each with the number of its call, that called before the due "
        "moved, for a moment that is past by the new due as well.",
    )

    def _clock_began(self, times):
        """A rung at a share of the time counts none of the time the clock stood."""
        if self.clock_generation > 1 and self.due_at and self.allowed_minutes:
            seconds = self.allowed_minutes * 60
            return times[self.company_id].add_seconds(self.due_at, -seconds)
        return super()._clock_began(times)

    def _clock_stood(self):
        if self.clock_generation > 1:
            return self.case_id._pauses()
        return super()._clock_stood()

    def _told_before(self):
        return super()._told_before() | _keys(self.told_level_ids)

    def _note_told(self, at, times):
        """After their due moved: which rungs have said what they would say again.

        A rung whose moment still lies ahead by the new due calls anew, and what it
        asked for is closed until then.
        """
        if not self:
            return
        ladders = self._ladders()
        # What fired, fired, whoever may read of it.
        firings = self.env["procedure.escalation"].sudo()
        said = firings.search([("task_id", "in", self.ids)]).grouped("task_id")
        for task in self:
            mine = said.get(task.sudo(), firings.browse())  # as keyed above
            past = task._past_calls(ladders, at, times)
            told = sorted({f._call_key() for f in mine} & past)
            if set(told) != _keys(task.told_level_ids):
                task.told_level_ids = [list(key) for key in told]
            ahead = mine.filtered(lambda f, p=past: f._call_key() not in p)
            ahead._close_calls(but_of=mine - ahead)
        self._plan_calls(times)

    def _past_calls(self, ladders, at, times):
        facts = self._ladder_facts(ladders, times)
        if not facts:
            return set()
        calls = escalation.calls(*facts, until=at)
        return {call.key for call in calls if call.moment <= at}


def _keys(stored):
    """{(rung, repeat)} of what is stored; a plain number is a rung's first call."""
    return {tuple(one) if isinstance(one, list) else (one, 0) for one in stored or ()}
