import re
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from psycopg2.errors import SerializationFailure

from ..engine.recurrence import later
from .procedure_role_resolve import Place

BATCH = 200
FIRST_RETRY = timedelta(minutes=15)
LONGEST_RETRY = timedelta(days=1)
#: How often the job meets somebody else at the same counter before it leaves it.
MEETINGS = 5


class ProcedureSchedule(models.Model):
    """How a schedule starts its cases: once a planned date, whoever runs the job."""

    _inherit = "procedure.schedule"

    # --- the job ----------------------------------------------------------------------

    @api.model
    def _cron_start(self):
        """Start what is due; one schedule that cannot does not hold up the others."""
        now = fields.Datetime.now()
        job, cron = self.env["procedure.job"], self.env["ir.cron"]
        last = job.sudo().search([("key", "=", "schedule")]).last_run_at  # a job's own
        schedules = self.sudo()  # a background job: it looks after every agency
        if not last or last.date() != now.date():
            # Days off entered since may have moved what was planned.
            running = schedules._lock_these([("state", "=", "running")])
            job._divide(running, lambda some: some._plan_next(now))
        domain = [("state", "=", "running"), ("next_run_at", "<=", now)]
        cron._commit_progress(remaining=schedules.search_count(domain))
        seen, met = schedules.browse(), defaultdict(int)

        def failed(one, error):
            if isinstance(error, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
                # Somebody took a number at the same moment: no fault of the schedule.
                met[one] += 1
            else:
                one._postpone(error, now)

        while True:
            due = schedules._lock_these(domain + [("id", "not in", seen.ids)], BATCH)
            if not due:
                break
            before = dict(met)
            job._divide(due, lambda some: some._run_due(now), failed)
            seen |= due.filtered(
                lambda one, b=before: met[one] == b.get(one, 0) or met[one] >= MEETINGS
            )
            if not cron._commit_progress(len(due)):
                break
        job._ran("schedule", now)

    def _lock_these(self, domain, limit=None):
        """Those of a domain, in order; empty where another job is at the same ones."""
        try:
            with self.env.cr.savepoint():
                found = self.search(domain, order="next_run_at, id", limit=limit)
                return found.try_lock_for_update(allow_referencing=True)
        except SerializationFailure:  # it has just committed what is seen here as due
            return self.browse()

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

    # --- one look ---------------------------------------------------------------------

    def _run_due(self, at):
        """Deal with every planned date of these whose moment has come.

        Queries do not grow with the number of schedules that one person receives.
        """
        times, cases = self._times(at), self._cases_since(at)
        last_cases = self._last_cases()
        wanted, rows = [], []
        failed = self._failed_runs()
        for schedule in self:
            here = times[schedule.company_id]
            due = schedule._due(at, here, last_cases.get(schedule))
            for one, outcome in schedule._outcomes(due, here, at, cases, failed):
                if outcome == "start":
                    wanted.append((schedule, one))
                else:
                    rows.append(schedule._run_values(one, here, at, **outcome))
            if due:
                schedule._set({"planned_until": due[-1].planned})
        rows += self._start(wanted, times, at)
        self._keep(rows, failed)
        self._set({"error": False, "failures": 0})
        self._plan_next(at, times)

    def _due(self, at, times, last_case):
        """Occurrences whose moment has come, with those before them that have none."""
        due, waiting = [], []
        for one in self._ahead(times, last_case):
            waiting.append(one)
            if one.day is None:
                continue
            if self._moment(one.day, times) > at:
                break
            due += waiting
            waiting = []
        return due

    def _outcomes(self, due, times, at, cases, failed):
        """Yield (occurrence, "start" or values of a run that starts nothing)."""
        today = times.local(at).date()
        starting = [one for one in due if one.day]
        for one in due:
            if not one.day:
                yield one, {"why": "same_day" if one.merged else "rest_day"}
                continue
            case = self._counted(one, times, cases)
            if case:
                yield one, {"state": "by_hand", "case_id": case.id}
            elif (
                self.catch_up == "each"
                or (self, one.planned) in failed
                or one == starting[-1]
                and (self.catch_up == "last" or one.day == today)
            ):
                yield one, "start"
            else:
                yield one, {"why": "catch_up"}

    def _counted(self, one, times, cases):
        """The case started by hand that counts for this date; taken out of `cases`."""
        if self.by_hand != "counts":
            return None
        before = self._rule().previous(one.planned)
        day = before and self._rule().day_of(before, times)
        if not day:
            day = later(one.planned, -self.every, self.unit)
        since = self._moment(max(day, times.first), times)
        for case in cases[self]:
            if case.received_at > since:
                cases[self].remove(case)
                return case
        return None

    def _start(self, wanted, times, at):
        """Start a case for each (schedule, occurrence); values of their runs."""
        rows = []
        receivers = self._receivers({schedule for schedule, _one in wanted}, at)
        groups = defaultdict(list)
        for schedule, one in wanted:
            groups[receivers[schedule]].append((schedule, one))
        for receiver, group in groups.items():
            numbers = defaultdict(int)
            vals_list = []
            for schedule, one in group:
                numbers[schedule] += 1
                vals_list.append(schedule._case_values(one, numbers[schedule]))
            cases = self.env["procedure.case"]._start_by(
                "schedule",
                vals_list,
                at,
                receiver,
                origins=[schedule for schedule, _one in group],
            )
            for (schedule, one), case in zip(group, cases, strict=True):
                here = times[schedule.company_id]
                rows.append(
                    schedule._run_values(
                        one,
                        here,
                        at,
                        state="started",
                        case_id=case.id,
                        receiver_id=receiver.id,
                        is_late=here.local(at).date() > one.day,
                    )
                )
        return rows

    def _keep(self, rows, failed):
        """Runs of these values; what failed before is the same run, now settled."""
        new = []
        for row in rows:
            key = self.browse(row["schedule_id"]), row["planned_on"]
            if key in failed:
                failed[key]._note({**row, "error": False})
            else:
                new.append(row)
        self.env["procedure.schedule.run"]._record(new)

    def _failed_runs(self):
        runs = self.env["procedure.schedule.run"].search(
            [("schedule_id", "in", self.ids), ("state", "=", "failed")]
        )
        return {(run.schedule_id, run.planned_on): run for run in runs}

    def _receivers(self, schedules, at):
        """{schedule: who receives}; raises where nobody can."""
        result, asked = {}, defaultdict(list)
        for schedule in schedules:
            if schedule.receiver_kind == "user":
                result[schedule] = schedule.receiver_id
            else:
                asked[schedule.company_id._procedure_local_date(at)].append(schedule)
        for day, those in asked.items():
            roles = self.browse().receiver_role_id
            for schedule in those:
                roles |= schedule.receiver_role_id
            answers = roles._resolve(
                [
                    Place(
                        schedule.receiver_role_id.id,
                        schedule.company_id.id,
                        schedule.document_id.field_id.id,
                        schedule.department_id.id,
                    )
                    for schedule in those
                ],
                day,
            )
            for schedule, answer in zip(those, answers, strict=True):
                # A pool that claims has nobody yet: its first member receives.
                ids = answer.user_id or (answer.pool[:1] if answer.pool else None)
                result[schedule] = self.env["res.users"].browse(ids)
        for schedule, receiver in result.items():
            if not receiver:
                raise UserError(
                    self.env._(
                        "Nobody holds the role %(role)s in %(agency)s.",
                        role=schedule.receiver_role_id.name,
                        agency=schedule.company_id.name,
                    )
                )
            schedule._check_can_receive(receiver)
        return result

    def _case_values(self, one, ahead=1):
        """What `procedure.case._start_by` takes for this occurrence."""
        variant = self.variant_id
        if variant:
            variant = self.document_id.effective_revision_id.variant_ids.filtered(
                lambda here: here.name == self.variant_id.name
            )[:1]
            if not variant:
                raise UserError(
                    self.env._(
                        "The revision in force of %(procedure)s has no variant called "
                        "“%(variant)s”.",
                        procedure=self.document_id.display_name,
                        variant=self.variant_id.name,
                    )
                )
        return {
            "document_id": self.document_id.id,
            "company_id": self.company_id.id,
            "department_id": self.department_id.id,
            "variant_id": variant.id,
            "subject": self._worded(one.planned, self.run_count + ahead),
            "requester_user_id": self.requester_user_id.id,
            "requester_department_id": self.requester_department_id.id,
        }

    def _worded(self, planned, number=1):
        """The subject with what stands for a date filled in."""
        values = {
            "day": planned.day,
            "month": planned.month,
            "quarter": (planned.month + 2) // 3,
            "half": 1 if planned.month < 7 else 2,
            "year": planned.year,
            "week": planned.isocalendar().week,
            "date": planned.strftime("%d/%m/%Y"),
            "number": number,
        }
        return re.sub(
            r"%\((\w+)\)s",
            lambda found: str(values.get(found[1], found[0])),
            self.subject or self.name,
        )

    # --- cases of the same procedure --------------------------------------------------

    def _same_work(self, since):
        """Cases of these procedures there since then, received and not refused."""
        return (
            self.env["procedure.case"]
            .sudo()
            ._search(  # counted, not shown
                [
                    ("document_id", "in", self.document_id.ids),
                    ("company_id", "in", self.company_id.ids),
                    ("received_at", ">=", since),
                    ("state", "!=", "not_accepted"),
                ]
            )
        )

    def _covers(self, case):
        return (
            case.document_id == self.document_id
            and case.company_id == self.company_id
            and self.department_id in (case.department_id, self.department_id.browse())
        )

    def _cases_since(self, at):
        """{schedule: cases by hand that no run counts yet, oldest first}."""
        counting = self.filtered(lambda one: one.by_hand == "counts")
        result = defaultdict(list)
        if not counting:
            return result
        # Whoever may read them, they were started.
        cases = self.env["procedure.case"].sudo()
        found = cases.search(
            [
                ("id", "in", counting._same_work(at - timedelta(days=366 * 3))),
                ("start_source", "!=", "schedule"),
            ],
            order="received_at, id",
        )
        runs = self.env["procedure.schedule.run"].search(
            [("schedule_id", "in", counting.ids), ("case_id", "in", found.ids)]
        )
        counted = {(run.schedule_id, run.case_id.id) for run in runs}
        for schedule in counting:
            result[schedule] = [
                case
                for case in found
                if schedule._covers(case) and (schedule, case.id) not in counted
            ]
        return result

    def _last_cases(self):
        """{schedule: when its procedure last started there, whoever started it}."""
        counting = self._origin.filtered(lambda one: one.by_hand == "from_last")
        if not counting:
            return {}
        groups = (
            self.env["procedure.case"]
            .sudo()  # as in `_same_work`
            ._read_group(
                [
                    ("document_id", "in", counting.document_id.ids),
                    ("company_id", "in", counting.company_id.ids),
                    ("received_at", "!=", False),
                    ("state", "!=", "not_accepted"),
                ],
                ["document_id", "company_id", "department_id"],
                ["received_at:max"],
            )
        )
        result = {}
        for document, company, department, last in groups:
            for schedule in counting:
                here = (schedule.document_id, schedule.company_id) == (
                    document,
                    company,
                )
                if here and schedule.department_id in (
                    department,
                    department.browse(),
                ):
                    result[schedule] = max(last, result.get(schedule, last))
        return result
