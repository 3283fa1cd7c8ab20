import re
from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError

from .procedure_role_resolve import Place


class ProcedureSchedule(models.Model):
    """How a schedule starts its cases: each planned date once."""

    _inherit = "procedure.schedule"

    def _run_due(self, at):
        """Deal with every planned date of these whose moment has come.

        Queries do not grow with the number of schedules that one person receives.
        """
        times = self._times(at)
        cases = self._cases_since(times)
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
        self._plan_next(at)

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
