"""Obstacles met at work: waiting, overdue, answered, asked again, settled."""

from datetime import timedelta

#: What is in the way, the answer, how it ends, days ago it was reported.
OBSTACLES = (
    (
        "Người dân nộp giấy xác nhận của thôn thay cho bản sao hộ khẩu; quy trình chưa "
        "nói có nhận hay không.",
        "Nhận giấy xác nhận thông tin cư trú; không yêu cầu bản sao hộ khẩu nữa.",
        "closed",
        40,
    ),
    (
        "Biểu mẫu đính kèm còn ghi tên cơ quan cũ trước khi sắp xếp.",
        "Dùng mẫu đã thay tên cơ quan, tải ở mục Biểu mẫu; sẽ sửa khi rà soát.",
        "change",
        33,
    ),
    (
        "Cơ quan phối hợp không cử người nhận văn bản điện tử nên phải chờ bản giấy.",
        "Gửi qua trục liên thông, ngày nhận tính từ lúc hệ thống báo đã đến.",
        "closed",
        28,
    ),
    (
        "Hồ sơ có hai người đứng tên, phần mềm chỉ cho nhập một người nộp.",
        "Nhập người nộp chính, người còn lại ghi ở nội dung; đã báo bộ phận kỹ thuật.",
        "closed",
        21,
    ),
    (
        "Mẫu tờ trình yêu cầu chữ ký của phó trưởng phòng nhưng phòng chưa có phó.",
        "Trưởng phòng ký thay; bỏ ô chữ ký của phó khi phòng không có.",
        "answered",
        12,
    ),
    (
        "Không rõ lệ phí thu trước hay sau khi thẩm định.",
        "Thu khi tiếp nhận, theo mục 2.6 của quy trình.",
        "again",
        10,
    ),
    (
        "Thông tư mới đổi số của mẫu đơn, quy trình vẫn dẫn mẫu cũ.",
        "",
        "open",
        9,
    ),
    (
        "Thời gian của bước không đủ khi hồ sơ phải kiểm tra thực địa ở xã xa.",
        "",
        "open",
        2,
    ),
    (
        "Chữ ký số của lãnh đạo hết hạn, chưa biết trình ai ký thay.",
        "",
        "open",
        1,
    ),
    (
        "Máy quét tại quầy hỏng, chưa có hướng dẫn nhận hồ sơ giấy tạm thời.",
        "",
        "self",
        15,
    ),
)


def load_staff(library, theatre):
    """Report obstacles on steps as they were being done, through the named acts.

    :param library: demo.library.Library, built and played
    :param theatre: demo.theatre.Theatre, played
    """
    env, now, time = library.env, theatre.now, theatre.time
    seen = set()
    for words, answer, end, ago in OBSTACLES:
        at = time.next_open(now - timedelta(days=ago))
        task = _task_then(env, at, seen)
        if not task or at >= now:
            continue
        seen.add(task.document_id.id)
        reporter = task.done_by_id or task.user_id
        # In somebody's name, with every right: the demo writes what he would say.
        obstacles = env["procedure.obstacle"].with_user(reporter).sudo()
        _live(obstacles._raise(task, words, at).sudo(), answer, end, at, now)
    waiting = env["procedure.obstacle"].search([("next_check_at", "<=", now)])
    if time.is_open(now):
        waiting._sweep(now)


def _task_then(env, at, seen):
    """A step that somebody had before him at that instant, of another procedure."""
    return env["procedure.task"].search(
        [
            ("ready_at", "<", at),
            "|",
            ("done_at", ">", at),
            ("state", "=", "ready"),
            ("user_id.active", "=", True),
            ("document_id", "not in", list(seen)),
        ],
        order="ready_at desc, id",
        limit=1,
    )


def _live(obstacle, answer, end, at, now):
    """What became of it, one working act a day or two later."""

    def later(days):
        return min(at + timedelta(days=days, hours=1), now)

    reporter, owner = obstacle.raised_by_id, obstacle.user_id
    as_owner = obstacle.with_user(owner).sudo()
    as_reporter = obstacle.with_user(reporter).sudo()
    if end == "self":
        as_reporter._close("Máy đã sửa xong trong ngày.", later(1))
    if not answer:
        return
    as_owner._answer(answer, later(1))
    if end == "again":
        as_reporter._ask_again("Mục 2.6 chỉ nói mức thu, không nói lúc nào.", later(2))
    if end == "change":
        as_owner._start_change(later(2))
    if end in ("closed", "change"):
        as_reporter._close("Đã làm theo hướng dẫn.", later(3))
