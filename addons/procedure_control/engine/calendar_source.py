"""From what a calendar says to working intervals in whole UTC seconds, day by day."""

from bisect import bisect_left
from collections import defaultdict
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

EPOCH = datetime(1970, 1, 1)
EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
DAY = 86_400
MAX_DAYS = 366 * 60


class CalendarError(ValueError):
    """A calendar that cannot be counted on, or a question outside its window.

    ``code`` is one of ``no_attendance``, ``no_working_time``, ``flexible``,
    ``duration_based``, ``bad_hours``, ``bad_week``, ``bad_window``, ``bad_pause``,
    ``unknown_zone``, ``outside_window``; ``data`` names the calendar and the rest.
    """

    def __init__(self, code: str, **data):
        super().__init__(f"{code}: {data}" if data else code)
        self.code = code
        self.data = data


def to_seconds(at: datetime) -> int:
    """Naive UTC datetime → whole seconds since 1970; microseconds are dropped."""
    delta = at - EPOCH
    return delta.days * DAY + delta.seconds


def to_datetime(seconds: int) -> datetime:
    return EPOCH + timedelta(seconds=seconds)


def zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        raise CalendarError("unknown_zone", tz=name) from None


class LocalClock:
    """Wall clock of one zone → UTC seconds.

    An hour that occurs twice or never is read in standard time, as Odoo reads it.
    """

    def __init__(self, tz: ZoneInfo):
        self.tz = tz
        self._midnights: dict[int, int] = {}

    def _offset(self, local: datetime) -> int:
        early = self.tz.utcoffset(local)
        late = self.tz.utcoffset(local.replace(fold=1))
        offset = early if early <= late else late
        return offset.days * DAY + offset.seconds

    def _at_midnight(self, ordinal: int) -> int:
        offset = self._midnights.get(ordinal)
        if offset is None:
            offset = self._offset(datetime.fromordinal(ordinal))
            self._midnights[ordinal] = offset
        return offset

    def utc(self, ordinal: int, minute: int) -> int:
        """UTC seconds of ``minute`` past midnight of the date, 1440 = next midnight."""
        offset = self._at_midnight(ordinal)
        naive = (ordinal - EPOCH_ORDINAL) * DAY + minute * 60
        if minute and offset != self._at_midnight(ordinal + 1):
            offset = self._offset(EPOCH + timedelta(seconds=naive))
        return naive - offset


def minute_of(hour, calendar: str) -> int:
    """Hours as a calendar stores them (8.5) → minutes past midnight."""
    minute = int(Fraction(hour) * 60 + Fraction(1, 2))
    if not 0 <= minute <= 1440:
        raise CalendarError("bad_hours", calendar=calendar, hour=float(hour))
    return minute


