from datetime import datetime, time, timedelta

import pytz
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.leader_page import weeks
from ..reporting import period as periods
from .procedure_compliance_rows import local, utc
from .procedure_task_measures import ENDED

#: What is due within so many working hours is about to be late.
SOON_HOURS = 8
#: Dates around now that tell when work goes on.
WINDOW = timedelta(days=60)
_IN_TIME = Domain("verdict", "in", ["early", "on_time"])
_LATE = Domain("verdict", "=", "late")


class ProcedureLeaderPage(models.AbstractModel):
    """What the leader's page counts: each figure a model and a domain, no more.

    A figure is counted by the very domain that opens it. Several are counted in one
    statement over one set of rows, taken from the reader's own search.
    """

    _name = "procedure.leader.page"
    _description = "Leader's page"

    # --- when ---------------------------------------------------------------------

    @api.model
    def _moments(self, agencies, period):
        """{name: naive UTC} of the bounds of today, the period and the weeks."""
        agency = agencies[:1].sudo()  # a time zone is no secret
        zone = pytz.timezone(agency._procedure_calendar()[agency].tz or "UTC")
        now = fields.Datetime.now()
        today = local(now, zone).date()
        whole = self._period(period, today)

        def midnight(day):
            return utc(datetime.combine(day, time.min), zone)

        return {
            "now": now,
            "today": midnight(today),
            "tomorrow": midnight(today + timedelta(days=1)),
            "start": midnight(whole.first),
            "end": midnight(whole.last + timedelta(days=1)),
            "period": whole,
            "weeks": [(day, midnight(day)) for day in weeks(today)],
        }

    def _period(self, name, today):
        """`reporting.period.Period`, in the statutory cut from the 15th to the 14th."""
        if name == "last_month":
            return periods.containing(today, "month").previous()
        return periods.containing(today, name)

    def _soon(self, agencies, times, now):
        """Domain of dues that lie within the next working hours of each agency."""
        dues = {}
        for agency in agencies:
            due = (
                times[agency].add_seconds(now, SOON_HOURS * 3600)
                if agency in times
                else now + timedelta(days=1)
            )
            dues.setdefault(due, []).append(agency.id)
        usual = max(dues, key=lambda due: len(dues[due]), default=now)
        soon = Domain("due_at", "<", usual)
        others = {due: ids for due, ids in dues.items() if due != usual}
        if others:
            apart = [one for ids in others.values() for one in ids]
            soon &= Domain("company_id", "not in", apart)
        for due, ids in others.items():
            soon |= Domain("company_id", "in", ids) & Domain("due_at", "<", due)
        return Domain("due_at", ">=", now) & soon

    def _times(self, agencies, first, now):
        """{agency: WorkingTime} of those that have a calendar one can count on."""
        window = ((min(first, now) - timedelta(days=1)).date(), (now + WINDOW).date())
        try:
            return agencies._procedure_working_time(*window)
        except UserError:
            if len(agencies) == 1:
                return {}
        # The others are counted as ever.
        return {
            k: v for one in agencies for k, v in self._times(one, first, now).items()
        }

    # --- what ---------------------------------------------------------------------

    def _asked(self, at, steps, cases, soon):
        """{group: (model, base, {figure: domain within the base})} of the whole page.

        :param at: `_moments`
        :param steps: domain of the steps, and `cases` of the cases, of this page
        """
        return self._asked_of_steps(at, steps, soon) | self._asked_of_cases(at, cases)

    def _asked_of_steps(self, at, steps, soon):
        now = (
            steps & Domain("state", "=", "ready") & Domain("is_correction", "=", False)
        )
        today = _between("done_at", at["today"], at["tomorrow"])
        judged = _between("done_at", at["start"], at["end"])
        judged &= Domain("verdict", "!=", False)
        first, last = min(at["start"], at["today"]), max(at["end"], at["tomorrow"])
        done = _between("done_at", first, last) & Domain("state", "in", ENDED)
        return {
            "open": (
                "procedure.task",
                now,
                {
                    "open": Domain.TRUE,
                    "overdue": Domain("due_at", "<", at["now"]),
                    "soon": soon,
                    "today": _between("due_at", at["today"], at["tomorrow"]),
                    "nobody": Domain("nobody", "=", True),
                },
            ),
            "done": (
                "procedure.task",
                steps & done,
                {
                    "done_today": today,
                    "ended": judged,
                    "in_time": judged & _IN_TIME,
                    "late": judged & _LATE,
                },
            ),
        }

    def _asked_of_cases(self, at, cases):
        first, last = min(at["start"], at["today"]), max(at["end"], at["tomorrow"])
        whole, today = (at["start"], at["end"]), (at["today"], at["tomorrow"])
        cases &= Domain("corrects_id", "=", False)
        received = Domain("state", "!=", "not_accepted")
        ended = Domain("verdict", "!=", False)
        waiting = Domain("state", "=", "paused") & Domain(
            "pause_ids", "any", [("kind", "=", "supplement"), ("date_to", "=", False)]
        )
        result = _ended_between(*whole)
        return {
            "received": (
                "procedure.case",
                cases & received & _between("received_at", first, last),
                {
                    "case_received": _between("received_at", *whole),
                    "case_received_today": _between("received_at", *today),
                },
            ),
            "results": (
                "procedure.case",
                cases & ended & _ended_between(first, last),
                {
                    "case_ended": result,
                    "case_in_time": result & _IN_TIME,
                    "case_late": result & _LATE,
                    "case_ended_today": _ended_between(*today),
                },
            ),
            "supplement": (
                "procedure.case",
                cases & waiting,
                {"case_supplement": Domain.TRUE},
            ),
        }

    # --- counted ------------------------------------------------------------------

    def _count(self, model, base, asked, names=()):
        """[(place, {figure: count})]: one statement over the rows of `base`.

        :param base: domain of all that is counted, under the reader's rules
        :param asked: {figure: domain over columns of the model alone}
        :param names: columns whose values are the place, 0 for none
        """
        records = self.env[model]
        query = records._search(base)
        if query.is_empty():
            return []
        table = records._table
        by = [records._field_to_sql(table, name, query) for name in names]
        counts = [
            SQL(
                "COUNT(*) FILTER (WHERE %s)",
                Domain(domain).optimize_full(records)._to_sql(records, table, query),
            )
            for domain in asked.values()
        ]
        query.order = None
        if by:
            query.groupby = SQL(", ").join(by)
        rows = self.env.execute_query(query.select(*by, *counts))
        wide = len(by)
        return [
            (
                tuple(key or 0 for key in row[:wide]),
                dict(zip(asked, row[wide:], strict=True)),
            )
            for row in rows
        ]

    def _trend(self, steps, bounds):
        """[(ended, late)] of each week between these moments, naive UTC."""
        tasks = self.env["procedure.task"]
        query = tasks._search(
            steps
            & _between("done_at", bounds[0], bounds[-1])
            & Domain("verdict", "!=", False)
        )
        found = {}
        if not query.is_empty():
            done = tasks._field_to_sql(tasks._table, "done_at", query)
            verdict = tasks._field_to_sql(tasks._table, "verdict", query)
            week = SQL("width_bucket(%s, %s::timestamp[])", done, list(bounds))
            query.order = None
            query.groupby = SQL("1")
            late = SQL("COUNT(*) FILTER (WHERE %s = 'late')", verdict)
            rows = self.env.execute_query(query.select(week, SQL("COUNT(*)"), late))
            found = {number: (ended, late) for number, ended, late in rows}
        return [found.get(number, (0, 0)) for number in range(1, len(bounds))]


def _between(name, start, end):
    return Domain(name, ">=", start) & Domain(name, "<", end)


def _ended_between(start, end):
    """Cases whose result was ready then, or that ended then without one."""
    without = Domain("result_at", "=", False) & _between("ended_at", start, end)
    return _between("result_at", start, end) | without
