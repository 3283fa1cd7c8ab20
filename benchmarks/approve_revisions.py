"""G8: 1,000 revisions through a route of two signers, against base_tier_validation.

Both sides tell each signer when it is his turn: the peer by a message to a follower,
ours by an activity in his inbox. Ours also freezes and fingerprints the content and
writes the trail; the signed body and the password check are timed apart. Interleaved
in one process on one seeded database, the median taken.

Run by `./dev bench approve_revisions`; it fetches the peer's wheel from PyPI.
"""

import statistics
import sys
import tempfile
from datetime import datetime, timedelta

from _harness import database, leave, measured, seed, undone, verdict
from _tier_peer import acts as peer_acts
from _tier_peer import define, fetch

SIZES = (100, 1_000)
ROUNDS = {100: 3, 1_000: 1}  # a thousand of the peer take minutes
OLD = 1_000
AT = datetime(2026, 10, 5, 2, 0)


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = fetch(folder)
        with database("approve_revisions", addons=path, install=["bench_peer"]) as env:
            people = prepare(env)
            define(env, people[1:])
            fill(env, people)
            seed(env)
            gates = one(env, people)
            gates += against_peer(env, people)
            gates += old_revisions(env, people)
    leave(gates)


def prepare(env):
    """Author and two signers; a route that asks one after the other."""
    ref = env.ref
    users = env["res.users"].create(
        [
            {
                "name": name,
                "login": f"bench-{name}",
                "email": f"{name}@example.com",
                "group_ids": [(4, ref(f"procedure_control.{group}").id)],
            }
            for name, group in (
                ("author", "group_author"),
                ("first", "group_signer"),
                ("second", "group_signer"),
            )
        ]
    )
    author, first, second = users
    route = {
        "name": "Bench",
        "sequence": 1,
        "stage_ids": [
            (
                0,
                0,
                {
                    "sequence": number,
                    "name": meaning,
                    "meaning": meaning,
                    "mode": "named",
                    "user_ids": [(6, 0, signer.ids)],
                },
            )
            for number, (meaning, signer) in enumerate(
                (("review", first), ("approve", second))
            )
        ],
    }
    env["procedure.type"].create({"name": "B", "code": "B1"})
    env["procedure.route"].search([]).active = False
    env["procedure.route"].create(route)
    # The peer has no rights of its own to compare: both sides act as administrators of
    # their models, under their own names.
    return author, first, second


def drafts(env, author, size, prefix="D"):
    """Procedures with one draft of one section and two steps each."""
    from odoo.addons.procedure_control.engine.content import (
        Content,
        Limit,
        Ref,
        Section,
        Step,
    )

    role = env["procedure.role"].search([("code", "=", "bench")])
    if not role:
        role = role.create({"name": "Bench", "code": "bench"})
        env["procedure.role.holder"].create(
            {
                "role_id": role.id,
                "company_id": env.company.id,
                "user_id": author.id,
            }
        )
    steps = [
        Step(
            f"s{n}",
            f"B{n}",
            f"Step {n}",
            role=Ref("bench", ""),
            duration=Limit("2", "day"),
            result="Paper",
            is_result=n == 2,
            is_approval=n == 2,
        )
        for n in (1, 2)
    ]
    content = Content(
        code="",
        title="",
        kind="internal",
        language="vi",
        issue_number=1,
        amendment_number=0,
        summary="First",
        result="Paper",
        limit=Limit("4", "day"),
        sections=(Section("1", "Purpose", "<p>Text</p>", True),),
        steps=tuple(steps),
    )
    documents = (
        env["procedure.document"]
        .with_user(author)
        .sudo()
        .create(
            [
                {
                    "code": f"{prefix}{number}",
                    "title": "Bench",
                    "type_id": env["procedure.type"].search([("code", "=", "B1")]).id,
                    "owner_id": author.id,
                }
                for number in range(size)
            ]
        )
    )
    made = documents._new_draft("bench", content=content)
    env.flush_all()
    return made


def fill(env, people, size=300):
    """Revisions of before, so that no plan is made for empty tables."""
    bodies = env.registry["procedure.round"]._store_bodies
    without_bodies(env)
    for _name, act in acts(drafts(env, people[0], size, "F"), people):
        act()
    env.registry["procedure.round"]._store_bodies = bodies


def acts(revisions, people):
    """The three acts of ours, each as (name, what it does)."""
    author, first, second = people
    return (
        ("submit", lambda: revisions.with_user(author).sudo()._submit(AT)),
        ("review", lambda: revisions.with_user(first).sudo()._approve(AT)),
        (
            "approve",
            lambda: (
                revisions.with_user(second).sudo()._approve(AT, put_into_force=False)
            ),
        ),
    )


