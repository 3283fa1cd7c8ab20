"""G7: "my overdue" and "my open tasks" among a million tasks, under the reader's rules.

The page of eighty rows is read as the list does it: the search of the action with its
filters, as the person himself. With the addon's indexes, without them (dropped inside
a savepoint), and in a database in which he has nothing: interleaved in one process,
the median taken. "Mine" is what one is responsible for or stands in for. Indexes serve
the statement, so the first ratio is of the statement alone; most of a search of a few
rows is the ORM writing it.

Run by `./dev bench work_lists`; `COUNT=100000` is quicker.
"""

import os
import statistics
import time
from contextlib import ExitStack
from datetime import datetime, timedelta

from _cases import procedure
from _harness import database, leave, verdict
from _tasks import PEOPLE, ballast, people, sections, sent

COUNT = int(os.environ.get("COUNT", 1_000_000))
ROUNDS = 7
PAGE = 80
#: The search of the list reads the clock itself.
AT = datetime.now().replace(microsecond=0)
#: What the addon adds to the table of tasks so that lists of work are found.
INDEXES = (
    "procedure_task_user_due_idx",
    "procedure_task_stand_in_due_idx",
    "procedure_task_company_due_idx",
    "procedure_task__user_id_index",
    "procedure_task__company_id_index",
)


def main():
    with ExitStack() as stack:
        empty = stack.enter_context(database("lists_empty"))
        many = stack.enter_context(database("lists_many"))
        readers = {empty: world(empty, 0), many: world(many, COUNT)}
        gates = []
        for name, domain in lists().items():
            gates += bench(name, domain, readers)
    leave(gates)


def world(env, count):
    """Fill a database with so many tasks; one of those who do them."""
    start = AT - timedelta(days=1)
    document = procedure(env, start)
    sections(env, document)
    users = people(env, PEOPLE if count else 1, "p")
    if count:
        case = env["procedure.case"]._receive([{"document_id": document.id}], start)
        ballast(env, case, count, users, AT)
    env.cr.commit()
    return users[0]


def lists():
    """{name: the domain that the action and its filters send}"""

    def mine(user):
        return ["|", ("user_id", "=", user.id), ("stand_in_id", "=", user.id)]

    ready = [("state", "=", "ready")]
    return {
        "my open": lambda user: [*mine(user), *ready],
        "my overdue": lambda user: [*mine(user), *ready, ("due_at", "<", "now")],
    }


def bench(name, domain, readers):
    empty, many = readers
    searches, statements = {}, {}
    sides = [("empty", empty, False), ("many", many, False), ("bare", many, True)]
    for env, user in readers.items():
        read(env, user, domain)
    for number in range(ROUNDS):
        for side, env, without in sides if number % 2 == 0 else sides[::-1]:
            search, statement, rows = read(env, readers[env], domain, without)
            assert bool(rows) == (side != "empty"), (side, rows)
            searches.setdefault(side, []).append(search)
            statements.setdefault(side, []).append(statement)
    of = {side: 1000 * statistics.median(values) for side, values in searches.items()}
    ms = {side: 1000 * statistics.median(values) for side, values in statements.items()}
    for what, found in (("the search", of), ("its statement", ms)):
        print(
            f"{name}, {COUNT} tasks, {what}: {found['many']:.2f} ms, without our"
            f" indexes {found['bare']:.0f} ms, where he has none {found['empty']:.2f}"
        )
    print(
        f"     {name}, the whole search: without / with {of['bare'] / of['many']:.0f}"
    )
    return [
        verdict(f"{name}: without / with the indexes", ms["bare"] / ms["many"], 50, 1),
        verdict(f"{name}: search, many / empty", of["many"] / of["empty"], 2, 0),
    ]


def read(env, user, domain, without=False):
    """(seconds of the search, of its statement, rows) of one page as this user."""
    env.cr.execute("SAVEPOINT reading")
    for index in INDEXES if without else ():
        env.cr.execute(f'DROP INDEX IF EXISTS "{index}"')
    tasks = env["procedure.task"].with_user(user)
    env.invalidate_all()
    tasks.has_access("read")
    start = time.perf_counter()
    rows = tasks.search(domain(user), limit=PAGE)
    search = time.perf_counter() - start
    statement = sent(env, lambda: tasks.search(domain(user), limit=PAGE))
    start = time.perf_counter()
    env.cr.execute(statement)
    seconds = time.perf_counter() - start
    env.cr.execute("ROLLBACK TO SAVEPOINT reading")
    return search, seconds, len(rows)


if __name__ == "__main__":
    main()
