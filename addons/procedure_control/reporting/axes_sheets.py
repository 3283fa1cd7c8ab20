"""On time by step, department, person and procedure, and the steps they count."""

from __future__ import annotations

from collections.abc import Iterator

from . import axes, most_late, steps_sheet
from .axes import EARLY, LATE, NO_LIMIT, ON_TIME, OVERDUE, Figures, Report
from .labels import period_line
from .scope import Scope
from .sheets import Chart, Column, Count, Formula, Row, Sheet, Spoken, Words
from .snapshot import Snapshot

#: Departments of a chart of all of them: more could not be read.
_CHARTED = 12


def build(snapshot: Snapshot, scope: Scope, words: Words) -> list[Sheet]:
    """Four summaries, who was latest, and the list. IdentityError."""
    report = axes.report(snapshot)
    report.check()
    return [
        *(summary(report, axis, scope, words) for axis in axes.AXES),
        most_late.sheet(report, scope, words),
        steps_sheet.sheet(snapshot, report, scope, words),
    ]


def names(axis: str, words: Words) -> tuple[str, list[Column]]:
    """Name of the sheet of an axis, and the columns that name a line."""
    say = Spoken(words)
    agency = Column(say._("Agency"), width=34)
    department = Column(say._("Department"), width=34)
    code = Column(say._("Procedure code"))
    title = Column(say._("Procedure"), width=34)
    return {
        "step": (
            say._("On time by step"),
            [code, title, Column(say._("Step")), Column(say._("Work"), width=34)],
        ),
        "department": (say._("On time by department"), [agency, department]),
        "person": (
            say._("On time by person"),
            [agency, department, Column(say._("Person"), width=26)],
        ),
        "procedure": (say._("On time by procedure"), [code, title]),
    }[axis]


def summary(report: Report, axis: str, scope: Scope, words: Words) -> Sheet:
    """One axis. Every cell counts, or sums, rows of the list."""
    say = Spoken(words)
    name, named = names(axis, words)
    columns = [Column(say._("No."), "integer", 6), *named, *_columns(words)]
    lines = report.lines[axis]
    charts = ()
    if axis == "department" and 0 < len(lines) <= _CHARTED:
        first = 1 + len(named)
        charts = (
            Chart(
                kind="stacked",
                title=say._("Steps ended by department: early, on time, late"),
                categories=len(named),
                series=(first + 1, first + 2, first + 3),
                top=_CHARTED,
                place="below",
            ),
        )
    return Sheet(
        name=name,
        key=f"by_{axis}",
        columns=columns,
        rows=_rows(report, axis, len(named), words),
        above=scope.cover.lines(name, period_line(scope.period, words), len(columns)),
        notes=[
            say._(
                "Times in working hours, of steps that ended; late also of steps still "
                "in hand. Real = waiting + working."
            )
        ],
        freeze_columns=1 + len(named),
        charts=charts,
        deferred=True,
        paper="A3",
        about=say._("Ended, in time, late and time used; each cell counts steps"),
        length=len(lines),
    )


def _columns(words: Words) -> list[Column]:
    say = Spoken(words)
    return [
        Column(say._("Ended"), "integer", 8, key="ended"),
        Column(say._("Early"), "integer", 8, key="early"),
        Column(say._("On time"), "integer", 8, key="on_time"),
        Column(say._("Late"), "integer", 8, key="late_steps"),
        Column(say._("No limit"), "integer", 8),
        Column(say._("On time %"), "percent", 10),
        Column(say._("In hand"), "integer", 8, key="in_hand"),
        Column(say._("Of these, overdue"), "integer", 10),
        Column(say._("Planned (working hours)"), "hours", 13, key="planned"),
        Column(say._("Real (working hours)"), "hours", 13, key="used"),
        Column(say._("Waiting (working hours)"), "hours", 13),
        Column(say._("Working (working hours)"), "hours", 13),
        Column(say._("Clock stood (working hours)"), "hours", 15),
        Column(say._("At other agencies (working hours)"), "hours", 18),
        Column(say._("Late (working hours)"), "hours", 13, key="late"),
        Column(say._("Longest late (working hours)"), "hours", 15),
    ]


def _rows(report: Report, axis: str, named: int, words: Words) -> Iterator[object]:
    say = Spoken(words)
    letters = [_letter(index) for index in range(1 + named, 1 + named + 16)]
    for line in report.lines[axis]:
        names = (name or "—" for name in line.names)
        cells = _cells(line.figures, axis, line.number, letters)
        yield (line.number, *names, *cells)
    totals = _totals(report, letters) if report.lines[axis] else _zeros()
    yield Row(("", say._("Total"), *[""] * (named - 1), *totals), "total")


def _cells(of: Figures, axis: str, number: int, at: list[str]) -> Iterator[object]:
    """The cells of a line, in the order of `_columns`; ``at``: their letters."""

    def counted(result: int) -> Count:
        where = ((f"by_{axis}", number), ("result", result))
        return Count("steps", where, of.counts[result])

    yield Formula(f"SUM({at[1]}{{row}}:{at[4]}{{row}})", of.ended)
    for result in (EARLY, ON_TIME, LATE, NO_LIMIT):
        yield counted(result)
    yield _rate(of, at)
    yield Count("steps", ((f"by_{axis}", number), ("in_hand", 1)), of.in_hand)
    yield counted(OVERDUE)
    for index, name in enumerate(axes.MINUTES):
        where = ((f"by_{axis}", number),)
        yield Count("steps", where, of.minutes[index], sum=name)
    yield of.longest


def _rate(of: Figures, at: list[str]) -> object:
    if of.rate is None:
        return "—"
    judged = f"({at[0]}{{row}}-{at[4]}{{row}})"
    return Formula(f"({at[1]}{{row}}+{at[2]}{{row}})/{judged}", of.rate)


def _totals(report: Report, at: list[str]) -> Iterator[object]:
    of = report.total

    def summed(index: int, value: float) -> Formula:
        letter = at[index]
        return Formula(f"SUBTOTAL(9,{letter}{{first}}:{letter}{{last}})", value)

    yield summed(0, of.ended)
    for index, result in enumerate((EARLY, ON_TIME, LATE, NO_LIMIT), 1):
        yield summed(index, of.counts[result])
    yield _rate(of, at)
    yield summed(6, of.in_hand)
    yield summed(7, of.counts[OVERDUE])
    for index, minutes in enumerate(of.minutes, 8):
        yield summed(index, minutes / 60)
    yield Formula(f"SUBTOTAL(4,{at[15]}{{first}}:{at[15]}{{last}})", of.longest / 60)


def _zeros() -> list[object]:
    return [0] * 5 + ["—"] + [0] * 10


def _letter(index: int) -> str:
    return chr(ord("A") + index)
