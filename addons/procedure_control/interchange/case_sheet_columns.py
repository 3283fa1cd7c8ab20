"""What the case sheet is made of: columns, and the words they are known by."""

from __future__ import annotations

#: Columns of the template, in order, with the other heads a reader knows them by.
COLUMNS: dict[str, tuple[str, ...]] = {
    "external_code": ("dossier code", "external code", "mã hồ sơ", "số hồ sơ"),
    "procedure_code": ("procedure code", "mã thủ tục", "mã tthc", "mã quy trình"),
    "agency_code": ("agency code", "mã cơ quan", "mã đơn vị"),
    "variant": ("variant", "trường hợp"),
    "channel": ("channel", "hình thức nộp", "kênh tiếp nhận", "hình thức tiếp nhận"),
    "received_at": ("received at", "received", "ngày tiếp nhận", "thời điểm tiếp nhận"),
    "requester_name": (
        "requester",
        "requester name",
        "người nộp",
        "tổ chức, cá nhân nộp hồ sơ",
        "họ và tên",
    ),
    "phone": ("phone", "điện thoại", "số điện thoại"),
    "email": ("email", "e-mail", "thư điện tử"),
    "address": ("address", "địa chỉ"),
    "note": ("note", "ghi chú"),
}
REQUIRED = ("external_code", "procedure_code", "agency_code", "received_at")

CHANNELS: dict[str, tuple[str, ...]] = {
    "online": ("online", "trực tuyến"),
    "desk": ("at the desk", "desk", "trực tiếp"),
    "post": ("by post", "post", "bưu chính", "dịch vụ bưu chính", "bưu chính công ích"),
}
