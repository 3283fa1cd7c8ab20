"""Colleagues of people who are there, as rows: the ORM draws each a portrait."""

#: Table → (the source's row of it, {column: SQL}); c is a line of ``bench_colleague``.
TABLES = {
    "res_partner": (
        "s.partner_id",
        {
            "name": "c.name",
            "complete_name": "c.name",
            "email": "c.login || '@example.com'",
            "email_normalized": "c.login || '@example.com'",
            "commercial_partner_id": "{res_partner}",
        },
    ),
    "res_users": ("s.id", {"login": "c.login", "partner_id": "{res_partner}"}),
    "resource_resource": (
        "e.resource_id",
        {"name": "c.name", "user_id": "{res_users}"},
    ),
    "hr_employee": (
        "e.id",
        {
            "name": "c.name",
            "user_id": "{res_users}",
            "resource_id": "{resource_resource}",
            "work_contact_id": "{res_partner}",
            "work_email": "c.login || '@example.com'",
            "current_version_id": "{hr_version}",
            "barcode": "NULL",
            "pin": "NULL",
        },
    ),
    "hr_version": ("e.current_version_id", {"employee_id": "{hr_employee}"}),
}
LINKS = {"res_groups_users_rel": "uid", "res_company_users_rel": "user_id"}


def add(env, rows):
    """Users and employees like others.

    :param rows: [(login, name, id of the user he is like)]
    :return: {login: user}
    """
    env.flush_all()
    cr = env.cr
    cr.execute(
        "CREATE TEMP TABLE bench_colleague (n int, login text, name text, source int)"
    )
    cr.execute_values(
        "INSERT INTO bench_colleague VALUES %s",
        [(n, *row) for n, row in enumerate(rows, 1)],
    )
    ids = {table: f"{_reserve(cr, table, len(rows))} + c.n" for table in TABLES}
    cr.execute("SET CONSTRAINTS ALL DEFERRED")
    later = {}
    for table, (source, values) in TABLES.items():
        values = {name: sql.format(**ids) for name, sql in values.items()}
        if table == "hr_employee":
            # The version names the employee and he names it.
            later = {"current_version_id": values["current_version_id"]}
            values["current_version_id"] = "NULL"
        _copy(cr, table, source, {"id": ids[table], **values})
    cr.execute(
        f"UPDATE hr_employee e SET current_version_id = {later['current_version_id']}"
        f" FROM bench_colleague c WHERE e.id = {ids['hr_employee']}"
    )
    for table, column in LINKS.items():
        cr.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
            " AND column_name <> %s",
            [table, column],
        )
        other = cr.fetchone()[0]
        cr.execute(
            f"INSERT INTO {table} ({column}, {other}) SELECT {ids['res_users']},"
            f" r.{other} FROM bench_colleague c JOIN {table} r ON r.{column} = c.source"
        )
    env.invalidate_all()
    env.registry.clear_all_caches()
    cr.execute(f"SELECT c.login, {ids['res_users']} FROM bench_colleague c")
    found = {login: env["res.users"].browse(id_) for login, id_ in cr.fetchall()}
    cr.execute("DROP TABLE bench_colleague")
    return found


def _copy(cr, table, source, values):
    cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s",
        [table],
    )
    columns = [name for (name,) in cr.fetchall()]
    chosen = ", ".join(values.get(name, f't."{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    cr.execute(
        f"INSERT INTO {table} ({names}) SELECT {chosen} FROM bench_colleague c"
        " JOIN res_users s ON s.id = c.source"
        " JOIN hr_employee e ON e.user_id = s.id AND e.company_id = s.company_id"
        f" JOIN {table} t ON t.id = {source}"
    )


def _reserve(cr, table, number):
    cr.execute(f"SELECT COALESCE(max(id), 0) FROM {table}")
    last = cr.fetchone()[0]
    cr.execute(f"SELECT setval('{table}_id_seq', %s)", [last + number + 1])
    return last
