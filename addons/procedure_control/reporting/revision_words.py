"""The words printed on a procedure, its cover and its stamps.

The body speaks the language of its revision, the stamp that of who prints; neither is a
translation of the screen, since a signed text must not change with a catalogue.
"""

from __future__ import annotations

PAPER = {
    "vi": {
        "code": "Mã hiệu",
        "national_code": "Mã thủ tục hành chính",
        "issue": "Lần ban hành",
        "amendment": "Lần sửa đổi",
        "numbers": "Lần ban hành {issue}, lần sửa đổi {amendment}",
        "page": "Trang",
        "contents": "MỤC LỤC",
        "flow": "LƯU ĐỒ",
        "changes": "NỘI DUNG SỬA ĐỔI",
        "summary": "Tóm tắt",
        "place": "Vị trí",
        "change": "Nội dung thay đổi",
        "records": ("TT", "Hồ sơ lưu", "Nơi, người lưu", "Thời gian lưu"),
        "forms": ("TT", "Mã hiệu", "Tên biểu mẫu"),
        "files": ("TT", "Tệp kèm theo", "Mã kiểm chứng (SHA-256)"),
        "forms_title": "Biểu mẫu",
        "records_title": "Hồ sơ lưu",
        "references_title": "Tài liệu viện dẫn",
        "files_title": "Tệp kèm theo",
        "steps_title": "Quy trình xử lý công việc",
        "none": "Không có.",
        "fee": "Phí, lệ phí",
        "result": "Kết quả",
        "retention": "Thời hạn lưu trữ của tài liệu: {years:02d} năm.",
        "fingerprint": "Mã kiểm chứng nội dung (SHA-256)",
        "body_sha256": "Mã kiểm chứng tệp nội dung đã ký (SHA-256)",
        "body_pages": "Nội dung đã ký gồm {pages} trang, kèm theo trang bìa này.",
        "attached_to": "Ban hành kèm theo {decision}",
        "attached_blank": "Ban hành kèm theo Quyết định số ……………… "
        "ngày …… tháng …… năm …………",
        "decision": "Quyết định số {number} {day} của {authority}",
        "signed_by": "Người ký: {name}",
        "adopted": "Tiếp nhận",
        "adoption": "Tài liệu tiếp nhận: đang có hiệu lực theo văn bản ký ngoài hệ "
        "thống. Không có chữ ký nào được lập trong hệ thống.",
        "issued_on": "Ngày ban hành",
        "effective_on": "Ngày có hiệu lực",
        "sign_off": "KÝ DUYỆT",
        "issuing": "VĂN BẢN BAN HÀNH",
        "submitted": "Trình duyệt",
        "signed_electronically": "Đã ký điện tử",
        "session": "không xác thực lại khi ký",
        "in_name_of": "Thay mặt {name}",
        "exception": "Theo ngoại lệ được cho phép: {reason}",
        "local": "{time} (giờ địa phương)",
        "history": "BẢNG THEO DÕI SỬA ĐỔI",
        "history_heads": (
            "Lần ban hành",
            "Lần sửa đổi",
            "Nội dung thay đổi",
            "Ngày có hiệu lực",
        ),
        "first_issue": "Ban hành lần đầu",
        "kept": "Rà soát, giữ nguyên ({day})",
        "distribution": "NƠI NHẬN",
        "qr": "Quét mã để biết phiên bản này còn hiệu lực hay không.",
        "agency": "Cơ quan ban hành",
        "field": "Lĩnh vực",
        "number": "Số",
        "date_blank": "ngày …… tháng …… năm …………",
        "filed": "- Lưu: VT.",
        "to": "Nơi nhận:",
    },
    "en": {
        "code": "Code",
        "national_code": "National code",
        "issue": "Issue",
        "amendment": "Amendment",
        "numbers": "Issue {issue}, amendment {amendment}",
        "page": "Page",
        "contents": "CONTENTS",
        "flow": "FLOW",
        "changes": "CHANGES IN THIS REVISION",
        "summary": "Summary",
        "place": "Place",
        "change": "What changed",
        "records": ("No.", "Record", "Kept where, by whom", "Kept for"),
        "forms": ("No.", "Code", "Form"),
        "files": ("No.", "Attached file", "SHA-256"),
        "forms_title": "Forms",
        "records_title": "Records kept",
        "references_title": "References",
        "files_title": "Attached files",
        "steps_title": "Steps",
        "none": "None.",
        "fee": "Fee",
        "result": "Result",
        "retention": "This document is kept for {years} years after its end.",
        "fingerprint": "Content fingerprint (SHA-256)",
        "body_sha256": "SHA-256 of the signed body",
        "body_pages": "The signed body has {pages} pages and follows this cover.",
        "attached_to": "Issued with {decision}",
        "attached_blank": "Issued with decision no. ……………… of ………………………",
        "decision": "decision {number} of {day}, {authority}",
        "signed_by": "Signed by: {name}",
        "adopted": "Adopted",
        "adoption": "Adopted: in force by a decision signed outside the system. No "
        "signature was made in the system.",
        "issued_on": "Issued",
        "effective_on": "In force from",
        "sign_off": "SIGN-OFF",
        "issuing": "ISSUING DECISION",
        "submitted": "Submitted",
        "signed_electronically": "Signed electronically",
        "session": "session only, not asked again when signing",
        "in_name_of": "In the name of {name}",
        "exception": "Under a permitted exception: {reason}",
        "local": "{time} (local time)",
        "history": "REVISION TABLE",
        "history_heads": ("Issue", "Amendment", "What changed", "In force from"),
        "first_issue": "First issue",
        "kept": "Reviewed and kept ({day})",
        "distribution": "DISTRIBUTION",
        "qr": "Scan to see whether this very revision is in force.",
        "agency": "Issuing agency",
        "field": "Field of work",
        "number": "No.",
        "date_blank": "………………………",
        "filed": "- Filed: registry.",
        "to": "To:",
    },
}

