"""Change requests in every state, and legal bases that are about to be replaced."""

from datetime import timedelta


def load_change(library):
    """Add requests to the procedures of ``library`` once their cases have been played.

    :param library: demo.library.Library, built
    """
    env = library.env
    # The drafts under way were asked for before any case was there to be counted.
    for change in env["procedure.change"].search([("state", "=", "accepted")]):
        change._fill_in_effect(change.submitted_at)
    _ended(library)
    _to_decide(library)
    _accepted(library)
    _replaced_bases(library)


def _as(record, library, login):
    # In somebody's name, with every right: the demo writes what he would type.
    return record.with_user(library.org.users[login]).sudo()


def _ended(library):
    first = library.env["procedure.change"].search(
        [
            ("state", "=", "applied"),
            ("document_id", "=", library.documents["P2-01"].id),
        ]
    )
    _as(first, library, "ngan")._check(
        library.moment(timedelta(days=380), 10),
        "partly",
        "Thời hạn được giữ, nhưng bước B4 vẫn chờ lâu: còn rút ngắn được nữa.",
    )
    refused = library.request(
        "N1",
        "xuan",
        60,
        source="obstacle",
        reason="Bỏ bước lấy ý kiến của trưởng phòng khi nghỉ dưới một ngày.",
    )
    _as(refused, library, "quyen")._refuse(
        library.moment(timedelta(days=57), 15),
        "Luật yêu cầu người quản lý trực tiếp đồng ý; đã có cách duyệt nhanh.",
    )
    cancelled = library.request(
        "N4",
        "huy",
        40,
        source="simplification",
        reason="Gộp phiếu đề nghị xe với lệnh điều xe.",
    )
    _as(cancelled, library, "huy").action_cancel("Chờ phần mềm quản lý xe của tỉnh.")


def _to_decide(library):
    _as(library.env["procedure.change"], library, "phuong").create(
        {
            "document_id": library.documents["P4"].id,
            "source": "obstacle",
            "reason": "Xã gửi hồ sơ giấy chậm; đề nghị nhận bản điện tử trước.",
        }
    )
    library.request(
        "P1",
        "linh",
        4,
        source="law",
        scale="major",
        legal_basis_id=library._basis("367/2025/NĐ-CP").id,
        reason="Nghị định 367/2025/NĐ-CP sửa đổi quy định về một cửa.",
    )
    library.request(
        "P6",
        "trang",
        1,
        15,
        source="finding",
        urgent=True,
        reason="Ghi nhầm mức hỗ trợ ở phần hồ sơ; phải đính chính ngay.",
    )
    library.request(
        "P1b",
        "khoa",
        6,
        act="repeal",
        running_cases="stop",
        source="law",
        reason="Thủ tục được thay bằng thủ tục mới do trung ương công bố.",
    )


def _accepted(library):
    change = library.request(
        "P3",
        "hai",
        12,
        source="review",
        reason="Kết quả rà soát năm: bước chuyển hồ sơ giữa các cơ quan lặp lại.",
    )
    library.accept(change, 9, "Ba cơ quan cùng tham gia: phải tập huấn.", "training")
    change = library.request(
        "N6",
        "oanh",
        10,
        act="repeal",
        source="simplification",
        reason="Báo cáo định kỳ đã làm trên hệ thống báo cáo của tỉnh.",
    )
    library.accept(change, 8, "Việc đang làm thì làm cho xong.", "notice")


def _replaced_bases(library):
    bases = library.env["procedure.legal.basis"]
    today = library.moment(timedelta(0), 12).date()
    for code, new, name, days in (
        (
            "3854/QĐ-UBND",
            "1207/QĐ-UBND",
            "Quyết định phê duyệt lại quy trình nội bộ lĩnh vực người có công",
            30,
        ),
        (
            "1594/QĐ-TTPVHCC",
            "418/QĐ-TTPVHCC",
            "Quyết định phê duyệt lại quy trình nội bộ lĩnh vực tín ngưỡng, tôn giáo",
            14,
        ),
    ):
        old, day = library._basis(code), today + timedelta(days=days)
        successor = bases.create(
            {"code": new, "name": name, "issuer": old.issuer, "date_from": day}
        )
        old.write({"replaced_by_id": successor.id, "replaced_from": day})
    effect = library._basis("1594/QĐ-TTPVHCC").effect_ids.filtered(
        lambda e: e.document_id == library.documents["P1b"]
    )
    _as(effect, library, "linh").action_not_needed("Thủ tục đang đề nghị bãi bỏ.")
