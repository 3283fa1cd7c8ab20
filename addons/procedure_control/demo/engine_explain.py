"""Why steps were late: explained, agreed, corrected, and some still to be."""

from datetime import timedelta
from itertools import cycle

#: What people say, with the cause they choose.
SAID = (
    ("other_unit", "Chờ Sở Tài chính cho ý kiến, văn bản đến sau hạn một ngày."),
    ("dossier", "Đơn ghi hai địa chỉ khác nhau, phải gọi người nộp xác minh."),
    ("workload", "Cùng tuần nhận 31 hồ sơ, ưu tiên hồ sơ sắp đến hạn."),
    ("absence", "Đi tập huấn theo Quyết định cử đi học, chưa bàn giao kịp."),
    ("system", "Phần mềm một cửa không đăng nhập được cả buổi chiều."),
    ("law", "Thông tư mới bỏ mẫu cũ, chờ hướng dẫn áp dụng."),
    ("workload", "Trùng đợt kiểm tra của tỉnh, cả phòng đi cơ sở."),
    ("other", "Phải lấy lại chữ ký vì bản in bị mờ."),
)
#: What a head says who sees it otherwise.
CORRECTED = (
    ("absence", "Đồng chí nghỉ phép, phòng đã không cử người làm thay."),
    ("other_unit", "Hồ sơ nằm ở phòng phối hợp, không phải do quá tải."),
    ("workload", "Hệ thống chỉ gián đoạn một giờ; chậm do dồn việc."),
)
#: What was asked since then is still to be explained.
TO_EXPLAIN = timedelta(days=3)
#: So many are worked through; the others were never explained.
MOST = 160


def load_explain(library, theatre):
    """Explain what was late once the cases have been played.

    :param library: `demo.library.Library`, built
    :param theatre: `demo.theatre.Theatre`, played
    """
    env, now = library.env, theatre.now
    _ask_overdue(env, now)
    late = env["procedure.explanation"].search(
        [("state", "=", "asked"), ("user_id.active", "=", True)],
        order="asked_at desc, id desc",
        limit=MOST,
    )
    # Whatever the day of the week, some are to be explained and some to be judged.
    fresh = late.filtered(lambda e: e.asked_at > now - TO_EXPLAIN) | late[:8]
    older = late - fresh
    waiting = fresh[-10:] if len(fresh) > 20 else older[:10]
    _explain(older | waiting, now)
    _judge(older - waiting, now)


def _ask_overdue(env, now):
    """As the last sweep before now did."""
    tasks = env["procedure.task"]
    while found := tasks._lock_unasked(now, tasks):
        found._ask_each(now)
        if found.filtered(lambda task: not task.explanation_id):
            return


def _explain(explanations, now):
    """Each person in one act for each thing he says, the day after he was asked."""
    said = dict(zip(explanations, cycle(SAID), strict=False))
    groups = explanations.grouped(lambda e: (e.user_id, said[e]))
    for (user, (cause, words)), some in groups.items():
        at = min(max(some.mapped("asked_at")) + timedelta(hours=20), now)
        some.with_user(user)._explain(_cause(some, cause).id, words, at)


def _judge(explanations, now):
    """Heads agree, and correct about every third."""
    others, judged = cycle(CORRECTED), explanations.filtered("head_id")
    otherwise = judged[::3] | judged[1:8:3]
    for head, some in judged.grouped("head_id").items():
        at = min(max(some.mapped("given_at")) + timedelta(hours=6), now)
        (some - otherwise).with_user(head)._agree(at)
        for one in some & otherwise:
            cause, words = next(others)
            if _cause(one, cause) == one.cause_id:
                cause, words = next(others)
            one.with_user(head)._correct(_cause(one, cause).id, words, at)


def _cause(records, name):
    return records.env.ref(f"procedure_control.procedure_cause_{name}")
