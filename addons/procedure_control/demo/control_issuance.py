"""Issuing decisions, procedures adopted under one, and a decision entered late."""

from datetime import timedelta

from .contents import with_time

#: Before the day of installation.
ADOPTED = timedelta(days=380)
LATE_DECISION = timedelta(days=12)
SUBMITTED = timedelta(days=20)

#: Adopted procedures: reference, code, title.
_ADOPTED = (
    ("A1", "QTNB-31", "Tổ chức hội nghị, hội thảo cấp tỉnh"),
    ("A2", "QTNB-32", "Đón tiếp đoàn công tác"),
    ("A3", "QTNB-33", "Chuẩn bị chuyến công tác của lãnh đạo"),
)
#: Their steps: role, work, result, working days; the last one is not counted.
_STEPS = (
    ("office_division_head", "Xác nhận nội dung, thời gian", "Đề cương", "2"),
    ("office_specialist", "Lập kế hoạch, chuẩn bị tài liệu", "Kế hoạch", "10"),
    ("office_leader", "Duyệt kế hoạch", "Kế hoạch đã duyệt", "3"),
    ("office_admin", "Lưu hồ sơ", "Sổ theo dõi", ""),
)
#: Requests made after the late decision was signed and before it was entered.
_REQUESTS = (
    (8, 8, "Hội nghị tổng kết năm"),
    (7, 9, "Hội nghị sơ kết quý"),
    (6, 14, "Tập huấn nghiệp vụ một cửa"),
    (3, 10, "Hội thảo chuyển đổi số"),
    (2, 15, "Gặp mặt cán bộ hưu trí"),
    (1, 9, "Hội nghị đối thoại doanh nghiệp"),
)


def load_issuance(library):
    """Enter the decisions; call it when the library is in force, cases or not.

    :param library: `demo.library.Library`, built
    """
    _adoption(library)
    _late_decision(library)


def _adoption(library):
    rows = [_row(library, *values) for values in _ADOPTED]
    for row in rows:
        library._document(row)
    drafts = library.env["procedure.revision"].union(
        *(library._draft(row, library.contents.of(row)) for row in rows)
    )
    issuance = _decision(
        library,
        "5450/QĐ-UBND",
        ADOPTED,
        signer_name="Hồ Quốc Nam",
        signer_title="Phó Chủ tịch UBND tỉnh",
        note="Ban hành các quy trình nội bộ đang áp dụng tại Văn phòng.",
    )
    manager = library.org.users["quyen"]
    at = library.moment(ADOPTED - timedelta(days=2), 9)
    drafts.with_user(manager).sudo()._adopt(at, issuance, proof="password", tell=False)


def _late_decision(library):
    """Shortened by a decision that came to quality only after twelve days."""
    row = _row(library, *_ADOPTED[0])
    users = library.org.users
    document = library.documents["A1"]
    document.sudo().field_id = _field(library)
    _route(library, document)
    shorter = with_time(library.contents.of(row), "2", "6", "11")
    draft = library._draft(row, shorter, "Rút ngắn thời gian lập kế hoạch.")
    submitted = library.moment(SUBMITTED, 9)
    draft.with_user(users[row["author"]]).sudo()._submit(submitted)
    draft.with_user(users["bac"])._approve(library.moment(SUBMITTED, 15))
    _requests(library, document)
    issuance = _decision(
        library,
        "212/QĐ-VP",
        LATE_DECISION,
        authority="Văn phòng UBND tỉnh",
        signer_name="Lương Xuân Bắc",
        signer_title="Chánh Văn phòng",
    )
    officer = draft.with_user(users["quyen"]).sudo()
    officer._enter_issuance(library.moment(timedelta(0), 0), issuance)


def _requests(library, document):
    cases = library.env["procedure.case"].with_user(library.org.users["huy"]).sudo()
    for days, hour, subject in _REQUESTS:
        at = library.moment(timedelta(days=days), hour)
        # On the Friday before where it falls on a rest day.
        at -= timedelta(days=max(0, at.weekday() - 4))
        cases._receive(
            [
                {
                    "document_id": document.id,
                    "company_id": document.company_id.id,
                    "subject": subject,
                }
            ],
            at,
        )


def _row(library, ref, code, title):
    steps = [
        {
            "key": f"s{number}",
            "label": str(number),
            "name": name,
            "role": role,
            "duration": {"value": days, "unit": "day" if days else "not_counted"},
            "time_mode": "own" if days else "none",
            "counted": bool(days),
            "is_approval": role == "office_leader",
            "is_result": role == "office_leader",
            "result": result,
        }
        for number, (role, name, result, days) in enumerate(_STEPS, 1)
    ]
    return {
        **library._row("N4"),
        "ref": ref,
        "code": code,
        "title": title,
        "result": "Kế hoạch đã duyệt",
        "limit": {"value": "15", "unit": "day"},
        "forms": [],
        "components": [],
        "applying_agencies": [],
        "steps": steps,
    }


def _field(library):
    fields = library.env["procedure.field"]
    return fields.search([("code", "=", "HN")]) or fields.create(
        {
            "name": "Hội nghị, lễ tân",
            "code": "HN",
            "parent_id": library.org.fields["HC"].id,
        }
    )


def _route(library, document):
    library.env["procedure.route"].create(
        {
            "name": "Ký ngoài hệ thống: hội nghị, lễ tân",
            "company_id": document.company_id.id,
            "field_id": document.field_id.id,
            "ends_outside": True,
            "stage_ids": [
                (
                    0,
                    0,
                    {
                        "name": "Thẩm định",
                        "meaning": "appraise",
                        "mode": "named",
                        "user_ids": [(6, 0, library.org.users["bac"].ids)],
                    },
                )
            ],
        }
    )


def _decision(library, number, before, **values):
    """A decision signed that long ago, entered and confirmed by the quality manager."""
    manager = library.org.users["quyen"]
    issuances = library.env["procedure.issuance"].with_user(manager).sudo()
    signed = library.moment(before, 12)
    issuance = issuances.create(
        {
            "number": number,
            "date": signed.date(),
            "authority": "UBND tỉnh",
            "company_id": library.org.root.id,
            **values,
        }
    )
    issuance._confirm(max(signed, library.moment(timedelta(0), 0)))
    return issuance.with_env(library.env)
