"""Apologies given for late cases that nobody had extended."""

from datetime import timedelta

#: How far back late cases are looked for, and how many were apologised for.
REMEMBERED = timedelta(days=270)
COUNT = 12
#: Working seconds from the due that was missed to the apology, and working days to
#: what was promised then.
NOTICED = 2 * 3600
PROMISED = 3
REASONS = (
    "Cơ quan phối hợp gửi ý kiến muộn hơn thời hạn quy định.",
    "Hồ sơ phải xác minh thêm tại địa phương nơi cư trú.",
    "Công chức thụ lý nghỉ ốm, đơn vị đã phân công người thay.",
    "Hệ thống tra cứu cơ sở dữ liệu chuyên ngành bị gián đoạn.",
)


def load_papers(library, theatre):
    """Apologise once the cases have been played; what is still late was told, too.

    :param library: `demo.library.Library`, built
    :param theatre: `demo.theatre.Theatre`, played
    """
    cases = library.env["procedure.case"].search(
        [
            ("kind", "=", "tthc"),
            ("extension_count", "=", 0),
            ("due_at", ">", theatre.now - REMEMBERED),
            ("due_at", "<", theatre.now - timedelta(days=1)),
            "|",
            ("verdict", "=", "late"),
            ("state", "=", "running"),
        ],
        order="due_at desc, id",
        limit=COUNT,
    )
    for number, case in enumerate(cases):
        at = theatre.time.add_seconds(case.due_at, NOTICED)
        ended = case.result_at or case.ended_at or theatre.now
        if at >= ended:
            at = case.due_at + (ended - case.due_at) / 2
        case.with_user(case.received_by_id)._apologise(
            theatre.time.add_days(at, PROMISED), REASONS[number % len(REASONS)], at
        )
