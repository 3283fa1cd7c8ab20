"""G13: the leader's page, the list of cases and the form of a case among many tasks.

The page is one call as its reader makes it, with the addon's indexes and without those
that cover its figures (dropped inside a savepoint), interleaved, the median taken. The
list and the form go through Odoo's whole HTTP stack in this process: the list beside
that of a model without any logic, with as many rows and columns; the form beside the
smallest call a client can make.

Run by `./dev bench leader_page`; `COUNT=100000` is quicker.
"""

import json
import os
import statistics
import time
from datetime import datetime, timedelta

from _cases import procedure
from _harness import database, leave, seed, verdict
from _tasks import PEOPLE, ballast, people, sections, sent
from lxml import etree
from odoo import tools
from werkzeug.test import Client

COUNT = int(os.environ.get("COUNT", 1_000_000))
ROUNDS = int(os.environ.get("ROUNDS", 5))
#: Calls of a list or a form, of which the median is taken.
CALLS = 60
#: The page reads the clock itself.
AT = datetime.now().replace(microsecond=0)
#: What the addon adds so that figures are counted without reading their rows.
INDEXES = (
    "procedure_task_open_figures_idx",
    "procedure_task_ended_figures_idx",
    "procedure_task_company_due_idx",
    # Others that hold what is ready, and would do in its place.
    "procedure_task_user_due_idx",
    "procedure_task_stand_in_due_idx",
    "procedure_task_no_activity_idx",
    "procedure_task_unannounced_idx",
    "procedure_task__company_id_index",
    "procedure_task__department_id_index",
    "procedure_case_result_figures_idx",
    "procedure_case_figures_idx",
    "procedure_case__received_at_index",
    "procedure_case__ended_at_index",
)


def main():
    with database("leader") as env:
        document, reader, leader = world(env)
        gates = page(env, reader, "quality officer")
        gates += page(env, leader, "leader")
        gates += explained(env, reader)
        client = Web(env, reader)
        gates += case_list(env, client)
        gates += case_form(env, client, document, reader)
    leave(gates)


def world(env):
    """A million tasks of twenty departments over a year and a half."""
    seed(env)
    start = AT - timedelta(days=1)
    document = procedure(env, start)
    sections(env, document)
    users = people(env, PEOPLE, "p")
    case = env["procedure.case"]._receive([{"document_id": document.id}], start)
    departments = env["hr.department"].create(
        [{"name": f"Department {n}"} for n in range(20)]
    )
    documents = document | env["procedure.document"].create(
        [
            {
                "code": f"BENCH-{n}",
                "title": f"Benchmark {n}",
                "kind": "internal",
                "type_id": document.type_id.id,
            }
            for n in range(19)
        ]
    )
    done = f"TIMESTAMP '{AT}' - (n * 13 %% 13000) * interval '1h'"
    late = "CASE WHEN n %% 9 = 0 THEN 'late' WHEN n %% 2 = 0 THEN 'early' END"
    ballast(
        env,
        case,
        COUNT,
        users,
        AT,
        of_task={
            "done_at": f"CASE WHEN $state = 'done' THEN {done} END",
            "verdict": f"CASE WHEN $state = 'done' THEN COALESCE({late}, 'on_time')"
            " END",
            "department_id": f"(ARRAY{departments.ids})[1 + n %% 20]",
            "document_id": f"(ARRAY{documents.ids})[1 + n / 20 %% 20]",
            "used_minutes": "n %% 4800",
            "working_minutes": "n %% 4800",
            "waiting_minutes": "0",
        },
        of_case={
            "received_at": f"{done} - interval '10 days'",
            "result_at": f"CASE WHEN n %% 2 = 1 THEN {done} END",
            "ended_at": f"CASE WHEN n %% 2 = 1 THEN {done} END",
            "verdict": f"CASE WHEN n %% 2 = 1 THEN COALESCE({late}, 'on_time') END",
            "department_id": f"(ARRAY{departments.ids})[1 + n %% 20]",
            "document_id": f"(ARRAY{documents.ids})[1 + n / 20 %% 20]",
        },
    )
    reader, leader = people(env, 2, "reader")
    for user, group in ((reader, "quality_officer"), (leader, "manager")):
        user.group_ids = [(4, env.ref(f"procedure_control.group_{group}").id)]
        user.password = "reader"
    role = env["procedure.role"].create(
        {"name": "Leader", "code": "bench-leader", "is_leader": True}
    )
    env["procedure.role.holder"].create(
        {"role_id": role.id, "company_id": env.company.id, "user_id": leader.id}
    )
    env.cr.commit()
    with env.registry.cursor() as cr:
        cr._cnx.autocommit = True
        cr.execute("VACUUM ANALYZE procedure_task, procedure_case")
    env.clear()
    return document, reader, leader


