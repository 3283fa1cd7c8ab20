"""Figures of a million tasks as their readers ask for them, and a large workbook.

On the city of `./dev bench city`, which is made first where it is not there. A head of
a department and the province's quality officer read, each under his own record rules:
the four axes of steps with their minutes (one by one as the pivot asks, and as the
file's check asks), what was asked of other
agencies, the page for leaders, and form II.06a of the last month. Each summary must
take less than 5 seconds. Then the quality officer's compliance workbook is gathered
and painted in a process of its own: rows a second and memory.

Run by `./dev bench summaries`; a number after it is that of the city's tasks.
"""

import os
import statistics
import sys
import tempfile
import time

import _city_base
import city
from _harness import leave, verdict

TASKS = int(sys.argv[1]) if len(sys.argv) > 1 else _city_base.DEFAULT
ROUNDS = int(os.environ.get("ROUNDS", 3))
SECONDS = 5
READERS = {"head of a department": "loc", "quality officer": "quyen"}
AXES = {
    "step": ["step_id"],
    "department": ["company_id", "department_id"],
    "person": ["user_id"],
    "procedure": ["document_id"],
}
SUMS = [
    "__count",
    "allowed_minutes:sum",
    "used_minutes:sum",
    "waiting_minutes:sum",
    "working_minutes:sum",
    "paused_minutes:sum",
    "late_minutes:sum",
]


def main():
    name = _city_base.name_of(TASKS)
    if not all(city.build(name, TASKS)):
        leave([False])
    gates = []
    with _city_base.opened(name) as env:
        for who, login in READERS.items():
            mine = reader(env, login)
            seen = mine["procedure.task"].search_count([])
            print(f"{who}: sees {seen:,} tasks of {len(mine.companies)} agencies")
            for what, ask in questions(mine).items():
                gates.append(gate(env, f"{who}: {what}", ask))
        gates += workbook(reader(env, READERS["quality officer"]))
    leave(gates)


def reader(env, login):
    user = env["res.users"].search([("login", "=", login)])
    context = {
        "allowed_company_ids": user.company_ids.ids,
        "lang": "vi_VN",
        "tz": "Asia/Ho_Chi_Minh",
    }
    return env(user=user.id, context=context)


def questions(mine):
    """Summary → what asks for it and says how many rows it has."""
    found = {f"axis {axis}": axis_of(mine, by) for axis, by in AXES.items()}
    found["the four axes by one statement"] = lambda: sum(
        map(len, mine["procedure.task"]._axis_figures([]).values())
    )
    found["coordination"] = coordination(mine)
    found["page for leaders"] = lambda: sum(
        len(table["rows"])
        for table in mine["procedure.leader.page"].leader_page()["tables"]
    )
    found["II.06a of the last month"] = form(mine)
    return found


def axis_of(mine, by):
    """Steps that ended, by one axis and verdict; people as the reader may know them."""
    model = mine["procedure.task"]
    if by == ["user_id"] and "person_id" in model._fields:
        by = ["person_id"]
    return lambda: len(
        model._read_group([("state", "=", "done")], [*by, "verdict"], SUMS)
    )


def coordination(mine):
    return lambda: len(
        mine["procedure.task"]._read_group(
            [("other_agency", "=", True), ("state", "=", "done")],
            ["company_id", "verdict"],
            SUMS,
        )
    )


def form(mine):
    from odoo.addons.procedure_control.reporting import ii06a

    def ask():
        options = request(mine, period_kind="month")._options()
        rows = mine["procedure.compliance.rows"]._rows_cases(options)
        report = ii06a.build(
            rows, options.period, by=options.by, as_of=options.as_of, keep_ids=False
        )
        return report.total.counts[3]

    return ask


def request(mine, **values):
    return mine["procedure.compliance.export"].create(
        {"company_ids": [(6, 0, mine.companies.ids)], "language": "vi", **values}
    )


def gate(env, what, ask):
    """The median time of a summary; caches of the ORM are empty each time."""
    times, rows = [], 0
    for _round in range(ROUNDS + 1):
        env.invalidate_all()
        queries, start = env.cr.sql_log_count, time.perf_counter()
        rows = ask()
        times.append(time.perf_counter() - start)
        queries = env.cr.sql_log_count - queries
    seconds = statistics.median(times[1:])
    what = f"{what}, {rows:,} rows, {queries} queries, seconds"
    return verdict(what, seconds, SECONDS, False)


def workbook(mine):
    """Gather and paint the workbook of a quarter, each timed by itself."""
    from odoo.addons.procedure_control.reporting import painter
    from odoo.addons.procedure_control.reporting.snapshot import InFolder, Snapshot

    compliance = mine["procedure.compliance"]
    options = request(mine, period_kind="quarter")._options()
    scope = compliance._scope(options)
    with tempfile.TemporaryDirectory() as folder:
        mine.invalidate_all()
        before = forget_peak()
        snapshot = Snapshot(InFolder(folder))
        start = time.perf_counter()
        compliance._gather(options, scope, snapshot)
        gathered = time.perf_counter()
        path = os.environ.get("KEEP") or os.path.join(folder, "book.xlsx")
        painter.paint(path, compliance._book(snapshot, scope))
        painted = time.perf_counter()
        rows = sum(snapshot.counts.values())
        size = os.path.getsize(path)
    print(f"workbook of {options.period}: {dict(snapshot.counts)}")
    print(
        f"  {rows:,} rows gathered in {gathered - start:.1f} s"
        f" ({rows / (gathered - start):,.0f}/s), painted in {painted - gathered:.1f} s"
        f" ({rows / (painted - gathered):,.0f}/s), {size / 1e6:.1f} MB on disk"
    )
    return [verdict("workbook: extra memory, MB", peak() - before, 150, False)]


def forget_peak():
    """Measure the most memory anew from here; what is used now, MB."""
    with open("/proc/self/clear_refs", "w") as refs:
        refs.write("5")
    return peak()


def peak():
    """The most memory this process has had since then, MB."""
    with open("/proc/self/status") as status:
        line = next(line for line in status if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
