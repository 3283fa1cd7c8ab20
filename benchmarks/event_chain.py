"""G11: sealing a million events and verifying their chain.

Both sides of the first ratio do the same on the same rows, interleaved, the median
taken: ours reads every entry, its event and its text and hashes them in Python, outside
of the database that is being verified; the other is one statement that does all of it
inside PostgreSQL. Neither looks at records and files. Memory is what the process grows
by while it verifies.

Run by `./dev bench event_chain`; `COUNT=100000` is quicker.
"""

import os
import statistics
import time

from _harness import database, leave, verdict

COUNT = int(os.environ.get("COUNT", 1_000_000))
ROUNDS = 5

#: A text of the length that the trail of a step has.
BODY = """'{"actor":"Nguyễn Văn A","login":"a","record":"SYT-26-' || n
    || '","salt":"' || substr(md5(n::text), 1, 16) || '","values":{"from":"ready",'
    || '"to":"done","due":"2026-10-07 10:00:00","step":"B2 Thẩm định hồ sơ"}}'"""
FILL = (
    f"""
INSERT INTO procedure_event (id, kind, user_id, model, res_id, company_id, occurred_at,
    payload_hash, payload_version)
SELECT %(base)s + n, 'task.completed', 2, 'procedure.task', n, %(company)s,
       TIMESTAMP '2026-10-05 01:00' + n * interval '1 second',
       encode(sha256(convert_to({BODY}, 'UTF8')), 'hex'), 1
  FROM generate_series(1, %(count)s) n""",
    f"""
INSERT INTO procedure_event_payload (event_id, body)
SELECT %(base)s + n, {BODY} FROM generate_series(1, %(count)s) n""",
)

INSIDE = """
WITH entry AS (
    SELECT s.hash, s.position, e.payload_hash, p.body, {canonical} AS text,
           lag(s.hash, 1, %s) OVER (ORDER BY s.position) AS previous,
           lag(s.position, 1, 0) OVER (ORDER BY s.position) AS before
      FROM procedure_seal s
      LEFT JOIN procedure_event e ON e.id = s.event_id
      LEFT JOIN procedure_event_payload p ON p.event_id = s.event_id
     WHERE COALESCE(s.company_id, 0) = %s
), hashed AS (
    SELECT *, encode(sha256(convert_to(text, 'UTF8')), 'hex') AS event,
           encode(sha256(convert_to(body, 'UTF8')), 'hex') AS words
      FROM entry
)
SELECT count(*), count(*) FILTER (
    WHERE position = before + 1 AND words = payload_hash
      AND encode(sha256(convert_to(previous || event, 'UTF8')), 'hex') = hash)
  FROM hashed
"""


def main():
    with database("event_chain") as env:
        results = sealing(env)
        results += verifying(env)
        results += finding(env)
    leave(results)


def sealing(env):
    """Fill the trail, then seal it in the batches that the job commits."""
    seals = env["procedure.seal"]
    while seals._seal():
        pass
    env.cr.execute("SELECT COALESCE(max(id), 0) FROM procedure_event")
    base = env.cr.fetchone()[0]
    for statement in FILL:
        env.cr.execute(
            statement, {"count": COUNT, "base": base, "company": env.company.id}
        )
    env.cr.commit()
    env.cr.execute("ANALYZE")
    env.cr.commit()
    start, sealed = time.perf_counter(), 0
    for number in seals._seal_waiting():
        env.cr.commit()
        sealed += number
    rate = sealed / (time.perf_counter() - start)
    print(f"{sealed} events sealed and committed, {rate:,.0f} a second")
    env.cr.execute("ANALYZE")
    env.cr.commit()
    return [
        verdict("all are sealed", sealed, COUNT, True),
        verdict("sealer, events a second", rate, 50_000, True),
    ]


def verifying(env):
    ours, inside, grown = [], [], []
    for number in range(ROUNDS):
        for side in ("ours", "inside") if number % 2 == 0 else ("inside", "ours"):
            if side == "ours":
                before = peak(reset=True)
                seconds, breaks, entries = walk(env)
                grown.append(peak() - before)
                assert (breaks, entries >= COUNT) == ([], True), breaks
                ours.append(seconds)
            else:
                inside.append(one_statement(env))
    a, b = statistics.median(ours), statistics.median(inside)
    print(
        f"{COUNT} entries: ours {a:.2f} s ({COUNT / a:,.0f} a second),"
        f" one statement {b:.2f} s; more memory {max(grown):.0f} MB"
    )
    return [
        verdict("ours / one statement", a / b, 1.5, False),
        verdict("memory while verifying (MB)", max(grown), 40, False),
    ]


def walk(env):
    """(seconds, breaks, entries) of the chain and of what is not in it."""
    verifications = env["procedure.verification"]
    start = time.perf_counter()
    run = verifications._start("command")
    breaks, entries = [], 0
    for step in ("_verify_guards", "_verify_chain", "_verify_events"):
        at, verify = None, getattr(run, step)
        while True:
            at, seen, findings = verify(at)
            entries += seen.get("seal", 0)
            breaks += findings
            if at is None:
                break
    seconds = time.perf_counter() - start
    env.cr.rollback()
    return seconds, breaks, entries


def one_statement(env):
    from odoo.addons.procedure_control.engine import chain
    from odoo.addons.procedure_control.models.procedure_seal import CANONICAL

    canonical = env.cr.mogrify(CANONICAL.code, CANONICAL.params).decode()
    root = env.company.root_id.id
    start = time.perf_counter()
    env.cr.execute(
        INSIDE.replace("{canonical}", canonical.replace("%", "%%")),
        [chain.genesis(root), root],
    )
    count, whole = env.cr.fetchone()
    env.cr.execute(
        "SELECT (SELECT count(*) FROM procedure_event),"
        " (SELECT count(*) FROM procedure_seal)"
    )
    seconds = time.perf_counter() - start
    assert count == whole >= COUNT, (count, whole)
    return seconds


def finding(env):
    """One changed event among all of them is named."""
    env.cr.execute("ALTER TABLE procedure_event DISABLE TRIGGER USER")
    env.cr.execute(
        "SELECT event_id, position FROM procedure_seal OFFSET %s LIMIT 1", [COUNT // 3]
    )
    event, position = env.cr.fetchone()
    env.cr.execute("UPDATE procedure_event SET user_id = 1 WHERE id = %s", [event])
    env.cr.execute("ALTER TABLE procedure_event ENABLE TRIGGER USER")
    _seconds, breaks, _entries = walk(env)
    named = [(b["kind"], b["position"]) for b in breaks] == [("link", position)]
    return [verdict("a changed event is named", int(named), 1, True)]


def peak(reset=False):
    """The most memory this process has had since it was reset, in MB."""
    if reset:
        with open("/proc/self/clear_refs", "w") as refs:
            refs.write("5")
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    return 0


if __name__ == "__main__":
    main()
