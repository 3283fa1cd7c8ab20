"""Native charts beside or beneath the rows of a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .painter_cell import figure_of
from .painter_paper import COLUMN, ROW
from .sheets import Formula, Sheet
from .text import cell_text

#: Size of a chart in pixels, and the space around it.
WIDTH, HEIGHT, GAP = 640, 320, 20
#: Pixels of a bar and of the space between two names, so that each name is shown.
_BAR, _BETWEEN = 9, 14

#: Names are read best on their line: only few and short ones stand beneath columns.
_TYPES: dict[str, dict[str, str]] = {
    "column": {"type": "column"},
    "bar": {"type": "bar"},
    "stacked": {"type": "bar", "subtype": "stacked"},
    "line": {"type": "line"},
    "pie": {"type": "pie"},
}
_LYING = ("bar", "stacked")


@dataclass
class ChartRows:
    """The plain rows a chart shows: the first run of them, and the values there.

    ``first``, ``last``: rows of the sheet from 0, ``last`` inclusive; -1 for none.
    """

    top: int
    first: int = -1
    last: int = -1
    closed: bool = False
    values: list[Sequence[Any]] = field(default_factory=list)

    def add(self, row: int, style: str, values: Sequence[Any]) -> None:
        if self.closed:
            return
        if style != "plain" or len(self.values) >= self.top:
            self.closed = bool(self.values)
            return
        if self.first < 0:
            self.first = row
        self.last = row
        self.values.append(values)


def charted(sheet: Sheet, rows: Sequence[ChartRows]) -> list[dict[str, Any]]:
    """What `draw` needs of each chart that has rows; plain values, fit for JSON."""
    found = []
    for chart, part in zip(sheet.charts, rows, strict=True):
        if part.first < 0:
            continue
        found.append(
            {
                "kind": chart.kind,
                "title": _plain(chart.title),
                "place": chart.place,
                "rows": [part.first, part.last],
                "categories": [
                    chart.categories,
                    [cell_text(row[chart.categories] or "") for row in part.values],
                ],
                "percent": sheet.columns[chart.series[0]].kind == "percent",
                "series": [
                    [
                        index,
                        _plain(sheet.columns[index].head),
                        [_figure(sheet, index, row[index]) for row in part.values],
                    ]
                    for index in chart.series
                ],
            }
        )
    return found


def _plain(text: str) -> str:
    # A name that starts with = would be taken for a formula.
    return cell_text(text).lstrip("=") or " "


def _figure(sheet: Sheet, index: int, value: Any) -> float:
    minutes = sheet.columns[index].kind == "hours" and not isinstance(value, Formula)
    figure = float(figure_of(value))
    return figure / 60 if minutes else figure


def height_of(about: dict[str, Any], most: float) -> int:
    """Pixels of a chart, ``most`` those of a page."""
    if about["kind"] not in _LYING:
        return HEIGHT
    first, last = about["rows"]
    bars = 1 if about["kind"] == "stacked" else len(about["series"])
    wanted = 110 + (last - first + 1) * (bars * _BAR + _BETWEEN)
    return int(min(max(wanted, HEIGHT - 80), most))


@dataclass(frozen=True)
class Place:
    """Where the rows are, and the pages they are printed on.

    ``last_row``: the last that holds a cell. In pixels of the screen: ``columns``, each
    printed one; ``width`` and ``page``, what a page shows at its scale; ``used`` of the
    page that the last row is on; ``repeated``, the head that pages begin with.
    """

    head_row: int
    last_row: int
    columns: Sequence[int]
    width: float
    page: float
    used: float
    repeated: float


@dataclass
class Drawn:
    """Last row and column that hold a cell or a part of a chart, and rows that a new
    page must begin with."""

    row: int
    column: int
    breaks: list[int] = field(default_factory=list)


def columns_beside(charts: Sequence[dict[str, Any]]) -> int:
    """Columns that charts beside the rows lie over."""
    beside = any(about["place"] == "right" for about in charts)
    return -(-(WIDTH + 2 * GAP) // COLUMN) if beside else 0


def draw(
    workbook: Any, tab: Any, charts: Sequence[dict[str, Any]], place: Place
) -> Drawn:
    """Put the charts on the sheet ``tab``: beside its rows, or in lines beneath them.

    None of those beneath lies over two pages.
    """
    last_column = len(place.columns) - 1
    drawn = Drawn(place.last_row, last_column + columns_beside(charts))
    row = place.head_row
    for about in charts:
        if about["place"] == "right":
            height = _height(about, place.page * 0.8)
            cell = (row, last_column + 1)
            _insert(workbook, tab, about, cell, GAP, height)
            row += -(-(height + GAP) // ROW)
            drawn.row = max(drawn.row, row - 1)
    beneath = [about for about in charts if about["place"] != "right"]
    many = max(int((place.width + GAP) // (WIDTH + GAP)), 1)
    row, used = drawn.row + 2, place.used + ROW
    for start in range(0, len(beneath), many):
        line = beneath[start : start + many]
        height = max(_height(about, place.page * 0.85) for about in line)
        if used + height > place.page * 0.97:
            drawn.breaks.append(row)
            used = place.repeated
        for index, about in enumerate(line):
            _insert(workbook, tab, about, (row, 0), index * (WIDTH + GAP), height)
        beyond = len(line) * (WIDTH + GAP) - sum(place.columns)
        drawn.column = max(drawn.column, last_column - (-beyond // COLUMN))
        rows = -(-(height + GAP) // ROW)
        row, used = row + rows, used + rows * ROW
        drawn.row = row - 1
    return drawn


def _height(about: dict[str, Any], most: float) -> int:
    """Pixels of a chart: each of its names has a line."""
    if about["kind"] not in _LYING:
        return HEIGHT
    first, last = about["rows"]
    bars = 1 if about["kind"] == "stacked" else len(about["series"])
    wanted = 110 + (last - first + 1) * (bars * _BAR + _BETWEEN)
    return int(min(max(wanted, HEIGHT - 60), most))


def _insert(
    workbook: Any,
    tab: Any,
    about: dict[str, Any],
    cell: tuple[int, int],
    offset: int,
    height: int,
) -> None:
    chart = workbook.add_chart(_TYPES[about["kind"]])
    chart.set_title({"name": about["title"], "name_font": {"size": 12}})
    chart.set_size({"width": WIDTH, "height": height})
    _add_series(chart, tab.get_name(), about)
    tab.insert_chart(*cell, chart, {"x_offset": offset, "y_offset": 4})


def _add_series(chart: Any, name: str, about: dict[str, Any]) -> None:
    (first, last), (column, texts) = about["rows"], about["categories"]
    for index, head, figures in about["series"]:
        series = {
            "name": head,
            "categories": [name, first, column, last, column],
            "values": [name, first, index, last, index],
            "categories_data": texts,
            "values_data": figures,
        }
        if about["kind"] == "pie":
            series["data_labels"] = {"value": True}
        chart.add_series(series)
    values: dict[str, Any] = {"num_font": {"size": 9}}
    if about.get("percent"):
        values |= {"num_format": "0%", "min": 0, "max": 1}
    if about["kind"] in _LYING:
        # The first row on top, as in the sheet. There the axes change their names.
        chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
        chart.set_x_axis(values)
    elif about["kind"] != "pie":
        chart.set_y_axis(values)
    if len(about["series"]) == 1 and about["kind"] != "pie":
        chart.set_legend({"none": True})
    elif about["kind"] != "pie":
        chart.set_legend({"position": "bottom"})
