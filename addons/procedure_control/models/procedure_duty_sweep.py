from collections import defaultdict
from datetime import datetime, timedelta

from odoo import api, fields, models

from ..engine import escalation

BATCH = 1000
#: Dates around now for which a sweep knows the calendars.
WINDOW = timedelta(days=120)


class ProcedureDuty(models.AbstractModel):
    """The sweep: rungs whose moment has come, for whatever kind of duty.

    A model of duties names its link in `procedure.escalation` and says in the hooks
    below when one of them is awaited, since when, and what it is about.
    """

    _inherit = "procedure.duty"

    #: Name of the many2one in `procedure.escalation`; empty: has no ladder.
    _escalation_link = ""
    #: Kind in `procedure.escalation.policy.duty`, and prefix of the event.
    _duty_kind = ""

    # --- hooks ------------------------------------------------------------------------

    def _is_awaited(self):
        """Whether the ladder of this duty runs now."""
        return bool(self.due_at)

    def _awaited_since(self):
        """When its owner was asked, naive UTC."""
        return self.create_date

    def _clock_began(self, times):
        """From when its time would have run had the clock never stood, naive UTC."""
        return self._awaited_since()

    def _clock_stood(self):
        """[(from, to or None)] in which its clock stood, naive UTC."""
        return ()

    def _told_before(self):
        """{(id of rung, repeat)} called before its due moved, and not to call again."""
        return set()

    def _begun_at(self):
        """When its owner began, naive UTC; None where nobody says so."""
        return None

    def _own_duration(self):
        """Its own time as `engine.duration.Duration`, None when it has none."""
        return None

    def _about(self):
        """The record that its activities hang on."""
        return self

    def _in_words(self):
        """What is owed, in a few words."""
        return self.display_name

    def _field_of_work(self):
        """The field whose leader in charge hears of it."""
        return self.env["procedure.field"]

    # --- the ladder -------------------------------------------------------------------

    def _give_ladder(self, times):
        """Give new duties the ladder of now, and plan its first rung.

        :param times: {agency: WorkingTime} of every agency of these duties
        """
        ladders = self.env["procedure.escalation.policy"]._for(self)
        for duty in self:
            duty.policy_id = ladders[duty].id
        self._plan_calls(times)

    def _plan_calls(self, times):
        """Set when the sweep looks at these duties next: their first rung not fired."""
        ladders = self._ladders()
        fired = self._fired()
        for duty in self:
            facts = duty._ladder_facts(ladders, times)
            call = facts and escalation.next_call(
                facts[0], fired[duty.id] | duty._told_before(), *facts[1:]
            )
            duty.next_check_at = call.deliver_from if call else False

    def _calls(self, duty, ladders, fired, times, until=None):
        """[Call] of a duty that has not fired yet; repeats up to the first after then.

        :param fired: of `_fired`
        """
        facts = duty._ladder_facts(ladders, times)
        if not facts:
            return []
        said = fired[duty.id] | duty._told_before()
        return escalation.pending(facts[0], said, *facts[1:], until=until)

    def _ladder_facts(self, ladders, times):
        """What `engine.escalation` asks of this duty; None where it is not awaited.

        (levels, ready, due, own time, WorkingTime, pauses, started)
        """
        if not self._is_awaited():
            return None
        return (
            ladders.get(self.policy_id.sudo(), []),  # as `_ladders` keys them
            self._clock_began(times),
            self.due_at,
            self._own_duration(),
            times[self.company_id],
            self._clock_stood(),
            self._begun_at(),
        )

    def _fired(self):
        """{duty id: {(level id, repeat)} fired for its present clock}: one query."""
        fired = defaultdict(set)
        link = self._escalation_link
        rows = (
            self.env["procedure.escalation"]
            .sudo()  # what fired, fired, whoever may read of it
            ._read_group(
                [(link, "in", self.ids)], [link, "generation", "level_id", "repeat"]
            )
        )
        for duty, generation, level, repeat in rows:
            if generation == duty.clock_generation:
                fired[duty.id].add((level.id, repeat))
        return fired

    def _local_date(self, at):
        """The date of an instant at the duty's agency."""
        company = self.sudo().company_id  # its clock, whoever may read the agency
        return company._procedure_local_date(at)

    # --- the sweep --------------------------------------------------------------------

    @api.model
    def _sweep_due(self, now):
        """Fire what is due among duties of this model, in committed batches."""
        cron = self.env["ir.cron"]
        domain = [("next_check_at", "<=", now)]
        waiting = self.search_count(domain)
        if not waiting:
            return  # as on most nights: one question of each kind of duty
        cron._commit_progress(remaining=waiting)
        seen = self.browse()
        while True:
            unseen = domain + [("id", "not in", seen.ids)]
            order = "next_check_at, id"
            duties = self.env["procedure.job"]._lock_next(self, unseen, order, BATCH)
            if not duties:
                break
            seen |= duties
            duties._sweep(now)
            if not cron._commit_progress(len(duties)):
                break

    def _sweep(self, at):
        """Fire the rungs of these duties whose moment has come; nothing dies alone.

        A duty that raises is rolled back to its savepoint, keeps the error and is
        looked at again later, twice as long each time.
        """
        self.env["procedure.job"]._divide(
            self,
            lambda duties: duties._fire(at),
            lambda duty, error: duty._postpone(error, at),
        )

    def _postpone(self, error, at):
        self._note_failure(error)
        wait = timedelta(minutes=5 * 2 ** min(self.job_failures, 10))
        self.next_check_at = at + wait

    def _note_failure(self, error):
        """Keep the error with the duty; somebody is told of the first."""
        self.write(
            {"job_error": str(error)[:500], "job_failures": self.job_failures + 1}
        )
        if self.job_failures == 1:
            self.env["procedure.job"]._alarm(self._about(), str(error)[:500])

    def _fire(self, at):
        times = self._times_around(at)
        ladders, fired = self._ladders(), self._fired()
        rows, missed, later = [], [], {}
        for duty in self:
            time = times[duty.company_id]
            due = []
            for call in self._calls(duty, ladders, fired, times, until=at):
                if call.deliver_from <= at and time.is_open(at):
                    due.append(call)
                    continue
                wake = max(call.deliver_from, time.next_open(at))
                later[duty] = min(wake, later.get(duty, wake))
            in_time, too_late = escalation.sort_out(due, at, time)
            rows += [(duty, call) for call in in_time]
            missed += [(duty, call) for call in too_late]
        escalations = self.env["procedure.escalation"]
        unseen = escalations._fire_once(missed, at, state="missed")
        new = escalations._fire_once(rows, at)
        new._deliver(at)
        (unseen | new)._tell_trail(at)
        for duty in self:
            duty.write(
                {
                    "next_check_at": later.get(duty, False),
                    "job_failures": 0,
                    "job_error": False,
                }
            )

    def _times_around(self, at: datetime):
        """{agency: WorkingTime} from before these duties were asked to after now."""
        spans = [(d._awaited_since(), d.due_at or at) for d in self]
        since = min(asked for asked, _due in spans)
        until = max([at, *(due for _asked, due in spans)])
        # Rungs may stand as long after due again as the time before it was.
        after = max([WINDOW, *(due - asked for asked, due in spans)])
        return self.company_id._procedure_working_time(
            (since - WINDOW).date(), (until + after).date()
        )

    @api.model
    def _cron_sweep(self):
        """Every five minutes: heal tasks, then the ladders of every kind of duty."""
        now = fields.Datetime.now()
        self.env["procedure.task"]._close_silent(now)
        self.env["procedure.task"]._heal(now)
        for model in self._swept_models():
            self.env[model]._sweep_due(now)
        self.env["procedure.job"]._ran("sweep", now)

    @api.model
    def _swept_models(self):
        """Names of the models whose duties climb the ladder."""
        return ["procedure.task", "procedure.signature.request", "procedure.review"]
