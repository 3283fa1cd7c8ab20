"""Where most working time is lost: the latest of each axis, as charts."""

from __future__ import annotations

from collections.abc import Iterator

from . import axes
from .axes import Line, Report
from .labels import period_line
from .scope import Scope
from .sheets import Chart, Column, Count, Formula, Sheet, Spoken, Words

#: Lines of each axis.
TOP = 20


def latest(report: Report, axis: str) -> list[Line]:
    """Lines with time late, most first."""
    late = [line for line in report.lines[axis] if line.figures.of("late")]
    return sorted(late, key=lambda line: (-line.figures.of("late"), line.number))[:TOP]


def least_on_time(report: Report) -> list[Line]:
    """Departments in which something was judged, the lowest share first."""
    judged = [line for line in report.lines["department"] if line.figures.judged]
    return sorted(judged, key=lambda line: (line.figures.rate, line.number))[:TOP]


def sheet(report: Report, scope: Scope, words: Words) -> Sheet:
    """Pairs of columns: a name and its working hours late, or its share on time."""
    say = Spoken(words)
    heads = {
        "step": say._("Step"),
        "department": say._("Department"),
        "person": say._("Person"),
        "procedure": say._("Procedure"),
    }
    titles = {
        "step": say._("Steps: working hours late"),
        "department": say._("Departments: working hours late"),
        "person": say._("People: working hours late"),
        "procedure": say._("Procedures: working hours late"),
    }
    columns = [Column(say._("No."), "integer", 6)]
    charts = []
    found = {axis: latest(report, axis) for axis in axes.AXES}
    for axis, lines in found.items():
        if lines:
            charts.append(
                Chart(
                    kind="bar",
                    title=titles[axis],
                    categories=len(columns),
                    series=(len(columns) + 1,),
                    top=len(lines),
                    place="below",
                )
            )
        columns.append(Column(heads[axis], width=32))
        columns.append(Column(say._("Late (working hours)"), "hours", 13))
    least = least_on_time(report)
    if least:
        charts.append(
            Chart(
                kind="bar",
                title=say._("Departments least on time (%)"),
                categories=len(columns),
                series=(len(columns) + 1,),
                top=len(least),
                place="below",
            )
        )
    columns.append(Column(say._("Department, least on time first"), width=32))
    columns.append(Column(say._("On time %"), "percent", 10))
    name = say._("Most late")
    title = say._("Where most working time is late")
    height = max(len(least), *map(len, found.values()))
    return Sheet(
        name=name,
        key="most_late",
        columns=columns,
        rows=_rows(found, least, height),
        above=scope.cover.lines(title, period_line(scope.period, words), len(columns)),
        filtered=False,
        deferred=True,
        charts=charts,
        paper="A3",
        about=say._("The latest steps, departments, people and procedures, as charts"),
        length=height,
    )


def _rows(
    found: dict[str, list[Line]], least: list[Line], height: int
) -> Iterator[tuple[object, ...]]:
    for place in range(height):
        values: list[object] = [place + 1]
        for axis, lines in found.items():
            if place >= len(lines):
                values += [None, None]
                continue
            line = lines[place]
            where = ((f"by_{axis}", line.number),)
            late = Count("steps", where, line.figures.of("late"), sum="late")
            values += [_name(axis, line.names), late]
        if place < len(least):
            line = least[place]
            values += [_name("department", line.names), _share(line)]
        else:
            values += [None, None]
        yield tuple(values)


def _share(line: Line) -> Formula:
    """The share on the sheet of departments, by the number of its row."""

    def column(key: str) -> str:
        return f"INDEX(by_department_{key},{line.number})"

    in_time = f"({column('early')}+{column('on_time')})"
    share = f"{in_time}/({in_time}+{column('late_steps')})"
    return Formula(share, line.figures.rate or 0)


def _name(axis: str, names: tuple[str, ...]) -> str:
    if axis == "step":
        code, _title, label, name = names
        return " · ".join(filter(None, (code, label, name))) or "—"
    if axis == "procedure":
        return " ".join(filter(None, names)) or "—"
    # Who has no department, or no name, stands under his agency.
    return next(filter(None, reversed(names)), "—")
