"""The words of the public page of a revision, in both languages.

Whoever scans a sheet may read neither the language of the office's Odoo nor have an
account that says which one he reads.
"""

from __future__ import annotations

PAGE = {
    "vi": {
        "title": "Tra cứu hiệu lực",
        "effective": "Phiên bản này đang có hiệu lực",
        "superseded": "Phiên bản này đã bị thay thế",
        "repealed": "Tài liệu này đã bị bãi bỏ",
        "effective_help": "Được dùng.",
        "superseded_help": "Không dùng bản in này cho việc mới.",
        "repealed_help": "Không dùng bản in này cho việc mới.",
        "since": "Có hiệu lực từ",
        "ended": "Có hiệu lực đến",
        "now": "Phiên bản đang có hiệu lực",
        "then_repealed": "Sau đó tài liệu đã bị bãi bỏ.",
        "code": "Mã hiệu",
        "national_code": "Mã thủ tục hành chính",
        "name": "Tên",
        "agency": "Cơ quan ban hành",
        "numbers": "Phiên bản",
        "issue": "Lần ban hành {issue}, lần sửa đổi {amendment}",
        "unknown": "Mã này không thuộc tài liệu nào đã ban hành",
        "unknown_help": "Bản in có thể là dự thảo, hoặc mã được đọc không đúng. "
        "Hãy hỏi cơ quan đã phát hành bản in.",
        "internal": "Tài liệu nội bộ: nội dung chỉ cung cấp trong cơ quan.",
        "restricted": "Tài liệu hạn chế: trang này chỉ cho biết tình trạng hiệu lực.",
        "checked": "Tra cứu lúc {time}.",
        "open": "Mở trong hệ thống",
        "other": "English",
        "other_code": "en",
    },
    "en": {
        "title": "Is it in force?",
        "effective": "This revision is in force",
        "superseded": "This revision has been superseded",
        "repealed": "This document has been repealed",
        "effective_help": "It may be used.",
        "superseded_help": "Do not use this copy for new work.",
        "repealed_help": "Do not use this copy for new work.",
        "since": "In force from",
        "ended": "In force until",
        "now": "Revision in force now",
        "then_repealed": "The document has been repealed since.",
        "code": "Code",
        "national_code": "National code",
        "name": "Title",
        "agency": "Issuing agency",
        "numbers": "Revision",
        "issue": "Issue {issue}, amendment {amendment}",
        "unknown": "This code belongs to no issued document",
        "unknown_help": "The copy may be a draft, or the code was misread. "
        "Ask the agency that handed it out.",
        "internal": "Internal document: its content is given inside the agency only.",
        "restricted": "Restricted document: this page tells its state alone.",
        "checked": "Checked at {time}.",
        "open": "Open in the system",
        "other": "Tiếng Việt",
        "other_code": "vi",
    },
}