def one(env, people):
    """Queries of each act on one revision; body and password apart."""
    gates = []
    bodies = env.registry["procedure.round"]._store_bodies
    without_bodies(env)
    with undone(env):
        # What the registry keeps is filled once in the life of a server.
        for _name, act in acts(drafts(env, people[0], 1, "WARM"), people):
            act()
        revision = drafts(env, people[0], 1, "ONE")
        for name, act in acts(revision, people):
            seconds, queries, _result = measured(env, act)
            print(f"{name} one: {1000 * seconds:.1f} ms")
            gates.append(verdict(f"{name} one: queries", queries, 30, False))
        rounds = revision.round_ids
        seconds, queries, _result = measured(env, lambda: bodies(rounds))
        print(f"body of one, apart: {1000 * seconds:.0f} ms, {queries} queries")
        signer = people[1]
        signer.password = "bench-password"
        given = {"type": "password", "password": "bench-password"}
        seconds, queries, _result = measured(
            env,
            lambda: signer.with_user(signer)._check_credentials(
                given, {"interactive": True}
            ),
        )
        print(f"password check, apart: {1000 * seconds:.0f} ms, {queries} queries")
    env.registry["procedure.round"]._store_bodies = bodies
    return gates


def without_bodies(env):
    env.registry["procedure.round"]._store_bodies = lambda rounds: None


def against_peer(env, people):
    gates, per, asked = [], {}, {}
    bodies = env.registry["procedure.round"]._store_bodies
    without_bodies(env)
    for size in SIZES:
        ours, peers, queries = [], [], 0
        for round_ in range(ROUNDS[size]):
            for side in ("ours", "peer") if round_ % 2 == 0 else ("peer", "ours"):
                with undone(env):
                    if side == "ours":
                        revisions = drafts(env, people[0], size)
                        total, queries = 0.0, 0
                        for _name, act in acts(revisions, people):
                            seconds, count, _result = measured(env, act)
                            total += seconds
                            queries += count
                        assert set(revisions.mapped("state")) == {"approved"}
                        ours.append(1000 * total / size)
                    else:
                        records, steps = peer_acts(env, people[0], people[1:], size)
                        spent = [measured(env, step) for step in steps]
                        peers.append(1000 * sum(s[0] for s in spent) / size)
                        peer_queries = sum(s[1] for s in spent)
                        assert set(records.mapped("validation_status")) == {"validated"}
        mine, peer = statistics.median(ours), statistics.median(peers)
        per[size], asked[size] = mine, queries
        print(
            f"{size} revisions: {mine:.2f} ms and {queries / size:.2f} q each, "
            f"peer {peer:.2f} ms and {peer_queries / size:.1f} q"
        )
        gates.append(verdict(f"{size}: peer / ours", peer / mine, 5, True))
    more = (asked[SIZES[1]] - asked[SIZES[0]]) / (SIZES[1] - SIZES[0])
    gates.append(
        verdict("queries of the three acts, each further one", more, 1.5, False)
    )
    growth = per[SIZES[1]] / per[SIZES[0]]
    gates.append(verdict("linear: ms per revision, 1,000 / 100", growth, 1.25, False))
    env.registry["procedure.round"]._store_bodies = bodies
    return gates


def old_revisions(env, people):
    """A change of one procedure with no old revisions, and with a thousand."""
    without_bodies(env)
    figures = {0: [], OLD: []}
    for round_ in range(7):
        for count in (0, OLD) if round_ % 2 == 0 else (OLD, 0):
            with undone(env):
                revision = drafts(env, people[0], 1, "OLD")
                if count:
                    age(env, revision.document_id, count)
                total = sum(
                    measured(env, act)[0] for _name, act in acts(revision, people)
                )
                figures[count].append(total)
    ratio = statistics.median(figures[OLD]) / statistics.median(figures[0])
    return [verdict("change with 1,000 old revisions / none", ratio, 1.05, False)]


def age(env, document, count):
    """Superseded revisions as years leave them, written as rows."""
    env.flush_all()
    env.cr.execute(
        "INSERT INTO procedure_revision (document_id, company_id, kind, state, urgent,"
        " issue_number, amendment_number, language, limit_rule, effective_at, ended_at)"
        " SELECT %s, %s, 'internal', 'superseded', false, 0, n, 'vi', 'sum', %s, %s"
        " FROM generate_series(1, %s) AS n",
        [
            document.id,
            document.company_id.id,
            AT - timedelta(days=900),
            AT - timedelta(days=800),
            count,
        ],
    )
    env.cr.execute("ANALYZE procedure_revision")
    env.invalidate_all()


if __name__ == "__main__":
    sys.exit(main())
