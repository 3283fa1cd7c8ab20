"""G1: starting 10,000 cases of five steps, against doing it one by one.

Three sides in one process on one seeded database, interleaved, the median taken:
ours (due times, tasks, the first activity, the trail), a naive loop that makes the same
one activity per case, and the raw ORM batch of the very rows that ours leaves.

Run by `./dev bench case_start`; `FULL=1 ./dev bench case_start` starts 10,000 cases,
which takes half an hour on two cores.
"""

import os
import statistics
import sys
from datetime import datetime

from _cases import procedure
from _harness import database, leave, measured, seed, undone, verdict

SIZES = (1_000, 10_000) if os.environ.get("FULL") else (1_000, 2_000)
NAIVE = 40
ROUNDS = 5
AT = datetime(2026, 10, 5, 2, 0)


def main():
    with database("case_start") as env:
        document = procedure(env, AT)
        # Rows in our own tables too: a foreign key's check planned on an empty table
        # scans it for good, and the cost of a case would grow with their number.
        env["procedure.case"]._receive([{"document_id": document.id}] * 3_000, AT)
        seed(env)
        gates = [bench(env, document, size) for size in SIZES]
        per_case = [gate.pop("ms") for gate in gates]
        growth = per_case[1] / per_case[0]
        results = [ok for gate in gates for ok in gate["ok"]]
        what = f"linear: ms per case of {SIZES[1]} / {SIZES[0]}"
        results.append(verdict(what, growth, 1.25, False))
    leave(results)


def bench(env, document, size):
    ours, naive, raw, queries = [], [], [], 0
    rows = None
    for round_ in range(ROUNDS):
        order = (
            ("ours", "naive", "raw") if round_ % 2 == 0 else ("raw", "naive", "ours")
        )
        for side in order:
            with undone(env):
                if side == "ours":
                    vals = [{"document_id": document.id} for _n in range(size)]
                    seconds, queries, cases = measured(
                        env, lambda v=vals: env["procedure.case"]._receive(v, AT)
                    )
                    ours.append(1000 * seconds / size)
                    rows = rows or snapshot(env, cases)
                elif side == "naive":
                    seconds, *_rest = measured(env, lambda: one_by_one(env, document))
                    naive.append(1000 * seconds / NAIVE)
                elif rows:
                    seconds, *_rest = measured(env, lambda r=rows: plain(env, r))
                    raw.append(1000 * seconds / size)
    ms, slow, floor = map(statistics.median, (ours, naive, raw))
    print(
        f"{size} cases: {ms:.2f} ms each, naive {slow:.2f}, raw ORM batch {floor:.2f}"
    )
    return {
        "ms": ms,
        "ok": [
            verdict(f"{size}: naive / ours", slow / ms, 12, True),
            verdict(f"{size}: ours / raw ORM batch", ms / floor, 1.8, False),
            verdict(f"{size}: queries per case", queries / size, 0.4, False),
        ],
    }


def one_by_one(env, document):
    """What a straightforward addon does, leaving the same rows as ours.

    plan_hours for each due and rung, a search for each holder, create() for each row
    and activity_schedule, which tells the assignee by mail as it always does; ours
    tells him in one digest.
    """
    revision = document.revision_ids
    calendar = env.company.resource_calendar_id
    for number in range(NAIVE):
        due = calendar.plan_hours(80, AT, compute_leaves=True)
        case = env["procedure.case"].create(
            {
                "name": f"N{number}",
                "document_id": document.id,
                "revision_id": revision.id,
                "company_id": env.company.id,
                "received_at": AT,
                "due_at": due,
                "state": "running",
            }
        )
        env["procedure.due"].create({"case_id": case.id, "due_at": due})
        env["procedure.event"]._log("case.received", case, at=AT)
        at, tasks = AT, env["procedure.task"]
        for order, step in enumerate(revision.step_ids):
            at = calendar.plan_hours(16, at, compute_leaves=True)
            tasks += tasks.create(
                {
                    "case_id": case.id,
                    "step_id": step.id,
                    "company_id": env.company.id,
                    "sequence": order,
                    "name": step.name,
                    "planned_due_at": at,
                }
            )
        env["procedure.event"]._log("case.started", case, at=AT)
        holder = env["procedure.role.holder"].search(
            [("role_id", "=", revision.step_ids[0].role_id.id)], limit=1
        )
        own = calendar.plan_hours(16, AT, compute_leaves=True)
        tasks[0].write(
            {
                "state": "ready",
                "user_id": holder.user_id.id,
                "ready_at": AT,
                "due_at": own,
                "next_check_at": calendar.plan_hours(-8, own, compute_leaves=True),
            }
        )
        env["procedure.event"]._log("task.ready", tasks[0], at=AT)
        tasks[0].activity_id = case.activity_schedule(
            "procedure_control.mail_activity_type_task",
            user_id=holder.user_id.id,
            date_deadline=own.date(),
        )


def snapshot(env, cases):
    """The rows that ours made, as create() takes them."""
    tables = {}
    for model, records in (
        ("procedure.case", cases),
        ("procedure.task", cases.task_ids),
        ("procedure.due", cases.due_ids),
    ):
        names = [
            name
            for name, field in env[model]._fields.items()
            if field.store
            and field.type not in ("one2many", "many2many")
            and not field.related
            and not field.compute
            and name not in ("id", "activity_id")
        ]
        tables[model] = records._read_format(names, load=None)
    tables["activities"] = [
        {
            "res_model_id": activity.res_model_id.id,
            "activity_type_id": activity.activity_type_id.id,
            "user_id": activity.user_id.id,
            "date_deadline": activity.date_deadline,
            "summary": activity.summary,
        }
        for activity in cases.task_ids.activity_id
    ]
    tables["events"] = env["procedure.event"].search_count(
        [("case_id", "in", cases.ids)]
    )
    return tables


def plain(env, tables):
    """The raw ORM batch of the same rows: creates, activities in thousands, events."""
    cases = env["procedure.case"].create(
        [_clean(row) for row in tables["procedure.case"]]
    )
    ids = dict(zip((r["id"] for r in tables["procedure.case"]), cases.ids, strict=True))
    tasks = env["procedure.task"].create(
        [
            _clean(row) | {"case_id": ids[row["case_id"]]}
            for row in tables["procedure.task"]
        ]
    )
    env["procedure.due"].create(
        [_clean(r) | {"case_id": ids[r["case_id"]]} for r in tables["procedure.due"]]
    )
    rows = [
        row | {"res_id": case.id, "res_name": case.name}
        for row, case in zip(tables["activities"], cases, strict=True)
    ]
    env["mail.activity"]._procedure_mirror(rows)
    for start in range(0, tables["events"], len(cases)):
        env["procedure.event"]._log("bench", cases[: tables["events"] - start], at=AT)
    return tasks


def _clean(row):
    return {name: value for name, value in row.items() if name != "id"}


if __name__ == "__main__":
    sys.exit(main())