#: Meaning of a signature as sign-off blocks head it.
MEANINGS = {
    "vi": {
        "prepare": "Soạn thảo",
        "review": "Xem xét",
        "appraise": "Thẩm định",
        "approve": "Phê duyệt",
        "reject": "Trả lại",
        "comment": "Góp ý",
        "adopt": "Tiếp nhận",
    },
    "en": {
        "prepare": "Prepared by",
        "review": "Reviewed by",
        "appraise": "Appraised by",
        "approve": "Approved by",
        "reject": "Sent back by",
        "comment": "Commented by",
        "adopt": "Adopted by",
    },
}

#: Watermark of a print, by what the paper is at that moment.
WATERMARKS = {
    "vi": {
        "draft": "DỰ THẢO",
        "waiting": "CHƯA CÓ HIỆU LỰC",
        "controlled": "TÀI LIỆU KIỂM SOÁT",
        "uncontrolled": "KHÔNG KIỂM SOÁT",
        "superseded": "BỊ THAY THẾ",
        "repealed": "BÃI BỎ",
    },
    "en": {
        "draft": "DRAFT",
        "waiting": "NOT YET IN FORCE",
        "controlled": "CONTROLLED",
        "uncontrolled": "UNCONTROLLED",
        "superseded": "SUPERSEDED",
        "repealed": "REPEALED",
    },
}

#: State of the revision as the dated line of a print tells it.
STATES = {
    "vi": {
        "draft": "dự thảo",
        "in_review": "đang xem xét",
        "approved": "đã phê duyệt, chờ hiệu lực",
        "effective": "đang có hiệu lực",
        "superseded": "bị thay thế",
        "repealed": "bãi bỏ",
    },
    "en": {
        "draft": "draft",
        "in_review": "in review",
        "approved": "approved, awaiting effect",
        "effective": "in force",
        "superseded": "superseded",
        "repealed": "repealed",
    },
}

_LINES = {
    "vi": {
        "printed": "In lúc {time} bởi {who}",
        "offline": "Bản dùng khi mất kết nối, lập lúc {time}",
        "state": "khi in: {state}",
        "uncontrolled": "bản in không được cập nhật, quét mã trước khi dùng",
    },
    "en": {
        "printed": "Printed {time} by {who}",
        "offline": "Copy for when the server is down, made {time}",
        "state": "then: {state}",
        "uncontrolled": "not kept up to date, scan the code before use",
    },
}


def watermark_kind(state: str, controlled: bool) -> str:
    """Which watermark a print of a revision in this state bears."""
    kinds = {
        "draft": "draft",
        "in_review": "draft",
        "approved": "waiting",
        "superseded": "superseded",
        "repealed": "repealed",
    }
    return kinds.get(state) or ("controlled" if controlled else "uncontrolled")


def stamp_line(
    language: str, kind: str, state: str, time: str, who: str = "", note: str = ""
) -> str:
    """The dated line of a print. Without ``who`` it is a copy of the offline folder."""
    words = _LINES[language]
    parts = [words["printed" if who else "offline"].format(time=time, who=who)]
    parts.append(words["state"].format(state=STATES[language][state]))
    if note:
        parts.append(note)
    if kind == "uncontrolled":
        parts.append(words["uncontrolled"])
    return " · ".join(parts)


def short_moment(value, language: str) -> str:
    """A local instant on one short line: "09:00 05/10/2026", "2026-10-05 09:00"."""
    return f"{value:%H:%M %d/%m/%Y}" if language == "vi" else f"{value:%Y-%m-%d %H:%M}"


def short_day(value, language: str) -> str:
    return f"{value:%d/%m/%Y}" if language == "vi" else f"{value:%Y-%m-%d}"
