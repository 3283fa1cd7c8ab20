"""Steps by the four axes: step, department, person, procedure.

Each step that ended in the period, or was in hand at its end, stands in exactly one
line of every axis, and in one column of results there. Times are of steps that ended;
only what is late runs on for those in hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from operator import attrgetter

from ..engine.names import dictionary_key, person_key
from .ii06a import IdentityError
from .rows import StepRow
from .snapshot import Snapshot

#: How a step stands in the period; the numbers stand in a column of the list.
EARLY, ON_TIME, LATE, NO_LIMIT, WITHIN, OVERDUE = RESULTS = (1, 2, 3, 4, 5, 6)
ENDED = (EARLY, ON_TIME, LATE, NO_LIMIT)
_OF_VERDICT = {"early": EARLY, "on_time": ON_TIME, "late": LATE}

#: Working minutes that are added up.
MINUTES = ("planned", "used", "waiting", "working", "paused", "elsewhere", "late")

_FIELDS = (
    "document_id",
    "procedure_code",
    "procedure_title",
    "step_label",
    "step_name",
    "agency_id",
    "agency",
    "department_id",
    "department",
    "person_id",
    "person",
)
_read = attrgetter(*_FIELDS)


def result(step: StepRow) -> int:
    """One of `RESULTS`."""
    if step.open:
        return OVERDUE if step.overdue else WITHIN
    return _OF_VERDICT.get(step.verdict or "", NO_LIMIT)


def minutes(step: StepRow) -> tuple[int | None, ...]:
    """`MINUTES` of one step; None where it has not ended."""
    late = step.late_minutes
    if step.open:
        return (None,) * 6 + (late,)
    used = step.used_minutes or 0
    return (
        step.allowed_minutes or 0,
        used,
        step.waiting_minutes or 0,
        step.working_minutes or 0,
        step.paused_minutes or 0,
        used if step.other_agency else 0,
        late,
    )


class Figures:
    """Steps by result, their working minutes, and the longest time late."""

    __slots__ = ("counts", "longest", "minutes")

    def __init__(self) -> None:
        self.counts = [0] * (len(RESULTS) + 1)
        self.minutes = [0] * len(MINUTES)
        self.longest = 0

    def add(self, step: StepRow) -> None:
        self.counts[result(step)] += 1
        sums = self.minutes
        for index, value in enumerate(minutes(step)):
            if value:
                sums[index] += value
        if step.late_minutes > self.longest:
            self.longest = step.late_minutes

    def __iadd__(self, other: Figures) -> Figures:
        self.counts = [a + b for a, b in zip(self.counts, other.counts, strict=True)]
        self.minutes = [a + b for a, b in zip(self.minutes, other.minutes, strict=True)]
        self.longest = max(self.longest, other.longest)
        return self

    def of(self, name: str) -> int:
        """One of `MINUTES`."""
        return self.minutes[MINUTES.index(name)]

    @property
    def steps(self) -> int:
        return sum(self.counts)

    @property
    def ended(self) -> int:
        return sum(self.counts[number] for number in ENDED)

    @property
    def in_hand(self) -> int:
        return self.counts[WITHIN] + self.counts[OVERDUE]

    @property
    def judged(self) -> int:
        """Ended, with a due to be judged by."""
        return self.ended - self.counts[NO_LIMIT]

    @property
    def rate(self) -> float | None:
        """Share of those judged that were not late; None where none was."""
        if not self.judged:
            return None
        return (self.counts[EARLY] + self.counts[ON_TIME]) / self.judged


@dataclass(frozen=True)
class Axis:
    """What two steps of one line share, how it reads, and how lines are sorted.

    ``key`` and ``names`` take the values of `_FIELDS`.
    """

    key: Callable[[tuple], tuple]
    names: Callable[[tuple], tuple[str, ...]]
    order: Callable[[tuple[str, ...]], tuple]


def _document(cell: tuple) -> object:
    # The same procedure when it is renamed; its newest name is printed.
    return cell[0] or cell[1:3]


def _in_order(names: tuple[str, ...]) -> tuple:
    return tuple(map(dictionary_key, names))


AXES: dict[str, Axis] = {
    "step": Axis(
        lambda cell: (_document(cell), cell[3], cell[4]),
        lambda cell: cell[1:5],
        lambda names: _in_order((names[0], names[2], names[3], names[1])),
    ),
    "department": Axis(
        lambda cell: (cell[5] or cell[6], cell[7] or cell[8]),
        lambda cell: (cell[6], cell[8]),
        _in_order,
    ),
    "person": Axis(
        lambda cell: (cell[5] or cell[6], cell[7] or cell[8], cell[9] or cell[10]),
        lambda cell: (cell[6], cell[8], cell[10]),
        lambda names: (*_in_order(names[:2]), person_key(names[2])),
    ),
    "procedure": Axis(
        lambda cell: (_document(cell),),
        lambda cell: cell[1:3],
        _in_order,
    ),
}


@dataclass
class Line:
    """One line of an axis; ``number`` is its place among the lines, from 1."""

    key: tuple
    names: tuple[str, ...]
    figures: Figures = field(default_factory=Figures)
    number: int = 0


@dataclass
class Report:
    """Lines of each axis in printing order, and the total of the steps read."""

    lines: dict[str, list[Line]]
    total: Figures
    numbers: dict[tuple, tuple[int, ...]]

    def row_of(self, step: StepRow) -> tuple[int, ...]:
        """Number of the step's line, for each of `AXES`."""
        return self.numbers[_read(step)]

    def check(self) -> None:
        """IdentityError unless each axis re-adds to the steps read."""
        for axis, lines in self.lines.items():
            again = Figures()
            for line in lines:
                again += line.figures
            for number in RESULTS:
                self._equal(axis, f"result {number}", again.counts, number)
            for index, name in enumerate(MINUTES):
                self._equal(axis, f"minutes {name}", again.minutes, index, "minutes")

    def _equal(self, axis, what, sums, index, of="counts") -> None:
        total = getattr(self.total, of)[index]
        if sums[index] != total:
            raise IdentityError(axis, f"{what} = steps", sums[index], total)