def page(env, user, who):
    leader_page = env["procedure.leader.page"].with_user(user)

    def whole(without):
        env.cr.execute("SAVEPOINT reading")
        for index in INDEXES if without else ():
            env.cr.execute(f'DROP INDEX IF EXISTS "{index}"')
        env.invalidate_all()
        queries, start = env.cr.sql_log_count, time.perf_counter()
        found = leader_page.leader_page()
        seconds = time.perf_counter() - start
        count = env.cr.sql_log_count - queries
        env.cr.execute("ROLLBACK TO SAVEPOINT reading")
        assert not found["is_empty"] and found["tables"][1]["rows"]
        return seconds, count

    for without in (False, True):
        whole(without)
    found = {False: [], True: []}
    for number in range(ROUNDS):
        for without in (False, True) if number % 2 == 0 else (True, False):
            seconds, queries = whole(without)
            found[without].append(seconds)
    ms = {side: 1000 * statistics.median(times) for side, times in found.items()}
    print(
        f"page of the {who}, {COUNT} tasks: {ms[False]:.0f} ms, without the indexes"
        f" {ms[True]:.0f} ms, {queries} queries"
    )
    return [
        verdict(f"page of the {who}: without / with", ms[True] / ms[False], 2, 1),
        verdict(f"page of the {who}: queries", queries, 40, 0),
    ]


def explained(env, user):
    """What counts, as the ORM sends it: found in the indexes, and what that is worth.

    The second figure is of the statement alone and of the figures alone, without the
    rules on cases, which cost the same with and without these indexes.
    """
    gates = []
    for group, index in (
        ("open", "procedure_task_open_figures_idx"),
        ("done", "procedure_task_ended_figures_idx"),
    ):
        plan = "\n".join(explain(env, statement(env, user, group)))
        gates.append(verdict(f"{group}: the plan names {index}", index in plan, 1, 1))
        bare = statement(env, env["res.users"].browse(1), group)
        ms = {False: [], True: []}
        for number in range(2 * ROUNDS):
            ms[number % 2 == 1].append(once(env, bare, without=number % 2 == 1))
        with_it, without = (
            1000 * statistics.median(ms[side]) for side in (False, True)
        )
        print(f"{group} figures alone: {with_it:.0f} ms, without {without:.0f} ms")
        gates.append(
            verdict(f"{group} figures: without / with", without / with_it, 10, 1)
        )
    return gates


def statement(env, user, group):
    """The statement that counts one group of figures for a reader."""
    from odoo.fields import Domain

    counted = env["procedure.leader.page"].with_user(user)
    at = counted._moments(env.company, "month")
    asked = counted._asked(at, Domain.TRUE, Domain.TRUE, Domain("due_at", ">", AT))
    model, base, wanted = asked[group]
    if user.id == 1:
        # Whether a case corrects another is asked of cases, as the rules are.
        base = base.map_conditions(
            lambda c: Domain.TRUE if c.field_expr == "is_correction" else c
        )
    places = ("company_id", "department_id", "document_id")
    return sent(env, lambda: counted._count(model, base, wanted, places))


def explain(env, text):
    env.cr.execute(f"EXPLAIN {text}")
    return [line for (line,) in env.cr.fetchall()]


def once(env, text, without):
    """Seconds of a statement, with the indexes or without them."""
    env.cr.execute("SAVEPOINT reading")
    for index in INDEXES if without else ():
        env.cr.execute(f'DROP INDEX IF EXISTS "{index}"')
    start = time.perf_counter()
    env.cr.execute(text)
    seconds = time.perf_counter() - start
    env.cr.execute("ROLLBACK TO SAVEPOINT reading")
    return seconds


