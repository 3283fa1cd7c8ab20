"""One chunk of ballast: INSERT … SELECT for each table that hangs on a case."""

from dataclasses import dataclass

USERS = frozenset(
    (
        "user_id stand_in_id done_by_id received_by_id requester_user_id principal_id"
        " asked_by_id answered_by_id head_id late_user_id in_name_of_id"
    ).split()
)
DEPARTMENTS = frozenset(("department_id", "requester_department_id"))
AGENCIES = frozenset(("company_id", "asking_company_id"))
#: What belongs to the one case that was lived: its inbox, its story in words.
EMPTY = frozenset(
    (
        "activity_id due_derivation legal_due_derivation derivation access_token"
        " next_check_at told_level_ids checklist_done delegation_id"
    ).split()
)
#: When a row was typed says nothing of a copy.
KEPT = frozenset(("create_date", "write_date"))
#: Column → the table whose rows of the same case it names.
OWN = {
    ("task", "opened_by_id"): "task",
    ("task", "explanation_id"): "explanation",
    ("case", "decided_by_id"): "task",
}
STAMPS = ("timestamp without time zone", "date")


@dataclass(frozen=True)
class Table:
    """A table whose rows belong to a case by ``case_id``, or are cases."""

    name: str
    short: str
    where: str = ""
    numbered: bool = True
    events: bool = False

    def ranks(self):
        """The statement that numbers its rows within each lived case."""
        case = "t.id" if self.short == "case" else "t.case_id"
        row, order = ("t.id", "t.id") if self.numbered else ("t.company_id",) * 2
        return (
            f"CREATE TABLE bench_{self.short}_rank AS SELECT {row} AS id,"
            f" {case} AS case_id,"
            f" row_number() OVER (PARTITION BY {case} ORDER BY {order}) AS rank"
            f" FROM {self.name} t JOIN bench_lived l ON l.id = {case} {self.where};"
            f" CREATE INDEX ON bench_{self.short}_rank (case_id);"
            f" CREATE INDEX ON bench_{self.short}_rank (id)"
        )


TABLES = (
    Table("procedure_case", "case"),
    Table("procedure_task", "task"),
    Table("procedure_pause", "pause"),
    Table("procedure_due", "due"),
    Table("procedure_case_component", "component"),
    Table("procedure_explanation", "explanation", "WHERE t.state <> 'withdrawn'"),
    Table("procedure_consultation", "consultation"),
    Table("procedure_escalation", "escalation", "WHERE t.task_id IS NOT NULL"),
    Table("procedure_case_agency_rel", "agency", numbered=False),
    Table("procedure_event", "event", events=True),
)


