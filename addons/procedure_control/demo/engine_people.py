"""Colleagues who were away lately, who took over, and what came back to them."""

from datetime import timedelta

#: Why somebody was away.
REASONS = (
    "Nghỉ phép năm",
    "Ốm, có giấy của bệnh viện",
    "Đi công tác tại Trung ương",
    "Tập huấn nghiệp vụ",
    "Nghỉ thai sản của vợ",
)
#: So many absences that are over.
PAST = 8


def load_people(library, theatre):
    """Absences that are over, whose tasks moved and came back, and a running one."""
    env = library.env
    quality = library.org.users["quyen"]
    delegations = env["procedure.delegation"].with_user(quality)
    made = 0
    for user, began in _away(env, theatre):
        taker = _colleague(env, user)
        if not taker or user.company_id not in quality.company_ids:
            continue
        said = {
            "user_id": user.id,
            "delegate_id": taker.id,
            "scope": "tasks",
            "date_from": theatre.time.local(began).date(),
            "date_to": theatre.time.local(began).date(),
            "reason": REASONS[made % len(REASONS)],
        }
        entered = began - timedelta(days=1)
        absence = delegations._grant([delegations._checked(said, entered)], entered)
        absence._settle(max(absence.starts_at, began - timedelta(hours=7)))
        if absence.ends_at <= theatre.now:
            absence._settle(absence.ends_at + timedelta(minutes=5))
        made += 1
        if made == PAST:
            break
    _running(library)


def _away(env, theatre):
    """(user, a morning some days ago), of whom nothing open became ready since.

    Those with work to pass on first, then some who had none.
    """
    tasks = env["procedure.task"].search(
        [("state", "=", "ready"), ("user_id", "!=", False), ("ready_at", "!=", False)]
    )
    time = theatre.time
    today = time.local(theatre.now).date()
    owned = tasks.grouped("user_id")
    for user, mine in owned.items():
        last = time.local(max(mine.mapped("ready_at"))).date()
        began = time.opening(last + timedelta(days=1))
        # A week-end may lie between, and the day off after it.
        back = time.local(began).date() + timedelta(days=4)
        if back < today and set(mine.company_id) == {user.company_id}:
            yield user, began
    idle = tasks.step_id.role_id.holder_ids.user_id - tasks.user_id
    for number, user in enumerate(idle.sorted("id")):
        yield user, time.opening(today - timedelta(days=12 + 3 * number))


def _colleague(env, user):
    """Somebody else of his department, the fewest open tasks first."""
    unit = user._procedure_department(user.company_id)
    colleagues = unit.member_ids.user_id.filtered("active") - user
    colleagues = colleagues.filtered(
        lambda one: (
            user.company_id in one.company_ids
            and one.has_group("procedure_control.group_staff")
        )
    )
    load = env["procedure.role"]._open_load(colleagues)
    return min(colleagues, key=lambda one: (load[one.id], one.id), default=None)


def _running(library):
    """The driver is on leave this week; his colleague does what comes up."""
    users, env = library.org.users, library.env
    today = library.moment(timedelta(0), 8).date()
    env["procedure.delegation"].with_user(users["loc"]).create(
        {
            "user_id": users["long"].id,
            "delegate_id": users["hien"].id,
            "scope": "tasks",
            "date_from": today,
            "date_to": today + timedelta(days=4),
            "reason": "Nghỉ phép năm",
        }
    )
