"""Distribution lists, readings, numbered paper copies and external documents."""

import base64
import random
from datetime import timedelta

EVERYWHERE = ("UBT", "SNV", "SYT", "XHP", "PTM")
#: Procedure: agencies whose departments get it, days ago, hour, logins still missing
#: (a number: so many have read).
LISTS = (
    ("P2-01", ("SYT", "TTHCC"), 456, 8, ()),
    ("P2-02", ("SYT", "TTHCC"), 456, 8, ("tien",)),
    ("N1", ("UBT", "SNV", "SYT", "XHP"), 200, 8, ()),
    ("Q1", ("UBT", "SNV", "SYT"), 120, 9, ("khoa", "giang")),
    ("N3", EVERYWHERE, 12, 8, ("yen", "phuc", "hong", "long", "ha")),
    ("P7", EVERYWHERE, 2, 14, 12),
)
EXTERNALS = (
    (
        "TCVN ISO 9001:2015",
        "Hệ thống quản lý chất lượng – Các yêu cầu",
        "Bộ Khoa học và Công nghệ",
        "2015",
        "2015-12-31",
        "quyen",
        700,
    ),
    (
        "TCVN ISO 9000:2015",
        "Hệ thống quản lý chất lượng – Cơ sở và từ vựng",
        "Bộ Khoa học và Công nghệ",
        "2015",
        "2015-12-31",
        "quyen",
        90,
    ),
    (
        "TCVN ISO 19011:2018",
        "Hướng dẫn đánh giá hệ thống quản lý",
        "Bộ Khoa học và Công nghệ",
        "2018",
        "2018-12-28",
        "oanh",
        90,
    ),
    (
        "HD-DVC",
        "Tài liệu hướng dẫn sử dụng Cổng Dịch vụ công",
        "Văn phòng Chính phủ",
        "Bản dùng cho cán bộ một cửa",
        False,
        "hong",
        390,
    ),
    (
        "HD-VBĐH",
        "Tài liệu hướng dẫn sử dụng phần mềm quản lý văn bản và điều hành",
        "Nhà cung cấp phần mềm",
        "Bản 4",
        False,
        "phuc",
        30,
    ),
)


def load_reading(library):
    """Distribute procedures of ``library`` and let most of their readers read.

    :param library: demo.library.Library, built
    """
    chance = random.Random(52)
    for ref, agencies, days, hour, missing in LISTS:
        _distribute(library, ref, agencies, library.moment(timedelta(days), hour))
        _read(library, ref, days, missing, chance)
    _copies(library)
    _externals(library)


def _quality(library, model):
    # In the quality manager's name, with every right: as he would type it.
    return library.env[model].with_user(library.org.users["quyen"]).sudo()


def _distribute(library, ref, agencies, at):
    org = library.org
    document = library.documents[ref]
    codes = [
        row["code"]
        for agency in org.data["agencies"]
        if agency["code"] in agencies
        for row in agency["departments"]
        if not row["parent"]
    ]
    _quality(library, "procedure.distribution")._distribute(
        [
            {
                "document_id": document.id,
                "sequence": number,
                "target": "department",
                "department_id": org.departments[code].id,
            }
            for number, code in enumerate(codes)
        ],
        at,
    )


def _read(library, ref, days, missing, chance):
    """Whoever is not missing confirms within the days that have passed since."""
    revision = library.documents[ref].effective_revision_id
    rows = revision.acknowledgement_ids.sorted("id")
    if isinstance(missing, int):
        rows = rows[:missing]
    else:
        rows = rows.filtered(lambda row: row.user_id.login not in missing)
    for row in rows:
        after = chance.randint(0, min(6, days - 1))
        hour = chance.randint(8, 16) if after else 16
        at = library.moment(timedelta(days - after), hour)
        row._note(
            {"announced_at": row.asked_at, "opened_at": at - timedelta(minutes=9)}
        )
        row.with_user(row.user_id)._acknowledge(at)


def _copies(library):
    """Three copies of what is in force; two of what it replaced, one still out."""
    revision = library.documents["P2-01"].effective_revision_id
    holders = (
        {"department_id": library.org.departments["SYT.TCHC"].id},
        {"user_id": library.org.users["cuong"].id},
        {"place": "Bảng tin Bộ phận Một cửa"},
    )
    copies = _quality(library, "procedure.copy").create(
        [{"revision_id": revision.id, **holder} for holder in holders]
    )
    copies._note({"issued_at": revision.effective_at})
    old = revision.document_id.revision_ids.filtered(lambda r: r.state == "superseded")
    if not old:
        return
    old = old[0]
    issuer = library.org.users["quyen"]
    _quality(library, "procedure.copy")._record(
        [
            {
                "revision_id": old.id,
                "document_id": old.document_id.id,
                "company_id": old.company_id.id,
                "number": number,
                "holder_name": name,
                "place": name,
                "issued_at": old.effective_at,
                "issued_by_id": issuer.id,
                "state": "issued",
            }
            for number, name in enumerate(("Phòng TCHC", "Bộ phận Một cửa"), 1)
        ]
    )
    old._call_copies_back()
    _quality(library, "procedure.copy").search(
        [("revision_id", "=", old.id)], limit=1
    ).action_confirm_destroyed()


def _externals(library):
    users = library.org.users
    for code, title, origin, edition, day, holder, checked in EXTERNALS:
        external = _quality(library, "procedure.external").create(
            {
                "code": code,
                "title": title,
                "origin": origin,
                "company_id": library.org.root.id,
                "holder_id": users[holder].id,
            }
        )
        note = f"{code}: bản lưu của đơn vị.".encode()
        external.action_checked(
            "newer",
            edition={
                "edition": edition,
                "edition_date": day,
                "file": base64.b64encode(note),
                "filename": f"{code.replace(':', '-')}.txt",
            },
        )
        moment = library.moment(timedelta(checked), 9)
        external._set_guarded({"last_checked_at": moment})
    library.env["procedure.external"]._cron_look()
