from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from odoo import fields, models

from ..engine import planning
from ..engine.deadline import limit_due
from ..engine.derivation import explain
from ..engine.duration import DATES, Duration, DurationError, Unit, make

#: Dates on either side of a case that its calendars are built for.
DAYS_BEFORE = 31
DAYS_AFTER = 550


def duration_of(limit):
    """`engine.content.Limit` → `engine.duration.Duration`, None without a limit."""
    if limit is None:
        return None
    try:
        return make(limit.value, limit.unit)
    except DurationError:
        return Duration(None, Unit.NOT_COUNTED)


class ProcedureCase(models.Model):
    """The clock of a case: when it and each of its steps is due."""

    _inherit = "procedure.case"

    legal_due_at = fields.Datetime(
        string="Due by law",
        readonly=True,
        copy=False,
        help="By the legal limit; the agency may have committed itself to less.",
    )
    legal_due_derivation = fields.Json(readonly=True, copy=False)
    first_due_at = fields.Datetime(
        string="First due",
        readonly=True,
        copy=False,
        help="When it would be due without the extensions it was given.",
    )

    def _agencies(self):
        """Every agency that the steps of these cases may run in."""
        # A case of one agency runs in others that its receiver may not see.
        cases = self.sudo()
        return cases.company_id | cases.agency_ids | cases.task_ids.company_id

    def _working_times(self, at=None):
        """{agency: WorkingTime} wide enough for these cases: four queries."""
        moments = [case.received_at for case in self if case.received_at]
        moments.append(at or fields.Datetime.now())
        first = min(moments).date() - timedelta(days=DAYS_BEFORE)
        last = max(moments).date() + timedelta(days=DAYS_AFTER)
        return self._agencies()._procedure_working_time(first, last)

    def _limit(self):
        """The limit this case is held to: its variant's, else the committed, else the
        legal one. None when the procedure names none."""
        self.ensure_one()
        runtime = self.revision_id._runtime()
        content = runtime.content
        variant = runtime.variant_keys.get(self.variant_id.id)
        own = next((v.limit for v in content.variants if v.key == variant), None)
        return duration_of(own or content.committed or content.limit)

    def _legal_limit(self):
        """The limit of the law: a variant's own limit counts as both."""
        self.ensure_one()
        runtime = self.revision_id._runtime()
        content = runtime.content
        variant = runtime.variant_keys.get(self.variant_id.id)
        own = next((v.limit for v in content.variants if v.key == variant), None)
        return duration_of(own or content.limit)

    def _counts_from(self):
        """Where the clock is set going: the receipt, or an answer that restarts it."""
        self.ensure_one()
        return self._restarted_at() or self.received_at

    def _restarted_at(self):
        """When a supplement set the limit going anew, False if none did."""
        return self["restarted_at"] if "restarted_at" in self._fields else False

    def _cutoff(self):
        """The intake cut-off as a time, None where it does not apply.

        It binds kinds with a one-stop desk: work inside the agency has none.
        """
        self.ensure_one()
        hour = self.company_id.sudo().procedure_cutoff
        if not hour or self.kind != "tthc":
            return None
        return (
            fields.Datetime.to_datetime("2000-01-01") + timedelta(hours=hour)
        ).time()

    def _pauses(self):
        """[(from, to or None)] of this case, naive UTC.

        What was before a restart counts as time in which the clock stood.
        """
        self.ensure_one()
        pauses = [(p.date_from, p.date_to or None) for p in self.pause_ids]
        if restarted := self._restarted_at():
            pauses.append((self.received_at, restarted))
        return pauses

    def _plan(self, times, agency_of):
        """`engine.planning.Plan` of this case from its receipt.

        :param times: {agency: WorkingTime}
        :param agency_of: {step key: agency}, where each step runs
        """
        self.ensure_one()
        runtime = self.revision_id._runtime()
        content = runtime.content
        variant = runtime.variant_keys.get(self.variant_id.id, "")
        steps = [
            planning.StepTime(
                key=step.key,
                order=order,
                duration=self._step_duration(step),
                phase=step.phase or None,
                counted=step.counted,
                time=times[agency_of.get(step.key, self.company_id)],
                kind=step.kind,
            )
            for order, step in enumerate(content.steps_of(variant))
        ]
        phases = [
            planning.PhaseTime(phase.key, phase.mode, duration_of(phase.limit))
            for phase in content.phases
        ]
        return planning.plan(
            self._counts_from(),
            self._limit(),
            times[self.company_id],
            steps,
            phases,
            cutoff=self._cutoff(),
            pauses=self._pauses(),
            at_once_minutes=self.company_id.sudo().procedure_at_once_minutes,
            legal=self._legal_limit(),
        )

    def _step_duration(self, step):
        """A step's own time; None while it is drawn on its phase or not yet set."""
        runtime = self.revision_id._runtime()
        if step.time_mode == "phase":
            return None
        if step.time_mode == "set":
            tasks = self.task_ids.filtered(
                lambda t: t.step_id.id == runtime.step_ids[step.key]
            )
            task = tasks.sorted("occurrence")[-1:]
            if not task.given_duration_unit:
                return None
            return make(task.given_duration_value, task.given_duration_unit)
        if step.time_mode == "none" or not step.duration:
            return Duration(None, Unit.NOT_COUNTED)
        return duration_of(step.duration)

    def _plans(self, times, limits=None):
        """{case: Plan} with the steps where they run by now.

        :param limits: {case: Duration} of cases that were given more time
        """
        agencies = self._step_agencies()
        plans = {case: case._plan(times, agencies[case]) for case in self}
        for case, limit in (limits or {}).items():
            due = case._limit_due(times, limit, case._pauses())
            plans[case] = replace(plans[case], case_due=due)
        return plans

    def _limit_due(self, times, limit, pauses):
        return limit_due(
            times[self.company_id],
            self._counts_from(),
            limit,
            cutoff=self._cutoff(),
            pauses=pauses,
        )

    def _extended_limits(self, times):
        """{case: the limit that its present due time amounts to}, for extended cases.

        A later pause moves an extended due as it moves any other: an extension is a
        longer limit, in the unit of the one that was too short.
        """
        limits = {}
        for case in self:
            limit = case._limit()
            if not case.extension_count or not limit:
                continue
            ended = [(start, end) for start, end in case._pauses() if end]
            if limit.unit in DATES:
                limits[case] = case._days_until_due(times, limit.unit, ended)
            else:
                time = times[case.company_id]
                seconds = time.seconds_between(case.clock_start_at, case.due_at)
                seconds -= sum(time.seconds_between(*span) for span in ended)
                limits[case] = Duration(Decimal(seconds) / 60, Unit.MINUTE)
        return limits

    def _days_until_due(self, times, unit, pauses):
        unit = Unit.CALENDAR_DAY if unit is Unit.MONTH else unit
        for days in range(1, DAYS_AFTER):
            limit = Duration(Decimal(days), unit)
            if self._limit_due(times, limit, pauses).at >= self.due_at:
                break
        return limit

    def _set_dues(self, plans, reason, at):
        """Keep new due times with how they came about; the old ones stay listed.

        :param plans: {case: Plan}
        """
        history = []
        # No field of a case is tracked; looking for one costs at every write.
        for case in self.with_context(tracking_disable=True):
            due = plans[case].case_due
            legal = plans[case].legal_due
            case.write(
                {
                    "clock_start_at": due.clock_start,
                    "due_at": due.at or False,
                    "due_unit": due.at and due.derivation["unit"],
                    "due_derivation": due.derivation,
                    "legal_due_at": legal and legal.at or False,
                    "legal_due_derivation": legal and legal.derivation,
                    "first_due_at": plans[case].first_due.at or False,
                }
            )
            if due.at:
                history.append(
                    {
                        "case_id": case.id,
                        "due_at": due.at,
                        "derivation": due.derivation,
                        "reason": reason,
                        "set_at": at,
                        "user_id": self.env.uid,
                    }
                )
        self.env["procedure.due"]._make(history)

    def _explain(self, derivation):
        """One sentence in the reader's language on how a due time came about."""
        return explain(derivation, self.env["procedure.wording"]._deadline_words())