def count(steps: Iterable[StepRow]) -> Report:
    """The figures of the steps, read once. IdentityError if they do not re-add."""
    cells: dict[tuple, Figures] = {}
    total = Figures()
    for step in steps:
        # The total is counted on its own, so that an axis can fail.
        total.add(step)
        cell = _read(step)
        found = cells.get(cell)
        if found is None:
            found = cells[cell] = Figures()
        found.add(step)
    lines = {name: _lines(axis, cells) for name, axis in AXES.items()}
    report = Report(lines, total, _numbers(lines, cells))
    report.check()
    return report


def _lines(axis: Axis, cells: dict[tuple, Figures]) -> list[Line]:
    found: dict[tuple, Line] = {}
    for cell, figures in cells.items():
        key = axis.key(cell)
        line = found.setdefault(key, Line(key, ()))
        line.names = axis.names(cell)
        line.figures += figures
    lines = sorted(found.values(), key=lambda line: axis.order(line.names))
    for number, line in enumerate(lines, 1):
        line.number = number
    return lines


def _numbers(lines: dict[str, list[Line]], cells: Iterable[tuple]) -> dict:
    by_key = {
        name: {line.key: line.number for line in of_axis}
        for name, of_axis in lines.items()
    }
    return {
        cell: tuple(by_key[name][axis.key(cell)] for name, axis in AXES.items())
        for cell in cells
    }


def report(snapshot: Snapshot) -> Report:
    """The figures of a snapshot's steps, counted once for all its sheets."""
    return snapshot.once("axes", lambda: count(snapshot.rows("steps")))
