"""Procedures that start by the calendar, many at once, or because of a contact."""

from datetime import timedelta

from odoo.exceptions import UserError

from .library import EFFECTIVE

#: Name, procedure, agency, role that receives, subject, rule, weeks of history.
_SCHEDULES = (
    (
        "Báo cáo cải cách hành chính tháng",
        "N6",
        "UBT",
        "secretary",
        "Báo cáo cải cách hành chính tháng %(month)s/%(year)s",
        {"anchor": "day", "day": 15, "adjust": "previous"},
        9,
    ),
    (
        "Báo cáo kiểm soát thủ tục hành chính quý",
        "N6",
        "SYT",
        "secretary",
        "Báo cáo kiểm soát TTHC quý %(quarter)s/%(year)s",
        {"unit": "quarter", "anchor": "day", "day": 20, "offset_days": -5},
        0,
    ),
    (
        "Báo cáo công tác 6 tháng",
        "N6",
        "SNV",
        "secretary",
        "Báo cáo công tác 6 tháng, nửa %(half)s năm %(year)s",
        {"unit": "half_year", "anchor": "last", "adjust": "previous"},
        0,
    ),
    (
        "Báo cáo tổng kết năm",
        "N6",
        "XHP",
        "secretary",
        "Báo cáo tổng kết năm %(year)s",
        {"unit": "year", "anchor": "day", "day": 10},
        0,
    ),
    (
        "Giao ban tuần của Văn phòng",
        "N5",
        "UBT",
        "office_head",
        "Giao ban tuần %(week)s",
        {"unit": "week", "anchor": "weekday", "weekday": "0", "catch_up": "none"},
        3,
    ),
    (
        "Giao ban tháng của Sở",
        "N5",
        "SYT",
        "office_head",
        "Giao ban tháng %(month)s/%(year)s",
        {"anchor": "weekday", "nth": "1", "weekday": "0"},
        9,
    ),
    (
        "Đối thoại với người dân, doanh nghiệp",
        "D1",
        "UBT",
        "secretary",
        "Đối thoại với người dân, doanh nghiệp năm %(year)s",
        {"unit": "half_year", "by_hand": "from_last", "adjust": "previous"},
        20,
    ),
    (
        "Đối thoại tại xã Hòa Phú",
        "D1",
        "XHP",
        "secretary",
        "Đối thoại lần %(number)s",
        {"unit": "half_year", "anchor": "day", "day": 5, "by_hand": "counts"},
        30,
    ),
    (
        "Mua văn phòng phẩm hằng quý",
        "N2",
        "SYT",
        "asset_officer",
        "Mua văn phòng phẩm quý %(quarter)s/%(year)s",
        {"unit": "quarter", "anchor": "day", "day": 5},
        0,
    ),
    (
        "Rà soát tài liệu của hệ thống hằng năm",
        "Q1",
        "UBT",
        "iso_secretary",
        "Rà soát tài liệu ISO năm %(year)s",
        {"unit": "year", "anchor": "weekday", "nth": "2", "weekday": "2"},
        0,
    ),
)
#: Role, work, result, working hours.
_DIALOGUE = (
    ("secretary", "Xây dựng kế hoạch, thông báo đối thoại", "Kế hoạch đối thoại", "8"),
    ("office_head", "Tổng hợp kiến nghị gửi trước", "Bảng tổng hợp kiến nghị", "8"),
    ("document_authority", "Chủ trì đối thoại", "Biên bản đối thoại", "4"),
    ("secretary", "Thông báo kết luận, theo dõi trả lời", "Thông báo kết luận", "8"),
)
#: Days before today, procedure, agency, who, subjects.
_BATCHES = (
    (5, "N6", "UBT", "trang", ("Báo cáo chuyên đề: số hóa hồ sơ", "Báo cáo nhân sự")),
    (4, "N6", "SYT", "dung", ("Báo cáo dịch bệnh tuần 1", "Báo cáo dịch bệnh tuần 2")),
    (
        4,
        "N3",
        "UBT",
        "oanh",
        ("Đôn đốc Sở Y tế", "Đôn đốc Sở Nội vụ"),
    ),
    (
        3,
        "N6",
        "SNV",
        "huy",
        ("Số liệu biên chế", "Số liệu đào tạo"),
    ),
    (3, "N6", "XHP", "duc", ("Báo cáo thôn Hòa An", "Báo cáo thôn Hòa Bình")),
    (2, "N6", "PTM", "tu", ("Báo cáo tổ dân phố 1", "Báo cáo tổ dân phố 2")),
    (2, "N3", "SYT", "dung", ("Mời họp giao ban tuyến", "Mời tập huấn dược")),
    (1, "N6", "UBT", "trang", ("Báo cáo quý của Văn phòng", "Phụ lục số liệu quý")),
)


