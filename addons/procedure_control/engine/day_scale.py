"""Adding a length to an instant, where time in which the clock stands does not count.

Instants are whole UTC seconds. Every function returns None where the clock stands
still (an open pause) before the length is used up. A pause is (from, to), ``to`` None
while it lasts; pauses are sorted and do not overlap.
"""

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from fractions import Fraction

from .calendar_source import CalendarError, to_seconds
from .working_time import WorkingTime

Pause = tuple[int, int | None]
Pauses = Sequence[Pause]


def clock_pauses(
    time_: WorkingTime,
    pauses: Sequence[tuple[datetime, datetime | None]],
    cutoff: time | None = None,
) -> tuple[Pause, ...]:
    """Pauses as given → sorted, joined, in seconds.

    An answer after the cut-off restarts the clock the next working morning. Raises
    CalendarError ``bad_pause`` for one that ends before it begins.
    """
    spans: list[Pause] = []
    for start, end in pauses:
        first = to_seconds(start)
        last = None
        if end:
            last = to_seconds(end)
            if last < first:
                raise CalendarError("bad_pause", start=str(start), end=str(end))
            last = time_.after_cutoff_s(last, cutoff)
        spans.append((first, last))
    joined: list[Pause] = []
    for first, last in sorted(spans, key=lambda span: span[0]):
        if joined and (joined[-1][1] is None or first <= joined[-1][1]):
            before = joined[-1][1]
            open_ended = before is None or last is None
            joined[-1] = (joined[-1][0], None if open_ended else max(before, last))
        elif last is None or last > first:
            joined.append((first, last))
    return tuple(joined)


def _advance(scale: Callable, start: int, amount, pauses: Pauses):
    """The value on ``scale`` at which ``amount`` has been used since ``start``."""
    target = scale(start) + amount
    for first, last in pauses:
        if last is not None and last <= start:
            continue
        since = scale(max(first, start))
        if since >= target:
            break
        if last is None:
            return None
        target += scale(last) - since
    return target


def net(scale: Callable, start: int, end: int, pauses: Pauses = ()):
    """What ``scale`` gains from ``start`` to ``end`` while the clock runs."""
    gained = scale(end) - scale(start)
    for first, last in pauses:
        low, high = max(first, start), min(end if last is None else last, end)
        if low < high:
            gained -= scale(high) - scale(low)
    return gained


def working_position(time_: WorkingTime, at: int) -> Fraction:
    """Working dates completed and the share used of the next one's time."""
    done, used, length = time_.share_s(at)
    return done + Fraction(used, length)


def calendar_position(time_: WorkingTime, at: int) -> Fraction:
    """The same in calendar dates; a rest day counts as the next working morning."""
    day = time_.day_s(at)
    if not time_.works(day):
        return Fraction(_next_working(time_, day))
    done, used, length = time_.share_s(at)
    return Fraction(day + 1) if done > time_.rank[day] else day + Fraction(used, length)


def add_clock(time_: WorkingTime, start: int, seconds, pauses: Pauses = ()):
    """Working seconds on the clock, parts of a second rounded up."""
    whole = -(-seconds // 1)
    if not pauses:
        return time_.add_s(start, int(whole))
    if not whole:
        return start
    target = _advance(time_.used_s, start, int(whole), pauses)
    return None if target is None else time_.reached_s(target)


def add_working_days(time_: WorkingTime, start: int, days: Fraction, pauses=()):
    """Working dates and the share of the day's working time."""
    if pauses:

        def scale(at: int) -> Fraction:
            return working_position(time_, at)

        target = _advance(scale, start, days, pauses)
        return None if target is None else time_.instant_s(target)
    # The same in plain integers: this runs for every step of every case.
    done, used, length = time_.share_s(start)
    whole = length * days.denominator
    part = used * days.denominator + days.numerator * length
    more = -(-part // whole) - 1
    return time_.at_share(time_.nth(done + more), part - more * whole, whole)


def add_calendar_days(
    time_: WorkingTime, start: int, days: Fraction, pauses=(), months: int = 0
):
    """Calendar dates and the share of the day's working time.

    What ends on a rest day moves to the same share of the next working date.
    """

    def scale(at: int) -> Fraction:
        return calendar_position(time_, at)

    if months:
        begin = scale(start)
        day = int(begin)
        days = days + _months_later(time_, day, months) - day
    target = _advance(scale, start, days, pauses)
    if target is None:
        return None
    day = -(-target.numerator // target.denominator) - 1
    share = target - day
    index = time_.rank[_next_working(time_, day)]
    return time_.at_share(index, share.numerator, share.denominator)


def _next_working(time_: WorkingTime, day: int) -> int:
    """Index of the first working calendar date on or after ``day``."""
    if not 0 <= day < len(time_.rank) - 1:
        raise time_._outside()
    index = time_.nth(time_.rank[day])
    return time_.dates[index] - time_.first.toordinal()


def _months_later(time_: WorkingTime, day: int, months: int) -> int:
    """The corresponding date, or the month's last where it has none."""
    base = date.fromordinal(time_.first.toordinal() + day)
    year, month = divmod(base.year * 12 + base.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    found = date(year, month + 1, min(base.day, last))
    return found.toordinal() - time_.first.toordinal()


# -- limits by date: first day not counted, end at close of business -------------------


def _stopped(closes: Sequence[int], pauses: Pauses):
    """Index ranges of the dates on whose close of business the clock stands."""
    for first, last in pauses:
        low = bisect_right(closes, first)
        yield low, None if last is None else bisect_right(closes, last)


def _count(closes: Sequence[int], index: int, pauses: Pauses, after: int):
    """Move the date ``index`` on by the dates after ``after`` that do not count."""
    for low, high in _stopped(closes, pauses):
        low = max(low, after + 1)
        if low > index:
            break
        if high is None:
            return None
        index += max(0, high - low)
    return index


def date_after(time_: WorkingTime, start: int, days: int, pauses: Pauses = ()):
    """Close of the ``days``-th working date after the one of ``start``; 0: of its own.

    A rest day has no close: 0 days from it is the close of the next working date.
    """
    day = time_.day_s(start)
    before = time_.rank[day + 1] - 1
    if not days and not time_.works(day):
        days = 1
    index = _count(time_.closes, before + days, pauses, before)
    if index is None:
        return None
    if not days:
        return running_close(time_, index, pauses)
    return time_.closes[time_.nth(index)]


def running_close(time_: WorkingTime, index: int, pauses: Pauses):
    """Close of the first working date from ``index`` on at which the clock runs."""
    for low, high in _stopped(time_.closes, pauses):
        if low <= index:
            if high is None:
                return None
            index = max(index, high)
    return time_.closes[time_.nth(index)]


def calendar_date_after(
    time_: WorkingTime, start: int, days: int, pauses: Pauses = (), months: int = 0
):
    """Close of the date months and calendar days later, rolled off rest days."""
    before = time_.day_s(start)
    day = _months_later(time_, before, months) if months else before
    day += days
    if pauses:
        day = _count(time_.date_closes, day, pauses, before)
        if day is None:
            return None
    return running_close(time_, time_.rank[_next_working(time_, day)], pauses)


def same_day(time_: WorkingTime, start: int, cutoff: time | None, pauses: Pauses = ()):
    """Close of business of the date, or of the next working date after the cut-off."""
    start = time_.after_cutoff_s(start, cutoff)
    index = time_.rank[time_.day_s(start)]
    if index < len(time_.closes) and time_.closes[index] <= start:
        index += 1
    return running_close(time_, time_.nth(index), pauses)
