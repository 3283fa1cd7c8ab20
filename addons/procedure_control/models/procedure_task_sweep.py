from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from psycopg2.errors import SerializationFailure

from ..engine import escalation
from ..engine.duration import make
from .procedure_case_clock import duration_of

BATCH = 1000
#: Dates around now for which a sweep knows the calendars.
WINDOW = timedelta(days=120)


class ProcedureTask(models.Model):
    """The sweep: rungs whose moment has come, and tasks that lost their activity."""

    _inherit = "procedure.task"

    def _own_duration(self):
        """The step's own time as `engine.duration.Duration`, None when it has none."""
        if self.given_duration_unit:
            return make(self.given_duration_value, self.given_duration_unit)
        runtime = self.case_id.revision_id._runtime()
        step = runtime.content.step(runtime.step_keys[self.step_id.id])
        return duration_of(step.duration) if step.time_mode == "own" else None

    def _plan_calls(self, times):
        """Set when the sweep looks at these tasks next: their first rung not fired."""
        ladders = self._ladders()
        fired = self._fired()
        for task in self:
            calls = self._calls(task, ladders, fired, times)
            task.next_check_at = calls[0].deliver_from if calls else False

    def _calls(self, task, ladders, fired, times):
        if task.state != "ready" or not task.due_at:
            return []
        return escalation.pending(
            ladders.get(task.policy_id.sudo(), []),  # as `_ladders` keys them
            fired[task.id],
            task.ready_at,
            task.due_at,
            task._own_duration(),
            times[task.company_id],
        )

    def _fired(self):
        """{task id: ids of the levels fired for its present clock}: one query."""
        fired = defaultdict(set)
        rows = (
            self.env["procedure.escalation"]
            .sudo()  # what fired, fired, whoever may read of it
            ._read_group(
                [("task_id", "in", self.ids)], ["task_id", "generation", "level_id"]
            )
        )
        for task, generation, level in rows:
            if generation == task.clock_generation:
                fired[task.id].add(level.id)
        return fired

    @api.model
    def _cron_sweep(self):
        """Every five minutes: fire what is due, in committed batches."""
        cron = self.env["ir.cron"]
        now = fields.Datetime.now()
        job = self.env["procedure.job"]
        self._heal(now)
        domain = [("next_check_at", "<=", now)]
        cron._commit_progress(remaining=self.search_count(domain))
        seen = self.browse()
        while True:
            tasks = self._lock_due(domain + [("id", "not in", seen.ids)])
            if not tasks:
                break
            seen |= tasks
            tasks._sweep(now)
            if not cron._commit_progress(len(tasks)):
                break
        job._ran("sweep", now)

    def _lock_due(self, domain):
        """The next batch that is due; empty where another sweep is at the same ones."""
        try:
            with self.env.cr.savepoint():
                tasks = self.search(domain, order="next_check_at, id", limit=BATCH)
                return tasks.try_lock_for_update(allow_referencing=True)
        except SerializationFailure:  # it has just committed what is seen here as due
            return self.browse()

    def _sweep(self, at):
        """Fire the rungs of these tasks whose moment has come; nothing dies alone.

        A task that raises is rolled back to its savepoint, keeps the error and is
        looked at again later, twice as long each time.
        """
        self.env["procedure.job"]._divide(
            self,
            lambda tasks: tasks._fire(at),
            lambda task, error: task._postpone(error, at),
        )

    def _postpone(self, error, at):
        self._note_failure(error)
        wait = timedelta(minutes=5 * 2 ** min(self.job_failures, 10))
        self.next_check_at = at + wait

    def _note_failure(self, error):
        """Keep the error with the task; somebody is told of the first."""
        self.write(
            {"job_error": str(error)[:500], "job_failures": self.job_failures + 1}
        )
        if self.job_failures == 1:
            self.env["procedure.job"]._alarm(self.case_id, str(error)[:500])

    def _fire(self, at):
        companies = self.company_id
        times = companies._procedure_working_time(
            (min(self.mapped("ready_at")) - timedelta(days=31)).date(),
            (max([at, *self.filtered("due_at").mapped("due_at")]) + WINDOW).date(),
        )
        ladders, fired = self._ladders(), self._fired()
        rows, later = [], {}
        for task in self:
            for call in self._calls(task, ladders, fired, times):
                if call.deliver_from <= at and times[task.company_id].is_open(at):
                    rows.append((task, call))
                    continue
                wake = call.deliver_from
                if wake <= at:
                    wake = times[task.company_id].next_open(at)
                later.setdefault(task, wake)
        new = self.env["procedure.escalation"]._fire_once(rows, at)
        new._deliver(at)
        for task in self:
            task.write(
                {
                    "next_check_at": later.get(task, False),
                    "job_failures": 0,
                    "job_error": False,
                }
            )

    @api.model
    def _heal(self, at):
        """Give ready tasks that lost their activity a new one for the present holder.

        An SQL cascade, Odoo's own clean-up or an archived user may have taken it.
        Tasks of an active owner come first, those that failed before last; the others
        stand on the list of tasks nobody holds and are tried here in turn.
        """
        job, tasks = self.env["procedure.job"], self.sudo()  # a job sees every agency
        lost = [("state", "=", "ready"), ("activity_id", "=", False)]
        owned = tasks.search(
            [*lost, ("user_id.active", "=", True)],
            order="job_failures, id",
            limit=BATCH,
        )
        job._divide(
            owned,
            lambda some: some._mirror(),
            lambda task, error: task._note_failure(error),
        )
        ownerless = ["|", ("user_id", "=", False), ("user_id.active", "=", False)]
        job._divide(
            job._next_page("sweep", tasks, [*lost, *ownerless], BATCH),
            lambda some: some._find_owners(at),
            lambda task, error: task._note_failure(error),
        )

    def _find_owners(self, at):
        answers = self._assignees(at)
        found = self.filtered(lambda task: answers[task].user_id)
        if found:
            owners = {task: answers[task] for task in found}
            found._move(owners, self.env._("holder found"), at)
