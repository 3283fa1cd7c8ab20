"""A day nobody worked because of a storm, and the cases re-planned for it."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

#: Whose cases are re-planned for that working day before today, and by whom.
AGENCIES = ("PTM", "XHP", "SNV", "SYT", "TTHCC")
DAYS_AGO, OFFICER = 4, "quyen"
STORM = "Nghỉ do bão số 9 (dữ liệu mẫu)"
REASON = "Nghỉ tránh bão theo Công điện số 15/CĐ-UBND: tính lại hạn xử lý."
AT_MOST = 12


def load_clock(library, theatre):
    """Close the province for that day, then re-plan what ran across it there.

    Cases that are due by tomorrow keep their due: editing a calendar moves nothing by
    itself, and who re-plans chooses.
    """
    agencies = [library.org.agencies[code] for code in AGENCIES]
    today = theatre.time.local(theatre.now).date()
    days = theatre.time.working_dates(today - timedelta(days=30), today)
    if len(days) <= DAYS_AGO:
        return
    day = days[-1 - DAYS_AGO]
    _close(library.env, library.org.root, day, theatre.time.tz)
    at = theatre.time.opening(days[-DAYS_AGO])
    officer = library.org.users[OFFICER]
    cases = library.env["procedure.case"].with_user(officer).sudo()
    chosen = cases.search(
        [
            ("company_id", "in", [agency.id for agency in agencies]),
            ("state", "=", "running"),
            ("received_at", "<", theatre.time.opening(day)),
            ("due_at", ">", theatre.now + timedelta(days=2)),
            ("extension_count", "=", 0),
        ],
        order="due_at, id",
        limit=AT_MOST,
    )
    chosen._replan_now(REASON, at)


def _close(env, agency, day, tz):
    zone = ZoneInfo(tz)
    calendar = agency._procedure_calendar()[agency]

    def utc(clock):
        local = datetime.combine(day, clock, zone)
        return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    leaves = env["resource.calendar.leaves"].with_company(agency)
    leaves.create(
        {
            "name": STORM,
            "calendar_id": calendar.id,
            "company_id": agency.id,
            "date_from": utc(time(0)),
            "date_to": utc(time(23, 59, 59)),
        }
    ).flush_recordset()
