"""The control slip: the way of a dossier from hand to hand, as its form lists it.

One leg for each time a step was begun: who gave the dossier, who took it, when, how the
step ended. What concerns the whole case (a pause, an extension, a record made later)
stands in the remarks of the leg in whose time it fell, so that nothing is typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

WORDS = {
    "vi": {
        "title": "Phiếu kiểm soát quá trình giải quyết hồ sơ",
        "solving": "Cơ quan (bộ phận) giải quyết hồ sơ",
        "joining": "Cơ quan phối hợp giải quyết hồ sơ",
        "procedure": "Thủ tục hành chính",
        "work": "Quy trình",
        "received": "Thời gian nhận hồ sơ",
        "appointed": "Hẹn trả kết quả",
        "heads": (
            ("Tên cơ quan", ""),
            ("Thời gian giao, nhận hồ sơ", ""),
            ("Kết quả giải quyết hồ sơ", "(Trước hạn/ đúng hạn/ quá hạn)"),
            ("Ghi chú", ""),
        ),
        "gave": "1. Giao",
        "took": "2. Nhận",
        "giver": "Người giao",
        "taker": "Người nhận",
        "citizen": "Tổ chức, cá nhân nộp hồ sơ",
        "nobody": "(chưa có người nhận)",
        "results": {
            "early": "Trước hạn",
            "on_time": "Đúng hạn",
            "late": "Quá hạn",
            "ready": "Đang giải quyết",
            "paused": "Tạm dừng tính thời gian",
            "sent_back": "Trả lại",
            "no_reply": "Không trả lời",
            "cancelled": "Không thực hiện tiếp",
            "not_arisen": "Không phát sinh",
            "skipped": "Bỏ qua",
            "done": "Đã xong",
        },
        "ends": {
            "closed": "Trả kết quả",
            "refused": "Từ chối giải quyết",
            "terminated": "Dừng giải quyết",
            "withdrawn": "Người nộp rút hồ sơ",
        },
        "again": "lần {number}",
        "due": "Hạn: {at}",
        "done": "Xong: {at}",
        "over": "quá {span}",
        "back": "Trả lại: {why}",
        "list": "Danh sách bàn giao {number}, nhận lúc {at}",
        "list_open": "Danh sách bàn giao {number}, chưa xác nhận",
        "list_refused": "Danh sách bàn giao {number}, không nhận lúc {at}: {why}",
        "moved": "Trước đó do {names} xử lý",
        "supplement": "Yêu cầu bổ sung từ {start}, nhận bổ sung {end}",
        "supplement_open": "Yêu cầu bổ sung từ {start}, chưa nhận được",
        "wait": "Chờ người nộp hồ sơ từ {start} đến {end}",
        "wait_open": "Chờ người nộp hồ sơ từ {start}",
        "extended": "Xin lỗi và gia hạn đến {due}: {why}",
        "due_set": "Thời hạn mới {due} ({why})",
        "apologised": "Xin lỗi và hẹn lại ngày trả kết quả {due}: {why}",
        "late": "Nhập bù ngày {recorded} theo giấy số {number} ngày {date}: {what}",
        "revised": "Chuyển sang giải quyết theo {new}, trước theo {old}",
        "correction": "Đính chính kết quả bằng hồ sơ {number}",
        "recall": "Thu hồi kết quả bằng hồ sơ {number}",
        "late_kinds": {
            "receipt": "tiếp nhận hồ sơ",
            "paper": "nộp giấy tờ",
            "pause": "yêu cầu bổ sung",
            "resume": "nhận bổ sung",
            "variant": "đổi trường hợp",
            "due": "gia hạn",
        },
        "printed": "In lúc {at} từ dữ liệu theo dõi hồ sơ, người in: {name}.",
        "hours": "{hours} giờ {minutes:02d} phút",
        "minutes": "{minutes} phút",
    },
    "en": {
        "title": "Process control slip",
        "solving": "Agency (unit) that handles the dossier",
        "joining": "Agencies taking part",
        "procedure": "Administrative procedure",
        "work": "Procedure",
        "received": "Received at",
        "appointed": "Result promised for",
        "heads": (
            ("Agency", ""),
            ("When given and taken", ""),
            ("Outcome", "(Early/ on time/ overdue)"),
            ("Remarks", ""),
        ),
        "gave": "1. Given by",
        "took": "2. Taken by",
        "giver": "Given by",
        "taker": "Taken by",
        "citizen": "The requester",
        "nobody": "(nobody yet)",
        "results": {
            "early": "Early",
            "on_time": "On time",
            "late": "Overdue",
            "ready": "In hand",
            "paused": "Clock paused",
            "sent_back": "Sent back",
            "no_reply": "No reply",
            "cancelled": "Not gone on with",
            "not_arisen": "Not arisen",
            "skipped": "Skipped",
            "done": "Done",
        },
        "ends": {
            "closed": "Result returned",
            "refused": "Refused",
            "terminated": "Processing terminated",
            "withdrawn": "Withdrawn by the requester",
        },
        "again": "time {number}",
        "due": "Due: {at}",
        "done": "Done: {at}",
        "over": "{span} over",
        "back": "Sent back: {why}",
        "list": "Hand-over list {number}, received {at}",
        "list_open": "Hand-over list {number}, not confirmed yet",
        "list_refused": "Hand-over list {number}, given back {at}: {why}",
        "moved": "In the hands of {names} before",
        "supplement": "Supplement asked for {start}, received {end}",
        "supplement_open": "Supplement asked for {start}, not received yet",
        "wait": "Waited for the requester from {start} to {end}",
        "wait_open": "Waits for the requester since {start}",
        "extended": "Apologised and extended to {due}: {why}",
        "due_set": "New due time {due} ({why})",
        "apologised": "Apologised, result promised anew for {due}: {why}",
        "late": "Recorded on {recorded} by paper {number} of {date}: {what}",
        "revised": "Moved to {new}, before under {old}",
        "correction": "Result corrected by dossier {number}",
        "recall": "Result recalled by dossier {number}",
        "late_kinds": {
            "receipt": "receipt of the dossier",
            "paper": "papers handed in",
            "pause": "supplement asked for",
            "resume": "supplement received",
            "variant": "variant changed",
            "due": "extension",
        },
        "printed": "Printed {at} from the record of the dossier, by {name}.",
        "hours": "{hours} h {minutes:02d} min",
        "minutes": "{minutes} min",
    },
}


@dataclass(frozen=True, slots=True)
class Leg:
    """One time the dossier went over. Moments are local to the receiving agency.

    ``given_at`` orders the legs; ``taken_at`` is when a hand-over list was confirmed,
    None where there was none: the dossier then went over in that instant.
    """

    given_at: datetime
    giver: str
    taker: str
    giver_person: str = ""
    taker_person: str = ""
    taken_at: datetime | None = None
    result: str = ""
    remarks: tuple[str, ...] = ()

    def with_remark(self, text: str) -> Leg:
        return replace(self, remarks=(*self.remarks, text))


@dataclass(frozen=True, slots=True)
class Fact:
    """What happened to the case as a whole: when, local, and in words."""

    at: datetime
    text: str


def placed(legs: Sequence[Leg], facts: Iterable[Fact]) -> list[Leg]:
    """The legs in their order in time, each with the facts that fell in its time.

    A fact belongs to the last leg begun by then; one before all legs to the first.
    Without a leg nothing is placed.
    """
    ordered = sorted(legs, key=lambda leg: leg.given_at)
    for fact in sorted(facts, key=lambda one: one.at):
        begun = [n for n, leg in enumerate(ordered) if leg.given_at <= fact.at]
        if ordered:
            place = begun[-1] if begun else 0
            ordered[place] = ordered[place].with_remark(fact.text)
    return ordered


def span(minutes: int, language: str) -> str:
    """Working minutes as hours and minutes."""
    words = WORDS[language]
    hours, rest = divmod(minutes, 60)
    if hours:
        return words["hours"].format(hours=hours, minutes=rest)
    return words["minutes"].format(minutes=rest)


def short(at: datetime | None) -> str:
    """A moment as it stands in a remark."""
    return at.strftime("%H:%M %d/%m/%Y") if at else ""
