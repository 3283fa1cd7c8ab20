"""Native charts beside or beneath the rows of a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .painter_cell import figure_of
from .sheets import Formula, Sheet
from .text import cell_text

#: Size in pixels, and how many default columns or rows a chart lies over.
WIDTH, HEIGHT = 560, 320
COLUMNS, ROWS = 9, 17

_TYPES: dict[str, dict[str, str]] = {
    "column": {"type": "column"},
    "bar": {"type": "bar"},
    "stacked": {"type": "column", "subtype": "stacked"},
    "line": {"type": "line"},
    "pie": {"type": "pie"},
}


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


def draw(
    workbook: Any,
    tab: Any,
    charts: Sequence[dict[str, Any]],
    head_row: int,
    end: tuple[int, int],
) -> tuple[int, int]:
    """Put the charts on the sheet ``tab``.

    :param end: last row and column that hold a cell
    :return: last row and column that hold a cell or a part of a chart
    """
    last_row, last_column = below, right = end
    next_right, next_below = head_row, last_row + 2
    for about in charts:
        chart = workbook.add_chart(_TYPES[about["kind"]])
        chart.set_title({"name": about["title"], "name_font": {"size": 12}})
        chart.set_size({"width": WIDTH, "height": HEIGHT})
        _add_series(chart, tab.get_name(), about)
        if about["place"] == "below":
            tab.insert_chart(next_below, 0, chart)
            next_below += ROWS
            below = max(below, next_below - 1)
            right = max(right, COLUMNS - 1)
        else:
            tab.insert_chart(next_right, last_column + 2, chart)
            next_right += ROWS
            below = max(below, next_right - 1)
            right = max(right, last_column + 1 + COLUMNS)
    return below, right


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
    if about["kind"] == "bar":
        chart.set_y_axis({"reverse": True})  # the first row on top, as in the sheet
    if len(about["series"]) == 1 and about["kind"] != "pie":
        chart.set_legend({"none": True})
    elif about["kind"] != "pie":
        chart.set_legend({"position": "bottom"})


#: Name of a paper → its number in the file format, and whether it lies across.
PAPERS = {"A4": (9, True), "A3": (8, True), "A4 portrait": (9, False)}
