"""G10: telling 500 readers of a revision in force, against one activity for each.

Ours resolves the list from a department, writes one row per reader with his due time,
one event, and one message a person that tells what changed for him. The naive side
schedules one activity per reader, as Odoo does it, which mails or notifies each; it
resolves no list, keeps no fingerprint and writes no trail. Both are timed without
sending mail. The rows and one post, without a message of his own for each, stand in
a line of their own. Interleaved in one process on one seeded database.

Run by `./dev bench publish_revision`.
"""

import statistics
import sys
from datetime import datetime, timedelta

from _harness import database, leave, measured, seed, undone, verdict

SIZES = (100, 500)
ROUNDS = 5
AT = datetime(2026, 10, 5, 2, 0)


def main():
    with database("publish_revision") as env:
        revisions = [prepare(env, size) for size in SIZES]
        seed(env)
        results = []
        for size, revision in zip(SIZES, revisions, strict=True):
            results += bench(env, revision, size, gated=size == SIZES[-1])
    leave(results)


def prepare(env, size):
    """A revision in force distributed to a department of `size` people."""
    # The addon is found once the configuration is read.
    from odoo.addons.procedure_control.engine.content import Content, Limit, Ref, Step

    company = env.company
    company.procedure_calendar_id = company.resource_calendar_id
    role = env["procedure.role"].create({"name": f"R{size}", "code": f"bench{size}"})
    type_ = env["procedure.type"].create({"name": f"B{size}", "code": f"B{size}"})
    document = env["procedure.document"].create(
        {
            "code": f"BENCH{size}",
            "title": "Benchmark",
            "kind": "internal",
            "type_id": type_.id,
        }
    )
    content = Content(
        code=document.code,
        title="Benchmark",
        kind="internal",
        language="vi",
        issue_number=1,
        amendment_number=0,
        limit=Limit("2", "day"),
        steps=(
            Step(
                key="s1",
                label="B1",
                name="Step",
                role=Ref(role.code, ""),
                duration=Limit("2", "day"),
            ),
        ),
    )
    revision = document._new_draft("bench", content=content)
    # In force without a signature: what is timed begins with the effect.
    revision._set_guarded(
        {
            "state": "effective",
            "approved_at": AT - timedelta(days=1),
            "effective_at": AT,
            "fingerprint": f"$2${size}",
        }
    )
    department = env["hr.department"].create({"name": f"D{size}"})
    users = env["res.users"].create(
        [
            {
                "name": f"Reader {size} {number}",
                "login": f"reader-{size}-{number}",
                "email": f"r{size}.{number}@example.com",
                "group_ids": [(4, env.ref("procedure_control.group_staff").id)],
            }
            for number in range(size)
        ]
    )
    env["hr.employee"].create(
        [
            {"name": user.name, "user_id": user.id, "department_id": department.id}
            for user in users
        ]
    )
    env["procedure.distribution"].create(
        {
            "document_id": document.id,
            "target": "department",
            "department_id": department.id,
        }
    )
    # The line asked its readers at once: the bench asks them anew each time.
    revision.acknowledgement_ids._release("moved", AT)
    return revision


def bench(env, revision, size, gated):
    ours, post, naive = [], [], []
    queries = {}
    users = revision.acknowledgement_ids.user_id
    sides = {
        "ours": (lambda: publish(revision), ours),
        "post": (lambda: publish(revision, own_message=False), post),
        "naive": (lambda: activities(revision, users), naive),
    }
    publish_once(env, revision)
    for number in range(ROUNDS):
        order = list(sides) if number % 2 == 0 else list(reversed(sides))
        for side in order:
            act, times = sides[side]
            with undone(env):
                seconds, count, _result = measured(env, act)
                times.append(seconds)
                queries[side] = count
    slow, mine, one = map(statistics.median, (naive, ours, post))
    print(
        f"{size} readers: {1000 * mine:.0f} ms with a message each, "
        f"{1000 * one:.0f} ms with one post, naive {1000 * slow:.0f} ms "
        f"({queries['naive'] / size:.1f} queries each); "
        f"naive / ours with a message each: {slow / mine:.1f}"
    )
    if not gated:
        return []
    return [
        verdict(f"{size}: naive / ours with one post", slow / one, 25, True),
        verdict(f"{size}: queries each, one post", queries["post"] / size, 0.15, False),
        verdict(
            f"{size}: queries each, a message each", queries["ours"] / size, 0.15, False
        ),
    ]


def publish_once(env, revision):
    """Fill the caches of the registry."""
    with undone(env):
        publish(revision)
        publish(revision, own_message=False)


def publish(revision, own_message=True):
    revision._ask_to_read(AT)
    if own_message:
        revision._notify_concerned(AT)
        return
    readers = revision.acknowledgement_ids.user_id.partner_id
    revision.message_notify(
        partner_ids=readers.ids,
        subject="In force",
        body="In force",
        mail_auto_delete=False,
        force_send=False,
    )


def activities(revision, users):
    """What a straightforward addon does: one activity each, Odoo tells each."""
    for user in users:
        revision.activity_schedule(
            "mail.mail_activity_data_todo",
            summary="Read and understood",
            date_deadline=AT.date(),
            user_id=user.id,
        )


if __name__ == "__main__":
    sys.exit(main())
