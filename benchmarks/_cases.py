"""A procedure whose cases the benchmarks start, complete and close."""

from datetime import timedelta


def procedure(env, at, first_holders=10):
    """A procedure in force of five steps, ten holders each, in one agency.

    It is in force since a month before ``at``; only so many hold the first step's role.
    """
    # The addon is found once the configuration is read.
    from odoo.addons.procedure_control.engine.content import Content, Limit, Ref, Step

    company = env.company
    company.procedure_calendar_id = company.resource_calendar_id
    users = env["res.users"].create(
        [
            {
                "name": f"Bench {n}",
                "login": f"bench{n}",
                "email": f"b{n}@example.com",
                "group_ids": [(4, env.ref("procedure_control.group_staff").id)],
            }
            for n in range(10)
        ]
    )
    roles = env["procedure.role"].create(
        [{"name": f"Bench role {n}", "code": f"bench{n}"} for n in range(5)]
    )
    env["procedure.role.holder"].create(
        [
            {"role_id": role.id, "company_id": company.id, "user_id": user.id}
            for number, role in enumerate(roles)
            for user in users[: None if number else first_holders]
        ]
    )
    document = env["procedure.document"].create(
        {
            "code": "BENCH",
            "title": "Benchmark",
            "kind": "internal",
            "type_id": env["procedure.type"].create({"name": "B", "code": "B1"}).id,
        }
    )
    revision = document.revision_ids or env["procedure.revision"].create(
        {"document_id": document.id}
    )
    revision._write_content(
        Content(
            code="BENCH",
            title="Benchmark",
            kind="internal",
            language="vi",
            issue_number=1,
            amendment_number=0,
            limit=Limit("10", "day"),
            steps=tuple(
                Step(
                    key=f"s{n}",
                    label=f"B{n}",
                    name=f"Step {n}",
                    role=Ref(f"bench{n - 1}", ""),
                    duration=Limit("2", "day"),
                )
                for n in range(1, 6)
            ),
        )
    )
    since = at - timedelta(days=30)
    issuance = env["procedure.issuance"].create(
        {"number": "bench", "date": since.date(), "authority": "bench"}
    )
    issuance._confirm(at)
    revision._adopt(at, issuance, effective_at=since)
    return document
