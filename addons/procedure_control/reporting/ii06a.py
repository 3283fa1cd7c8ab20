"""Form II.06a: each case of a period in exactly one column, and sums that re-add.

A case is in a period when it was received before the period's end and had not ended
before its start. It then stands once among *received* (4 online, 5 at the desk or by
post, 6 carried over) and once among its *results* (8 early, 9 on time, 10 overdue when
ended; 12 within limit, 13 overdue while open).
"""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .layouts import Layout, layout_on
from .period import Period
from .rows import RETURNED, STATUTORY_KIND, CaseRow

RECEIVED = (4, 5, 6)
ENDED = (8, 9, 10)
OPEN = (12, 13)
#: Sum column → the columns it must equal.
IDENTITIES = ((3, RECEIVED), (7, ENDED), (11, OPEN), (3, (7, 11)))
COLUMNS = tuple(range(3, 14))

_ENDED_COLUMN = {"early": 8, "on_time": 9, "late": 10}


class IdentityError(ValueError):
    """A figure is not the sum it must be: ``row``, both sums, and the rule."""

    def __init__(self, row: str, rule: str, left: int, right: int) -> None:
        super().__init__(f"{row}: {rule} does not hold: {left} ≠ {right}")
        self.row = row
        self.rule = rule
        self.left = left
        self.right = right


def judge(due: datetime | None, moment: datetime, granularity: str) -> str:
    """early | on_time | late: by date for day limits, by the minute for hour limits.

    Without a due time nothing can be late: on_time.
    """
    if due is None:
        return "on_time"
    if granularity == "minute":
        due = due.replace(second=0, microsecond=0)
        moment = moment.replace(second=0, microsecond=0)
    else:
        due, moment = due.date(), moment.date()  # type: ignore[assignment]
    if moment < due:
        return "early"
    return "late" if moment > due else "on_time"


@dataclass(frozen=True, slots=True)
class Place:
    """The two columns a case stands in."""

    received: int
    result: int


def place(
    case: CaseRow, period: Period, layout: Layout, as_of: datetime | None = None
) -> Place | None:
    """Where the case stands in the period, or None when it is in no figure.

    ``as_of`` (naive local) is the moment the rows were taken; a period that is not over
    is judged then instead of at its end.
    """
    until = min(period.end, as_of) if as_of else period.end
    received, ended = case.received_at, case.ended_at
    if not case.counted or received is None or received >= period.end:
        return None
    if ended is not None and ended < period.start:
        return None
    if received < period.start:
        arrival = 6
    else:
        arrival = 4 if case.channel == "online" else 5
    if ended is not None and ended < period.end:
        return Place(arrival, _ended_column(case, ended, layout))
    return Place(arrival, _open_column(case, until, layout))


def _ended_column(case: CaseRow, ended: datetime, layout: Layout) -> int:
    verdict = case.verdict or judge(case.due_at, ended, case.granularity)
    if verdict == "early" and case.ended_how in RETURNED:
        return layout.returned_column or 8
    return _ENDED_COLUMN[verdict]


def _open_column(case: CaseRow, until: datetime, layout: Layout) -> int:
    # The end itself is outside the period: by date it is the last day that counts.
    moment = until
    if case.granularity != "minute":
        moment = until - timedelta(microseconds=1)
    if case.waiting_supplement and case.paused_since:
        # The clock stands: only what was overdue before it stopped is overdue.
        moment = min(moment, case.paused_since)
    elif case.waiting_supplement:
        return layout.supplement_column
    if judge(case.due_at, moment, case.granularity) == "late":
        return 13
    return layout.supplement_column if case.waiting_supplement else 12


class Tally:
    """The figures of one row, with the ids of the cases behind each."""

    __slots__ = ("_ids", "counts")

    def __init__(self, keep_ids: bool = True) -> None:
        self.counts = dict.fromkeys(COLUMNS, 0)
        self._ids: dict[int, array] | None = (
            {column: array("q") for column in RECEIVED + ENDED + OPEN}
            if keep_ids
            else None
        )

    def add(self, case_id: int, where: Place) -> None:
        # The sums are counted on their own, so that an identity can fail.
        total = 7 if where.result in ENDED else 11
        for column in (3, total, where.received, where.result):
            self.counts[column] += 1
        if self._ids is not None:
            self._ids[where.received].append(case_id)
            self._ids[where.result].append(case_id)

    def ids(self, column: int) -> list[int]:
        """The cases behind a figure, in the order they came. Empty unless kept."""
        parts = {3: RECEIVED, 7: ENDED, 11: OPEN}.get(column, (column,))
        if self._ids is None:
            return []
        return [case for part in parts for case in self._ids[part]]

    def check(self, row: str) -> None:
        """IdentityError naming ``row`` unless the four identities hold."""
        for left, rights in IDENTITIES:
            total = sum(self.counts[column] for column in rights)
            if self.counts[left] != total:
                rule = f"{left} = " + " + ".join(map(str, rights))
                raise IdentityError(row, rule, self.counts[left], total)
        for column in RECEIVED + ENDED + OPEN if self._ids is not None else ():
            held = len(self.ids(column))
            if self.counts[column] != held:
                raise IdentityError(row, f"{column} = cases", self.counts[column], held)


