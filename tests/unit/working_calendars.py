"""Calendars and instants of the worked examples, for the tests of working time."""

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from procedure_control.engine.duration import make
from procedure_control.engine.working_time import WorkingTime

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
UTC = ZoneInfo("UTC")

OFFICE = [
    (weekday, start, end, None)
    for weekday in range(5)
    for start, end in ((8, 12), (13, 17))
]

TET = {date(2026, 2, day): "Tết" for day in range(16, 21)}
DAYS_OFF = {
    date(2026, 1, 1): "Tết Dương lịch",
    **TET,
    date(2026, 4, 27): "Giỗ Tổ Hùng Vương",
    date(2026, 4, 30): "Ngày Chiến thắng",
    date(2026, 5, 1): "Quốc tế Lao động",
    date(2026, 8, 31): "Nghỉ hoán đổi",
    date(2026, 9, 1): "Quốc khánh",
    date(2026, 9, 2): "Quốc khánh",
    date(2026, 11, 24): "Ngày Văn hóa Việt Nam",
}
SWAP = (date(2026, 8, 22), None, None, "Làm bù 31/08", date(2026, 8, 31))
CUTOFF = time(15)


def at(text: str, tz: ZoneInfo = HANOI) -> datetime:
    """ "05/10/2026 09:00" on that wall clock → naive UTC."""
    pattern = "%d/%m/%Y %H:%M:%S" if text.count(":") == 2 else "%d/%m/%Y %H:%M"
    aware = datetime.strptime(text, pattern).replace(tzinfo=tz)
    return aware.astimezone(UTC).replace(tzinfo=None)


def told(instant: datetime | None, tz: ZoneInfo = HANOI) -> str | None:
    """Naive UTC → "Mon 05/10/2026 09:00", seconds only where there are any."""
    if instant is None:
        return None
    local = instant.replace(tzinfo=UTC).astimezone(tz)
    return local.strftime("%a %d/%m/%Y %H:%M" + (":%S" if local.second else ""))


def whole_day(day: date, name: str, tz: ZoneInfo = HANOI):
    """A day off as it is entered: midnight to 23:59:59 of the wall clock."""
    ends = [
        datetime.combine(day, clock, tz).astimezone(UTC).replace(tzinfo=None)
        for clock in (time(0), time(23, 59, 59))
    ]
    return (*ends, name)


def build(**changes) -> WorkingTime:
    values = {
        "tz": "Asia/Ho_Chi_Minh",
        "attendances": OFFICE,
        "days_off": [whole_day(day, name) for day, name in DAYS_OFF.items()],
        "extra_days": [SWAP],
        "first": date(2026, 1, 1),
        "last": date(2027, 12, 31),
        "known_until": date(2026, 12, 31),
        "name": "Giờ hành chính",
    }
    return WorkingTime.build(**(values | changes))


@cache
def office() -> WorkingTime:
    return build()


@cache
def without_swap() -> WorkingTime:
    return build(extra_days=[])


@cache
def without_culture_day() -> WorkingTime:
    kept = {day: name for day, name in DAYS_OFF.items() if day.month != 11}
    return build(days_off=[whole_day(day, name) for day, name in kept.items()])


def length(text: str):
    """ "0,5 day", "same_day" → Duration."""
    value, _blank, unit = text.rpartition(" ")
    return make(value, unit)


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)