class Web:
    """A client of the whole HTTP stack, in this process."""

    def __init__(self, env, user):
        import odoo.http

        tools.config["db_name"] = [env.cr.dbname]
        tools.config["list_db"] = False
        self.env = env
        self.client = Client(odoo.http.root)
        params = {"db": env.cr.dbname, "login": user.login, "password": "reader"}
        assert self.post("/web/session/authenticate", params)["uid"] == user.id

    def post(self, path, params):
        body = {"jsonrpc": "2.0", "method": "call", "id": 1, "params": params}
        answer = self.client.post(
            path,
            data=json.dumps(body),
            content_type="application/json",
            environ_base={"REMOTE_ADDR": "127.0.0.1"},
        )
        found = json.loads(answer.get_data())
        assert "error" not in found, found
        return found["result"]

    def call(self, model, method, *args, **kwargs):
        path = f"/web/dataset/call_kw/{model}/{method}"
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.post(path, params)

    def timed(self, calls):
        """{name: median ms} of these calls in turn."""
        found = {name: [] for name in calls}
        for call in calls.values():
            call()
        for _number in range(CALLS):
            for name, call in calls.items():
                start = time.perf_counter()
                call()
                found[name].append(1000 * (time.perf_counter() - start))
        return {name: statistics.median(times) for name, times in found.items()}

    def queries(self, user, model, method, *args, **kwargs):
        env = self.env
        records = env[model].with_user(user)
        ids, *rest = args if method == "web_read" else (None, *args)
        env.invalidate_all()
        before = env.cr.sql_log_count
        of = records.browse(ids) if ids else records
        getattr(of, method)(*rest, **kwargs)
        return env.cr.sql_log_count - before


def specification(env, user, model, kind):
    """What the client asks for of a view of this user, read from its arch."""
    views = env[model].with_user(user).get_views([(False, kind)])
    arch = etree.fromstring(views["views"][kind]["arch"])
    return _fields(arch, env[model])


def _fields(arch, records):
    found = {}
    for node in arch.iter("field"):
        inside = next((a for a in node.iterancestors("field", arch.tag)), None)
        if inside is not None and inside is not arch:
            continue
        name = node.get("name")
        field = records._fields.get(name)
        if field is None:
            continue
        if field.type == "many2one":
            found[name] = {"fields": {"display_name": {}}}
        elif field.type in ("one2many", "many2many"):
            sub = node.find("list") if node.find("list") is not None else None
            inner = {"display_name": {}}
            if sub is not None:
                inner = _fields(sub, records.env[field.comodel_name])
            found[name] = {"fields": inner, "limit": 40}
        else:
            found[name] = {}
    return found


def case_list(env, client):
    user = env["res.users"].search([("login", "=", "bench-reader-0")])
    asked = specification(env, user, "procedure.case", "list")
    plain, plain_asked = vanilla(env, asked)
    options = {"domain": [], "offset": 0, "limit": 80, "count_limit": 10001}

    def search(model, spec, **more):
        return lambda: client.call(
            model, "web_search_read", specification=spec, **(options | more)
        )

    assert len(search("procedure.case", asked)()["records"]) == 80
    ms = client.timed(
        {
            "cases": search("procedure.case", asked),
            "vanilla": search(plain, plain_asked),
        }
    )
    print(
        f"list of 80 cases, {len(asked)} columns: {ms['cases']:.1f} ms; of a model"
        f" without logic {ms['vanilla']:.1f} ms"
    )
    queries = [
        client.queries(
            user,
            "procedure.case",
            "web_search_read",
            [],
            asked,
            limit=limit,
            count_limit=10001,
        )
        for limit in (8, 8, 80)
    ][1:]
    return [
        verdict("list of 80: cases / vanilla", ms["cases"] / ms["vanilla"], 1.2, 0),
        verdict("list: queries of 80 − of 8 rows", queries[1] - queries[0], 0, 0),
    ]


