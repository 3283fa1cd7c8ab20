"""Suppliers from whose records purchases were started, on the last working days."""

from datetime import timedelta

#: Suppliers, and what is bought from each.
SUPPLIERS = (
    ("Công ty TNHH Giấy Sông Ngàn", "Giấy in A4 quý IV"),
    ("Công ty cổ phần Thiết bị Văn phòng Ánh Dương", "Máy in cho bộ phận Một cửa"),
    ("Hợp tác xã Mây tre Hòa Phú", "Kệ hồ sơ phòng lưu trữ"),
    ("Công ty TNHH Mực in Phúc Lâm", "Hộp mực máy in"),
    ("Cửa hàng Văn phòng phẩm Minh Khai", "Văn phòng phẩm tháng"),
    ("Công ty TNHH Tin học Bến Xuân", "Bộ lưu điện máy chủ"),
    ("Xưởng mộc Tân Mỹ", "Bàn tiếp công dân"),
    ("Công ty cổ phần Điện lạnh Hưng Thịnh", "Bảo dưỡng điều hòa"),
    ("Công ty TNHH In ấn Trường An", "In biểu mẫu, sổ theo dõi"),
    ("Công ty TNHH Vệ sinh Xanh Sạch", "Vật tư vệ sinh"),
)
BUYER, PURCHASE = "huy", "N2"
#: How many start at once, from the list of suppliers.
TOGETHER = 4
#: How long the head of the unit takes to confirm what is needed.
LOOKED_AT = timedelta(minutes=50)
AGREED = {
    "choice": "next",
    "reason": "",
    "checked": [],
    "document_number": "",
    "attachment_ids": [],
    "assignments": [],
}
WITHDRAWN = "Đơn vị cung cấp ngừng kinh doanh mặt hàng này."


def load_origins(library, theatre):
    """Let procedures start from contacts, and start purchases from the suppliers.

    :param library: `demo.library.Library`, built
    :param theatre: `demo.theatre.Theatre`, played
    """
    document = library.documents[PURCHASE]
    library.env["procedure.start.setting"].create(
        {"model": "res.partner", "document_ids": [(6, 0, document.ids)]}
    )
    suppliers = library.env["res.partner"].create(
        [{"name": name, "is_company": True} for name, _what in SUPPLIERS]
    )
    buyer = library.org.users[BUYER]
    agency = buyer.company_id
    cases = library.env["procedure.case"].with_user(buyer).with_company(agency).sudo()
    rows = [
        {
            "document_id": document.id,
            "company_id": agency.id,
            "subject": what,
            "requester_user_id": buyer.id,
        }
        for _name, what in SUPPLIERS
    ]
    made = cases.browse()
    for number, at in enumerate(_mornings(theatre)):
        part = slice(number * TOGETHER, (number + 1) * TOGETHER)
        if rows[part]:
            made |= cases._start_by(
                "record", rows[part], at, origins=list(suppliers[part])
            ).sudo()
    made[:1]._end_by("withdrawn", WITHDRAWN, theatre.now - timedelta(minutes=5))
    for task in made.task_ids.filtered(lambda task: task.state == "ready"):
        at = task.ready_at + LOOKED_AT
        if at < theatre.now and task.user_id:
            task.with_user(task.user_id).sudo()._complete(dict(AGREED), at)
            theatre.told.append((task.case_id.id, at))


def _mornings(theatre):
    """Half an hour after opening on the last working days that are over."""
    today = theatre.time.local(theatre.now).date()
    days = theatre.time.working_dates(today - timedelta(days=30), today)
    moments = [theatre.time.opening(day) + timedelta(minutes=30) for day in days]
    return [at for at in moments if at < theatre.now - timedelta(hours=1)][-3:]
