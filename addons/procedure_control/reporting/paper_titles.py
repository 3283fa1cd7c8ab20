"""What a form of a case is called where the catalogue of its circular does not say.

Vietnamese papers take the title of the form in force on their day; these are for
internal work, for days before any circular, and for papers in English.
"""

from __future__ import annotations

#: More letters than these in capitals do not fit beside the QR code.
_LINE = 40

TITLES = {
    "vi": {
        "receipt": "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
        "supplement": "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
        "refusal": "Phiếu từ chối tiếp nhận giải quyết hồ sơ",
        "apology": "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
        "termination": "Thông báo dừng giải quyết hồ sơ",
        "control_slip": "Phiếu kiểm soát quá trình giải quyết hồ sơ",
        "register": "Sổ theo dõi hồ sơ",
        None: "",
    },
    "en": {
        "receipt": "Dossier receipt and appointment",
        "supplement": "Request to supplement and complete the dossier",
        "refusal": "Refusal to receive the dossier for processing",
        "apology": "Apology and request for more time to process the dossier",
        "termination": "Notice that processing is terminated",
        "control_slip": "Process control slip",
        "register": "Register of dossiers",
        None: "",
    },
}


def title_lines(title: str) -> list[str]:
    """A title in as few lines as it needs, of about the same length each."""
    words = title.split()
    count = -(-len(" ".join(words)) // _LINE)
    if count < 2:
        return [" ".join(words)] if words else []
    share = len(" ".join(words)) / count
    lines: list[str] = []
    for word in words:
        fits = lines and len(lines[-1]) + len(word) / 2 < share
        if fits or len(lines) == count:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
