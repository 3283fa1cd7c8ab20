"""Spreadsheets asked for in the background, and those that a schedule will make."""

from datetime import timedelta

from odoo import Command

from ..reporting import period as periods

#: How the spreadsheets of the last months ended, the newest first. Two are still
#: waiting: the job makes them, which the sample need not wait for.
ENDED = (
    "waiting",
    "waiting",
    "cancelled",
    "failed",
    "cancelled",
    "cancelled",
    "failed",
    "cancelled",
)
SCHEDULES = (
    ("month", 1),
    ("month", 3),
    ("quarter", 2),
    ("quarter", 5),
    ("half", 5),
    ("nine_months", 5),
    ("year", 5),
    ("year", 10),
)
NO_ROOM = (
    "Ổ đĩa của máy chủ đã đầy. Không có gì bị bỏ dở; hãy thử lại khi có chỗ trống."
)


def load_exports(library, theatre):
    """Requests of the province's quality officer, and what she has made by itself.

    :param library: `demo.library.Library`, built
    :param theatre: `demo.theatre.Theatre`, played
    """
    quality, root = library.org.users["quyen"], library.org.root
    exports = library.env["procedure.export"].with_user(quality).sudo(False)
    exports = exports.with_context(allowed_company_ids=root.ids)
    schedules = exports.env["procedure.export.schedule"].create(
        [
            {"period_kind": kind, "days_after": days, "company_ids": _agencies(root)}
            for kind, days in SCHEDULES
        ]
    )
    period = periods.containing(theatre.time.local(theatre.now).date(), "month")
    for state in ENDED:
        period = period.previous()
        _ask(exports, schedules[:1], period, state, theatre)


def _agencies(root):
    return [Command.set(root.ids)]


def _ask(exports, schedule, period, state, theatre):
    values = exports._request_values(schedule) | schedule._chosen(period)
    values |= {"date_from": period.first, "date_to": period.last}
    export = exports._queue(values).sudo()
    asked = min(theatre.now, theatre.time.opening(period.last + timedelta(days=3)))
    export.asked_at = asked
    if state != "waiting":
        export._end(state, NO_ROOM if state == "failed" else None)
        export.ended_at = asked + timedelta(minutes=1)
