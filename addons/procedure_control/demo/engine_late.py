"""Facts recorded after they happened: a Monday without power, forgotten pauses."""

import base64
from datetime import timedelta

from odoo.exceptions import UserError

#: How far back cases are looked for.
REMEMBERED = timedelta(days=90)
HOUR = timedelta(hours=1)
OUTAGE = "Mất điện từ tối hôm trước, hồ sơ ghi tay tại quầy."
FORGOTTEN = "Phiếu đã gửi người nộp, cán bộ quên ghi vào hệ thống."
EXTENDED = "Phải xác minh thêm tại địa phương; văn bản xin lỗi đã gửi qua bưu điện."
URGENT = "Công văn hỏa tốc đến sau, lãnh đạo yêu cầu xử lý khẩn."
_MISSING = (
    "Bản sao căn cước công dân có chứng thực",
    "Giấy xác nhận của Ủy ban nhân dân xã",
    "Văn bản ủy quyền",
    "Bản chính quyết định cũ",
)
_BY_HAND = (
    "Công văn về phòng, chống dịch",
    "Giấy mời họp Ban Chỉ đạo",
    "Đơn thư của công dân",
    "Báo cáo của các xã, phường",
    "Công văn xin ý kiến dự thảo",
    "Thông báo kết luận cuộc họp",
    "Tờ trình xin kinh phí",
    "Công điện phòng, chống bão",
)


def load_late(library, theatre):
    """Record them once the cases have been played.

    :param library: `demo.library.Library`, built
    :param theatre: `demo.theatre.Theatre`, played
    """
    user = library.org.users["quyen"]
    cases = library.env["procedure.case"].with_user(user).sudo()
    _receipts(library, cases)
    _pauses(cases, theatre)
    _extensions(cases, theatre)
    _variant(cases, theatre)


def _paper(cases, number, at, text):
    return cases._late_paper(
        {
            "number": number,
            "date": at.date(),
            "file": base64.b64encode(text.encode()),
            "filename": f"{number.replace('/', '-')}.txt",
        }
    )


def _receipts(library, cases):
    """Incoming documents noted by hand, each in its minute, until the system was back.

    It was at half past nine.
    """
    document = library.documents["P7"]
    day = timedelta(days=4)
    at = library.moment(day, 8)
    at -= timedelta(days=max(0, at.weekday() - 4))
    variants = document.sudo().effective_revision_id.variant_ids
    made, moments, papers = cases.browse(), [], []
    for number, subject in enumerate(_BY_HAND, 1):
        moments.append(at + timedelta(minutes=7 * number))
        papers.append(
            _paper(cases, f"{number:02d}/SGT-VP", at, f"Sổ ghi tay tại quầy: {subject}")
            | {"receipt_key": f"{at.year}/{number:02d}/sgt-vp"}
        )
        values = {
            "document_id": document.id,
            "company_id": document.company_id.id,
            "variant_id": variants[:1].id,
            "subject": subject,
        }
        made |= cases._receive([values], moments[-1]).sudo()
    made._record_receipts(moments, papers, OUTAGE, at + timedelta(minutes=90))


def _pauses(cases, theatre):
    """Pauses that were over before anybody entered them."""
    found = cases.search(
        [
            ("kind", "=", "tthc"),
            ("state", "=", "closed"),
            ("pause_ids", "=", False),
            ("verdict", "!=", "late"),
            ("result_at", ">", theatre.now - REMEMBERED),
            ("result_at", "<", theatre.now - timedelta(days=3)),
            ("due_at", "!=", False),
        ],
        order="result_at desc, id",
        limit=40,
    )
    long = found.filtered(lambda c: c.result_at - c.clock_start_at > timedelta(days=4))
    for number, case in enumerate(long[: len(_MISSING)], 1):
        now = case.result_at + timedelta(days=1)
        pause_forgotten(theatre, case, number, now)


def pause_forgotten(theatre, case, number, now, days=1):
    """Enter at ``now`` that papers had been asked for an hour after the receipt.

    They came so many working days later.
    """
    start = case.clock_start_at + HOUR
    missing = _MISSING[number % len(_MISSING)]
    paper = _paper(case, f"{number:02d}/PYC-TNTKQ", start, missing)
    before, end = {case: case._facts_now()}, theatre.time.add_days(start, days)
    case._insert_pause(FORGOTTEN, missing, start, end, now)
    case._record_late("pause", start, now, FORGOTTEN, paper, before)


def _extensions(cases, theatre):
    """Extensions that the requester had been told of on paper."""
    found = cases.search(
        [
            ("kind", "=", "tthc"),
            ("state", "=", "running"),
            ("extension_count", "=", 0),
            ("due_at", ">", theatre.now + timedelta(days=5)),
            ("received_at", "<", theatre.now - timedelta(days=3)),
        ],
        order="due_at, id",
        limit=2,
    )
    for number, case in enumerate(found, 1):
        at, before = theatre.now - timedelta(days=2), {case: case._facts_now()}
        paper = _paper(cases, f"{number:02d}/XL-GH", at, EXTENDED)
        later = theatre.time.add_days(case.due_at, 3)
        case._extend(later, EXTENDED, at, set_at=theatre.now - HOUR)
        case._record_late("due", at, theatre.now - HOUR, EXTENDED, paper, before)


def _variant(cases, theatre):
    """One document found to be urgent while it was already on its way."""
    found = cases.search(
        [("state", "=", "running"), ("revision_id.variant_ids", "!=", False)],
        order="received_at desc, id desc",
        limit=200,
    )
    for case in found:
        others = case.revision_id.variant_ids - case.variant_id
        urgent = others.filtered("is_urgency")[:1]
        if not urgent or case.late_entry_count:
            continue
        at, before = theatre.now - HOUR, {case: case._facts_now()}
        try:
            with cases.env.cr.savepoint():
                case._change_variant(urgent.id, URGENT, at)
        except UserError:
            continue  # its work is done but for the end
        paper = _paper(cases, "15/HT-VP", at, URGENT)
        case._record_late("variant", at, at, URGENT, paper, before)
        return
