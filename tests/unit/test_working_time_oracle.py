"""Working time against a slow walk through the minutes, on random calendars.

The walk goes in steps of five minutes; every edge of a random calendar lies on one.
"""

from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from procedure_control.engine.deadline import limit_due, own_add
from procedure_control.engine.duration import make
from procedure_control.engine.working_time import CalendarError, WorkingTime
from tests.unit.trying import trying
from tests.unit.working_calendars import UTC

FIRST, LAST = date(2026, 3, 16), date(2026, 4, 12)  # clocks change on 29/03, 05/04
MINUTE = timedelta(minutes=1)
STEP = 5 * MINUTE
ZONES = ["Asia/Ho_Chi_Minh", "Europe/Berlin", "Australia/Sydney", "UTC"]

PROFILE = trying(40)


class Oracle:
    """Every working step of the window, in a list; nothing else."""

    def __init__(self, tz, attendances, days_off, extra_days, two_weeks):
        zone = ZoneInfo(tz)
        self.steps: list[datetime] = []
        self.by_date: dict[date, list[datetime]] = {}
        instant = datetime.combine(FIRST, datetime.min.time()) - timedelta(hours=16)
        end = datetime.combine(LAST, datetime.min.time()) + timedelta(hours=40)
        extras = {row[0]: row for row in extra_days}
        while instant < end:
            local = instant.replace(tzinfo=UTC).astimezone(zone)
            day = local.date()
            if FIRST <= day <= LAST:
                clock = local.hour + Fraction(local.minute, 60)
                week = ((day.toordinal() - 1) // 7) % 2
                works = any(
                    weekday == day.weekday()
                    and start <= clock < stop
                    and (parity is None or not two_weeks or parity == week)
                    for weekday, start, stop, parity in attendances
                ) and not any(start <= instant < stop for start, stop, _n in days_off)
                if day in extras:
                    works = works or extras[day][1] <= clock < extras[day][2]
                if works:
                    self.steps.append(instant)
                    self.by_date.setdefault(day, []).append(instant)
            instant += STEP
        self.zone = zone

    def add(self, at, count):
        """After ``count`` working steps, by walking."""
        later = [step for step in self.steps if step >= at]
        return later[count - 1] + STEP if len(later) >= count else None

    def between(self, start, end):
        return sum(start <= step < end for step in self.steps)

    def position(self, at):
        local = at.replace(tzinfo=UTC).astimezone(self.zone).date()
        done = Fraction(sum(day < local for day in self.by_date))
        today = self.by_date.get(local)
        if today:
            done += Fraction(sum(step < at for step in today), len(today))
        return done

    def close(self, day):
        return self.by_date[day][-1] + STEP


@st.composite
def calendars(draw):
    two_weeks = draw(st.booleans())
    quarter = st.integers(0, 95)
    lines = []
    for weekday in draw(st.sets(st.integers(0, 6), min_size=2)):
        cuts = sorted(draw(st.sets(quarter, min_size=2, max_size=4)))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False):
            parity = draw(st.sampled_from([None, 0, 1])) if two_weeks else None
            lines.append((weekday, Fraction(start, 4), Fraction(end, 4), parity))
    offset = st.integers(0, 27 * 96)
    base = datetime.combine(FIRST, datetime.min.time())
    days_off = [
        (base + 15 * start * MINUTE, base + 15 * (start + size) * MINUTE, "off")
        for start, size in draw(
            st.lists(st.tuples(offset, st.integers(1, 250)), max_size=4)
        )
    ]
    extra = draw(
        st.lists(
            st.tuples(st.integers(0, 27), st.integers(8, 12), st.integers(13, 18)),
            max_size=2,
            unique_by=lambda row: row[0],
        )
    )
    extra_days = [
        (FIRST + timedelta(days=day), start, end, "extra") for day, start, end in extra
    ]
    return draw(st.sampled_from(ZONES)), lines, days_off, extra_days, two_weeks


def both(calendar, walk=True):
    tz, lines, days_off, extra_days, two_weeks = calendar
    try:
        fast = WorkingTime.build(
            tz=tz,
            attendances=lines,
            days_off=days_off,
            extra_days=extra_days,
            two_weeks=two_weeks,
            first=FIRST,
            last=LAST,
        )
    except CalendarError as refused:
        assert refused.code == "no_working_time"
        assert not Oracle(*calendar).steps
        return None
    return fast, (Oracle(*calendar) if walk else None)


