"""What the journey of a revision starts with: people, dossiers, readers."""

CODE = "QT.GĐ.01"
REVISION = "procedure.revision"
CHANGE = "procedure.change"
AGENCIES = ("UBT", "TTHCC", "SNV", "SYT", "XHP", "PTM")


class Journey:
    """What the steps of the journey share."""

    def __init__(self, server, rpc, people):
        self.server, self.people = server, people
        self.sessions = {}
        self.rpc_of = rpc
        self.document = self.one("procedure.document", ("code", "=", CODE))

    def rpc(self, login):
        if login not in self.sessions:
            self.sessions[login] = self.rpc_of(login)
        return self.sessions[login]

    def call(self, login, model, method, *args, **kwargs):
        return self.rpc(login).call(model, method, *args, **kwargs)

    def one(self, model, *domain):
        (found,) = self.call("admin", model, "search", list(domain))
        return found

    def read(self, model, ids, *names):
        return self.call("admin", model, "read", ids, list(names))

    def user(self, login):
        return self.one("res.users", ("login", "=", login))

    def in_state(self, state):
        domain = [("document_id", "=", self.document), ("state", "=", state)]
        return self.one(REVISION, *domain)

    def credential(self, login):
        return {"type": "password", "login": login, "password": "demo"}

    def run_job(self, name):
        cron = self.one(
            "ir.model.data", ("module", "=", "procedure_control"), ("name", "=", name)
        )
        (row,) = self.read("ir.model.data", [cron], "res_id")
        self.call("admin", "ir.cron", "method_direct_trigger", [row["res_id"]])


def prepare(journey):
    """Three forms in force, a reviewing stage, 52 readers, seven dossiers under way."""
    third_form(journey)
    (document,) = journey.read(
        "procedure.document", [journey.document], "field_id", "company_id"
    )
    stages = (("Xem xét", "review", "minh"), ("Phê duyệt", "approve", "thang"))
    journey.call(
        "quyen",
        "procedure.route",
        "create",
        [
            {
                "name": "Xem xét rồi phê duyệt",
                "company_id": document["company_id"][0],
                "field_id": document["field_id"][0],
                "stage_ids": [
                    (
                        0,
                        0,
                        {
                            "sequence": number,
                            "name": name,
                            "meaning": meaning,
                            "mode": "named",
                            "user_ids": [(6, 0, [journey.user(login)])],
                        },
                    )
                    for number, (name, meaning, login) in enumerate(stages, 1)
                ],
            }
        ],
    )
    distribute(journey)
    for day in (10, 11, 12, 13):
        journey.server.set_clock(f"2026-11-{day} 09:00", hold=True)
        receive(journey, f"Bổ nhiệm giám định viên {day}")


def third_form(journey):
    """The draft of the demonstration makes room for one that adds a form."""
    ngan, minh = journey.rpc("ngan"), journey.rpc("minh")
    ngan.call(REVISION, "unlink", [journey.in_state("draft")])
    stale = journey.one(
        CHANGE, ("document_id", "=", journey.document), ("state", "=", "accepted")
    )
    minh.call(CHANGE, "action_cancel", [stale], "Đề nghị lại sau khi bổ sung biểu mẫu.")
    (change,) = ngan.call(
        CHANGE,
        "create",
        [{"document_id": journey.document, "reason": "Thiếu phiếu thẩm định."}],
    )
    ngan.call(CHANGE, "action_submit", [change])
    minh.call(CHANGE, "action_accept", [change], "Thêm một biểu mẫu.", "notice")
    draft = ngan.call(CHANGE, "action_start_revision", [change])["res_id"]
    ngan.call(
        "procedure.form",
        "create",
        [{"revision_id": draft, "name": "Phiếu thẩm định hồ sơ"}],
    )
    ngan.call(REVISION, "write", [draft], {"summary": "Bổ sung phiếu thẩm định."})
    thang = journey.rpc("thang")
    ngan.call(REVISION, "action_submit", [draft], approver_id=thang.uid)
    thang.call(REVISION, "compare_with", [draft])
    thang.call(
        REVISION, "action_approve", [draft], credential=journey.credential("thang")
    )
    assert journey.in_state("effective") == draft


def distribute(journey):
    companies = {
        row["procedure_code"]: row["id"]
        for row in journey.call(
            "admin", "res.company", "search_read", [], ["procedure_code"]
        )
    }
    journey.call(
        "quyen",
        "procedure.document",
        "write",
        [journey.document],
        {
            "applying_company_ids": [
                (6, 0, [companies[c] for c in AGENCIES if c != "SYT"])
            ]
        },
    )
    fill_the_desk(journey, companies)
    listed = {
        row["department_id"][0]
        for row in journey.call(
            "admin",
            "procedure.distribution",
            "search_read",
            [("document_id", "=", journey.document)],
            ["department_id"],
        )
    }
    departments = journey.call(
        "admin",
        "hr.department",
        "search",
        [
            ("company_id", "in", [companies[code] for code in AGENCIES]),
            ("parent_id", "=", False),
            ("id", "not in", list(listed)),
        ],
    )
    journey.call(
        "quyen",
        "procedure.distribution",
        "create",
        [
            {"document_id": journey.document, "department_id": department}
            for department in departments
        ],
    )


def fill_the_desk(journey, companies):
    """The province has no desk of its own: somebody holds its role there too."""
    clerk = journey.one("procedure.role", ("code", "=", "one_stop_clerk"))
    journey.call(
        "quyen",
        "procedure.role.holder",
        "create",
        [
            {
                "role_id": clerk,
                "company_id": companies["UBT"],
                "user_id": journey.user("yen"),
                "date_from": "2026-10-01",
            }
        ],
    )


def receive(journey, subject):
    nga = journey.rpc("nga")
    (user,) = journey.read("res.users", [nga.uid], "company_id")
    return nga.call(
        "procedure.case",
        "action_receive",
        [
            {
                "document_id": journey.document,
                "company_id": user["company_id"][0],
                "requester_name": "Đỗ Văn Khải",
                "subject": subject,
            }
        ],
    )


def open_cases(journey):
    """{id: (due, revision)} of the dossiers under way."""
    rows = journey.call(
        "admin",
        "procedure.case",
        "search_read",
        [
            ("document_id", "=", journey.document),
            ("state", "in", ("running", "paused", "result_ready")),
        ],
        ["due_at", "revision_id"],
    )
    return {row["id"]: (row["due_at"], row["revision_id"][0]) for row in rows}
