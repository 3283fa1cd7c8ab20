"""History as ballast: lived cases copied to other days, agencies, procedures, people.

A lived case is moved by whole working days. The calendar of the whole province is one,
so working time does not change by it: each minute, due and verdict of a copy is what
the engine would have found. Who and where go to their likes: the same desk of another
agency of the same kind, the same step of another procedure of the same shape.
"""

import os
from datetime import date, timedelta

from _city_base import Progress, told
from _city_copy import TABLES, Copy
from _city_living import ASKED_FOR

#: Cases in one committed chunk.
CHUNK = 5_000
#: Of a hundred cases so many end late.
LATE = 7
#: Monday to Friday; what a Saturday worked for another day brings is as a Friday.
WEEKDAYS = (1.35, 1.1, 1.0, 0.95, 0.8, 0.8, 0.8)
TET = date(2026, 2, 17)


class Ballast:
    """Fills a city up to a number of tasks; each chunk is committed."""

    def __init__(self, env, notes, now, seed):
        self.env, self.cr, self.notes = env, env.cr, notes
        self.now, self.seed = now, seed
        self.tables = [t for t in TABLES if not t.events or os.environ.get("EVENTS")]

    def fill(self, tasks):
        """Add ballast until there are ``tasks`` tasks; goes on where it was."""
        if not self.notes.get("planned"):
            with told("plan of the ballast"):
                self._days()
                self._lived()
                self._likes()
                cases = self._plan(tasks)
                self._reserve()
            self.notes.put("planned", cases)
            self.notes.put("copied", 0)
            self.cr.commit()
        self._without_indexes()
        total, done = self.notes.get("planned"), self.notes.get("copied")
        progress = Progress("ballast cases", total, done)
        copy = Copy(self.env, self.notes, self.tables)
        while done < total:
            last = min(done + CHUNK, total)
            copy.chunk(done + 1, last)
            done = last
            self.notes.put("copied", done)
            self.cr.commit()
            progress.at(done)
        with told("indexes and foreign keys"):
            self._with_indexes()

    # --- the plan ---------------------------------------------------------------------
    def _days(self):
        """Working days in order, and how many people come on each."""
        root = self.env["res.company"].search([("procedure_code", "=", "UBT")])
        today = (self.now + timedelta(hours=7)).date()
        first, last = today - timedelta(days=500), today + timedelta(days=300)
        time = root._procedure_working_time(first, last)[root]
        days = time.working_dates(first, last)
        index, ordinals = 0, []
        for n in range((last - days[0]).days + 1):
            while index < len(days) and days[index] <= days[0] + timedelta(days=n):
                index += 1
            ordinals.append(index)
        self.notes.put("days", [day.isoformat() for day in days])
        self.notes.put("ordinals", ordinals)
        begun = today - timedelta(days=425)
        self.notes.put("first", next(i for i, d in enumerate(days, 1) if d >= begun))
        self.notes.put("last", max(i for i, d in enumerate(days, 1) if d < today))
        self.cr.execute(
            "CREATE TABLE bench_day (ord int PRIMARY KEY, day date, total float8)"
        )
        total, rows = 0.0, []
        for ordinal, day in enumerate(days, 1):
            if begun <= day < today:
                total += WEEKDAYS[day.weekday()] * _season(day)
            rows.append((ordinal, day, total))
        self.cr.execute_values("INSERT INTO bench_day VALUES %s", rows)

    def _lived(self):
        """Lived cases that may be copied: ended, counted in working time only."""
        self.env.flush_all()
        self.cr.execute(
            """
            CREATE TABLE bench_lived AS
            WITH ended AS (
                SELECT c.id, c.company_id, c.document_id, c.verdict = 'late' AS late,
                       l.original AS shape,
                       (SELECT count(*) FROM procedure_task t WHERE t.case_id = c.id)
                           AS tasks,
                       (LEAST(c.received_at, c.clock_start_at)
                           + interval '7h')::date AS first,
                       (GREATEST(c.ended_at, c.result_at,
                            (SELECT max(t.done_at) FROM procedure_task t
                              WHERE t.case_id = c.id)) + interval '7h')::date AS last
                  FROM procedure_case c
                  JOIN bench_like l ON l.kind = 'procedure' AND l.id = c.document_id
                   AND l.original = l.id
                  JOIN bench_like g ON g.kind = 'agency' AND g.id = c.company_id
                   AND g.original = g.id
                 WHERE c.state IN ('closed', 'refused', 'terminated', 'withdrawn')
                   AND c.received_at IS NOT NULL
                   AND c.corrects_id IS NULL
                   AND c.start_source = 'desk'
                   AND COALESCE(c.due_unit, '') <> 'calendar_day'
                   AND NOT EXISTS (
                       SELECT 1 FROM procedure_task t WHERE t.case_id = c.id
                          AND t.state IN ('planned', 'ready', 'paused'))
            )
            SELECT e.*, ord.first AS first_ord, ord.last - ord.first AS length,
                   0::float8 AS weight, 0 AS k
              FROM ended e
              CROSS JOIN LATERAL (
                  SELECT (SELECT max(d.ord) FROM bench_day d WHERE d.day <= e.first),
                         (SELECT max(d.ord) FROM bench_day d WHERE d.day <= e.last)
              ) AS ord(first, last)
             WHERE e.tasks > 0
            """
        )
        self._weigh()

    def _weigh(self):
        """How often each is copied: as its procedure is asked for, few of them late."""
        self.cr.execute(
            "SELECT d.id, l.code FROM procedure_document d"
            " JOIN bench_like l ON l.kind = 'procedure' AND l.id = d.id"
            " WHERE l.original = l.id"
        )
        shares = [(id_, ASKED_FOR.get(code, 1)) for id_, code in self.cr.fetchall()]
        self.cr.execute("CREATE TEMP TABLE bench_share (shape int, share float8)")
        self.cr.execute_values("INSERT INTO bench_share VALUES %s", shares)
        # Whatever a shape's lived cases were, as many of all copies end late.
        self.cr.execute(
            """
            WITH counted AS (
                SELECT id, shape, COALESCE(late, false) AS late,
                       count(*) OVER (PARTITION BY shape, COALESCE(late, false)) AS same
                  FROM bench_lived
            ), raw AS (
                SELECT c.id, c.late, s.share / c.same AS weight
                  FROM counted c JOIN bench_share s USING (shape)
            ), sums AS (
                SELECT sum(weight) FILTER (WHERE late) AS late,
                       sum(weight) FILTER (WHERE NOT late) AS rest FROM raw
            ), weighed AS (
                SELECT raw.id, CASE WHEN raw.late THEN weight * %(late)s / sums.late
                                    ELSE weight * (100 - %(late)s) / sums.rest END AS w
                  FROM raw, sums
            ), running AS (
                SELECT id, sum(w) OVER (ORDER BY id) AS total,
                       row_number() OVER (ORDER BY id) AS k FROM weighed
            )
            UPDATE bench_lived l SET weight = r.total, k = r.k
              FROM running r WHERE r.id = l.id
            """,
            {"late": LATE},
        )
        self.cr.execute("CREATE UNIQUE INDEX ON bench_lived (k)")
        self.cr.execute("CREATE UNIQUE INDEX ON bench_lived (id)")
        self.cr.execute("DROP TABLE bench_share")

    def _likes(self):
        """Who, where, and which step is like which, to look up by its key."""
        self.cr.execute(
            """
            CREATE TABLE bench_user AS
            SELECT l.id, l.original, u.company_id
              FROM bench_like l JOIN res_users u ON u.id = l.id WHERE l.kind = 'user';
            CREATE UNIQUE INDEX ON bench_user (id);
            CREATE TABLE bench_pool AS
            SELECT original, company_id, array_agg(id ORDER BY id) AS users
              FROM bench_user GROUP BY 1, 2;
            CREATE UNIQUE INDEX ON bench_pool (original, company_id);
            CREATE TABLE bench_department AS
            SELECT l.id, l.original, d.company_id
              FROM bench_like l JOIN hr_department d ON d.id = l.id
             WHERE l.kind = 'department';
            CREATE UNIQUE INDEX ON bench_department (id);
            CREATE UNIQUE INDEX ON bench_department (original, company_id);
            CREATE TABLE bench_step AS
            SELECT s.id, s.revision_id, row_number() OVER (
                       PARTITION BY s.revision_id ORDER BY s.sequence, s.id) AS place
              FROM procedure_step s;
            CREATE UNIQUE INDEX ON bench_step (id);
            CREATE UNIQUE INDEX ON bench_step (revision_id, place);
            CREATE TABLE bench_outcome AS
            SELECT o.id, o.step_id, row_number() OVER (
                       PARTITION BY o.step_id ORDER BY o.sequence, o.id) AS place
              FROM procedure_outcome o;
            CREATE UNIQUE INDEX ON bench_outcome (id);
            CREATE UNIQUE INDEX ON bench_outcome (step_id, place);
            CREATE TABLE bench_part AS
            SELECT 'variant' AS kind, v.id, v.revision_id, row_number() OVER (
                       PARTITION BY v.revision_id ORDER BY v.sequence, v.id) AS place
              FROM procedure_variant v
            UNION ALL
            SELECT 'component', c.id, c.revision_id, row_number() OVER (
                       PARTITION BY c.revision_id ORDER BY c.sequence, c.id)
              FROM procedure_dossier_component c;
            CREATE UNIQUE INDEX ON bench_part (kind, id);
            CREATE UNIQUE INDEX ON bench_part (kind, revision_id, place);
            """
        )
        for table in self.tables:
            self.cr.execute(table.ranks())

    def _plan(self, tasks):
        """One row for each copy, in the order of their days; how many they are."""
        self.cr.execute("SELECT count(*) FROM procedure_task")
        wanted = max(0, tasks - self.cr.fetchone()[0])
        self.cr.execute("SELECT min(tasks) FROM bench_lived")
        most = wanted // max(1, self.cr.fetchone()[0]) + 100
        offsets = ", ".join(
            f"sum(COALESCE(r_{t.short}.rows, 0)) OVER before AS o_{t.short}"
            for t in self.tables
        )
        joins = " ".join(
            f"LEFT JOIN (SELECT case_id, count(*) AS rows FROM bench_{t.short}_rank"
            f" GROUP BY 1) r_{t.short} ON r_{t.short}.case_id = picked.lived"
            for t in self.tables
        )
        self.cr.execute(
            f"""
            CREATE TABLE bench_plan AS
            WITH drawn AS (
                SELECT g, l.id AS lived, l.company_id, l.shape, l.tasks,
                       l.first_ord, l.length,
                       sum(l.tasks) OVER (ORDER BY g) - l.tasks AS before
                  FROM (SELECT g, {_uniform("g", 1)} AS u
                          FROM generate_series(1, %(most)s) AS g) AS draws
                  JOIN bench_lived l ON l.k = 1 + width_bucket(u * 100,
                       (SELECT array_agg(weight ORDER BY k) FROM bench_lived))
            ), picked AS (
                SELECT g, lived, days.start - first_ord AS shift, start,
                       (SELECT ids[1 + floor(power({_uniform("g", 3)}, 1.3)
                            * cardinality(ids))::int] FROM agencies a
                         WHERE a.original = drawn.company_id) AS company_id,
                       (SELECT ids[1 + floor({_uniform("g", 4)}
                            * cardinality(ids))::int] FROM documents d
                         WHERE d.original = drawn.shape) AS document_id
                  FROM drawn
                  CROSS JOIN LATERAL (
                      SELECT width_bucket({_uniform("g", 2)} * (SELECT total
                          FROM bench_day WHERE ord = %(last)s - drawn.length),
                          (SELECT array_agg(total ORDER BY ord) FROM bench_day
                            WHERE ord <= %(last)s)) + 1 AS start
                  ) AS days
                 WHERE before < %(wanted)s
            ), numbered AS (
                SELECT row_number() OVER (ORDER BY start, g) AS n, picked.*
                  FROM picked
            )
            SELECT n, picked.lived, shift, picked.company_id, picked.document_id,
                   v.id AS revision_id, {offsets}
              FROM numbered picked
              JOIN procedure_revision v ON v.document_id = picked.document_id
               AND v.state = 'effective'
              {joins}
            WINDOW before AS (ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING
                              AND 1 PRECEDING)
            """.replace(
                "WITH drawn",
                f"WITH agencies AS ({_likes_of('agency')}),"
                f" documents AS ({_likes_of('procedure')}), drawn",
            ),
            {"most": most, "wanted": wanted, "last": self.notes.get("last")},
        )
        self.cr.execute("CREATE UNIQUE INDEX ON bench_plan (n)")
        self.cr.execute("ANALYZE bench_plan")
        self.cr.execute("SELECT count(*) FROM bench_plan")
        return self.cr.fetchone()[0]

    def _reserve(self):
        """Ids of every table, taken at once: a killed run uses the same."""
        bases = {}
        for table in self.tables:
            if not table.numbered:
                continue
            self.cr.execute(
                f"SELECT count(*) FROM bench_plan p JOIN bench_{table.short}_rank r"
                " ON r.case_id = p.lived"
            )
            number = self.cr.fetchone()[0]
            self.cr.execute(f"SELECT COALESCE(max(id), 0) FROM {table.name}")
            bases[table.short] = self.cr.fetchone()[0] + 1000
            self.cr.execute(
                f"SELECT setval('{table.name}_id_seq', %s)",
                [bases[table.short] + number + 1],
            )
        self.notes.put("bases", bases)

    # --- indexes ----------------------------------------------------------------------
    def _without_indexes(self):
        """Foreign keys and indexes that no rule rests on come back when it is full."""
        kept = self.notes.get("indexes")
        if kept is None:
            names = [table.name for table in self.tables]
            self.cr.execute(
                "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)"
                " FROM pg_constraint WHERE contype = 'f'"
                " AND conrelid::regclass::text = ANY(%s) ORDER BY 1, 2",
                [names],
            )
            keys = self.cr.fetchall()
            self.cr.execute(
                "SELECT i.tablename, i.indexname, i.indexdef FROM pg_indexes i"
                " WHERE i.tablename = ANY(%s) AND i.indexdef NOT LIKE '%%UNIQUE%%'"
                " ORDER BY 1, 2",
                [names],
            )
            kept = {"keys": keys, "indexes": self.cr.fetchall()}
            self.notes.put("indexes", kept)
        for table, name, _definition in kept["keys"]:
            self.cr.execute(f'ALTER TABLE {table} DROP CONSTRAINT IF EXISTS "{name}"')
        for _table, name, _definition in kept["indexes"]:
            self.cr.execute(f'DROP INDEX IF EXISTS "{name}"')
        self.cr.commit()

    def _with_indexes(self):
        kept = self.notes.get("indexes")
        self.cr.execute("SET maintenance_work_mem = '512MB'")
        progress = Progress("  made", len(kept["keys"]) + len(kept["indexes"]))
        for _table, name, definition in kept["indexes"]:
            self.cr.execute("SELECT to_regclass(%s)", [f'"{name}"'])
            if not self.cr.fetchone()[0]:
                self.cr.execute(definition)
                self.cr.commit()
            progress.at(progress.done + 1)
        for table, name, definition in kept["keys"]:
            self.cr.execute("SELECT 1 FROM pg_constraint WHERE conname = %s", [name])
            if not self.cr.fetchone():
                # Made anew it is checked: each copy names what exists.
                self.cr.execute(
                    f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}'
                )
                self.cr.commit()
            progress.at(progress.done + 1)

    # --- others' tables ---------------------------------------------------------------
    def activities(self, number):
        """Done activities of tasks, as the inbox of every day leaves them behind."""
        self.cr.execute(
            """
            INSERT INTO mail_activity (res_model_id, res_model, res_id, res_name,
                user_id, date_deadline, date_done, active, automated, summary,
                activity_type_id, procedure_task_id)
            SELECT %(model)s, 'procedure.case', t.case_id, t.name, t.user_id,
                   t.due_at::date, t.done_at::date, false, true, t.name, %(type)s, t.id
              FROM procedure_task t
             WHERE t.state = 'done' AND t.user_id IS NOT NULL AND t.due_at IS NOT NULL
               AND t.id > %(first)s
             ORDER BY t.id LIMIT %(number)s
            """,
            {
                "model": self.env["ir.model"]._get_id("procedure.case"),
                "type": self.env.ref("procedure_control.mail_activity_type_task").id,
                "first": self.notes.get("bases")["task"],
                "number": number,
            },
        )
        self.cr.commit()


def _uniform(column, salt):
    """A number from 0 to 1 that depends on a column, the seed, and nothing else."""
    return (
        f"((hashint8extended({column}::int8, {salt}) & 1073741823)::float8"
        " / 1073741824)"
    )


def _likes_of(kind):
    extra = (
        " JOIN procedure_revision v ON v.document_id = l.id AND v.state = 'effective'"
        if kind == "procedure"
        else ""
    )
    return (
        "SELECT l.original, array_agg(l.id ORDER BY l.id) AS ids"
        f" FROM bench_like l{extra}"
        f" WHERE l.kind = '{kind}' GROUP BY 1"
    )


def _season(day):
    """Many come before Tết and hardly anybody after it; August is for school fees."""
    to_tet = (TET - day).days
    if 0 < to_tet <= 18:
        return 1.4
    if -12 <= to_tet <= 0:
        return 0.45
    return {8: 1.2, 9: 1.15, 12: 1.1}.get(day.month, 1.0)
