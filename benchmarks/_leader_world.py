"""Many tasks of twenty departments, and who looks at them: for the leader's page, the
list of cases and the form of a case."""

import os
from datetime import datetime, timedelta

from _cases import procedure
from _harness import seed
from _tasks import PEOPLE, ballast, people, sections

COUNT = int(os.environ.get("COUNT", 1_000_000))
#: The page reads the clock itself.
AT = datetime.now().replace(microsecond=0)


def world(env):
    """A million tasks of twenty departments over a year and a half."""
    seed(env)
    start = AT - timedelta(days=1)
    document = procedure(env, start)
    sections(env, document)
    users = people(env, PEOPLE, "p")
    case = env["procedure.case"]._receive([{"document_id": document.id}], start)
    departments = env["hr.department"].create(
        [{"name": f"Department {n}"} for n in range(20)]
    )
    documents = document | env["procedure.document"].create(
        [
            {
                "code": f"BENCH-{n}",
                "title": f"Benchmark {n}",
                "kind": "internal",
                "type_id": document.type_id.id,
            }
            for n in range(19)
        ]
    )
    done = f"TIMESTAMP '{AT}' - (n * 13 %% 13000) * interval '1h'"
    late = "CASE WHEN n %% 9 = 0 THEN 'late' WHEN n %% 2 = 0 THEN 'early' END"
    ballast(
        env,
        case,
        COUNT,
        users,
        AT,
        of_task={
            "done_at": f"CASE WHEN $state = 'done' THEN {done} END",
            "verdict": f"CASE WHEN $state = 'done' THEN COALESCE({late}, 'on_time')"
            " END",
            "department_id": f"(ARRAY{departments.ids})[1 + n %% 20]",
            "document_id": f"(ARRAY{documents.ids})[1 + n / 20 %% 20]",
            "used_minutes": "n %% 4800",
            "working_minutes": "n %% 4800",
            "waiting_minutes": "0",
        },
        of_case={
            "received_at": f"{done} - interval '10 days'",
            "result_at": f"CASE WHEN n %% 2 = 1 THEN {done} END",
            "ended_at": f"CASE WHEN n %% 2 = 1 THEN {done} END",
            "verdict": f"CASE WHEN n %% 2 = 1 THEN COALESCE({late}, 'on_time') END",
            "department_id": f"(ARRAY{departments.ids})[1 + n %% 20]",
            "document_id": f"(ARRAY{documents.ids})[1 + n / 20 %% 20]",
        },
    )
    reader, leader = people(env, 2, "reader")
    for user, group in ((reader, "quality_officer"), (leader, "manager")):
        user.group_ids = [(4, env.ref(f"procedure_control.group_{group}").id)]
        user.password = "reader"
    role = env["procedure.role"].create(
        {"name": "Leader", "code": "bench-leader", "is_leader": True}
    )
    env["procedure.role.holder"].create(
        {"role_id": role.id, "company_id": env.company.id, "user_id": leader.id}
    )
    env.cr.commit()
    with env.registry.cursor() as cr:
        cr._cnx.autocommit = True
        # Who received a case takes part in it.
        cr.execute(
            "INSERT INTO procedure_case_agency_rel (case_id, company_id)"
            " SELECT id, company_id FROM procedure_case ON CONFLICT DO NOTHING"
        )
        cr.execute(
            "VACUUM ANALYZE procedure_task, procedure_case, procedure_case_agency_rel"
        )
    env.clear()
    return document, reader, leader
