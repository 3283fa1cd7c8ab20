from collections import defaultdict
from typing import NamedTuple

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

#: More cases than this are not read at once; a shorter period is asked for.
LIMIT = 200_000


class CaseRow(NamedTuple):
    id: int
    company_id: int
    document_id: int
    revision_id: int
    variant_id: int | None
    received_at: object
    result_at: object
    ended_at: object
    verdict: str | None


class StepRow(NamedTuple):
    """Sums and quantiles over the finished occurrences of one step, in minutes."""

    document_id: int
    label: str
    name: str
    count: int
    late: int
    late_minutes: int
    waiting: int
    working: int
    paused: int
    own_waiting: int
    own_working: int
    other: int
    other_count: int
    waiting_at: list  # median, p90
    working_at: list


class ReturnRow(NamedTuple):
    document_id: int
    label: str
    name: str
    to_label: str | None
    to_name: str | None
    reason_id: int | None
    count: int
    added: int
    tasks: list
    cases: list

    @property
    def key(self):
        """What tells this row from the others, as text."""
        return [str(value or "") for value in self[:6]]


class ProcedureInsight(models.TransientModel):
    """Light rows by SQL taken from the models' own `_search`: what the reader sees."""

    _inherit = "procedure.insight"

    def _run(self, sql):
        self.env.flush_all()
        self.env.cr.execute(sql)
        return self.env.cr.fetchall()

    def _task_query(self, case_domain, domain):
        """Query of the reader's finished steps of the reader's cases."""
        of_cases = Domain("case_id", "any", case_domain)
        return self.env["procedure.task"]._search(of_cases & domain)

    def _case_rows(self, case_domain):
        """[CaseRow]; UserError for more than can be looked at in one go."""
        query = self.env["procedure.case"]._search(case_domain)
        query.limit = LIMIT + 1
        table = query.table
        names = [SQL.identifier(table, name) for name in CaseRow._fields]
        rows = self._run(query.select(*names))
        if len(rows) > LIMIT:
            raise UserError(
                self.env._(
                    "More than %(count)s cases ended in this period. Choose a shorter "
                    "one, or one procedure.",
                    count=LIMIT,
                )
            )
        return [CaseRow(*row) for row in rows]

    def _step_rows(self, case_domain):
        """[StepRow] in the order of procedures and of their paths."""
        query = self._task_query(case_domain, Domain("done_at", "!=", False))
        t = SQL.identifier(query.table)
        waiting = SQL("COALESCE(%s.waiting_minutes, 0)", t)
        working = SQL("COALESCE(%s.working_minutes, 0)", t)
        other = SQL("%s.other_agency IS TRUE", t)
        both = SQL("%s + %s", waiting, working)
        quantiles = "percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY %s)"
        return [
            StepRow(*row)
            for row in self._run(
                SQL(
                    "%s GROUP BY 1, 2, 3 ORDER BY 1, min(%s.sequence), 2, 3",
                    query.select(
                        SQL("%s.document_id", t),
                        SQL("COALESCE(%s.label, '')", t),
                        SQL("COALESCE(%s.name, '')", t),
                        SQL("count(*)"),
                        SQL("count(*) FILTER (WHERE %s.verdict = 'late')", t),
                        SQL("COALESCE(sum(%s.late_minutes), 0)::bigint", t),
                        SQL("sum(%s)::bigint", waiting),
                        SQL("sum(%s)::bigint", working),
                        SQL("COALESCE(sum(%s.paused_minutes), 0)::bigint", t),
                        SQL(
                            "COALESCE(sum(%s) FILTER (WHERE NOT %s), 0)::bigint",
                            waiting,
                            SQL("(%s)", other),
                        ),
                        SQL(
                            "COALESCE(sum(%s) FILTER (WHERE NOT %s), 0)::bigint",
                            working,
                            SQL("(%s)", other),
                        ),
                        SQL(
                            "COALESCE(sum(%s) FILTER (WHERE %s), 0)::bigint",
                            both,
                            other,
                        ),
                        SQL("count(*) FILTER (WHERE %s)", other),
                        SQL(quantiles, waiting),
                        SQL(quantiles, working),
                    ),
                    t,
                )
            )
        ]

    def _return_rows(self, case_domain):
        """[ReturnRow]: from which step to which, how often, and what it added.

        What was added are the minutes of the steps done again, from the return until
        the step that sent back has ended once more. Who sees a step of a case sees all
        of them, so what follows a return is read beside it.
        """
        query = self._task_query(case_domain, Domain("state", "=", "sent_back"))
        t = SQL.identifier(query.table)
        names = ("id", "case_id", "step_id", "occurrence", "done_at", "document_id")
        names += ("label", "name", "return_reason_id")
        columns = [SQL("%s.%s", t, SQL.identifier(name)) for name in names]
        return [
            ReturnRow(*row)
            for row in self._run(
                SQL(
                    """
                    SELECT r.document_id, COALESCE(r.label, ''), COALESCE(r.name, ''),
                           o.label, o.name, r.return_reason_id,
                           count(*), COALESCE(sum(a.minutes), 0)::bigint,
                           array_agg(r.id ORDER BY r.id),
                           array_agg(DISTINCT r.case_id)
                      FROM (%s) r
                      LEFT JOIN LATERAL (
                           SELECT f.label, f.name FROM procedure_task f
                            WHERE f.case_id = r.case_id AND f.opened_by_id = r.id
                            ORDER BY f.sequence, f.id LIMIT 1) o ON TRUE
                      LEFT JOIN LATERAL (
                           SELECT min(n.done_at) AS done_at FROM procedure_task n
                            WHERE n.case_id = r.case_id AND n.step_id = r.step_id
                              AND n.occurrence = r.occurrence + 1) e ON TRUE
                      LEFT JOIN LATERAL (
                           SELECT sum(COALESCE(d.waiting_minutes, 0)
                                      + COALESCE(d.working_minutes, 0)) AS minutes
                             FROM procedure_task d
                            WHERE d.case_id = r.case_id AND d.occurrence > 1
                              AND d.ready_at >= r.done_at
                              AND (e.done_at IS NULL OR d.done_at <= e.done_at)
                           ) a ON TRUE
                     GROUP BY 1, 2, 3, 4, 5, 6
                     ORDER BY count(*) DESC, 1, 2, 3, 4, 5, 6
                    """,
                    query.select(*columns),
                )
            )
        ]

    def _path_rows(self, case_domain):
        """[(path, moved, [case ids])], each path as text once.

        A path is `step:outcome:occurrence:state,…` in the order in which its steps
        ended; what was skipped comes last, `K` where no reason was given.
        """
        ended = Domain("done_at", "!=", False) | Domain("state", "=", "skipped")
        query = self._task_query(case_domain, ended)
        t = SQL.identifier(query.table)
        per_case = SQL(
            "%s GROUP BY %s.case_id",
            query.select(
                SQL("%s.case_id AS case_id", t),
                SQL(
                    """
                    string_agg(
                        COALESCE(%(t)s.done_under_step_id, %(t)s.step_id) || ':'
                        || COALESCE(%(t)s.outcome_id, 0) || ':' || %(t)s.occurrence
                        || ':' || CASE %(t)s.state WHEN 'done' THEN 'd'
                                  WHEN 'sent_back' THEN 's' WHEN 'no_reply' THEN 'n'
                                  WHEN 'skipped' THEN CASE
                                       WHEN %(t)s.reason IS NULL THEN 'K' ELSE 'k' END
                                  ELSE 'd' END,
                        ',' ORDER BY %(t)s.done_at NULLS LAST, %(t)s.sequence,
                                     %(t)s.id) AS path
                    """,
                    t=t,
                ),
                SQL("bool_or(%s.done_under_step_id IS NOT NULL) AS moved", t),
            ),
            t,
        )
        return self._run(
            SQL(
                "SELECT p.path, p.moved, array_agg(p.case_id ORDER BY p.case_id)"
                " FROM (%s) p GROUP BY p.path, p.moved ORDER BY p.path",
                per_case,
            )
        )

    def _reworked(self, case_domain):
        """Ids of the cases of which something was sent back."""
        query = self._task_query(case_domain, Domain("state", "=", "sent_back"))
        column = SQL.identifier(query.table, "case_id")
        return {row[0] for row in self._run(SQL("%s GROUP BY 1", query.select(column)))}

    def _leads(self, rows):
        """{case id: working minutes from receipt to result} of rows with a result.

        A case of an agency that has no calendar has none.
        """
        rows = [row for row in rows if row.result_at and row.received_at]
        if not rows:
            return {}
        first = min(row.received_at for row in rows).date()
        last = max(row.result_at for row in rows).date()
        by_company = defaultdict(list)
        for row in rows:
            by_company[row.company_id].append(row)
        leads = {}
        for company, time in self._working_times(list(by_company), first, last):
            for row in by_company[company]:
                seconds = time.seconds_between(row.received_at, row.result_at)
                leads[row.id] = max(0, seconds) // 60
        return leads

    def _working_times(self, company_ids, first, last):
        """[(company id, WorkingTime)] of those that have a calendar."""
        # Calendars of agencies whose cases the reader sees; only times come out.
        companies = self.env["res.company"].sudo().browse(company_ids)
        try:
            found = companies._procedure_working_time(first, last)
        except UserError:
            found = {}
            for company in companies:
                try:
                    found |= company._procedure_working_time(first, last)
                except UserError:
                    continue
        return [(company.id, time) for company, time in found.items()]
