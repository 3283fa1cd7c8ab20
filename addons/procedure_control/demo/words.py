"""Invented requesters, subjects and reasons of the demonstration's cases."""

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ")
MIDDLE = ("Văn", "Thị", "Minh", "Ngọc", "Đức", "Thanh", "Quang", "Kim", "Hữu", "Thu")
GIVEN = (
    "Anh",
    "Bảo",
    "Cường",
    "Dương",
    "Hạnh",
    "Hiếu",
    "Hùng",
    "Lâm",
    "Lộc",
    "Nam",
    "Nhàn",
    "Phúc",
    "Quý",
    "Sáng",
    "Tâm",
    "Thơm",
    "Trung",
    "Tuyết",
    "Vân",
    "Xuyến",
)
HAMLETS = ("thôn Đông", "thôn Đoài", "thôn Trung", "xóm Mới", "tổ 3", "tổ 7", "tổ 12")
PLACES = {
    "XHP": "xã Hòa Phú, tỉnh Lam Giang",
    "PTM": "phường Tân Mai, tỉnh Lam Giang",
}
ELSEWHERE = "tỉnh Lam Giang"

#: What a case of each procedure is about; several give it variety.
SUBJECTS = {
    "P1": (
        "Thay đổi trụ sở Ban Trị sự Phật giáo huyện cũ",
        "Thay đổi trụ sở Hội thánh Tin lành Tân Mai",
    ),
    "P1b": ("Sinh hoạt tôn giáo tập trung của nhóm chuyên gia nước ngoài",),
    "P2-01": ("Bổ nhiệm giám định viên pháp y", "Bổ nhiệm giám định viên tâm thần"),
    "P2-02": ("Miễn nhiệm giám định viên pháp y theo nguyện vọng",),
    "P3": ("Trợ cấp một lần thân nhân người có công", "Trợ cấp một lần thương binh"),
    "P4": ("Tiếp nhận người cao tuổi cô đơn", "Tiếp nhận trẻ em mồ côi"),
    "P5": ("Bản sao trích lục khai sinh", "Bản sao giấy chứng nhận kết hôn"),
    "P6": ("Miễn học phí năm học", "Hỗ trợ chi phí học tập", "Giảm học phí"),
    "P7": (
        "Công văn về chuyển đổi số",
        "Công văn về phòng, chống thiên tai",
        "Công văn về kiểm tra công vụ",
        "Giấy mời họp giao ban",
    ),
    "N1": ("Nghỉ phép năm", "Nghỉ việc riêng: con kết hôn"),
    "N2": ("Mua giấy in và mực in quý này", "Mua hai máy tính để bàn"),
    "N3": (
        "Kế hoạch cải cách hành chính",
        "Báo cáo công tác tháng",
        "Quyết định khen thưởng",
    ),
    "N4": ("Xe đi kiểm tra cơ sở", "Xe đi họp tại Hà Nội"),
    "N5": ("Họp sơ kết công tác", "Hội nghị tập huấn một cửa"),
    "N6": (
        "Báo cáo kiểm soát thủ tục hành chính quý",
        "Báo cáo kinh tế – xã hội tháng",
    ),
    "I1": ("Cử đi bồi dưỡng ngạch chuyên viên chính", "Cử đi đào tạo thạc sĩ"),
    "Q1": ("Sửa đổi quy trình theo kết quả đánh giá nội bộ", "Ban hành biểu mẫu mới"),
}

MISSING = (
    "Bản sao có chứng thực căn cước công dân",
    "Giấy xác nhận của nơi cư trú",
    "Chữ ký của người làm đơn",
    "Giấy tờ chứng minh địa điểm hợp pháp",
)
BACK = (
    "Dự thảo chưa viện dẫn đúng căn cứ pháp lý.",
    "Số liệu chưa khớp với hồ sơ kèm theo.",
    "Thể thức văn bản chưa đúng quy định.",
)
REFUSED = (
    "Hồ sơ không thuộc thẩm quyền giải quyết của cơ quan.",
    "Không đủ điều kiện theo quy định.",
)
TERMINATED = (
    "Tổ chức, cá nhân không bổ sung hồ sơ trong thời hạn yêu cầu.",
    "Đối tượng không còn đủ điều kiện hưởng.",
)
WITHDRAWN = (
    "Người nộp xin rút hồ sơ để chuẩn bị lại.",
    "Người đề nghị không còn nhu cầu.",
)
EXTENDED = (
    "Chờ ý kiến của cơ quan phối hợp.",
    "Hồ sơ phức tạp, phải xác minh thực tế.",
)


def person(random) -> str:
    return " ".join(
        (random.choice(FAMILY), random.choice(MIDDLE), random.choice(GIVEN))
    )


def address(random, agency: str) -> str:
    return f"{random.choice(HAMLETS)}, {PLACES.get(agency, ELSEWHERE)}"


def phone(random) -> str:
    """A number of the series 0900 000 xxx, which nobody is given."""
    return f"0900 000 {random.randrange(1000):03d}"
