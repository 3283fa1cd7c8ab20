"""Whether a city is true: what must hold for every case and task of it, by SQL."""

import random
from datetime import datetime, timedelta

from _harness import verdict

ENDED = "COALESCE(result_at, ended_at)"
LOCAL = "({} + interval '7h')::date"
MINUTES = "('minute', 'hour', 'at_once')"

#: Sentence → rows that break it.
RULES = {
    "overrun = over − saved + uncounted + (plan − limit)": """
        SELECT id FROM procedure_case
         WHERE decided_by_id IS NOT NULL AND due_at IS NOT NULL AND corrects_id IS NULL
           AND overrun_minutes <> step_overrun_minutes - step_saved_minutes
               + uncounted_minutes + plan_minus_limit_minutes""",
    "used = waiting + working": """
        SELECT id FROM procedure_task WHERE state IN ('done', 'sent_back')
           AND used_minutes <> waiting_minutes + working_minutes""",
    "late minutes are of late steps": """
        SELECT id FROM procedure_task
         WHERE late_minutes > 0 AND COALESCE(verdict, '') <> 'late'
           AND state IN ('done', 'sent_back')""",
    "a step ends after it was ready": """
        SELECT id FROM procedure_task WHERE done_at < ready_at""",
    "who opened a step is of its case and ended no later than it was ready": """
        SELECT t.id FROM procedure_task t JOIN procedure_task o ON o.id = t.opened_by_id
         WHERE o.case_id <> t.case_id""",
    "steps are those of the case's revision": """
        SELECT t.id FROM procedure_task t JOIN procedure_case c ON c.id = t.case_id
          JOIN procedure_step s ON s.id = t.step_id
         WHERE s.revision_id <> c.revision_id""",
    "a verdict of days is that of its dates": f"""
        SELECT id FROM procedure_case
         WHERE verdict IS NOT NULL AND due_at IS NOT NULL AND {ENDED} IS NOT NULL
           AND due_unit NOT IN {MINUTES} AND corrects_id IS NULL
           AND verdict <> CASE
               WHEN {LOCAL.format(ENDED)} < {LOCAL.format("due_at")} THEN 'early'
               WHEN {LOCAL.format(ENDED)} > {LOCAL.format("due_at")} THEN 'late'
               ELSE 'on_time' END""",
    "what is asked for papers has its pause": """
        SELECT c.id FROM procedure_case c WHERE supplement_count > 0 AND NOT EXISTS (
            SELECT 1 FROM procedure_pause p WHERE p.case_id = c.id)""",
}

FORM = f"""
    WITH bounds AS (SELECT %(first)s::timestamp AS first, %(last)s::timestamp AS last),
    cases AS (
        SELECT received_at, channel, verdict, due_at, {ENDED} AS ended, first, last
          FROM procedure_case, bounds
         WHERE kind = 'tthc' AND state NOT IN ('intake', 'not_accepted')
           AND corrects_id IS NULL AND received_at < last
           AND COALESCE({ENDED}, 'infinity') >= first
    )
    SELECT count(*) AS c3,
           count(*) FILTER (WHERE received_at >= first AND channel = 'online') AS c4,
           count(*) FILTER (WHERE received_at >= first AND channel <> 'online') AS c5,
           count(*) FILTER (WHERE received_at < first) AS c6,
           count(*) FILTER (WHERE ended < last) AS c7,
           count(*) FILTER (WHERE ended < last AND verdict = 'early') AS c8,
           count(*) FILTER (WHERE ended < last AND verdict = 'on_time') AS c9,
           count(*) FILTER (WHERE ended < last AND verdict = 'late') AS c10,
           count(*) FILTER (WHERE ended IS NULL OR ended >= last) AS c11
      FROM cases
"""


def all_of(env):
    """Gates of a city: none of its rows may break a rule."""
    cr = env.cr
    cr.execute(
        "SELECT count(*), count(DISTINCT company_id), count(DISTINCT document_id)"
        " FROM procedure_case"
    )
    cases, agencies, documents = cr.fetchone()
    cr.execute("SELECT count(*), count(DISTINCT user_id) FROM procedure_task")
    tasks, people = cr.fetchone()
    print(
        f"{tasks:,} tasks of {cases:,} cases, {agencies} agencies,"
        f" {documents} procedures, {people:,} people"
    )
    gates = []
    for sentence, query in RULES.items():
        cr.execute(f"SELECT count(*) FROM ({query}) AS broken")
        gates.append(verdict(f"broken: {sentence}", cr.fetchone()[0], 0, False))
    cr.execute(
        "SELECT 100.0 * count(*) FILTER (WHERE verdict <> 'late')"
        " / NULLIF(count(*), 0) FROM procedure_case WHERE verdict IS NOT NULL"
    )
    share = float(cr.fetchone()[0])
    gates.append(verdict("cases on time, %", share, 90, True))
    gates.append(verdict("cases on time, %", share, 96, False))
    gates.append(verdict("broken: II.06a of each month", _form(cr), 0, False))
    gates.append(verdict("broken: minutes by the engine", _minutes(env), 0, False))
    return gates


def _form(cr):
    """Months of the last year in which the columns do not add up."""
    broken, end = 0, datetime.utcnow().replace(day=14, hour=17, minute=0, second=0)
    for _month in range(12):
        start = (end.replace(day=1) - timedelta(days=1)).replace(day=14)
        cr.execute(FORM, {"first": start, "last": end})
        c3, c4, c5, c6, c7, c8, c9, c10, c11 = cr.fetchone()
        sums = ((c3, c4 + c5 + c6), (c7, c8 + c9 + c10), (c3, c7 + c11))
        if any(left != right for left, right in sums):
            broken += 1
            print(f"  {start:%m/%Y}: {(c3, c4, c5, c6, c7, c8, c9, c10, c11)}")
        end = start
    return broken


def _minutes(env, number=2_000):
    """Tasks of a sample whose minutes the engine counts otherwise from their times."""
    env.cr.execute(
        "SELECT id FROM procedure_task WHERE state = 'done' AND paused_minutes = 0"
        " AND ready_at IS NOT NULL AND used_minutes IS NOT NULL ORDER BY id"
    )
    ids = [row[0] for row in env.cr.fetchall()]
    tasks = env["procedure.task"].browse(
        random.Random(1).sample(ids, min(number, len(ids)))
    )
    root = env["res.company"].search([("procedure_code", "=", "UBT")])
    first = min(tasks.mapped("ready_at")).date() - timedelta(days=2)
    last = max(tasks.mapped("done_at")).date() + timedelta(days=2)
    time = root._procedure_working_time(first, last)[root]
    return sum(
        time.seconds_between(task.ready_at, task.done_at) // 60 != task.used_minutes
        for task in tasks
    )
