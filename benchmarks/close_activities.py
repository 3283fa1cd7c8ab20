"""G3: closing the activities of many ended tasks, against `action_feedback` on as many.

Both archive the activities, keep the feedback on them and leave one message on each
case. The messages are compared: same subtype, same type of activity, same author. The
activities of the other side are Odoo's own, on the same cases and of the same people.
Interleaved in one process on one seeded database, the median taken.

Run by `./dev bench close_activities`; `SMALL=1` tries it with fewer.
"""

import os
import statistics
import sys
from collections import Counter
from datetime import datetime, timedelta

from _cases import procedure
from _harness import database, leave, measured, seed, undone, verdict

SMALL = bool(os.environ.get("SMALL"))
SIZES = (20, 100) if SMALL else (100, 1_000)
ROUNDS = 3 if SMALL else 5
AT = datetime.now().replace(microsecond=0) - timedelta(days=1)
FEEDBACK = "Done as asked"


def main():
    gates = []
    with database("close_activities") as env:
        cases = env["procedure.case"]._receive(
            [{"document_id": procedure(env, AT).id}] * max(SIZES), AT
        )
        tasks = cases.task_ids.filtered(lambda task: task.state == "ready")
        plain = other_activities(env, tasks)
        seed(env, 1_000 if SMALL else 100_000)
        for size in SIZES:
            gates += bench(env, tasks[:size], plain[:size])
    leave(gates)


def other_activities(env, tasks):
    """As many activities of nobody's task, on the same cases, for the same people."""
    kind = env.ref("procedure_control.mail_activity_type_task")
    return env["mail.activity"]._procedure_mirror(
        [
            {
                "res_model_id": env["ir.model"]._get_id("procedure.case"),
                "res_id": task.case_id.id,
                "activity_type_id": kind.id,
                "user_id": task.user_id.id,
                "date_deadline": AT.date(),
                "summary": task.name,
            }
            for task in tasks
        ]
    )


def bench(env, tasks, plain):
    size = len(tasks)
    ours, theirs, queries, left = [], [], 0, {}
    for round_ in range(ROUNDS + 1):
        order = ("ours", "theirs") if round_ % 2 else ("theirs", "ours")
        for side in order:
            with undone(env):
                newest = env["mail.message"].search([], order="id desc", limit=1).id
                if side == "ours":
                    seconds, queries, _none = measured(env, lambda: close(tasks))
                    assert not any(tasks.activity_id.mapped("active"))
                else:
                    seconds, *_rest = measured(
                        env, lambda: plain.action_feedback(feedback=FEEDBACK)
                    )
                    assert not any(plain.mapped("active"))
                left[side] = messages(env, newest)
                # The first round only warms both.
                if round_:
                    (ours if side == "ours" else theirs).append(1000 * seconds / size)
    ms, slow = statistics.median(ours), statistics.median(theirs)
    print(f"{size}: {ms:.3f} ms each with {queries} queries, theirs {slow:.3f} ms")
    same = left["ours"] == left["theirs"] and sum(left["ours"].values()) == size
    gates = [verdict(f"{size}: messages alike (1 is yes)", int(same), 1, True)]
    if size == max(SIZES):
        gates += [
            verdict(f"{size}: action_feedback / ours", slow / ms, 9, True),
            verdict(f"{size}: queries", queries, 40, False),
        ]
    return gates


def close(tasks):
    """What completing does to the inbox and to the chatter."""
    outcomes = dict.fromkeys(tasks, tasks.env["procedure.outcome"])
    tasks._close_mirror(FEEDBACK)
    tasks._post_completion(outcomes, FEEDBACK)


def messages(env, newest):
    """How many messages of each kind came after the one of this id, by case."""
    env.flush_all()
    return Counter(
        (
            message.model,
            message.res_id,
            message.subtype_id,
            message.mail_activity_type_id,
            message.author_id,
        )
        for message in env["mail.message"].search([("id", ">", newest)])
    )


if __name__ == "__main__":
    sys.exit(main())
