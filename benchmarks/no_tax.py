"""G12: activities of other models cost the same with the addon as without it.

Two databases in one process, one with the addon and one without, otherwise built and
seeded alike: a thousand activities on contacts are created, and closed by
`action_feedback`. The queries must be the same to the last one. Interleaved, the median
taken.

Run by `./dev bench no_tax`; `SMALL=1` tries it with fewer.
"""

import os
import statistics
import sys

from _harness import database, leave, measured, seed, undone, verdict

SMALL = bool(os.environ.get("SMALL"))
SIZE = 50 if SMALL else 1_000
ROUNDS = 3 if SMALL else 7
SIDES = ("with", "without")


def main():
    with database("no_tax") as env, database("no_tax_base", without=True) as base:
        sides = {"with": env, "without": base}
        assert "procedure.task" in env and "procedure.task" not in base
        partners = {}
        for side, side_env in sides.items():
            partners[side] = prepare(side_env)
            seed(side_env, 1_000 if SMALL else 100_000)
        leave(bench(sides, partners))


def prepare(env):
    """Contacts, and one colleague whose activities they get."""
    user = env["res.users"].create(
        {"name": "Bench", "login": "bench", "email": "bench@example.com"}
    )
    partners = env["res.partner"].create([{"name": f"P{n}"} for n in range(SIZE)])
    return user, partners


def bench(sides, partners):
    times = {(side, act): [] for side in SIDES for act in ("create", "close")}
    queries = {}
    for round_ in range(ROUNDS + 1):
        for side in SIDES if round_ % 2 else reversed(SIDES):
            env = sides[side]
            user, contacts = partners[side]
            with undone(env):
                for act, call in (
                    ("create", lambda e=env, u=user, c=contacts: create(e, u, c)),
                    ("close", lambda c=contacts: close(c)),
                ):
                    seconds, count, _result = measured(env, call)
                    # The first round fills the caches of the registry.
                    if round_:
                        times[side, act].append(seconds)
                        queries[side, act] = count
    gates = []
    for act in ("create", "close"):
        more = queries["with", act] - queries["without", act]
        # Of rounds side by side: a neighbour's work lasts longer than a round.
        ratio = statistics.median(
            ours / base
            for ours, base in zip(
                times["with", act], times["without", act], strict=True
            )
        )
        print(
            f"{act} {SIZE}: {queries['with', act]} queries with,"
            f" {queries['without', act]} without; seconds"
            f" {' '.join(f'{t:.2f}' for t in times['with', act])} with,"
            f" {' '.join(f'{t:.2f}' for t in times['without', act])} without"
        )
        gates += [
            verdict(f"{act}: queries more", abs(more), 0, False),
            verdict(f"{act}: time with / without", ratio, 1.10, False),
        ]
    return gates


def create(env, user, contacts):
    kind = env.ref("mail.mail_activity_data_todo")
    model_id = env["ir.model"]._get_id("res.partner")
    return (
        env["mail.activity"]
        .with_context(mail_activity_quick_update=True)
        .create(
            [
                {
                    "res_model_id": model_id,
                    "res_id": contact.id,
                    "activity_type_id": kind.id,
                    "user_id": user.id,
                    "summary": "Call",
                }
                for contact in contacts
            ]
        )
    )


def close(contacts):
    return contacts.activity_ids.action_feedback(feedback="Done")


if __name__ == "__main__":
    sys.exit(main())
