"""G6: a sweep with nothing due, among ten thousand tasks and among a million.

Two databases in one process, interleaved, the median taken. What is measured is the
whole job as it runs every five minutes, and the look for due tasks alone. Then the
search of a thousand due ones, with the index and without it: the index is dropped
inside a savepoint. EXPLAIN reads the very statement that the ORM sends.

Run by `./dev bench sweep_idle`; `COUNT=100000` is quicker.
"""

import os
import statistics
import time
from contextlib import ExitStack
from datetime import datetime, timedelta

from _cases import procedure
from _harness import database, leave, measured, undone, verdict
from _tasks import PEOPLE, ballast, people, sections, sent

COUNT = int(os.environ.get("COUNT", 1_000_000))
FEW = 10_000
DUE = 1_000
ROUNDS = 15
INDEX = "procedure_task_next_check_idx"
#: The present: the job itself reads the clock.
AT = datetime.now().replace(microsecond=0)


def main():
    with ExitStack() as stack:
        few = stack.enter_context(filled("idle_few", FEW))
        many = stack.enter_context(filled("idle_many", COUNT))
        gates = idle(few, many)
        gates += selecting(many)
    leave(gates)


class filled:
    """A database with so many tasks, of which none is due."""

    def __init__(self, name, count):
        self._count, self._database = count, database(name)

    def __enter__(self):
        env = self._database.__enter__()
        start = AT - timedelta(days=1)
        document = procedure(env, start)
        sections(env, document)
        case = env["procedure.case"]._receive([{"document_id": document.id}], start)
        case.task_ids.next_check_at = False
        ballast(env, case, self._count, people(env, PEOPLE, "p"), AT)
        return env

    def __exit__(self, *error):
        return self._database.__exit__(*error)


def idle(few, many):
    times = {}
    look, job = {}, {}
    for env in (few, many):
        env["procedure.task"]._cron_sweep()  # what a process reads only once
    for number in range(ROUNDS):
        for env in (few, many) if number % 2 == 0 else (many, few):
            seconds, queries, _none = measured(
                env, lambda e=env: e["procedure.task"]._sweep_due(AT)
            )
            times.setdefault((env, "look"), []).append(seconds)
            look[env] = queries
            seconds, queries, _none = measured(
                env, lambda e=env: e["procedure.task"]._cron_sweep()
            )
            times.setdefault((env, "job"), []).append(seconds)
            job[env] = queries
    of = {key: statistics.median(values) for key, values in times.items()}
    for env, count in ((few, FEW), (many, COUNT)):
        print(
            f"{count} tasks: looking {1000 * of[env, 'look']:.1f} ms with {look[env]}"
            f" queries, the whole job {1000 * of[env, 'job']:.1f} ms with {job[env]}"
        )
    return [
        verdict("looking for due tasks: queries", look[many], 3, False),
        verdict("looking: many / few", of[many, "look"] / of[few, "look"], 1.5, False),
        verdict("the job: queries, many - few", job[many] - job[few], 0, False),
        verdict("the job: many / few", of[many, "job"] / of[few, "job"], 1.5, False),
    ]


def selecting(env):
    """The first thousand due ones of a sweep, with and without the index."""
    with undone(env):
        env.cr.execute(
            "UPDATE procedure_task SET next_check_at = %s WHERE id IN (SELECT id FROM"
            " procedure_task WHERE next_check_at IS NOT NULL ORDER BY id LIMIT %s)",
            [AT - timedelta(hours=1), DUE],
        )
        env.cr.execute("ANALYZE procedure_task")
        env.invalidate_all()
        plan = explained(env)
        print("\n".join(f"     {line}" for line in plan.splitlines()[:6]))
        fast, slow = [], []
        for number in range(7):
            for side in (fast, slow) if number % 2 == 0 else (slow, fast):
                side.append(select(env, without=side is slow))
    ratio = statistics.median(slow) / statistics.median(fast)
    print(
        f"     {DUE} due: {1000 * statistics.median(fast):.2f} ms, without the index"
        f" {1000 * statistics.median(slow):.1f} ms"
    )
    return [
        verdict("EXPLAIN names the index", int(INDEX in plan), 1, True),
        verdict("select: without / with the index", ratio, 25, True),
    ]


def select(env, without):
    env.cr.execute("SAVEPOINT choosing")
    if without:
        env.cr.execute(f"DROP INDEX {INDEX}")
    start = time.perf_counter()
    due = search(env)
    seconds = time.perf_counter() - start
    assert len(due) == DUE, due
    env.cr.execute("ROLLBACK TO SAVEPOINT choosing")
    return seconds


def search(env):
    return env["procedure.task"].search(
        [("next_check_at", "<=", AT), ("id", "not in", [])],
        order="next_check_at, id",
        limit=DUE,
    )


def explained(env):
    """The plan of the statement that the ORM sends for this search."""
    env.cr.execute("EXPLAIN " + sent(env, lambda: search(env)))
    return "\n".join(line for (line,) in env.cr.fetchall())


if __name__ == "__main__":
    main()
