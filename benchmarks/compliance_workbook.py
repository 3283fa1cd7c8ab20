"""G9: a register of 100,000 cases over HTTP, against Odoo's own export of the same.

A head of department who sees one half of the cases downloads both: ours is the whole
request of the dialog (record rules, snapshot, painting, statutory figures of the same
rows), Odoo's the export of its list view with as many columns. Each side has a server
process of its own; they take turns, the median counts. Every cell of ours is read back
with openpyxl and held against the database.

Run by `./dev bench compliance_workbook`; a number after it is that of the rows.
"""

import json
import os
import statistics
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from datetime import date, datetime, timedelta

from _cases import procedure
from _harness import database, leave, verdict
from _server import Server
from _tasks import _copy, _light, _reserve
from openpyxl import load_workbook

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
ROUNDS = int(os.environ.get("ROUNDS", 5))
PORT = int(os.environ.get("PORT", 8281))
LOGIN, PASSWORD = "bench-head", "bench-head"
#: As many columns as the register has, all of them stored, none worked out on reading.
COLUMNS = (
    "name external_code document_id/code document_id/title kind field_id/complete_name"
    " company_id/name department_id/name channel received_at due_at result_at state"
    " verdict legal_due_at legal_verdict first_due_at days_past_first"
    " overrun_minutes step_overrun_minutes step_saved_minutes uncounted_minutes"
    " plan_minus_limit_minutes supplements_over late_entry_count paper_receipt_number"
    " subject requester_name ended_at due_unit"
    " extension_count"
).split()
FIRST, LAST = date(2026, 6, 15), date(2026, 9, 14)
#: Another session may not change the rows while they are compared.
STATEMENT = """
    SELECT c.name, c.external_code, d.code, d.title, c.kind, f.complete_name, a.name,
           o.name->>'en_US', c.channel,
           timezone(%(zone)s, timezone('UTC', c.received_at)),
           timezone(%(zone)s, timezone('UTC', c.due_at)),
           timezone(%(zone)s, timezone('UTC', c.result_at)), c.state, c.verdict,
           timezone(%(zone)s, timezone('UTC', c.legal_due_at)), NULL,
           timezone(%(zone)s, timezone('UTC', c.first_due_at)),
           c.days_past_first, NULL, NULL, NULL, NULL, NULL,
           (c.verdict = 'late' OR c.supplements_over > 0)::int, c.late_entry_count,
           c.paper_receipt_number, NULL, NULL, 2,
           CASE c.channel WHEN 'online' THEN 4 ELSE 5 END,
           CASE c.verdict WHEN 'early' THEN 8 WHEN 'on_time' THEN 9 ELSE 10 END
      FROM procedure_case c
      JOIN procedure_document d ON d.id = c.document_id
      LEFT JOIN procedure_field f ON f.id = c.field_id
      JOIN res_company a ON a.id = c.company_id
      JOIN hr_department o ON o.id = c.department_id
     WHERE c.department_id = %(department)s
     ORDER BY c.received_at, c.id
"""


def main():
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        env = stack.enter_context(database("workbook"))
        seen = world(env)
        servers = []
        for number in range(2):
            server = Server(env.cr.dbname, PORT + number)
            stack.callback(server.close)
            servers.append(server)
        sides = {
            "ours": Ours(servers[0], os.path.join(folder, "ours.xlsx")),
            "odoo": Odoos(servers[1], os.path.join(folder, "odoo.xlsx")),
        }
        gates = measure(sides)
        gates.append(same_cells(sides, seen))
    leave(gates)


def world(env):
    """Twice COUNT ended cases, half of them in the department of the reader.

    :return: what `STATEMENT` takes
    """
    at = datetime(2026, 6, 1, 8)
    document = procedure(env, at)
    case = env["procedure.case"]._receive([{"document_id": document.id}], at)
    user = env["res.users"].create(
        {
            "name": "Bench head",
            "login": LOGIN,
            "password": PASSWORD,
            "group_ids": [
                (4, env.ref("procedure_control.group_manager").id),
                (4, env.ref("base.group_allow_export").id),
            ],
        }
    )
    head = env["hr.employee"].create({"name": user.name, "user_id": user.id})
    seen, unseen = env["hr.department"].create(
        [{"name": "Một cửa & tiếp dân", "manager_id": head.id}, {"name": "Other"}]
    )
    env.flush_all()
    first = _reserve(env, "procedure_case", 2 * COUNT)
    received = "TIMESTAMP '2026-06-20' + n * interval '1 min' / 2"
    late = "CASE n %% 5 WHEN 0 THEN 'late' WHEN 1 THEN 'early' ELSE 'on_time' END"
    with _light(env, "procedure_case"):
        _copy(
            env,
            "procedure_case",
            case.id,
            2 * COUNT,
            id=f"{first} + n",
            name="'BENCH-' || lpad(n::text, 9, '0')",
            external_code="'000.00.01.' || md5(n::text)",
            kind="'tthc'",
            state="'closed'",
            channel="CASE WHEN n %% 3 = 0 THEN 'online' ELSE 'desk' END",
            department_id=f"CASE WHEN n %% 2 = 0 THEN {seen.id} ELSE {unseen.id} END",
            received_at=f"date_trunc('minute', {received})",
            due_at=f"date_trunc('minute', {received}) + interval '5 days'",
            first_due_at=f"date_trunc('minute', {received}) + interval '5 days'",
            result_at=f"date_trunc('minute', {received}) + (n %% 900) * interval '9m'",
            ended_at=f"date_trunc('minute', {received}) + (n %% 900) * interval '9m'",
            verdict=late,
            days_past_first="n %% 7",
            supplements_over="(n %% 11 = 0)::int",
            late_entry_count="n %% 4",
            paper_receipt_number="CASE WHEN n %% 50 = 0 THEN 'BN <' || n || '>' END",
            access_token="NULL",
        )
    env.cr.commit()
    env.cr.execute("ANALYZE")
    env.cr.commit()
    env.clear()
    zone = env.company._procedure_calendar()[env.company].tz or "UTC"
    return env, {"zone": zone, "department": seen.id}


