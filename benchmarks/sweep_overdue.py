"""G5: ten thousand overdue tasks among a million, told to ten heads of section.

Ours is the sweep in its batches and the digest that mails what it fired. The naive loop
leaves the same rows one by one: the firing, the event, the head's activity with its
mail, and when to look next. The floor is one statement that writes firing, event,
activity and task inside PostgreSQL and mails nobody. All three in one process on one
database, undone after each round, interleaved, the median taken.

Run by `./dev bench sweep_overdue`; `SMALL=1` tries it with fewer.
"""

import os
import statistics
from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest.mock import patch

from _cases import procedure
from _harness import database, leave, measured, seed, undone, verdict
from _tasks import PEOPLE, ballast, people, sections

SMALL = bool(os.environ.get("SMALL"))
COUNT = 50_000 if SMALL else 1_000_000
OVERDUE = 1_000 if SMALL else 10_000
NAIVE = 20 if SMALL else 60
ROUNDS = 3
#: A Monday in working hours (UTC), four working days before the sweep.
START = datetime(2026, 10, 5, 7, 0)
AT = datetime(2026, 10, 9, 8, 0)

FLOOR = """
WITH due AS (
    SELECT t.*, u.id AS head, c.name AS case_name
      FROM procedure_task t
      JOIN procedure_case c ON c.id = t.case_id
      JOIN hr_department d ON d.id = t.department_id
      JOIN hr_employee e ON e.id = d.manager_id
      JOIN res_users u ON u.id = e.user_id
     WHERE t.next_check_at <= %(at)s ORDER BY t.next_check_at, t.id
), told AS (
    INSERT INTO mail_activity (res_model_id, res_model, res_id, res_name, user_id,
        date_deadline, active, automated, summary, activity_type_id, create_date)
    SELECT %(model)s, 'procedure.case', case_id, case_name, head, %(at)s::date, true,
           true, 'Overdue: ' || name, %(type)s, %(at)s FROM due
    RETURNING id, res_id
), fired AS (
    INSERT INTO procedure_escalation (level_id, task_id, generation, repeat, state,
        how, moment_at, delivered_at, user_id, recipient, case_id, company_id,
        late_user_id, due_at, activity_id, create_date)
    SELECT %(level)s, due.id, clock_generation, 0, 'delivered', 'activity', due_at,
           %(at)s, head, 'head', case_id,
           company_id, user_id, due_at, told.id, %(at)s
      FROM due JOIN told ON told.res_id = due.case_id
    ON CONFLICT DO NOTHING RETURNING task_id
), happened AS (
    INSERT INTO procedure_event (kind, user_id, model, res_id, company_id, case_id,
        occurred_at, payload_hash, payload_version)
    SELECT 'task.escalated', 1, 'procedure.task', id, company_id, case_id, %(at)s,
           encode(sha256(convert_to(name || head, 'UTF8')), 'hex'), 1 FROM due
    RETURNING id
), said AS (
    INSERT INTO procedure_event_payload (event_id, body)
    SELECT id, 'rungs: Overdue, told to somebody' FROM happened
)
UPDATE procedure_task SET next_check_at = NULL, job_failures = 0, job_error = NULL
  FROM due WHERE due.id = procedure_task.id
"""


