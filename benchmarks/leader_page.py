"""G13: the leader's page among many tasks.

The page is one call as its reader makes it, with the addon's indexes and without those
that cover its figures (dropped inside a savepoint), interleaved, the median taken: what
it counts alone, and all of it.

Run by `./dev bench leader_page`; `COUNT=100000` is quicker. No other transaction may
be open in the cluster meanwhile: PostgreSQL passes by an index that was made after the
oldest of them began.
"""

import os
import statistics
import time
from unittest.mock import patch

from _harness import database, leave, verdict
from _leader_world import AT, COUNT, world
from _tasks import sent

ROUNDS = int(os.environ.get("ROUNDS", 5))
#: What the addon adds so that figures are counted without reading their rows.
INDEXES = (
    "procedure_task_open_figures_idx",
    "procedure_task_ended_figures_idx",
    "procedure_task_company_due_idx",
    # Others that hold what is ready, and would do in its place.
    "procedure_task_user_due_idx",
    "procedure_task_stand_in_due_idx",
    "procedure_task_no_activity_idx",
    "procedure_task_unannounced_idx",
    "procedure_task__company_id_index",
    "procedure_task__department_id_index",
    "procedure_case_result_figures_idx",
    "procedure_case_figures_idx",
    "procedure_case__received_at_index",
    "procedure_case__ended_at_index",
)


def main():
    with database("leader") as env:
        _document, reader, leader = world(env)
        gates = page(env, reader, "quality officer")
        gates += page(env, leader, "leader")
        gates += explained(env, reader)
    leave(gates)


def page(env, user, who):
    leader_page = env["procedure.leader.page"].with_user(user)
    found = {(what, side): [] for what in ("counts", "all") for side in (False, True)}

    def whole(without):
        env.cr.execute("SAVEPOINT reading")
        for index in INDEXES if without else ():
            env.cr.execute(f'DROP INDEX IF EXISTS "{index}"')
        env.invalidate_all()
        counting = []
        queries, start = env.cr.sql_log_count, time.perf_counter()
        with (
            timed(type(leader_page), "_count", counting),
            timed(type(leader_page), "_trend", counting),
        ):
            shown = leader_page.leader_page()
        seconds = time.perf_counter() - start
        count = env.cr.sql_log_count - queries
        env.cr.execute("ROLLBACK TO SAVEPOINT reading")
        assert not shown["is_empty"] and shown["tables"][1]["rows"]
        found["counts", without].append(sum(counting))
        found["all", without].append(seconds)
        return count

    for number in range(ROUNDS + 1):
        for without in (False, True) if number % 2 == 0 else (True, False):
            queries = whole(without)
    # The first of each warms up.
    ms = {key: 1000 * statistics.median(times[1:]) for key, times in found.items()}
    for what in ("counts", "all"):
        print(
            f"page of the {who}, {COUNT} tasks, {what}: {ms[what, False]:.0f} ms,"
            f" without the indexes {ms[what, True]:.0f} ms, {queries} queries"
        )
    ratio = ms["counts", True] / ms["counts", False]
    gates = [
        verdict(f"page of the {who}, counts: without / with", ratio, 10, 1),
        verdict(f"page of the {who}: queries", queries, 40, 0),
    ]
    print(f"     all of it: {ms['all', True] / ms['all', False]:.2f}")
    return gates


def timed(cls, name, seconds):
    """Patch that adds to `seconds` how long each call of a method took."""
    method = getattr(cls, name)

    def wrapped(self, *args, **kwargs):
        start = time.perf_counter()
        found = method(self, *args, **kwargs)
        seconds.append(time.perf_counter() - start)
        return found

    return patch.object(cls, name, wrapped)


def explained(env, user):
    """What counts, as the ORM sends it: found in the indexes, and what that is worth.

    The second figure is of the statement alone and of the figures alone, without the
    rules on cases, which cost the same with and without these indexes.
    """
    gates = []
    for group, index in (
        ("open", "procedure_task_open_figures_idx"),
        ("done", "procedure_task_ended_figures_idx"),
    ):
        plan = "\n".join(explain(env, statement(env, user, group)))
        gates.append(verdict(f"{group}: the plan names {index}", index in plan, 1, 1))
        bare = statement(env, env["res.users"].browse(1), group)
        ms = {False: [], True: []}
        for number in range(2 * ROUNDS):
            ms[number % 2 == 1].append(once(env, bare, without=number % 2 == 1))
        with_it, without = (
            1000 * statistics.median(ms[side]) for side in (False, True)
        )
        print(f"{group} figures alone: {with_it:.0f} ms, without {without:.0f} ms")
        print(f"     without / with: {without / with_it:.2f}")
    return gates


def statement(env, user, group):
    """The statement that counts one group of figures for a reader."""
    from odoo.fields import Domain

    counted = env["procedure.leader.page"].with_user(user)
    at = counted._moments(env.company, "month")
    asked = counted._asked(at, Domain.TRUE, Domain.TRUE, Domain("due_at", ">", AT))
    model, base, wanted = asked[group]
    if user.id == 1:
        # Whether a case corrects another is asked of cases, as the rules are.
        base = base.map_conditions(
            lambda c: Domain.TRUE if c.field_expr == "is_correction" else c
        )
    places = ("company_id", "department_id", "document_id")
    return sent(env, lambda: counted._count(model, base, wanted, places))


def explain(env, text):
    env.cr.execute(f"EXPLAIN {text}")
    return [line for (line,) in env.cr.fetchall()]


def once(env, text, without):
    """Seconds of a statement, with the indexes or without them."""
    env.cr.execute("SAVEPOINT reading")
    for index in INDEXES if without else ():
        env.cr.execute(f'DROP INDEX IF EXISTS "{index}"')
    start = time.perf_counter()
    env.cr.execute(text)
    seconds = time.perf_counter() - start
    env.cr.execute("ROLLBACK TO SAVEPOINT reading")
    return seconds


if __name__ == "__main__":
    main()
