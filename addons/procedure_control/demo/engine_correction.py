"""Results that turned out wrong after they had been issued, and what became of it."""

from datetime import timedelta

from .cast import Cast
from .story import Story

#: Results of so long ago, in days, are looked at.
OLDEST, NEWEST = 200, 9
#: What was wrong: kind, cause, the words of who found it, days after the end.
FOUND = (
    ("correction", "own", "Tên đệm của người nộp ghi sai trên kết quả.", 3),
    ("correction", "own", "Ghi nhầm ngày sinh so với giấy tờ gốc.", 1),
    ("correction", "requester", "Người nộp đề nghị sửa địa chỉ đã kê khai sai.", 5),
    ("recall", "own", "Ban hành nhầm mẫu quyết định đã hết hiệu lực.", 2),
    ("correction", "own", "Số căn cước công dân thiếu một chữ số.", 4),
    ("correction", "law", "Căn cứ pháp lý viện dẫn đã được thay thế.", 6),
    ("recall", "requester", "Giấy tờ nộp kèm sau đó được xác định là không hợp lệ.", 7),
    ("correction", "other", "Bản in mờ, người nhận không sử dụng được.", 2),
    ("correction", "own", "Đóng dấu nhầm của bộ phận khác.", 1),
    ("correction", "own", "Ghi thiếu tên đồng chủ sử dụng.", 3),
)
#: Places in `FOUND`: found right after all; has just begun.
RIGHT_AFTER_ALL, JUST_BEGUN = 7, (8, 9)
GROUNDLESS = "Kiểm tra lại: kết quả đúng, người nộp xem nhầm bản cũ."


def load_correction(library, theatre):
    """Start corrections of results of the last months, and play them to now.

    :param library: `demo.library.Library`, built
    :param theatre: `demo.theatre.Theatre`, played
    """
    cast = Cast(library.org, library, theatre.time, theatre.random)
    refs = {document.id: ref for ref, document in library.documents.items()}
    for number, case in enumerate(_results(library, theatre)):
        kind, cause, reason, days = FOUND[number]
        late = theatre.now - timedelta(hours=30)
        at = theatre.time.add_days(case.ended_at, days)
        if number in JUST_BEGUN:
            at = theatre.time.next_open(late)
        actor = case.received_by_id
        first = case.with_user(actor).sudo()  # in his name, at that moment
        correction = first._start_correction(
            kind, cause, reason, case.document_id, min(at, late)
        ).sudo()
        if number == RIGHT_AFTER_ALL:
            end = theatre.time.add_days(correction.received_at, 1)
            correction.with_user(actor).sudo()._end_by("terminated", GROUNDLESS, end)
        elif number not in JUST_BEGUN:
            _play(theatre, cast, refs, case, correction)


def _results(library, theatre):
    """Closed cases of the last months, of as many procedures as there are."""
    cases = library.env["procedure.case"].sudo()
    found = cases.search(
        [
            ("state", "=", "closed"),
            ("received_by_id", "!=", False),
            ("ended_at", ">", theatre.now - timedelta(days=OLDEST)),
            ("ended_at", "<", theatre.now - timedelta(days=NEWEST)),
            ("document_id", "in", [d.id for d in library.documents.values()]),
        ],
        order="ended_at, id",
    )
    of_procedures = [list(some) for some in found.grouped("document_id").values()]
    chosen = cases.browse()
    while of_procedures and len(chosen) < len(FOUND):
        for some in of_procedures:
            chosen |= some.pop(0)
        of_procedures = [some for some in of_procedures if some]
    return chosen[: len(FOUND)].sorted("ended_at")


def _play(theatre, cast, refs, case, correction):
    """What has happened of a correction by now, as of any other case."""
    agency = case.company_id.procedure_code
    ref = refs[correction.document_id.id]
    story = Story(theatre, cast, ref, agency, correction.received_at, pace=(0.2, 0.6))
    story.case, story._last = correction, correction.received_at
    while correction.state in ("running", "result_ready"):
        task, at = story._next()
        if task is None or max(at, story._last) > theatre.now:
            return
        story._complete(task, max(at, story._last))
