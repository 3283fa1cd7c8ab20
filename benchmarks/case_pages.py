"""G13: the list of cases and the form of a case among many tasks.

Both go through Odoo's whole HTTP stack in this process: the list beside that of a model
without any logic, with as many rows and columns; the form beside the smallest call a
client can make.

Run by `./dev bench case_pages`; `COUNT=100000` is quicker.
"""

import json
import statistics
import time
from datetime import timedelta

from _harness import database, leave, verdict
from _leader_world import AT, world
from lxml import etree
from odoo import tools
from werkzeug.test import Client

#: Calls of a list or a form, of which the median is taken.
CALLS = 60


def main():
    with database("cases") as env:
        document, reader, _leader = world(env)
        client = Web(env, reader)
        gates = case_list(env, client)
        gates += case_form(env, client, document, reader)
    leave(gates)


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