class Ours:
    """The dialog with one sheet chosen, and its file."""

    def __init__(self, server, path):
        self.server, self.path = server, path
        self.session = server.get_in(LOGIN, PASSWORD)
        self.sheets = server.call(
            self.session,
            "procedure.compliance.sheet",
            "search",
            [["key", "in", ["register"]]],
        )

    def act(self):
        values = {
            "period_kind": "free",
            "date_from": str(FIRST),
            "date_to": str(LAST),
            "language": "en",
            "sheet_ids": [(6, 0, self.sheets)],
        }
        model = "procedure.compliance.export"
        (export,) = self.server.call(self.session, model, "create", [values])
        url = f"/procedure_control/compliance/{export}"
        return self.server.download(self.session, url, self.path)


class Odoos:
    """What the list view exports."""

    def __init__(self, server, path):
        self.server, self.path = server, path
        self.session = server.get_in(LOGIN, PASSWORD)

    def act(self):
        asked = {
            "model": "procedure.case",
            "fields": [{"name": name, "label": name, "type": ""} for name in COLUMNS],
            "ids": False,
            "domain": [["state", "=", "closed"]],
            "groupby": [],
            "context": {"lang": "en_US"},
            "import_compat": False,
        }
        return self.server.download(
            self.session, "/web/export/xlsx", self.path, data=json.dumps(asked)
        )


def measure(sides):
    for side in sides.values():
        side.act()  # what the first request loads is not its cost
    times = {name: [] for name in sides}
    work = {name: [] for name in sides}
    extra = dict.fromkeys(sides, 0)
    for number in range(ROUNDS):
        for name in sorted(sides, reverse=number % 2):
            server = sides[name].server
            server.forget_peak()
            before, worked = server.resident(), server.cpu()
            times[name].append(sides[name].act())
            work[name].append(server.cpu() - worked)
            extra[name] = max(extra[name], server.resident("VmHWM") - before)
    for name, taken in times.items():
        middle, spent = statistics.median(taken), statistics.median(work[name])
        size = os.path.getsize(sides[name].path)
        print(
            f"  {name}: {middle:.2f} s, {COUNT / middle:,.0f} rows/s, {spent:.2f} s of"
            f" Python, {extra[name] / 1e6:.1f} MB more, file of {size / 1e6:.1f} MB"
        )
    ratio = statistics.median(
        theirs / ours for ours, theirs in zip(times["ours"], times["odoo"], strict=True)
    )
    return [
        verdict("G9 rows/s, ours / Odoo's export", ratio, 5, True),
        verdict("G9 MB of memory more", extra["ours"] / 1e6, 25, False),
    ]


def same_cells(sides, seen):
    """Every cell of ours against the database, and as many rows on the other side."""
    from odoo.addons.procedure_control.reporting.labels import labels
    from odoo.addons.procedure_control.reporting.sheets import in_english

    env, values = seen
    texts = labels(in_english)
    read = {
        4: texts["kind"],
        8: texts["channel"],
        12: texts["state"],
        13: texts["verdict"],
    }
    env.cr.execute(STATEMENT, values)
    wanted = env.cr.fetchall()
    book = load_workbook(sides["ours"].path, read_only=True)
    rows = book.worksheets[0].iter_rows(values_only=True)
    for row in rows:
        if row[0] == "Number":
            break
    wrong, compared = Counter(), 0
    for row, record in zip(rows, wanted, strict=False):
        record = [
            read[index].get(value, value) if index in read else value
            for index, value in enumerate(record)
        ]
        compared += 1
        for index, (cell, value) in enumerate(zip(row, record, strict=False)):
            if isinstance(cell, datetime):
                # A day is kept as a fraction: read back to the second.
                cell = (cell + timedelta(milliseconds=500)).replace(microsecond=0)
            if (cell or None) != (value or None):
                wrong[f"{index}: {cell!r} is not {value!r}"[:90]] += 1
    theirs = load_workbook(sides["odoo"].path, read_only=True).worksheets[0]
    others = sum(1 for _row in theirs.iter_rows(values_only=True)) - 1
    print(f"  {compared} rows compared, {wrong.total()} cells differ")
    for what, times in wrong.most_common(5):
        print(f"    {times} times {what}")
    return not wrong and compared == len(wanted) == others == COUNT


if __name__ == "__main__":
    main()
