from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models

BATCH = 200
FIRST_RETRY = timedelta(minutes=15)
LONGEST_RETRY = timedelta(days=1)
#: How often the job meets somebody else at the same counter before it leaves it.
MEETINGS = 5
ORDER = "next_run_at, id"


class ProcedureSchedule(models.Model):
    """The job that starts what is due, and what becomes of a schedule that cannot."""

    _inherit = "procedure.schedule"

    @api.model
    def _cron_start(self):
        """Start what is due; one schedule that cannot does not hold up the others."""
        now = fields.Datetime.now()
        job, cron = self.env["procedure.job"], self.env["ir.cron"]
        last = job.sudo().search([("key", "=", "schedule")]).last_run_at  # a job's own
        schedules = self.sudo()  # a background job: it looks after every agency
        if not last or last.date() != now.date():
            # Days off entered since may have moved what was planned.
            running = job._lock_next(
                schedules, [("state", "=", "running")], ORDER, None
            )
            job._divide(running, lambda some: some._plan_next(now))
        domain = [("state", "=", "running"), ("next_run_at", "<=", now)]
        cron._commit_progress(remaining=schedules.search_count(domain))
        seen, meetings = schedules.browse(), defaultdict(int)
        while True:
            unseen = domain + [("id", "not in", seen.ids)]
            due = job._lock_next(schedules, unseen, ORDER, BATCH)
            if not due:
                break
            met = job._divide(
                due,
                lambda some: some._run_due(now),
                lambda one, error: one._postpone(error, now),
            )
            for one in met:  # somebody took a number at the same moment
                meetings[one] += 1
            seen |= due.filtered(
                lambda one, met=met: one not in met or meetings[one] >= MEETINGS
            )
            if not cron._commit_progress(len(due)):
                break
        job._ran("schedule", now)

    def _postpone(self, error, at):
        """Keep what went wrong with the date it was for; try again later."""
        failures = self.failures + 1
        wait = min(FIRST_RETRY * 2 ** min(failures - 1, 10), LONGEST_RETRY)
        text = str(error)[:500]
        if failures == 1:
            self.env["procedure.job"]._alarm(self, text)
        planned = self.next_planned_on
        if planned:
            vals = {"state": "failed", "ran_at": at, "error": text}
            run = self.run_ids.filtered(lambda one: one.planned_on == planned)
            if run:
                run._note(vals)
            else:
                self.env["procedure.schedule.run"]._record(
                    [
                        vals
                        | {
                            "schedule_id": self.id,
                            "document_id": self.document_id.id,
                            "company_id": self.company_id.id,
                            "planned_on": planned,
                            "starts_at": self.next_run_at,
                        }
                    ]
                )
        self._set({"error": text, "failures": failures, "next_run_at": at + wait})
