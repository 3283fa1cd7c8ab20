"""One agency's quarter III of 2026 with figures known beforehand, made by the engine.

Of statutory dossiers between 15/06 and 14/09/2026: 1 240 received (980 online, 160 at
the desk or by post, 100 carried over), 1 100 ended (700 early, 385 on time, 15 late),
140 in hand at the end (131 within limit, 4 of them waiting for papers, 9 overdue); and
212 cases of its own work. What lies outside the quarter is there too, in no figure.

`PLAN` is the whole of it, a few lines a week; `play` lets the engine do it. It needs
nothing but an environment, so that a test's browser and a test's transaction share it.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

ZONE = timedelta(hours=7)
AGENCY, CODE = "Sở Nông nghiệp và Môi trường", "SNNMT"
DEPARTMENTS = ("Phòng Đất đai", "Phòng Thủy lợi", "Phòng Môi trường")
FIELDS = ("Đất đai", "Thủy lợi", "Môi trường")
DOSSIERS = ("QT.ĐĐ.01", "QT.TL.01", "QT.MT.01")
OWN_WORK = ("NB.VP.01", "NB.VP.02")
DAYS_OFF = (("2026-08-31", "2026-09-02", "Quốc khánh"),)
#: Mondays on which a hundred dossiers came, and what came of the hundred.
WEEKS = (
    "06-15", "06-22", "06-29", "07-06", "07-13",
    "07-20", "07-27", "08-03", "08-10", "08-17",
)  # fmt: skip
#: Columns 3 to 13 of the form.
FIGURES = [1240, 980, 160, 100, 1100, 700, 385, 15, 140, 131, 9]
WAITING, INTERNAL = 4, 212


@dataclass(frozen=True)
class Dossiers:
    """``count`` cases of one document that went the same way; moments are local.

    ``done``: of each step that was completed; ``end``: refused | withdrawn, when;
    ``waits``: since when, and until when, its clock stood; ``column``: where they
    stand at the end of the quarter, 0 for nowhere.
    """

    document: str
    count: int
    channel: str
    received: str
    done: tuple[str, ...] = ()
    end: tuple[str, str] | None = None
    waits: tuple[str, str | None] | None = None
    arrival: int = 0
    column: int = 0


def _at(day, hour):
    return f"2026-{day} {hour}:00"


def _day(monday, days):
    return (datetime.strptime(f"2026-{monday}", "%Y-%m-%d") + timedelta(days)).strftime(
        "%m-%d"
    )


def _share(count, document):
    """How many of ``count`` are of this document: they take turns."""
    place = DOSSIERS.index(document)
    return (count + len(DOSSIERS) - 1 - place) // len(DOSSIERS)


def _of_each(count, channel, received, arrival=0, **how):
    for document in DOSSIERS:
        if of_it := _share(count, document):
            yield Dossiers(document, of_it, channel, received, arrival=arrival, **how)


def _week(monday, number):
    """A hundred dossiers received on a Monday, due on the Monday after."""
    received = _at(monday, "09")
    day = lambda days, hour: _at(_day(monday, days), hour)  # noqa: E731
    early = {"done": (day(1, "10"), day(2, "15")), "column": 8}
    on_time = {"done": (day(3, "08"), day(7, "08")), "column": 9}
    # The hour of a late one is after its due day, and after its first step's own.
    late = {"done": (day(8, "10"), day(9, "10")), "column": 10}
    how = ("withdrawn", "refused")[number % 2]
    given_back = {"end": (how, day(3, "10")), "column": 9}
    yield from _of_each(54, "online", received, 4, **early)
    yield from _of_each(30, "online", received, 4, **on_time)
    yield from _of_each(1, "online", received, 4, **late)
    yield from _of_each(1, "online", received, 4, **given_back)
    yield from _of_each(6, "desk", received, 5, **early)
    yield from _of_each(4, "post", received, 5, **early)
    yield from _of_each(4, "desk", received, 5, **on_time)


def _carried_over():
    received = _at("06-10", "09")  # due Wednesday 17/06
    for count, done, column in (
        (60, ("06-15", "06-16"), 8),
        (35, ("06-15", "06-17"), 9),
        (5, ("06-18", "06-19"), 10),
    ):
        moments = (_at(done[0], "08"), _at(done[1], "08"))
        yield from _of_each(count, "online", received, 6, done=moments, column=column)


def _in_hand():
    """In hand when the quarter was over; most have been finished since."""
    wednesday, friday = _at("09-09", "09"), _at("09-11", "09")  # due 16/09 and 18/09
    later = (_at("09-14", "08"), _at("09-16", "08"))
    yield from _of_each(50, "online", wednesday, 4, done=later, column=12)
    yield from _of_each(10, "desk", wednesday, 5, column=12)
    yield from _of_each(57, "online", friday, 4, column=12)
    yield from _of_each(10, "desk", friday, 5, column=12)
    since = _at("09-14", "10")
    resumed = _at("09-17", "09")
    yield Dossiers("QT.ĐĐ.01", 2, "online", friday, waits=(since, None), arrival=4,
                   column=12)  # fmt: skip
    yield Dossiers("QT.TL.01", 2, "online", friday, waits=(since, resumed), arrival=4,
                   column=12)  # fmt: skip
    # Due on Thursday 03/09, after the days off.
    august = _at("08-24", "09")
    late = (_at("09-16", "10"), _at("09-18", "10"))
    yield from _of_each(6, "online", august, 4, done=late, column=13)
    yield from _of_each(3, "online", august, 4, done=(_at("08-27", "10"),), column=13)


def _outside():
    """Ended before the quarter, or received after it: in no figure."""
    done = (_at("06-04", "10"), _at("06-08", "10"))
    yield from _of_each(21, "online", _at("06-03", "09"), done=done)
    yield from _of_each(12, "desk", _at("09-15", "09"))


def _own_work():
    for number, monday in enumerate(WEEKS):
        done = (_at(_day(monday, 1), "10"),)
        count = 20 if number < 2 else 19
        yield Dossiers(OWN_WORK[number % 2], count, "desk", _at(monday, "09"),
                       done=done, arrival=5, column=8)  # fmt: skip
    yield Dossiers(OWN_WORK[0], 12, "desk", _at("06-12", "09"),
                   done=(_at("06-15", "10"),), arrival=6, column=8)  # fmt: skip
    yield Dossiers(OWN_WORK[1], 8, "desk", _at("09-14", "09"), arrival=5,
                   column=12)  # fmt: skip


PLAN = (
    *_carried_over(),
    *(line for number, monday in enumerate(WEEKS) for line in _week(monday, number)),
    *_in_hand(),
    *_outside(),
    *_own_work(),
)


def figures(documents=DOSSIERS):
    """Columns 3 to 13 of these documents, counted from the plan alone."""
    counts = Counter()
    for line in PLAN:
        if line.document in documents and line.column:
            total = 7 if line.column < 11 else 11
            for column in (3, line.arrival, total, line.column):
                counts[column] += line.count
    return [counts[column] for column in range(3, 14)]


def utc(text):
    """A local moment of the plan as naive UTC."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M") - ZONE
