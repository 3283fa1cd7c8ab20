"""Sổ theo dõi hồ sơ: one line a dossier, as the form of the circular lists it.

The way of receiving the result and the signature are written by hand when the result is
collected: nothing in the system knows them, so their cells are left empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

WORDS = {
    "vi": {
        "number": "TT",
        "heads": (
            "Mã hồ sơ",
            "Tên thủ tục hành chính",
            "Số lượng hồ sơ (bộ)",
            "Tên cá nhân, tổ chức",
            "Địa chỉ, số điện thoại",
            "Cơ quan chủ trì giải quyết",
        ),
        "dates": "Nhận và trả kết quả",
        "inner": (
            "Nhận hồ sơ",
            "Hẹn trả kết quả",
            "Trả kết quả",
            "Phương thức nhận kết quả",
            "Ký nhận",
        ),
        "note": "Ghi chú",
        "period": "Từ ngày {first} đến ngày {last}",
        "agency": "Cơ quan",
        "field": "Lĩnh vực",
        "procedure": "Thủ tục",
        "desk": "Bộ phận tiếp nhận",
        "scope": "Chỉ gồm hồ sơ mà {name} được xem.",
        "total": "Tổng số: {count} hồ sơ.",
        "empty": "Trong kỳ không tiếp nhận hồ sơ nào.",
        "hidden": "(không hiển thị)",
        "printed": "In lúc {at}, người in: {name}.",
        "month": "Tháng {month} năm {year}",
        "keeper": "Người lập sổ",
        "states": {
            "paused": "Chờ bổ sung",
            "result_ready": "Đã có kết quả, chưa trả",
            "refused": "Từ chối giải quyết",
            "terminated": "Dừng giải quyết",
            "withdrawn": "Người nộp rút hồ sơ",
        },
        "verdicts": {
            "early": "Trước hạn",
            "on_time": "Đúng hạn",
            "late": "Quá hạn",
        },
        "extended": "gia hạn {count} lần",
        "supplements": "bổ sung {count} lần",
        "entered_late": "nhập bù theo giấy số {number}",
        "recorded_late": "có ghi nhận bù",
    },
    "en": {
        "number": "No.",
        "heads": (
            "Dossier code",
            "Procedure",
            "Sets",
            "Requester",
            "Address, telephone",
            "Agency in charge",
        ),
        "dates": "Receipt and return",
        "inner": (
            "Received",
            "Promised for",
            "Returned",
            "How the result is received",
            "Signature",
        ),
        "note": "Remarks",
        "period": "From {first} to {last}",
        "agency": "Agency",
        "field": "Field of work",
        "procedure": "Procedure",
        "desk": "Receiving department",
        "scope": "Only dossiers that {name} may see.",
        "total": "Total: {count} dossiers.",
        "empty": "No dossier was received in the period.",
        "hidden": "(not shown)",
        "printed": "Printed {at} by {name}.",
        "month": "Month {month} of {year}",
        "keeper": "Kept by",
        "states": {
            "paused": "Waits for papers",
            "result_ready": "Result ready, not returned",
            "refused": "Refused",
            "terminated": "Processing terminated",
            "withdrawn": "Withdrawn by the requester",
        },
        "verdicts": {"early": "Early", "on_time": "On time", "late": "Overdue"},
        "extended": "extended {count} times",
        "supplements": "supplemented {count} times",
        "entered_late": "entered later by paper {number}",
        "recorded_late": "facts recorded later",
    },
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One dossier of the register. Moments are local to the receiving agency.

    ``requester`` and ``contact`` are None where the reader may not see them;
    ``marks`` are remarks already in words.
    """

    number: str
    procedure: str
    received_at: datetime
    sets: int = 1
    requester: str | None = ""
    contact: str | None = ""
    agency: str = ""
    due_at: datetime | None = None
    returned_at: datetime | None = None
    state: str = "running"
    verdict: str = ""
    extensions: int = 0
    supplements: int = 0
    entered_late: str | None = None
    late_entries: int = 0
    marks: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Line:
    """One row as printed: a month's band when ``month``, else a dossier's cells."""

    cells: tuple[str, ...] = ()
    month: str = ""


def lines(
    entries: Iterable[Entry],
    language: str,
    *,
    first_number: int = 1,
    after: date | None = None,
) -> Iterator[Line]:
    """The rows of entries in their order, with a band where a month begins.

    :param first_number: of the first dossier
    :param after: a day of the month that the rows before ended with
    """
    words = WORDS[language]
    month = (after.year, after.month) if after else None
    for number, entry in enumerate(entries, first_number):
        present = (entry.received_at.year, entry.received_at.month)
        if present != month:
            month = present
            yield Line(
                month=words["month"].format(month=f"{month[1]:02d}", year=month[0])
            )
        yield Line(cells=_cells(number, entry, words))


def _cells(number: int, entry: Entry, words: dict) -> tuple[str, ...]:
    hidden = words["hidden"]
    return (
        str(number),
        entry.number,
        entry.procedure,
        f"{entry.sets:02d}",
        hidden if entry.requester is None else entry.requester,
        hidden if entry.contact is None else entry.contact,
        entry.agency,
        _moment(entry.received_at),
        _moment(entry.due_at),
        _moment(entry.returned_at),
        "",
        "",
        "; ".join(_remarks(entry, words)),
    )


def _remarks(entry: Entry, words: dict) -> Iterator[str]:
    for text in (
        words["states"].get(entry.state),
        words["verdicts"].get(entry.verdict),
    ):
        if text:
            yield text
    if entry.supplements:
        yield words["supplements"].format(count=entry.supplements)
    if entry.extensions:
        yield words["extended"].format(count=entry.extensions)
    if entry.entered_late is not None:
        yield words["entered_late"].format(number=entry.entered_late)
    elif entry.late_entries:
        yield words["recorded_late"]
    yield from entry.marks


def _moment(at: datetime | None) -> str:
    return at.strftime("%H:%M %d/%m/%Y") if at else ""
