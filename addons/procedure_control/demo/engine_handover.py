"""Hand-over lists of the last days: confirmed, waiting, and one with a file refused."""

from datetime import timedelta

#: How far back lists are remembered.
REMEMBERED = timedelta(days=12)
#: Until a list is made, and until the other side has looked through it.
MAKING = timedelta(minutes=15)
LOOKING = timedelta(minutes=40)
REFUSED = "Thiếu bản sao giấy khai sinh, đề nghị bổ sung trước khi chuyển lại."


def load_handover(library, theatre):
    """Make the lists once the cases have been played; what is fresh stays open.

    :param library: `demo.library.Library`, built
    :param theatre: `demo.theatre.Theatre`, played
    """
    env, now, made = library.env, theatre.now, []
    for (user, *_half), files in _half_days(env, theatre, now).items():
        at = max(task.done_at for task, _step in files) + MAKING
        # What was finished just now is still on the desk of who did it.
        if at <= now - LOOKING:
            made.append((at, user.id, files))
    lists = env["procedure.handover"]
    for at, user_id, files in sorted(made, key=lambda one: one[:2]):
        tasks = env["procedure.task"].with_user(user_id).sudo()
        lists |= tasks._make_lists(files, at).with_env(env)
    _refuse_one(lists, now)
    for one in lists:
        _look_through(one, one.handed_at + LOOKING, now)


def _half_days(env, theatre, now):
    """{(who, day, morning or afternoon): [(finished task, step it opened)]}."""
    found = env["procedure.task"].search(
        [
            ("kind", "=", "tthc"),
            ("ready_at", ">=", now - REMEMBERED),
            ("opened_by_id.done_by_id", "!=", False),
        ],
        order="ready_at, id",
    )
    result = {}
    for step in found:
        task = step.opened_by_id
        # Paper goes by list from the desks, and from agency to agency.
        if task.state != "done" or not (
            task.company_id != step.company_id
            or task.department_id.procedure_is_one_stop
            and task.department_id != step.department_id
        ):
            continue
        moment = theatre.time.local(task.done_at)
        half = (task.done_by_id, moment.date(), moment.hour < 12)
        result.setdefault(half, []).append((task, step))
    return result


def _look_through(handover, at, now):
    """Yesterday's lists are confirmed by who had the next step; today's wait."""
    if at > now - timedelta(days=1):
        return
    open_ = handover.line_ids.filtered(lambda line: line.state == "sent")
    for user, lines in open_.grouped("next_user_id").items():
        receiver = user or handover.to_department_id.manager_id.user_id
        if receiver and receiver != handover.handed_by_id:
            lines = lines.with_user(receiver).sudo()
            lines._settle({"state": "received"}, at)
            lines.env["procedure.event"]._log("handover.received", lines, at=at)


def _refuse_one(lists, now):
    """A file that waits with its receiver goes back: its sender finds it today."""
    why = lists.env.ref("procedure_control.procedure_return_reason_papers")
    untouched = lists.line_ids.filtered(
        lambda line: (
            line.next_task_id.state == "ready"
            and line.next_task_id.step_id.kind == "work"
            and line.next_user_id
            and line.next_user_id != line.handed_by_id
            and line.task_id.step_id.owner_mode != "chosen"
        )
    )
    for line in untouched.sorted(lambda line: (line.handed_at, line.id))[-1:]:
        at = min(line.handed_at + LOOKING, now)
        line = line.with_user(line.next_user_id).sudo()
        values = {"return_reason_id": why.id, "reason": REFUSED}
        line._settle({"state": "refused", **values}, at)
        line.case_id._send_back(line.next_task_id, line.task_id, at, REFUSED, why)
        line.env["procedure.event"]._log(
            "handover.refused", line, at=at, reason=REFUSED, values={"why": why.name}
        )
