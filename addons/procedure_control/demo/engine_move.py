"""Running cases moved to a shorter revision: plans signed, given up, being prepared."""

from datetime import timedelta

from .contents import with_time

#: Before the day of installation: the first issue, and the shorter one.
FIRST, SHORTER = timedelta(days=300), timedelta(days=6)
WHY = "Rút ngắn thời gian chuẩn bị theo Kế hoạch đơn giản hóa thủ tục nội bộ."
#: Their steps: role, work, result, working days.
_STEPS = (
    ("office_division_head", "Xác nhận chủ đề, thời gian", "Đề cương", "2"),
    ("office_specialist", "Chuẩn bị nội dung, tài liệu", "Tài liệu", "9"),
    ("office_leader", "Duyệt nội dung", "Nội dung đã duyệt", "2"),
)
#: Requests made since, in the order of plans below: days before today, subject.
_REQUESTS = (
    (12, "Họp báo thường kỳ quý III"),
    (12, "Thông tin về kỳ thi tuyển công chức"),
    (11, "Thông cáo về phòng, chống thiên tai"),
    (11, "Họp báo giới thiệu lễ hội biển"),
    (10, "Thông tin về chuyển đổi số cấp xã"),
    (10, "Thông cáo về giá nước sạch"),
    (10, "Họp báo công bố chỉ số cải cách hành chính"),
    (9, "Thông tin về sắp xếp trường học"),
    (9, "Thông cáo về tuyến đường ven sông"),
    (8, "Họp báo giải chạy bán chuyên"),
    (8, "Thông tin về tiêm chủng mở rộng"),
    (8, "Thông cáo về lịch tiếp công dân"),
    (7, "Họp báo hội chợ nông sản"),
    (7, "Thông tin về cấp đổi giấy phép"),
    (7, "Thông cáo về tuyển quân"),
    (7, "Họp báo tổng kết chiến dịch hè"),
)
#: How many cases each plan takes of them, what is said of its last one, its end.
_PLANS = (
    (3, ("keep", "Thư mời đã gửi theo ngày hẹn cũ."), "signed"),
    (3, ("stop", "Sự kiện đã hủy, thông báo cho đơn vị đề nghị."), "signed"),
    (2, None, "signed"),
    (2, None, "signed"),
    (2, None, "cancelled"),
    (1, None, "cancelled"),
    (2, ("keep", "Chờ ý kiến lãnh đạo."), "draft"),
    (1, None, "draft"),
)


def load_move(library, theatre):
    """Add the procedure, its cases and the plans; when all cases have been played.

    :param library: `demo.library.Library`, built
    :param theatre: `demo.theatre.Theatre`, played
    """
    row = _row(library)
    library.rows.append(row)
    library._document(row)
    document = library.documents[row["ref"]]
    content = library.contents.of(row)
    library._issue(library._draft(row, content), row, FIRST)
    cases = _cases(library, theatre, document)
    shorter = library._draft(row, with_time(content, "2", "5", "9"), WHY)
    library._issue(shorter, row, SHORTER)
    _plans(library, shorter, cases)


def _row(library):
    steps = [
        {
            "key": f"s{number}",
            "label": str(number),
            "name": name,
            "role": role,
            "duration": {"value": days, "unit": "day"},
            "result": result,
        }
        for number, (role, name, result, days) in enumerate(_STEPS, 1)
    ]
    steps[-1] |= {"is_approval": True, "is_result": True}
    return {
        **library._row("N4"),
        "ref": "M1",
        "code": "QTNB-52",
        "title": "Tổ chức họp báo, cung cấp thông tin cho báo chí",
        "result": "Nội dung đã duyệt",
        "limit": {"value": "13", "unit": "day"},
        "forms": [],
        "components": [],
        "applying_agencies": [],
        "steps": steps,
    }


def _cases(library, theatre, document):
    """The requests; of every second one the first step is done."""
    user = library.org.users["huy"]
    cases = library.env["procedure.case"].with_user(user).sudo()
    for days, subject in _REQUESTS:
        at = library.moment(timedelta(days=days), 9)
        at -= timedelta(days=max(0, at.weekday() - 4))  # the Friday before
        cases |= cases._receive(
            [
                {
                    "document_id": document.id,
                    "company_id": document.company_id.id,
                    "subject": subject,
                }
            ],
            at,
        ).sudo()
    for case in cases[::2]:
        task = case.task_ids.filtered(lambda t: t.state == "ready" and t.user_id)
        if task:
            at = task.ready_at + timedelta(hours=4)
            task._complete(_nothing(), at, task.user_id)
            theatre.told.append((case.id, at))
    return cases


def _nothing():
    """What a step that asks for nothing is completed with."""
    return {
        "choice": False,
        "reason": "",
        "checked": [],
        "document_number": "",
        "attachment_ids": [],
        "assignments": [],
    }


def _plans(library, revision, cases):
    preparer, signer = library.org.users["quyen"], library.org.users["bac"]
    none = library.env["procedure.effect.case"]
    start = 0
    for number, (count, last, end) in enumerate(_PLANS):
        some = cases[start : start + count]
        start += count
        at = library.moment(SHORTER - timedelta(days=1 + number // 3), 9 + number % 3)
        plan = revision.with_user(preparer)._prepare_move(some, none, at).sudo()
        plan.reason = WHY
        if last:
            choice, reason = last
            plan.line_ids[-1].write({"choice": choice, "reason": reason})
        plan._work_out(at)
        if end == "signed":
            # Who approved the revision signs, not who prepared the plan.
            plan.with_user(signer)._signed(at + timedelta(hours=2), "password")
        elif end == "cancelled":
            plan.with_user(preparer).action_cancel()
