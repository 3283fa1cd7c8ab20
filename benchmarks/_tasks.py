"""A million tasks beside those that a benchmark works on.

They are copies of one real case made inside PostgreSQL: half of the cases are closed,
in the other half one task is ready, has an activity and is looked at next year.
"""

import contextlib
from datetime import timedelta
from unittest.mock import patch

#: Of each copied case.
STEPS = 5
#: People who share the tasks: some 100 ready ones each of a million.
PEOPLE = 1_000


def sections(env, document, number=10):
    """Give each holder of the first step a section of his own with a head; the heads.

    The procedure gets a ladder of one rung, "head of section at due", so that one task
    is one escalation.
    """
    heads = people(env, number, "head")
    first = document.effective_revision_id.step_ids.sorted("sequence")[:1]
    holders = env["procedure.role.holder"].search([("role_id", "=", first.role_id.id)])
    for head, holder in zip(heads, holders, strict=True):
        manager = env["hr.employee"].create({"name": head.name, "user_id": head.id})
        holder.department_id = env["hr.department"].create(
            {"name": f"Section of {head.name}", "manager_id": manager.id}
        )
    env["procedure.escalation.policy"].create(
        {
            "name": "Bench",
            "duty": "task",
            "document_id": document.id,
            "level_ids": [
                (
                    0,
                    0,
                    {"name": "Overdue", "offset_value": "0", "recipient": "head"},
                )
            ],
        }
    )
    return heads


def people(env, number, login):
    """So many users of the staff, without the mails and checks of making them."""
    quiet = env["res.users"].with_context(
        no_reset_password=True, tracking_disable=True, mail_create_nolog=True
    )
    return quiet.create(
        [
            {
                "name": f"Bench {login} {n}",
                "login": f"bench-{login}-{n}",
                "email": f"{login}{n}@example.com",
                "group_ids": [(4, env.ref("procedure_control.group_staff").id)],
            }
            for n in range(number)
        ]
    )


def ballast(env, case, count, users, at, of_task=None, of_case=None):
    """Add `count` tasks like those of `case`, an open case of five steps.

    :param users: the ready ones are dealt out among them in turn
    :param at: the ready ones are due from 20 days before to 180 days after it
    :param of_task: SQL by column for more columns of the copies, by the number n of
        their case, $number of the step and its $state; `of_case` those of the cases
    """
    env.flush_all()
    cases = count // STEPS
    tasks = case.task_ids.sorted("sequence")
    assert len(tasks) == STEPS
    first_case = _reserve(env, "procedure_case", cases)
    first_task = _reserve(env, "procedure_task", count)
    first_activity = _reserve(env, "mail_activity", cases)
    opened = "n %% 2 = 0"
    due = f"TIMESTAMP '{at}' + ((n / {len(users)}) * 37 %% 4800 - 480) * interval '1h'"
    owner = f"(%(users)s::int[])[1 + n / 2 %% {len(users)}]"
    with _light(env, "procedure_task"), _light(env, "procedure_case"):
        _copy(
            env,
            "procedure_case",
            case.id,
            cases,
            id=f"{first_case} + n",
            name=f"'BALLAST-' || {first_case} + n",
            state=f"CASE WHEN {opened} THEN 'running' ELSE 'closed' END",
            **(of_case or {}),
        )
        for number, task in enumerate(tasks):
            ready = f"{opened} AND {number} = 2"
            state = (
                f"CASE WHEN NOT ({opened}) OR {number} < 2 THEN 'done'"
                f" WHEN {number} = 2 THEN 'ready' ELSE 'planned' END"
            )
            _copy(
                env,
                "procedure_task",
                task.id,
                cases,
                users=users.ids,
                id=f"{first_task} + {STEPS} * (n - 1) + {number + 1}",
                case_id=f"{first_case} + n",
                state=state,
                user_id=owner,
                ready_at=f"TIMESTAMP '{at - timedelta(days=30)}'",
                due_at=due,
                activity_id=f"CASE WHEN {ready} THEN {first_activity} + n END",
                next_check_at=f"CASE WHEN {ready}"
                f" THEN TIMESTAMP '{at + timedelta(days=365)}' END",
                announced_at=f"TIMESTAMP '{at}'",
                **{
                    name: sql.replace("$state", f"({state})").replace(
                        "$number", str(number)
                    )
                    for name, sql in (of_task or {}).items()
                },
            )
    env.cr.execute(
        "INSERT INTO mail_activity (id, res_model_id, res_model, res_id, res_name,"
        " user_id, date_deadline, active, automated, summary, activity_type_id)"
        f" SELECT {first_activity} + n, %(model)s, 'procedure.case',"
        f" {first_case} + n, 'BALLAST', {owner}, ({due})::date, true, true,"
        f" 'Ballast', %(type)s FROM generate_series(1, %(cases)s) AS n WHERE {opened}",
        {
            "model": env["ir.model"]._get_id("procedure.case"),
            "type": env.ref("procedure_control.mail_activity_type_task").id,
            "cases": cases,
            "users": users.ids,
        },
    )
    env.cr.commit()
    env.cr.execute("ANALYZE")
    env.cr.commit()
    env.clear()


def sent(env, act):
    """The statement on tasks that the ORM sends for `act`, as PostgreSQL gets it."""
    statements = []
    execute = type(env.cr).execute

    def watching(cr, query, *args, **kwargs):
        statements.append(query)
        return execute(cr, query, *args, **kwargs)

    with patch.object(type(env.cr), "execute", watching):
        act()
    found = next(
        q for q in statements if 'FROM "procedure_task"' in getattr(q, "code", "")
    )
    text = env.cr.mogrify(found.code, found.params).decode()
    return text.replace("%", "%%")


def _copy(env, table, source, count, users=(), **values):
    """`count` copies of a row, numbered n; `values` are SQL by column."""
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s",
        [table],
    )
    columns = [name for (name,) in env.cr.fetchall()]
    values = {k: v for k, v in values.items() if k in columns}
    chosen = [values.get(name, f't."{name}"') for name in columns]
    names = ", ".join(f'"{name}"' for name in columns)
    env.cr.execute(
        f"INSERT INTO {table} ({names}) SELECT {', '.join(chosen)}"
        f" FROM {table} t, generate_series(1, %(count)s) AS n WHERE t.id = %(source)s",
        {"count": count, "source": source, "users": list(users)},
    )


def _reserve(env, table, count):
    """Take so many ids of a table; the one before the first of them."""
    env.cr.execute(f"SELECT nextval('{table}_id_seq')")
    last = env.cr.fetchone()[0]
    env.cr.execute(f"SELECT setval('{table}_id_seq', %s)", [last + count + 1])
    return last


@contextlib.contextmanager
def _light(env, table):
    """Without foreign keys and non-unique indexes while a table is filled."""
    env.cr.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid = %s::regclass",
        [table],
    )
    keys = env.cr.fetchall()
    env.cr.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s"
        " AND indexdef NOT LIKE 'CREATE UNIQUE%%'",
        [table],
    )
    indexes = env.cr.fetchall()
    for name, _definition in keys:
        env.cr.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _definition in indexes:
        env.cr.execute(f'DROP INDEX "{name}"')
    yield
    for _name, definition in indexes:
        env.cr.execute(definition)
    for name, definition in keys:
        bare = definition.removesuffix(" NOT VALID")
        env.cr.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {bare} NOT VALID')
