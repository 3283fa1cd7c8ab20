"""Regulations of the province pass three stages before they are issued."""


def load_routes(library):
    """Add the route of regulations: reviewed, commented on, approved."""
    users = library.org.users
    stages = (
        ("Xem xét", "review", ("quyen",), {"due_value": "2"}),
        ("Góp ý", "review", ("bac", "son"), {"weight": "comment"}),
        ("Phê duyệt", "approve", (), {"mode": "chosen", "due_value": "3"}),
    )
    library.env["procedure.route"].create(
        {
            "name": "Xem xét, góp ý rồi phê duyệt",
            "sequence": 20,
            "company_id": library.org.root.id,
            "type_id": library.env.ref("procedure_control.procedure_type_d").id,
            "stage_ids": [
                (
                    0,
                    0,
                    {
                        "sequence": 10 * number,
                        "name": name,
                        "meaning": meaning,
                        "user_ids": [(6, 0, [users[login].id for login in logins])],
                        **values,
                    },
                )
                for number, (name, meaning, logins, values) in enumerate(stages, 1)
            ],
        }
    )