def load_starts(library, theatre):
    """Add schedules with their history, and cases started together.

    :param library: `demo.library.Library`, built
    :param theatre: `demo.theatre.Theatre`, played
    """
    row = _dialogue(library)
    library.rows.append(row)
    library._document(row)
    library._issue(library._draft(row, library.contents.of(row)), row, EFFECTIVE)
    schedules = [_schedule(library, theatre, *row) for row in _SCHEDULES]
    cases = library.env["procedure.case"].browse()
    for schedule in schedules:
        cases |= schedule.run_ids.case_id
    schedules[-2].action_pause()
    for batch in _BATCHES:
        cases |= _batch(library, theatre, *batch)
    for case in cases:
        _walk(case, theatre)


def _dialogue(library):
    steps = [
        {
            "key": f"s{number}",
            "label": str(number),
            "name": name,
            "role": role,
            "duration": {"value": hours, "unit": "hour"},
            "result": result,
        }
        for number, (role, name, result, hours) in enumerate(_DIALOGUE, 1)
    ]
    steps[2] |= {"is_approval": True}
    steps[-1] |= {"is_result": True}
    return {
        **library._row("N4"),
        "ref": "D1",
        "code": "QTNB-51",
        "title": "Đối thoại với người dân, doanh nghiệp",
        "result": "Thông báo kết luận đối thoại",
        "limit": {"value": "28", "unit": "hour"},
        "forms": [],
        "components": [],
        "applying_agencies": ["SNV", "SYT", "XHP", "PTM"],
        "steps": steps,
    }


def _schedule(library, theatre, name, ref, agency, role, subject, rule, weeks):
    org, time = library.org, theatre.time
    today = time.local(theatre.now).date()
    began = today - timedelta(weeks=weeks)
    schedule = (
        library.env["procedure.schedule"]
        .with_user(org.users["quyen"])
        .sudo()  # in her name, with every right: the demo writes for her
        .create(
            {
                "name": name,
                "document_id": library.documents[ref].id,
                "company_id": org.agencies[agency].id,
                "subject": subject,
                "receiver_role_id": org.roles[role].id,
                "date_from": began,
                **rule,
            }
        )
        .with_env(library.env)
    )
    if weeks:
        # As it would stand had it been made then.
        schedule._set({"planned_until": began - timedelta(days=1)})
        schedule._plan_next(theatre.now)
    while schedule.next_run_at and schedule.next_run_at < theatre.now:
        schedule._run_due(max(schedule.next_run_at, time.opening(began)))
    return schedule


def _batch(library, theatre, days, ref, agency, login, subjects):
    at = library.moment(timedelta(days=days), 9)
    at = min(theatre.time.next_open(at), theatre.now)
    user, document = library.org.users[login], library.documents[ref]
    batches = library.env["procedure.case.batch"].with_user(user)
    agency_id = library.org.agencies[agency].id
    batch = batches.with_context(allowed_company_ids=[agency_id])._start_many(
        [
            {"document_id": document.id, "company_id": agency_id, "subject": subject}
            for subject in subjects
        ],
        at,
    )
    return batch.with_env(library.env).line_ids.case_id


def _walk(case, theatre):
    """Its steps are done in their time, as far as that has come."""
    for _step in range(20):
        task = case.task_ids.filtered(lambda t: t.state == "ready" and t.user_id)[:1]
        if not task:
            return
        share = theatre.random.uniform(0.3, 0.95)
        end = task.due_at or task.ready_at + timedelta(hours=3)
        at = theatre.time.next_open(task.ready_at + (end - task.ready_at) * share)
        if at >= theatre.now:
            return
        step = task.step_id
        evidence = {
            "choice": "next" if step.outcome_ids else False,
            "reason": "",
            "checked": step._checklist_lines(),
            "document_number": f"{task.id}/VP" if step.needs_number else "",
            "attachment_ids": _file(task).ids if step.needs_file else [],
            "assignments": [],
        }
        try:
            with case.env.cr.savepoint():
                # In his name with every right: the demo acts for him.
                task.with_user(task.user_id).sudo()._complete(evidence, at)
        except UserError:  # it asks for more than these stories tell
            return
        theatre.told.append((case.id, at))
        case.invalidate_recordset()


def _file(task):
    files = task.env["ir.attachment"].with_user(task.user_id)
    return files.create({"name": "Dự thảo.txt", "raw": "Dự thảo.".encode()})
