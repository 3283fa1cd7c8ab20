"""Days off of the demonstration's years, each marked as sample data."""

import logging
import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_logger = logging.getLogger(__name__)

#: 2026 as the worked examples of this project have it.
OF_2026 = {
    date(2026, 1, 1): "Tết Dương lịch",
    **{date(2026, 2, day): "Tết Nguyên đán" for day in range(16, 21)},
    date(2026, 4, 27): "Giỗ Tổ Hùng Vương (nghỉ bù)",
    date(2026, 4, 30): "Ngày Chiến thắng",
    date(2026, 5, 1): "Ngày Quốc tế Lao động",
    date(2026, 8, 31): "Nghỉ hoán đổi cho ngày 22/08",
    date(2026, 9, 1): "Quốc khánh",
    date(2026, 9, 2): "Quốc khánh",
    date(2026, 11, 24): "Ngày Văn hóa Việt Nam",
}
WORKED_2026 = {date(2026, 8, 22): date(2026, 8, 31)}

CULTURE_DAY_FROM = 2026
SAMPLE = "dữ liệu mẫu"
SWAPPED = re.compile(r"\d{2}/\d{2}/\d{4}")


def days_of(years) -> tuple[dict, dict, date]:
    """({date: name}, {worked rest day: date replaced}, known until).

    From the library `holidays` where it is installed; 2026 is always the list above.
    """
    off, worked, known = dict(OF_2026), dict(WORKED_2026), date(2026, 12, 31)
    try:
        import holidays  # noqa: PLC0415 - optional, for this purpose alone
    except ImportError:
        _logger.info(
            "Demo data: the Python library 'holidays' is not installed, so only the "
            "days off of 2026 are entered."
        )
        return off, worked, known
    for year in years:
        if year == 2026:
            continue
        found = holidays.country_holidays("VN", years=[year], language="vi")
        off.update(found)
        for day, name in found.items():
            # "Ngày nghỉ (thay cho ngày 26/04/2025)": that Saturday is worked.
            if swapped := SWAPPED.search(name):
                worked[datetime.strptime(swapped.group(), "%d/%m/%Y").date()] = day
        if year >= CULTURE_DAY_FROM:
            off.setdefault(date(year, 11, 24), "Ngày Văn hóa Việt Nam")
    return off, worked, max(known, date(max(years), 12, 31))


def enter(company, calendar, years):
    """Enter the days off of those years for an agency and all below it."""
    off, worked, known = days_of(years)
    zone = ZoneInfo(calendar.tz)

    def instant(day):
        local = datetime.combine(day, time.min, tzinfo=zone)
        return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    env = company.env
    env["resource.calendar.leaves"].with_company(company).create(
        [
            {
                "name": f"{name} ({SAMPLE})",
                "calendar_id": calendar.id,
                "date_from": instant(day),
                "date_to": instant(day + timedelta(days=1)) - timedelta(seconds=1),
            }
            for day, name in sorted(off.items())
        ]
    )
    env["procedure.working.day"].create(
        [
            {
                "name": f"Ngày làm việc hoán đổi ({SAMPLE})",
                "company_id": company.id,
                "date": day,
                "replaces_date": replaced,
            }
            for day, replaced in sorted(worked.items())
        ]
    )
    company.procedure_days_off_until = known
