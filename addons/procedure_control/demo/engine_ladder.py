"""Ladders for narrower places, and what they told: repeats, mails, missed rungs."""

from datetime import timedelta

#: Rungs: name, offset, unit, whom, and what else.
EARLY = ("Nhắc trước hạn", "-1", "day", "owner", {"short_percent": 75})
AT_DUE = ("Nhắc khi đến hạn", "0", "day", "owner", {})
HEAD = ("Báo trưởng phòng khi đến hạn", "0", "day", "head", {})
LEADER = ("Báo lãnh đạo phụ trách, quá hạn 1 ngày", "1", "day", "leader", {})
IDLE = (
    "Báo trưởng phòng: nửa thời gian mà chưa bắt đầu",
    "50",
    "percent",
    "head",
    {"condition": "not_started"},
)
DAILY = (
    "Nhắc lại hằng ngày khi quá hạn",
    "1",
    "day",
    "owner",
    {"repeat_every": 1, "repeat_times": 10},
)
QUALITY = ("Thư cho cán bộ chất lượng", "3", "day", "quality_officer", {"how": "mail"})
GIVE = (
    "Chuyển người thay thế, quá hạn 10 ngày",
    "10",
    "day",
    "stand_in",
    {"how": "reassign"},
)
NOTE = ("Ghi vào trao đổi của hồ sơ", "0", "day", "head", {"how": "chatter"})


def load_ladder(library, theatre):
    """Make the ladders, and let some late steps climb them on the mornings before now.

    :param library: demo.library.Library, built and played
    :param theatre: demo.theatre.Theatre, played
    """
    env, org = library.env, library.org
    document, meeting = library.documents["N6"], library.documents["N5"]
    revision = document.effective_revision_id
    step = revision.step_ids.filtered("counted")[-2:][:1]
    department = org.departments["SNV.CCVC"]
    ladders = (
        (
            f"{meeting.code}: có thư cho cán bộ chất lượng",
            {"document_id": meeting.id},
            (EARLY, AT_DUE, HEAD, LEADER, QUALITY),
            None,
        ),
        (
            f"{document.code}: nhắc việc chưa bắt đầu",
            {"document_id": document.id, "duty": "task"},
            (EARLY, IDLE, AT_DUE, HEAD, DAILY, LEADER),
            None,
        ),
        (
            f"{document.code}, bước {step.label or step.name}: gấp",
            {"document_id": document.id, "step_id": step.id},
            (IDLE, AT_DUE, HEAD, DAILY, LEADER, QUALITY),
            None,
        ),
        (
            f"{department.name}: ghi vào hồ sơ và chuyển người",
            {"department_id": department.id, "duty": "task"},
            (EARLY, NOTE, LEADER, GIVE),
            None,
        ),
        ("Ký, góp ý văn bản", {"duty": "signature"}, (EARLY, AT_DUE, HEAD), None),
        ("Rà soát định kỳ", {"duty": "review"}, (AT_DUE, HEAD, LEADER), None),
        ("Vướng mắc chưa trả lời", {"duty": "obstacle"}, (AT_DUE, HEAD, QUALITY), None),
        ("Ký nhanh tại tỉnh", {"duty": "signature"}, (AT_DUE, LEADER), org.root),
        ("Rà soát tại tỉnh", {"duty": "review"}, (EARLY, AT_DUE, LEADER), org.root),
    )
    policies = env["procedure.escalation.policy"].create(
        [
            {
                "name": name,
                "company_id": company.id if company else False,
                **place,
                "level_ids": [
                    (0, 0, _rung(number, *rung)) for number, rung in enumerate(rungs, 1)
                ],
            }
            for name, place, rungs, company in ladders
        ]
    )
    _climb(env, theatre, policies[1], policies[3])


def _rung(number, name, offset, unit, recipient, more):
    return {
        "sequence": number * 10,
        "name": name,
        "offset_value": offset,
        "offset_unit": unit,
        "recipient": recipient,
        **more,
    }


def _climb(env, theatre, daily, noted):
    """Late steps get these ladders; swept on some mornings only, as after a standstill.

    What the default ladder told of them stays as it was told.
    """
    now, time = theatre.now, theatre.time
    late = env["procedure.task"].search(
        [
            ("state", "=", "ready"),
            ("due_at", "<", now - timedelta(days=4)),
            ("user_id.active", "=", True),
        ],
        order="due_at desc, id",
        limit=8,
    )
    if not late:
        return
    late[:4].policy_id = daily
    late[4:].policy_id = noted
    late._plan_calls(late._times_around(now))
    for days in (3, 2, 1):
        at = time.next_open(now - timedelta(days=days))
        if at < now:
            waiting = late.filtered("next_check_at")
            waiting.filtered(lambda t, at=at: t.next_check_at <= at)._sweep(at)