@dataclass
class Line:
    """One row: its printed number, label, depth, figures and the rows beneath it.

    ``order``: by what it is sorted among its neighbours.
    """

    key: str
    label: str
    tally: Tally
    order: str = ""
    number: str = ""
    level: int = 0
    children: dict[str, Line] = field(default_factory=dict)


@dataclass
class Report:
    """Lines in printing order, the total, and how it was made."""

    period: Period
    layout: Layout
    by: tuple[str, ...]
    lines: list[Line]
    total: Tally
    waiting: int = 0

    def check(self) -> None:
        """IdentityError unless every row keeps the identities and the rows re-add."""
        self.total.check("total")
        for line in self.walk():
            line.tally.check(line.label)
            if line.children:
                self._re_add(line.label, line.tally, line.children.values())
        self._re_add("total", self.total, self.lines)

    @staticmethod
    def _re_add(name: str, tally: Tally, lines: Iterable[Line]) -> None:
        lines = list(lines)
        for column in COLUMNS:
            total = sum(line.tally.counts[column] for line in lines)
            if total != tally.counts[column]:
                rule = f"column {column} = its rows"
                raise IdentityError(name, rule, tally.counts[column], total)

    def walk(self) -> Iterator[Line]:
        """Every line as printed: each before the lines beneath it."""
        for line in self.lines:
            yield line
            yield from line.children.values()

    def ids(self, column: int, *path: str) -> list[int]:
        """The cases behind one figure: of the total, or of the line at ``path``."""
        tally, lines = self.total, {line.key: line for line in self.lines}
        for key in path:
            tally, lines = lines[key].tally, lines[key].children
        return tally.ids(column)


def _by_id(number: int, name: str) -> str:
    """Of one name there may be two; a row without a number is known by its name."""
    return str(number) if number else name


#: What rows may stand for → (key, label, what they are sorted by) of a case. A
#: procedure that was renamed stays one row, under the title of its newest case.
GROUPS = {
    "agency": lambda case: (
        _by_id(case.agency_id, case.agency),
        case.agency,
        case.agency,
    ),
    "department": lambda case: (
        _by_id(case.department_id, case.department),
        case.department,
        case.department,
    ),
    "field": lambda case: (
        case.field_code or case.field_name,
        case.field_name,
        case.field_code or case.field_name,
    ),
    "procedure": lambda case: (
        _by_id(case.document_id, case.procedure_code),
        f"{case.procedure_code} {case.title}".strip(),
        case.procedure_code,
    ),
    "kind": lambda case: (case.kind, case.kind, case.kind),
}


def build(
    cases: Iterable[CaseRow],
    period: Period,
    *,
    by: Sequence[str] = ("agency",),
    layout: Layout | None = None,
    as_of: datetime | None = None,
    kinds: Iterable[str] = (STATUTORY_KIND,),
    keep_ids: bool = True,
) -> Report:
    """Count the cases, read once, into rows by one or two keys of `GROUPS`.

    Only cases of ``kinds`` are counted. With ``keep_ids`` each figure knows its cases
    at 16 bytes a case; without, memory does not grow with the cases. Raises
    IdentityError before returning a report that does not re-add.
    """
    layout = layout or layout_on(period.last)
    wanted, groups = frozenset(kinds), [GROUPS[key] for key in by]
    if not 1 <= len(groups) <= 2:
        raise ValueError("Rows stand for one thing, or for one within another.")
    top: dict[str, Line] = {}
    total, waiting = Tally(keep_ids), 0
    for case in cases:
        where = place(case, period, layout, as_of) if case.kind in wanted else None
        if where is None:
            continue
        total.add(case.id, where)
        waiting += _waits(case, where, period)
        lines = top
        for level, group in enumerate(groups):
            key, label, order = group(case)
            if key not in lines:
                tally = Tally(keep_ids)
                lines[key] = Line(key, label, tally, order, level=level)
            line = lines[key]
            line.label = label  # cases come by receipt: the newest one names it
            line.tally.add(case.id, where)
            lines = line.children
    report = Report(period, layout, tuple(by), _numbered(top), total, waiting)
    report.check()
    return report


def _waits(case: CaseRow, where: Place, period: Period) -> bool:
    open_still = case.ended_at is None or case.ended_at >= period.end
    return open_still and case.waiting_supplement and where.result != 13


def _numbered(top: dict[str, Line]) -> list[Line]:
    lines = sorted(top.values(), key=_read)
    for index, line in enumerate(lines, 1):
        line.number = _roman(index) if line.children else str(index)
        children = sorted(line.children.values(), key=_read)
        line.children = {child.key: child for child in children}
        for place_in, child in enumerate(children, 1):
            child.number = str(place_in)
    return lines


def _read(line: Line) -> tuple[tuple[str, str], str]:
    return _plain(line.order), line.key


def _plain(text: str) -> tuple[str, str]:
    """Sorted as if without accents, then with them."""
    low = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    return "".join(c for c in low if not unicodedata.combining(c)), text


def _roman(number: int) -> str:
    signs = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"))
    signs += ((9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    out = ""
    for value, sign in signs:
        while number >= value:
            out, number = out + sign, number - value
    return out