def main():
    with database("sweep_overdue") as env:
        document = procedure(env, START)
        sections(env, document)
        cases = env["procedure.case"]
        for _part in range(OVERDUE // 1_000):
            cases |= cases._receive([{"document_id": document.id}] * 1_000, START)
            env.cr.commit()
        tasks = cases.task_ids.filtered(lambda task: task.state == "ready")
        # Of what is new nobody is told here: the digest is about what is overdue.
        tasks.announced_at = START
        seed(env, 1_000 if SMALL else 100_000)
        users = people(env, PEOPLE, "p")
        case = cases._receive([{"document_id": document.id}], START)
        case.task_ids.next_check_at = False
        ballast(env, case, COUNT, users, AT)
        leave(bench(env, tasks) + twice(env, tasks))


def bench(env, tasks):
    some = tasks[:NAIVE]
    warm(env, some)
    ours, naive, floor, tenth, queries = [], [], [], [], 0
    for number in range(ROUNDS):
        for side in range(4):
            side = (side + number) % 4
            with undone(env), uncommitted(env):
                if side == 0:
                    seconds, queries, _none = measured(env, lambda: sweep(env))
                    check(env, tasks)
                    ours.append(1000 * seconds / len(tasks))
                elif side == 1:
                    seconds, *_rest = measured(env, lambda: one_by_one(env, some))
                    check(env, some)
                    naive.append(1000 * seconds / len(some))
                elif side == 2:
                    seconds, *_rest = measured(env, lambda: statement(env))
                    check(env, tasks, mailed=False)
                    floor.append(1000 * seconds / len(tasks))
                else:
                    few = tasks[: len(tasks) // 10]
                    (tasks - few).next_check_at = False
                    seconds, *_rest = measured(env, lambda: sweep(env))
                    check(env, few)
                    tenth.append(1000 * seconds / len(few))
    ms, slow, bare, few = map(statistics.median, (ours, naive, floor, tenth))
    print(
        f"{len(tasks)} overdue of {COUNT}: ours {ms:.2f} ms each ({1000 / ms:,.0f} a"
        f" second), a tenth of them {few:.2f}, naive {slow:.1f}, one statement"
        f" {bare:.3f}"
    )
    return [
        verdict("naive / ours", slow / ms, 15, True),
        verdict("ours / one statement", ms / bare, 20, False),
        verdict("queries for each", queries / len(tasks), 0.25, False),
        verdict("escalations a second", 1000 / ms, 500, True),
        verdict("each, all / a tenth", ms / few, 1.25, False),
    ]


def warm(env, tasks):
    """Both sides once, so that neither pays for what a process reads only once."""
    with undone(env), uncommitted(env):
        tasks[2:]._sweep(AT)
        one_by_one(env, tasks[:2])


def twice(env, tasks):
    """What a second sweep at the same moment fires."""
    with undone(env), uncommitted(env):
        sweep(env)
        before = fired(env)
        tasks.next_check_at = AT
        sweep(env)
        again = fired(env) - before
    return [verdict("a second sweep fires", again, 0, False)]


def fired(env):
    return env["procedure.escalation"].search_count([])


def sweep(env):
    env["procedure.task"]._sweep_due(AT)
    # 08:30 has passed for everybody.
    env["procedure.digest"]._send(AT + timedelta(days=1))


@contextmanager
def uncommitted(env):
    """A batch ends as if it were committed, but can be undone."""

    def ended(cron, *_args, **_kwargs):
        cron.env.cr.flush()
        cron.env.cr.clear()
        return float("inf")

    with patch.object(type(env["ir.cron"]), "_commit_progress", ended):
        yield


def statement(env):
    level = env["procedure.escalation.level"].search([("name", "=", "Overdue")])
    env.cr.execute(
        FLOOR,
        {
            "at": AT,
            "model": env["ir.model"]._get_id("procedure.case"),
            "type": env.ref("procedure_control.mail_activity_type_escalation").id,
            "level": level[:1].id,
        },
    )


def one_by_one(env, tasks):
    """What a straightforward addon does for each task, leaving the same rows."""
    calendar = env.company.resource_calendar_id
    kind = env.ref("procedure_control.mail_activity_type_escalation")
    for task in tasks:
        level = task.policy_id.level_ids[:1]
        moment = calendar.plan_hours(0.0001, task.due_at, compute_leaves=True)
        head = task.department_id.manager_id.user_id
        activity = task.case_id.activity_schedule(
            activity_type_id=kind.id,
            user_id=head.id,
            date_deadline=AT.date(),
            summary=f"Overdue: {task.name} of {task.user_id.name}",
            automated=True,
        )
        env["procedure.escalation"].create(
            {
                "level_id": level.id,
                "task_id": task.id,
                "generation": task.clock_generation,
                "moment_at": moment,
                "delivered_at": AT,
                "mailed_at": AT,
                "user_id": head.id,
                "case_id": task.case_id.id,
                "company_id": task.company_id.id,
                "late_user_id": task.user_id.id,
                "due_at": task.due_at,
                "activity_id": activity.id,
            }
        )
        env["procedure.event"]._log(
            "task.escalated", task, at=AT, values={"level": level.name}
        )
        task.write({"next_check_at": False, "job_failures": 0, "job_error": False})
        env.flush_all()


def check(env, tasks, mailed=True):
    """Either side has left the same for each of the tasks."""
    env.flush_all()
    env.invalidate_all()
    rows = env["procedure.escalation"].search([("task_id", "in", tasks.ids)])
    assert len(rows) == len(tasks), (len(rows), len(tasks))
    assert all(row.user_id and row.activity_id.user_id == row.user_id for row in rows)
    assert not mailed or all(rows.mapped("mailed_at"))
    assert not any(tasks.mapped("next_check_at"))
    events = env["procedure.event"].search_count([("kind", "=", "task.escalated")])
    assert events == len(tasks), events


if __name__ == "__main__":
    main()