def week_of(ordinal: int) -> int:
    """0 or 1: which week of a two-week calendar the date is in."""
    return ((ordinal - 1) // 7) % 2


def merged(spans) -> list[tuple[int, int]]:
    """Sorted spans without overlap or touch."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if result and start <= result[-1][1]:
            if end > result[-1][1]:
                result[-1] = (result[-1][0], end)
        else:
            result.append((start, end))
    return result


def weekly_hours(attendances, two_weeks: bool, calendar: str):
    """(week, weekday) → [(minute from, minute to)]."""
    hours = defaultdict(list)
    for weekday, hour_from, hour_to, week_type in attendances:
        start, end = minute_of(hour_from, calendar), minute_of(hour_to, calendar)
        if end <= start:
            raise CalendarError(
                "bad_hours", calendar=calendar, hour=float(hour_from), to=float(hour_to)
            )
        # 0 is a week, though it equals False.
        if week_type is None or week_type is False or week_type == "":
            weeks = (0, 1)
        else:
            weeks = (int(week_type),)
            if not two_weeks or weeks[0] not in (0, 1):
                raise CalendarError("bad_week", calendar=calendar, week=str(week_type))
        if int(weekday) not in range(7):
            raise CalendarError("bad_hours", calendar=calendar, weekday=int(weekday))
        for week in weeks:
            hours[week, int(weekday)].append((start, end))
    if not hours:
        raise CalendarError("no_attendance", calendar=calendar)
    return {key: merged(spans) for key, spans in hours.items()}


def hours_of_extra_days(extra_days, weekly, calendar: str):
    """ordinal → ([(minute from, minute to)], name).

    A row without hours takes those of the date it replaces, else of the first weekday
    that has any.
    """
    extras: dict[int, tuple[list, str]] = {}
    for row in extra_days:
        day, hour_from, hour_to, name = row[:4]
        replaced = row[4] if len(row) > 4 else None
        if hour_from is None or hour_to is None or hour_from == hour_to:
            spans = _usual_hours(replaced or day, weekly)
        else:
            start, end = minute_of(hour_from, calendar), minute_of(hour_to, calendar)
            if end <= start:
                raise CalendarError("bad_hours", calendar=calendar, date=str(day))
            spans = [(start, end)]
        known = extras.setdefault(day.toordinal(), ([], name))
        known[0].extend(spans)
    return {day: (merged(spans), name) for day, (spans, name) in extras.items()}


def _usual_hours(day: date, weekly):
    ordinal = day.toordinal()
    usual = weekly.get((week_of(ordinal), day.weekday()))
    return usual or weekly[min(weekly, key=lambda key: (key[1], key[0]))]


def closed_spans(days_off, clock: LocalClock):
    """Sorted [(start, end, name)] in UTC seconds.

    A day off that ends at 23:59:59 local means the whole date, as it is entered.
    """
    spans = []
    for start, end, name in days_off:
        first, last = to_seconds(start), to_seconds(end)
        local = datetime.fromtimestamp(last, clock.tz)
        if (local.hour, local.minute, local.second) == (23, 59, 59):
            last += 1
        if last > first:
            spans.append((first, last, name or ""))
    return sorted(spans)


def without(spans, closed, names: list):
    """``spans`` minus the closed ones; the names of what took time go to ``names``."""
    kept = []
    for start, end in spans:
        cursor = start
        for first, last, name in closed:
            if first >= end or last <= cursor:
                continue
            if first > cursor:
                kept.append((cursor, first))
            if name not in names:
                names.append(name)
            cursor = min(last, end)
        if cursor < end:
            kept.append((cursor, end))
    return kept


def overlapping(closed, ends_up_to, start: int, end: int):
    """The closed spans that may touch [start, end); ``ends_up_to`` is cumulative."""
    low = bisect_left(ends_up_to, start)
    found = []
    for span in closed[low:]:
        if span[0] >= end:
            break
        found.append(span)
    return found


class Columns:
    """The columns of a WorkingTime while they grow."""

    def __init__(self):
        self.starts, self.ends, self.used_at = [], [], [0]
        self.dates, self.opens, self.closes, self.day_used = [], [], [], [0]
        self.midnights, self.rank, self.date_closes = [], [], []
        self.off, self.extra = [], []

    def add(self, ordinal: int, midnight: int, spans) -> None:
        self.midnights.append(midnight)
        self.rank.append(len(self.dates))
        for start, end in spans:
            self.starts.append(start)
            self.ends.append(end)
            self.used_at.append(self.used_at[-1] + end - start)
        if spans:
            self.dates.append(ordinal)
            self.opens.append(spans[0][0])
            self.closes.append(spans[-1][1])
            self.day_used.append(self.used_at[-1])

    def end(self, midnight: int) -> None:
        self.midnights.append(midnight)
        self.rank.append(len(self.dates))
        self.date_closes = [
            self.closes[self.rank[day]]
            if self.rank[day + 1] > self.rank[day]
            else after
            for day, after in enumerate(self.midnights[1:])
        ]