class Copy:
    """Writes chunks of the plan; statements are put together once."""

    def __init__(self, env, notes, tables):
        self.cr = env.cr
        self.tables = tables
        self.shorts = {table.short for table in tables}
        self.bases = notes.get("bases")
        self.days = "{" + ",".join(notes.get("days")) + "}"
        self.ordinals = "{" + ",".join(map(str, notes.get("ordinals"))) + "}"
        self.origin = notes.get("days")[0]
        self.statements = [self._statement(table) for table in tables]
        self.cr.execute("SET work_mem = '64MB'")

    def chunk(self, first, last):
        """Write the copies numbered from ``first`` to ``last``."""
        values = {
            "first": first,
            "last": last,
            "days": self.days,
            "ordinals": self.ordinals,
        }
        for statement in self.statements:
            self.cr.execute(statement, values)

    def _statement(self, table):
        self.cr.execute(
            "SELECT column_name, data_type FROM information_schema.columns"
            " WHERE table_name = %s ORDER BY ordinal_position",
            [table.name],
        )
        columns = self.cr.fetchall()
        names = ", ".join(f'"{name}"' for name, _type in columns)
        chosen = ", ".join(self._value(table, name, type_) for name, type_ in columns)
        row = "a.id = r.id"
        if not table.numbered:
            row = "a.company_id = r.id AND a.case_id = r.case_id"
        return f"""
            INSERT INTO {table.name} ({names})
            SELECT {chosen}
              FROM bench_plan p
              JOIN bench_lived l ON l.id = p.lived
              JOIN bench_{table.short}_rank r ON r.case_id = p.lived
              JOIN {table.name} a ON {row}
             CROSS JOIN (VALUES (%(days)s::date[], %(ordinals)s::int[]))
                AS c(days, ords)
             WHERE p.n BETWEEN %(first)s AND %(last)s
             ORDER BY p.n, r.rank
        """

    def _value(self, table, name, type_):
        """SQL of one column of a copy of the row ``a`` in the plan's case ``p``."""
        short, column = table.short, f'a."{name}"'
        if name == "id":
            return f"{self.bases[short]} + p.o_{short} + r.rank".replace(
                "p.o_", "COALESCE(p.o_"
            ).replace(f"_{short} +", f"_{short}, 0) +")
        if name in EMPTY:
            return "NULL"
        if name == "case_id":
            return f"{self.bases['case']} + COALESCE(p.o_case, 0) + 1"
        if name == "task_id" or (short, name) in OWN:
            return self._own(OWN.get((short, name), "task"), column)
        if (special := self._special(short, name, column)) is not None:
            return special
        if name in USERS or (short, name) == ("explanation", "decided_by_id"):
            return self._user(column)
        if name in DEPARTMENTS:
            return (
                "COALESCE((SELECT e.id FROM bench_department d JOIN bench_department e"
                " ON e.original = d.original AND e.company_id = p.company_id"
                f" WHERE d.id = {column} AND d.company_id = l.company_id), {column})"
            )
        if name in AGENCIES:
            return (
                f"CASE WHEN {column} = l.company_id THEN p.company_id ELSE {column} END"
            )
        if type_ in STAMPS and name not in KEPT:
            return self._moved(column)
        return column

    def _special(self, short, name, column):
        """Columns that are made anew, or lead to a part of the other procedure."""
        number = f"{self.bases['case']} + COALESCE(p.o_case, 0) + 1"
        if name in ("document_id", "revision_id"):
            return f"p.{name}"
        if name in ("step_id", "done_under_step_id"):
            return self._step(column)
        if name == "outcome_id":
            return (
                "(SELECT o2.id FROM bench_outcome o1 JOIN bench_outcome o2"
                " ON o2.place = o1.place AND o2.step_id = "
                + self._step("o1.step_id")
                + f" WHERE o1.id = {column})"
            )
        if (short, name) in (("case", "variant_id"), ("component", "component_id")):
            kind = name.removesuffix("_id")
            return (
                "(SELECT v2.id FROM bench_part v1 JOIN bench_part v2 ON v2.kind ="
                " v1.kind AND v2.place = v1.place AND v2.revision_id = p.revision_id"
                f" WHERE v1.kind = '{kind}' AND v1.id = {column})"
            )
        if short == "case" and name in ("name", "search_text"):
            start = "BL" if name == "name" else "bl"
            return f"'{start}-' || lpad(({number})::text, 8, '0')"
        if short == "case" and name == "external_code":
            return f"CASE WHEN {column} IS NOT NULL THEN 'H68.' || ({number}) END"
        if short == "case" and name == "days_past_first":
            local = "({} + interval '7h')::date"
            end = local.format(self._moved('COALESCE(a."result_at", a."ended_at")'))
            due = local.format(self._moved('a."first_due_at"'))
            return f"CASE WHEN {column} > 0 THEN GREATEST(0, {end} - {due}) ELSE 0 END"
        if short == "event" and name == "res_id":
            return (
                f"CASE a.model WHEN 'procedure.case' THEN {number}"
                f" WHEN 'procedure.task' THEN {self._own('task', column)}"
                f" ELSE {column} END"
            )
        return None

    def _own(self, short, column):
        """The row of the same case that takes this one's place in the copy."""
        if short not in self.shorts:
            return "NULL"
        return (
            f"(SELECT {self.bases[short]} + COALESCE(p.o_{short}, 0) + x.rank"
            f" FROM bench_{short}_rank x WHERE x.id = {column})"
        )

    def _step(self, column):
        return (
            "(SELECT s2.id FROM bench_step s1 JOIN bench_step s2 ON s2.place = s1.place"
            f" AND s2.revision_id = p.revision_id WHERE s1.id = {column})"
        )

    def _user(self, column):
        """The same desk: of the copy's agency for people of the lived case's own."""
        return (
            "COALESCE((SELECT b.users[1 + (hashint8extended(p.n, u.original) & 65535)"
            " %% cardinality(b.users)] FROM bench_user u JOIN bench_pool b"
            " ON b.original = u.original AND b.company_id = CASE WHEN u.company_id ="
            " l.company_id THEN p.company_id ELSE u.company_id END"
            f" WHERE u.id = {column}), {column})"
        )

    def _moved(self, column):
        """The same time of day, whole working days away; stamps are in UTC."""
        day = f"({column} + interval '7h')::date"
        return (
            f"{column} + (c.days[c.ords[{day} - DATE '{self.origin}' + 1] + p.shift]"
            f" - c.days[c.ords[{day} - DATE '{self.origin}' + 1]]) * interval '1 day'"
        )
