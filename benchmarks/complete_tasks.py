"""G2: completing a step, one case and a thousand, against doing it one by one.

Both sides leave a done task with its verdict, the next task ready with its due time,
its owner and his activity, a closed activity, a note on the case and the events. Ours
is the public act, called by the owner of the tasks under his own rights; the naive loop
runs without any. Interleaved in one process on one seeded database, the median taken.

Run by `./dev bench complete_tasks`; `SMALL=1` tries it with fewer.
"""

import os
import statistics
import sys
from datetime import datetime, timedelta

from _cases import procedure
from _harness import database, leave, measured, seed, undone, verdict

SMALL = bool(os.environ.get("SMALL"))
SIZES = (1, 20, 100) if SMALL else (1, 100, 1_000)
NAIVE = 10 if SMALL else 40
ROUNDS = 3 if SMALL else 5
#: Received yesterday, completed now: the public act reads the clock itself.
AT = datetime.now().replace(microsecond=0) - timedelta(days=1)


def main():
    gates = []
    with database("complete_tasks") as env:
        document = procedure(env, AT, first_holders=1)
        cases = env["procedure.case"]._receive(
            [{"document_id": document.id}] * (max(SIZES) + NAIVE), AT
        )
        seed(env, 1_000 if SMALL else 100_000)
        for size in SIZES:
            gates += bench(env, cases, size)
    leave(gates)


def bench(env, cases, size):
    tasks = cases.task_ids.filtered(lambda task: task.state == "ready")
    ours, naive, queries = [], [], 0
    warm(env, tasks)
    for round_ in range(ROUNDS):
        order = ("ours", "naive") if round_ % 2 == 0 else ("naive", "ours")
        for side in order:
            with undone(env):
                if side == "ours":
                    batch = tasks[:size].with_user(tasks[0].user_id)
                    seconds, queries, _done = measured(env, batch.action_complete)
                    check(env, tasks[:size])
                    ours.append(1000 * seconds / size)
                else:
                    some = tasks[:1] if size == 1 else tasks[-NAIVE:]
                    seconds, *_rest = measured(env, lambda s=some: one_by_one(env, s))
                    check(env, some)
                    naive.append(1000 * seconds / len(some))
    ms, slow = statistics.median(ours), statistics.median(naive)
    print(
        f"{size}: {ms:.2f} ms each with {queries} queries in all, naive {slow:.2f} ms"
    )
    if size == 1:
        return [
            verdict("1: queries", queries, 45, False),
            verdict("1: ours / naive", ms / slow, 0.6, False),
        ]
    if size < max(SIZES):
        print(f"     {size}: naive / ours {slow / ms:.1f}, {queries / size:.2f} q each")
        return []
    return [
        verdict(f"{size}: naive / ours", slow / ms, 10, True),
        verdict(f"{size}: queries for each", queries / size, 0.3, False),
    ]


def warm(env, tasks):
    """Both sides once, so that neither pays for what a process reads only once."""
    with undone(env):
        tasks[:1].with_user(tasks[0].user_id).action_complete()
        one_by_one(env, tasks[1:2])
        env.flush_all()


def check(env, tasks):
    """Either side has left the same: done, the next one ready and in an inbox."""
    for task in tasks:
        following = next_of(task)
        assert task.state == "done" and task.verdict, task
        assert following.state == "ready" and following.due_at, following
        assert following.activity_id.user_id == following.user_id, following
        assert not task.activity_id.active, task
    env.flush_all()


def next_of(task):
    later = task.case_id.task_ids.filtered(lambda t: t.sequence > task.sequence)
    return later.sorted("sequence")[:1]


def one_by_one(env, tasks):
    """What a straightforward addon does for each task, leaving the same rows.

    action_feedback closes the activity and posts on the case, plan_hours measures and
    plans, a search finds the holder, activity_schedule tells him by mail as it always
    does; ours tells him in one digest.
    """
    calendar = env.company.resource_calendar_id
    now = datetime.now().replace(microsecond=0)
    for task in tasks:
        case = task.case_id
        used = calendar.get_work_hours_count(task.ready_at, now)
        late = max(task.due_at, now) if task.due_at else now
        overrun = calendar.get_work_hours_count(task.due_at, late) if late > now else 0
        task.write(
            {
                "state": "done",
                "done_at": now,
                "done_by_id": env.uid,
                "verdict": "late" if now > task.due_at else "early",
                "used_minutes": int(60 * used),
                "late_minutes": int(60 * overrun),
                "next_check_at": False,
            }
        )
        activity = task.activity_id
        activity.sudo().procedure_task_id = False
        activity.action_feedback(feedback=f"{task.name} done")
        env["procedure.event"]._log("task.completed", task, at=now)
        following = next_of(task)
        holder = env["procedure.role.holder"].search(
            [("role_id", "=", following.step_id.role_id.id)], limit=1
        )
        due = calendar.plan_hours(16, now, compute_leaves=True)
        following.write(
            {
                "state": "ready",
                "user_id": holder.user_id.id,
                "ready_at": now,
                "due_at": due,
                "next_check_at": calendar.plan_hours(-8, due, compute_leaves=True),
            }
        )
        env["procedure.event"]._log("task.ready", following, at=now)
        following.activity_id = case.activity_schedule(
            "procedure_control.mail_activity_type_task",
            user_id=holder.user_id.id,
            date_deadline=due.date(),
        )


if __name__ == "__main__":
    sys.exit(main())
