"""What procedures keep and refer to, what changed in them, and one regulation."""

from dataclasses import replace
from datetime import timedelta

from ..engine.content import ChangeItem, Content, Record, Ref, Reference, Section

#: Before the day of installation.
REGULATION = timedelta(days=300)

_SHORTER = (
    ("Mục 2.5", "Thời hạn giải quyết từ 20 ngày còn 16 ngày."),
    ("Mục 2.10, bước B4", "Rút ngắn thời gian xem xét từ 15 ngày còn 11 ngày."),
)
_NEW_DECISION = (
    ("Căn cứ", "Thay Quyết định số 1740/QĐ-UBND bằng Quyết định số 3005/QĐ-UBND."),
)
_CHAPTERS = (
    (
        "Những quy định chung",
        (
            (
                "Phạm vi điều chỉnh",
                "Quy chế này quy định việc soạn thảo, ban hành, quản lý văn bản và lập "
                "hồ sơ công việc tại cơ quan.",
                (),
            ),
            (
                "Đối tượng áp dụng",
                "",
                (
                    "Các phòng chuyên môn, đơn vị thuộc cơ quan.",
                    "Cán bộ, công chức, viên chức và người lao động.",
                ),
            ),
        ),
    ),
    (
        "Quản lý văn bản và hồ sơ",
        (
            (
                "Tiếp nhận và xử lý văn bản đến",
                "",
                (
                    "Văn bản đến được đăng ký trong ngày làm việc; văn bản khẩn được "
                    "trình ngay sau khi nhận.",
                    "Trình tự thực hiện theo quy trình QTNB-07.",
                ),
            ),
            (
                "Soạn thảo và ban hành văn bản đi",
                "",
                (
                    "Thể thức và kỹ thuật trình bày theo Nghị định số 30/2020/NĐ-CP.",
                    "Trình tự thực hiện theo quy trình QTNB-03.",
                ),
            ),
            (
                "Lập hồ sơ và nộp lưu trữ",
                "",
                (
                    "Người được giao giải quyết công việc lập hồ sơ về việc đó.",
                    "Hồ sơ được nộp vào lưu trữ cơ quan trong thời hạn 01 năm kể từ "
                    "ngày công việc kết thúc.",
                ),
            ),
        ),
    ),
    (
        "Tổ chức thực hiện",
        (
            (
                "Trách nhiệm thi hành",
                "Chánh Văn phòng, Thủ trưởng các đơn vị và cá nhân có liên quan chịu "
                "trách nhiệm thi hành Quy chế này.",
                (),
            ),
            (
                "Hiệu lực thi hành",
                "Quy chế có hiệu lực kể từ ngày ký quyết định ban hành.",
                (),
            ),
        ),
    ),
)


def with_parts(content: Content, row: dict) -> Content:
    """A procedure of the data file with its records, references and changes."""
    return replace(
        content,
        records=_records(row["kind"]),
        references=_references(row),
        changes=_items(_NEW_DECISION)
        if row["ref"] == "P2-01" and "3005/QĐ-UBND" in row["legal_bases"]
        else (),
    )


def load_content(library):
    """The revision table of a draft, and the regulation on records and documents."""
    draft = library.documents["P2-01"].open_revision_id
    if draft.state == "draft":
        author = library.org.users[library._row("P2-01")["author"]]
        # The author's name with every right: the demo writes what he would type.
        draft = draft.with_user(author).sudo()
        draft.change_item_ids.unlink()
        draft.summary = "Rút ngắn thời hạn giải quyết từ 20 ngày còn 16 ngày."
        for section in draft.section_ids:
            if section.kind == "limit":
                section.body = section.body.replace("20 ngày", "16 ngày")
        draft.env["procedure.change.item"].create(
            [
                {
                    "revision_id": draft.id,
                    "sequence": 10 * number,
                    "place": place,
                    "description": description,
                }
                for number, (place, description) in enumerate(_SHORTER, 1)
            ]
        )
    _regulation(library)


def _regulation(library):
    users = library.org.users
    author = users["quyen"]
    document = (
        library.env["procedure.document"]
        .with_user(author)
        .sudo()  # as above
        .create(
            {
                "code": "QC-01",
                "title": "Quy chế công tác văn thư, lưu trữ",
                "kind": "system",
                "type_id": library.types["QC"].id,
                "field_id": library.org.fields["VT"].id,
                "company_id": library.org.agencies["UBT"].id,
                "department_id": library.org.employees["quyen"].department_id.id,
                "owner_id": author.id,
                "confidentiality": "internal",
            }
        )
    )
    library.documents["QC1"] = document.with_env(library.env)
    draft = document._new_draft(content=_content()).with_env(library.env)
    library._issue(draft, {"author": "quyen", "signer": "bac"}, REGULATION)


def _content():
    sections = []
    for chapter, articles in _CHAPTERS:
        sections.append(Section("", chapter, "", level="chapter"))
        for article, text, clauses in articles:
            body = f"<p>{text}</p>" if text else ""
            sections.append(Section("", article, body, level="article"))
            sections += [
                Section("", "", f"<p>{clause}</p>", level="clause")
                for clause in clauses
            ]
    return Content(
        code="",
        title="",
        kind="system",
        language="vi",
        issue_number=1,
        amendment_number=0,
        summary="Ban hành lần đầu",
        sections=tuple(sections),
        legal_bases=(Ref("30/2020/NĐ-CP", "Nghị định về công tác văn thư"),),
        records=(
            Record("Sổ đăng ký văn bản đến, đi", "Văn thư", "Văn phòng", "20 năm"),
            Record("Hồ sơ công việc", "Người lập hồ sơ", "Lưu trữ cơ quan", "10 năm"),
        ),
        references=(
            Reference("QTNB-03", "Soạn thảo, ký, phát hành văn bản đi", "document"),
            Reference("QTNB-07", "Quản lý văn bản đến", "document"),
        ),
    )


def _records(kind):
    if kind == "tthc":
        return (
            Record(
                "Hồ sơ giải quyết thủ tục hành chính và kết quả",
                "Phòng chuyên môn",
                "Phòng chuyên môn, sau đó lưu trữ cơ quan",
                "05 năm",
            ),
            Record(
                "Phiếu kiểm soát quá trình giải quyết hồ sơ",
                "Bộ phận Một cửa",
                "Kèm hồ sơ",
                "05 năm",
            ),
        )
    return (Record("Hồ sơ công việc", "Bộ phận chủ trì", "Bộ phận chủ trì", "05 năm"),)


def _references(row):
    if row["type"] != "QTNB" or row["ref"] == "Q1":
        return ()
    title = "Kiểm soát thông tin dạng văn bản (tài liệu ISO)"
    return (Reference("QTNB-21", title, "document"),)


def _items(pairs):
    return tuple(ChangeItem(place, text) for place, text in pairs)
