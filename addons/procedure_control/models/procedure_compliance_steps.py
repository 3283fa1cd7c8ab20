from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..reporting.rows import StepRow
from .procedure_compliance import LANGUAGES
from .procedure_compliance_rows import MARGIN, local

ENDED = ("done", "sent_back", "no_reply")
OPEN = ("ready", "paused")


class ProcedureComplianceRows(models.AbstractModel):
    """Steps that ended in a period, or were ready and open when it was over."""

    _inherit = "procedure.compliance.rows"

    def _step_domain(self, options):
        first, last = options.period.start - MARGIN, options.period.end + MARGIN
        ended = Domain("state", "in", ENDED) & Domain("done_at", ">=", first)
        # What was open when the period was over may have been cancelled since, by the
        # end of its case or by another way of the case.
        cancelled = Domain("state", "=", "cancelled") & (
            Domain("case_id.ended_at", "=", False)
            | Domain("case_id.ended_at", ">=", first)
        )
        return Domain.AND(
            [
                Domain("ready_at", "<", last),
                Domain("company_id", "in", options.companies.ids),
                self._chosen_domain(options),
                ended | Domain("state", "in", OPEN) | cancelled,
            ]
        )

    def _rows_steps(self, options):
        """`StepRow` by own due; judged by the minute, as people are."""
        domain = self._step_domain(options)
        make = self._step_maker(domain, options)
        found = self._select(
            "procedure.task",
            domain,
            self._step_columns,
            ("due_at",),
            lang=self._active_language(options),
        )
        return filter(None, map(make, found))

    def _step_columns(self, tell, query):
        tasks = self.env["procedure.task"]
        hidden = tasks._hidden_domain()
        real = tasks.sudo()  # whether it is hidden is judged on what is
        clock = self._on_wall_clock(tell("company_id"), self._clocks())
        why = "explanation_id"
        return [
            tell("id"),
            tell("case_id.name"),
            tell("label"),
            tell("name"),
            tell("document_id.code"),
            tell("document_id.title"),
            tell("case_id.revision_id"),
            tell("company_id.name"),
            tell("department_id.name"),
            # The verdict belongs to who did the work; who may be told, is asked there.
            SQL(
                "COALESCE(%s, %s)",
                tell("done_by_id.name"),
                tell("user_id.name"),
            ),
            SQL("COALESCE(%s, %s)", tell("done_by_id"), tell("user_id")),
            SQL("FALSE")
            if hidden.is_false()
            else hidden.optimize_full(real)._to_sql(real, query.table, query),
            tell("company_id"),
            tell("department_id"),
            tell("document_id"),
            tell("kind"),
            tell("state"),
            tell("verdict"),
            clock(tell("ready_at")),
            clock(tell("planned_due_at")),
            clock(tell("due_at")),
            tell("due_at"),
            clock(tell("done_at")),
            clock(tell("case_id.ended_at")),
            tell("late_minutes"),
            tell("allowed_minutes"),
            tell("used_minutes"),
            tell("waiting_minutes"),
            tell("working_minutes"),
            tell("paused_minutes"),
            tell("other_agency"),
            tell(f"{why}.state"),
            tell(f"{why}.cause_id.name"),
            tell(f"{why}.words"),
            tell(f"{why}.head_cause_id.name"),
            tell(f"{why}.head_words"),
            tell(f"{why}.final_cause_id.name"),
            tell("case_id"),
            tell("step_id"),
        ]

    def _step_maker(self, domain, options):
        """A function from a tuple of `_step_columns` to its row, or to None."""
        start, end, until = options.period.start, options.period.end, options.until
        overdue = self._overdue_minutes(domain, options)
        clocks = self._clocks()
        dues = self._dues_at_end("task_id", domain, options, clocks)
        stood = self._pauses_at_end(Domain.TRUE, options, clocks)
        come_to_nothing = domain & Domain("state", "=", "cancelled")
        cancelled = self._cancelled_at(
            self.env["procedure.task"]._search(come_to_nothing)
        )
        titles = self._titles()
        silence = self._silence(options)

        def make(found):
            (
                id_, case, label, name, code, title, revision, agency, department,
                person, person_id, hidden, agency_id, department_id, document_id,
                kind, state, verdict, ready, planned, due, due_utc, done, case_ended,
                late, allowed, used, waiting, working, paused, elsewhere, why_state,
                cause, words, head_cause, head_words, final, case_id, step_id,
            ) = found  # fmt: skip
            ended = state in ENDED
            if ready >= end or (ended and done < start):
                return None
            if state == "cancelled":
                gone = local(cancelled.get(id_), clocks[agency_id]) or case_ended
                if not gone or gone < end:
                    return None
            ended = ended and done < end
            if ended:
                is_overdue = verdict == "late"
            else:
                done = verdict = used = waiting = working = paused = None
                if id_ in dues:
                    due_utc = dues[id_]
                    due = local(due_utc, clocks[agency_id])
                late = 0
                if due and due < until:
                    # While the clock stands nothing becomes overdue.
                    late = overdue(agency_id, due_utc, stood.get(case_id))
                is_overdue = late >= 1
            if hidden:
                person, person_id = department or agency, 0
            silent = silence if state == "no_reply" else ""
            return StepRow(
                id_,
                case or "",
                label or "",
                name or "",
                code or "",
                titles.get(revision) or title or "",
                agency or "",
                department or "",
                person or "",
                due,
                done,
                late or 0,
                allowed or 0,
                used,
                cause or silent,
                words or "",
                (cause if why_state == "agreed" else head_cause) or "",
                head_words or "",
                final or silent,
                agency_id or 0,
                department_id or 0,
                person_id or 0,
                document_id or 0,
                kind or "",
                ready,
                planned,
                state,
                verdict or None,
                waiting,
                working,
                paused,
                bool(elsewhere),
                not ended,
                ended,
                is_overdue,
                case_id,
                step_id,
            )

        return make

    def _cancelled_at(self, tasks):
        """{task id: when in UTC it was cancelled}, by the trail.

        :param tasks: ids, or the query of them, of steps that their reader may see
        """
        # Whoever sees a step is told when it came to nothing.
        events = self.env["procedure.event"].sudo()
        found = events._search(
            Domain("model", "=", "procedure.task")
            & Domain("kind", "=", "task.cancelled")
            & Domain("res_id", "in", tasks)
        )
        table = found.table
        columns = [SQL.identifier(table, name) for name in ("res_id", "occurred_at")]
        return dict(self.env.execute_query(found.select(*columns)))

    def _active_language(self, options):
        """What is stored in several languages is read in the file's, where it is."""
        lang = LANGUAGES[options.language]
        active = self.env["res.lang"]._get_data(code=lang)
        return lang if active else self.env.lang

    def _silence(self, options):
        """Silence is told: such a step ended at its due, with no minute after it."""
        lang = self._active_language(options)
        told = self.env["procedure.task"].with_context(lang=lang)
        return dict(told._fields["state"]._description_selection(told.env))["no_reply"]

    def _overdue_minutes(self, domain, options):
        """A function (agency, due, since when its clock stands) → working minutes late
        at the end of the period; moments in UTC.

        Agencies are asked for their calendars when the first of them is late.
        """
        times, untils = {}, {}
        clocks = self._clocks()

        def minutes(agency, due, stood_since=None):
            if not times:
                times.update(self._times(domain, options))
            if agency not in untils:
                until = options.until_utc(clocks[agency])
                untils[agency] = min(until, fields.Datetime.now())
            until = min(untils[agency], stood_since or untils[agency])
            if until <= due:
                return 0
            return times[agency].seconds_between(due, until) // 60

        return minutes

    def _times(self, domain, options):
        """{agency: WorkingTime} from the earliest due of a step not done in time."""
        tasks = self.env["procedure.task"]
        first_dues = tasks._read_group(
            domain & Domain("due_at", "<", options.until + MARGIN),
            ["company_id"],
            ["due_at:min"],
        )
        companies = self.env["res.company"].union(*(row[0] for row in first_dues))
        first = min(due for _company, due in first_dues).date() - MARGIN
        last = fields.Date.context_today(self) + timedelta(days=2)
        times = companies.sudo()._procedure_working_time(first, last)  # as in _clocks
        return {company.id: time for company, time in times.items()}
