from odoo import fields, models
from odoo.tools import SQL

from .procedure_compliance_steps import ENDED, OPEN

#: Axis → what a group of it is told apart by; the names are those of the statement.
AXES = {
    "step": ("document_id", "label", "name"),
    "department": ("company_id", "department_id"),
    "person": ("company_id", "department_id", "person_id"),
    "procedure": ("document_id",),
}
KEYS = ("document_id", "label", "name", "company_id", "department_id", "person_id")
FIGURES = (
    "early",
    "on_time",
    "late",
    "no_limit",
    "in_hand",
    "overdue",
    "planned",
    "used",
    "waiting",
    "working",
    "paused",
    "elsewhere",
    "late_minutes",
)


class ProcedureTask(models.Model):
    """Steps by step, department, person and procedure, summed by the database."""

    _inherit = "procedure.task"

    def _axis_figures(self, domain, start=None, until=None):
        """Figures of the tasks that the user may see, on four axes, by one statement.

        Tasks that ended from ``start`` (naive UTC, None: ever) until before ``until``
        (None: now), and those that were ready and open then. Whose name is hidden from
        the user stands under person 0, as one without a name does.

        :return: {axis: {key: {figure: int}}}; keys as `AXES` says, figures `FIGURES`.
            ``in_hand`` holds ``overdue``, which compares the due with ``until``;
            minutes are of what ended
        """
        query = self._search(domain)
        until = until or fields.Datetime.now()
        real = self.sudo()  # whether a name is hidden is judged on what is
        hidden = self._hidden_domain()
        person = SQL(
            "COALESCE(%s, %s, 0)",
            self._of(query, "done_by_id"),
            self._of(query, "user_id"),
        )
        if not hidden.is_false():
            condition = hidden.optimize_full(real)._to_sql(real, query.table, query)
            person = SQL("CASE WHEN %s THEN 0 ELSE %s END", condition, person)
        query.order = None
        told = [
            SQL("%s AS %s", self._of(query, name), SQL.identifier(name))
            for name in ("document_id", "label", "name", "company_id", *_TOLD)
        ]
        tasks = query.select(
            SQL("COALESCE(%s, 0) AS department_id", self._of(query, "department_id")),
            SQL("%s AS person_id", person),
            *told,
        )
        self.env.flush_query(tasks)
        self.env.cr.execute(_statement(tasks, start, until))
        return _by_axis(self.env.cr.fetchall())

    def _of(self, query, name):
        return self.sudo()._field_to_sql(query.table, name, query)  # as above


_TOLD = (
    "state",
    "verdict",
    "ready_at",
    "due_at",
    "done_at",
    "allowed_minutes",
    "used_minutes",
    "waiting_minutes",
    "working_minutes",
    "paused_minutes",
    "late_minutes",
    "other_agency",
)


def _statement(tasks, start, until):
    """Cells first, one row for whatever two tasks share on every axis; then the axes.

    A million tasks are so read once, and the few thousand cells four times.
    """
    keys = SQL(", ").join(map(SQL.identifier, KEYS))
    sums = SQL(", ").join(
        SQL("SUM(%s)::bigint", SQL.identifier(name)) for name in FIGURES
    )
    sets = SQL(", ").join(
        SQL("(%s)", SQL(", ").join(map(SQL.identifier, by))) for by in AXES.values()
    )
    since = SQL("TRUE") if start is None else SQL("t.done_at >= %s", start)
    return SQL(
        """
        WITH cells AS (
            SELECT %(keys)s,
                   COUNT(*) FILTER (WHERE ended AND verdict = 'early') AS early,
                   COUNT(*) FILTER (WHERE ended AND verdict = 'on_time') AS on_time,
                   COUNT(*) FILTER (WHERE ended AND verdict = 'late') AS late,
                   COUNT(*) FILTER (WHERE ended AND verdict IS NULL) AS no_limit,
                   COUNT(*) FILTER (WHERE NOT ended) AS in_hand,
                   COUNT(*) FILTER (WHERE NOT ended AND due_at < %(until)s) AS overdue,
                   SUM(allowed_minutes) FILTER (WHERE ended) AS planned,
                   SUM(used_minutes) FILTER (WHERE ended) AS used,
                   SUM(waiting_minutes) FILTER (WHERE ended) AS waiting,
                   SUM(working_minutes) FILTER (WHERE ended) AS working,
                   SUM(paused_minutes) FILTER (WHERE ended) AS paused,
                   SUM(used_minutes) FILTER (WHERE ended AND other_agency) AS elsewhere,
                   SUM(late_minutes) FILTER (WHERE ended) AS late_minutes
              FROM (SELECT t.*,
                           t.state = ANY(%(over)s) AND t.done_at < %(until)s AS ended
                      FROM (%(tasks)s) AS t
                     WHERE CASE
                           WHEN t.state = ANY(%(over)s) AND t.done_at < %(until)s
                           THEN %(since)s
                           ELSE t.ready_at < %(until)s
                                AND t.state = ANY(%(any)s)
                           END) AS judged
             GROUP BY %(keys)s
        )
        SELECT GROUPING(%(keys)s), %(keys)s, %(sums)s
          FROM cells
         GROUP BY GROUPING SETS (%(sets)s)
        """,
        keys=keys,
        sums=sums,
        sets=sets,
        tasks=tasks,
        since=since,
        until=until,
        over=list(ENDED),
        any=[*ENDED, *OPEN],
    )


def _by_axis(rows):
    masks = {_mask(by): axis for axis, by in AXES.items()}
    found = {axis: {} for axis in AXES}
    for mask, *values in rows:
        axis = masks[mask]
        told = dict(zip(KEYS, values, strict=False))
        key = tuple(told[name] for name in AXES[axis])
        sums = (value or 0 for value in values[len(KEYS) :])
        found[axis][key] = dict(zip(FIGURES, sums, strict=True))
    return found


def _mask(by):
    """What GROUPING says of a set: a bit for each key that it leaves out."""
    bits = "".join("0" if key in by else "1" for key in KEYS)
    return int(bits, 2)
