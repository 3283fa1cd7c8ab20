"""Agencies asked for their opinion on a draft, answers and silences."""

from datetime import timedelta

from .library import EFFECTIVE

#: Who answers for each agency.
_CONTACTS = (
    ("SNV", "oanh"),
    ("SYT", "loc"),
    ("TTHCC", "cuong"),
    ("XHP", "toan"),
    ("PTM", "binh"),
)
#: Role, work, result, working hours.
_STEPS = (
    ("office_specialist", "Gửi dự thảo lấy ý kiến", "Công văn lấy ý kiến", "4"),
    ("consult_contact", "Các cơ quan tham gia ý kiến", "Văn bản góp ý", "8"),
    ("office_specialist", "Tổng hợp, giải trình ý kiến", "Bảng tổng hợp", "8"),
    ("office_leader", "Duyệt bản tổng hợp", "Bản tổng hợp đã duyệt", "4"),
)
#: Days before today, subject, answers by agency (None: silent), whether it went on.
_CASES = (
    (
        23,
        "Dự thảo Quy chế phối hợp giải quyết thủ tục hành chính liên thông",
        {
            "SNV": ("agree", ""),
            "SYT": ("comment", "Đề nghị nêu rõ thời hạn bàn giao hồ sơ giữa các sở."),
            "TTHCC": ("agree", ""),
            "XHP": None,
        },
        True,
    ),
    (
        16,
        "Dự thảo Kế hoạch chuyển đổi số năm tới",
        {
            "SNV": ("agree", ""),
            "SYT": ("disagree", "Kinh phí dự kiến chưa có nguồn bảo đảm."),
            "PTM": ("agree", ""),
        },
        True,
    ),
    (
        9,
        "Dự thảo Quy định chế độ báo cáo định kỳ",
        {
            "TTHCC": ("comment", "Gộp báo cáo tháng và báo cáo quý."),
            "XHP": ("agree", ""),
            "PTM": None,
        },
        False,
    ),
    (1, "Dự thảo Quy chế làm việc của Tổ liên ngành", {"SNV": (), "SYT": ()}, False),
)


def load_flow(library, theatre):
    """Add the procedure and its cases; call it when all cases have been played.

    :param library: `demo.library.Library`, built
    :param theatre: `demo.theatre.Theatre`, played
    """
    _contacts(library)
    row = _row(library)
    library.rows.append(row)
    library._document(row)
    library._issue(library._draft(row, library.contents.of(row)), row, EFFECTIVE)
    for days, subject, answers, goes_on in _CASES:
        _case(library, theatre, days, subject, answers, goes_on)


def _contacts(library):
    role = library.env["procedure.role"].create(
        {"code": "consult_contact", "name": "Đầu mối tham gia ý kiến"}
    )
    library.org.roles[role.code] = role
    library.contents._names["roles"][role.code] = role.name
    library.env["procedure.role.holder"].create(
        [
            {
                "role_id": role.id,
                "company_id": library.org.agencies[agency].id,
                "user_id": library.org.users[login].id,
            }
            for agency, login in _CONTACTS
        ]
    )


def _row(library):
    steps = [
        {
            "key": f"s{number}",
            "label": str(number),
            "name": name,
            "role": role,
            "duration": {"value": hours, "unit": "hour"},
            "result": result,
        }
        for number, (role, name, result, hours) in enumerate(_STEPS, 1)
    ]
    steps[1] |= {"kind": "consult", "agency_mode": "chosen", "chosen_by": "s1"}
    steps[-1] |= {"is_approval": True, "is_result": True}
    return {
        **library._row("N4"),
        "ref": "F1",
        "code": "QTNB-41",
        "title": "Lấy ý kiến các cơ quan về dự thảo văn bản",
        "result": "Bản tổng hợp ý kiến",
        "limit": {"value": "24", "unit": "hour"},
        "forms": [],
        "components": [],
        "applying_agencies": [],
        "steps": steps,
    }


def _case(library, theatre, days, subject, answers, goes_on):
    env, document = library.env, library.documents["F1"]
    at = library.moment(timedelta(days=days), 9)
    at -= timedelta(days=max(0, at.weekday() - 4))
    receiver = env["procedure.case"].with_user(library.org.users["yen"]).sudo()
    case = receiver._receive(
        [
            {
                "document_id": document.id,
                "company_id": document.company_id.id,
                "subject": subject,
            }
        ],
        at,
    ).with_env(env)
    asked = {code: library.org.agencies[code] for code in answers}

    def end(task, when, **given):
        evidence = {
            "choice": False,
            "reason": "",
            "checked": [],
            "document_number": "",
            "attachment_ids": [],
            "assignments": [],
            **given,
        }
        # In his name with every right: the demo acts for him.
        task.with_user(task.user_id)._complete(evidence, when)
        theatre.told.append((case.id, when))

    step = document.revision_ids.step_ids.filtered(lambda s: s.kind == "consult")[:1]
    first = case.task_ids.filtered(lambda t: t.state == "ready")
    ids = [agency.id for agency in asked.values()]
    row = {"step_id": step.id, "agency_ids": ids}
    end(first, at + timedelta(hours=1), assignments=[row])
    questions = case.task_ids.filtered(lambda t: t.asking_company_id)
    due = questions[:1].due_at
    for minutes, (code, answer) in enumerate(answers.items(), 1):
        task = questions.filtered(lambda t, c=code: t.company_id == asked[c])
        if answer and task.state == "ready":
            said, words = answer
            before = due - timedelta(minutes=10 * minutes)
            end(task, before, answer=said, reason=words)
    if due < theatre.now:
        case._close_silent(theatre.now)
    while goes_on and (task := case.task_ids.filtered(lambda t: t.state == "ready")):
        end(task[:1], task[:1].due_at)