def vanilla(env, asked):
    """A model made in the database with columns of the same kinds; its name, what to
    ask of it."""
    cases = env["procedure.case"]
    name, columns = "x_vanilla", {}
    model = env["ir.model"].create({"name": "Vanilla", "model": name})
    for field in (cases._fields[key] for key in asked):
        if field.type in ("char", "text", "html", "json"):
            columns[field.name] = ("char", None)
        elif field.type in ("selection", "boolean", "integer", "float", "datetime"):
            kind = "char" if field.type == "selection" else field.type
            columns[field.name] = (kind, None)
        elif field.type == "many2one":
            columns[field.name] = ("many2one", field.comodel_name)
    env["ir.model.fields"].create(
        [
            {
                "model_id": model.id,
                "name": f"x_{key}",
                "field_description": key,
                "ttype": kind,
                "relation": comodel,
            }
            for key, (kind, comodel) in columns.items()
            if key != "name"
        ]
    )
    env["ir.model.access"].create(
        {
            "name": "vanilla",
            "model_id": model.id,
            "group_id": env.ref("base.group_user").id,
            "perm_read": True,
        }
    )
    stored = {
        key for key in columns if key != "name" and cases._fields[key].column_type
    }
    copied = [key for key in stored if cases._fields[key].store]
    heads = ", ".join(f'"x_{key}"' for key in copied)
    values = ", ".join(f'"{key}"' for key in copied)
    env.flush_all()
    env.cr.execute(
        f"INSERT INTO x_vanilla (x_name, {heads}) SELECT name, {values}"
        " FROM procedure_case"
    )
    env.cr.commit()
    with env.registry.cursor() as cr:
        cr._cnx.autocommit = True
        cr.execute("VACUUM ANALYZE x_vanilla")
    asked_of = {
        f"x_{key}": {"fields": {"display_name": {}}} if kind == "many2one" else {}
        for key, (kind, _comodel) in columns.items()
    }
    return name, asked_of


def case_form(env, client, document, user):
    asked = specification(env, user, "procedure.case", "form")
    gates = []
    for steps in (5, 30):
        of = document if steps == 5 else longer(env, document, steps)
        case = env["procedure.case"]._receive([{"document_id": of.id}], AT)
        assert len(case.task_ids) == steps
        env.cr.commit()

        def form(case_id=case.id):
            return client.call(
                "procedure.case", "web_read", [case_id], specification=asked
            )

        def trivial():
            return client.call("res.users", "has_group", [user.id], "base.group_user")

        assert form()[0]["id"] == case.id
        ms = client.timed({"form": form, "trivial": trivial})
        client.queries(user, "procedure.case", "web_read", [case.id], asked)
        queries = client.queries(user, "procedure.case", "web_read", [case.id], asked)
        print(
            f"form of a case of {steps} steps: {ms['form']:.1f} ms, a trivial call"
            f" {ms['trivial']:.1f} ms, {queries} queries"
        )
        gates += [
            verdict(
                f"form, {steps} steps / trivial", ms["form"] / ms["trivial"], 10, 0
            ),
            verdict(f"form, {steps} steps: queries", queries, 40, 0),
        ]
    return gates


def longer(env, document, count):
    """A procedure like this one with so many steps."""
    from odoo.addons.procedure_control.engine.content import Content, Limit, Ref, Step

    long = env["procedure.document"].create(
        {
            "code": "BENCH-LONG",
            "title": "Benchmark, long",
            "kind": "internal",
            "type_id": document.type_id.id,
        }
    )
    revision = long.revision_ids or env["procedure.revision"].create(
        {"document_id": long.id}
    )
    revision._write_content(
        Content(
            code="BENCH-LONG",
            title="Benchmark, long",
            kind="internal",
            language="vi",
            issue_number=1,
            amendment_number=0,
            limit=Limit("60", "day"),
            steps=tuple(
                Step(
                    key=f"s{n}",
                    label=f"B{n}",
                    name=f"Step {n}",
                    role=Ref(f"bench{n % 5}", ""),
                    duration=Limit("2", "day"),
                )
                for n in range(1, count + 1)
            ),
        )
    )
    since = AT - timedelta(days=30)
    issuance = env["procedure.issuance"].create(
        {"number": "bench-long", "date": since.date(), "authority": "bench"}
    )
    issuance._confirm(AT)
    revision._adopt(AT, issuance, effective_at=since)
    return long


if __name__ == "__main__":
    main()