INSTANTS = st.integers(0, 26 * 288).map(
    lambda count: datetime(2026, 3, 16, 14) + count * STEP
)


@PROFILE
@given(calendars(), st.lists(INSTANTS, min_size=1, max_size=6), st.integers(1, 600))
def test_clock_and_day_scale_equal_the_walk(calendar, instants, count):
    # Work that begins or ends in the hour that a change of clocks skips or repeats has
    # no wall time for the walk to stop at.
    assume(
        not any(day == 6 and (2 < a < 3 or 2 < b < 3) for day, a, b, _w in calendar[1])
    )
    pair = both(calendar)
    if pair is None:
        return
    fast, slow = pair
    assert len(slow.by_date) == len(fast.working_dates(FIRST, LAST))
    for at in instants:
        assert fast.position(at) == slow.position(at)
        assert fast.seconds_between(instants[0], at) == 300 * (
            slow.between(instants[0], at) - slow.between(at, instants[0])
        )
        expected = slow.add(at, count)
        if expected:
            assert fast.add_seconds(at, count * 300) == expected


@PROFILE
@given(calendars(), INSTANTS, st.integers(1, 8))
def test_day_limits_equal_the_walk(calendar, at, days):
    pair = both(calendar)
    if pair is None:
        return
    fast, slow = pair
    received = at.replace(tzinfo=UTC).astimezone(slow.zone).date()
    later = [day for day in slow.by_date if day > received]
    if len(later) >= days:
        found = limit_due(fast, at, make(days, "day"))
        assert found.at == slow.close(later[days - 1])
    raw = received + timedelta(days=days)
    rolled = [day for day in slow.by_date if day >= raw]
    if rolled:
        found = limit_due(fast, at, make(days, "calendar_day"))
        assert found.at == slow.close(rolled[0])


@PROFILE
@given(calendars(), INSTANTS, st.integers(1, 400), st.lists(INSTANTS, max_size=6))
def test_pauses_are_not_worked(calendar, at, count, edges):
    """Hours with pauses = hours on a calendar from which the pauses are cut."""
    pair = both(calendar)
    if pair is None:
        return
    fast, slow = pair
    edges = sorted(edges)
    pauses = list(zip(edges[::2], edges[1::2], strict=False))
    worked = [
        step
        for step in slow.steps
        if step >= at and not any(start <= step < end for start, end in pauses)
    ]
    if len(worked) < count:
        return
    expected = worked[count - 1] + STEP
    found = limit_due(fast, at, make(5 * count, "minute"), pauses=pauses)
    assert found.at == expected


SHARES = st.sampled_from(["0,25", "0,5", "1", "1,5", "2", "3,25"])
UNITS = st.sampled_from(["day", "hour"])


@PROFILE
@given(calendars(), INSTANTS, INSTANTS, SHARES, UNITS, st.lists(INSTANTS, max_size=4))
def test_later_in_is_never_earlier_out(calendar, one, two, value, unit, edges):
    pair = both(calendar, walk=False)
    if pair is None:
        return
    fast, _slow = pair
    early, late = sorted((one, two))
    edges = sorted(edges)
    pauses = list(zip(edges[::2], edges[1::2], strict=False))
    length = make(value, unit)
    for due in (limit_due, own_add):
        try:
            first = due(fast, early, length, pauses=pauses).at
            second = due(fast, late, length, pauses=pauses).at
        except CalendarError as refused:
            assert refused.code == "outside_window"
            continue
        assert first <= second


@PROFILE
@given(calendars(), INSTANTS, st.integers(-2000, 4000))
def test_adding_and_measuring_are_inverse(calendar, at, seconds):
    pair = both(calendar, walk=False)
    if pair is None:
        return
    fast, _slow = pair
    try:
        moved = fast.add_seconds(at, seconds)
        place = fast.position(at)
    except CalendarError as refused:
        assert refused.code == "outside_window"
        return
    assert fast.seconds_between(at, moved) == seconds
    if place:
        assert fast.position(fast.instant(place)) == place
