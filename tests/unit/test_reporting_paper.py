"""What a sheet looks like on paper: pages, their breaks, and what is kept off them."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string, range_boundaries

from procedure_control.reporting.painter import paint
from procedure_control.reporting.painter_paper import (
    LEAST_SCALE,
    pages,
    paper,
    pixels,
)
from procedure_control.reporting.sheets import Book, Chart, Column, Cover, Row, Sheet


@pytest.fixture
def painted(tmp_path):
    def paint_and_open(sheet):
        path = tmp_path / "book.xlsx"
        paint(str(path), Book("t", [sheet]))
        return load_workbook(io.BytesIO(path.read_bytes())).active

    return paint_and_open


def wide(columns, **more):
    heads = [Column(f"Head {n}", width=20) for n in range(columns)]
    above = Cover("Agency").lines("Title", "Period", columns)
    return Sheet("S", heads, [["x"] * columns] * 3, above=above, **more)


def spans(tab):
    return {str(each.coord) for each in tab.merged_cells.ranges}


@pytest.mark.parametrize("columns", [1, 7, 12, 16, 17, 31, 60, 200])
@pytest.mark.parametrize("frozen", [0, 1, 3])
@pytest.mark.parametrize("name", ["A4", "A3", "A4 portrait"])
def test_no_page_is_too_small_to_read(columns, frozen, name):
    on, sizes = paper(name), pixels([20] * columns)
    found = pages(on, sizes, frozen)
    assert LEAST_SCALE <= found.scale <= 1
    assert 0 <= found.last < columns
    room = on.width / found.scale
    assert sum(sizes[: found.last + 1]) <= room + 1
    repeated = sum(sizes[: found.repeated]) * (found.wide - 1)
    assert sum(sizes) + repeated <= found.wide * room + 1
    assert (found.wide == 1) == (sum(sizes) * LEAST_SCALE <= on.width)


def test_a_wide_sheet_goes_over_pages_that_repeat_the_first_columns(painted):
    tab = painted(wide(24, paper="A3", freeze_columns=2))
    assert tab.page_setup.fitToWidth == 2
    assert tab.page_setup.fitToHeight == 0
    assert tab.page_setup.pageOrder == "overThenDown"
    assert tab.print_title_cols == "$A:$B"
    # The title stands in the middle of the first page, not of both.
    title = next(each for each in tab.merged_cells.ranges if each.min_row == 2)
    assert 10 < title.max_col < 15


def test_a_sheet_that_fits_is_one_page_wide(painted):
    tab = painted(wide(9, freeze_columns=1))
    assert tab.page_setup.fitToWidth in (None, 1)
    assert not tab.print_title_cols
    assert "A2:I2" in spans(tab)


def test_last_columns_that_are_aside_are_not_printed(painted):
    columns = [Column("A", width=9, aside=True), Column("B", width=9)]
    columns += [Column(name, "integer", aside=True) for name in "CD"]
    tab = painted(Sheet("S", columns, [("a", "b", 1, 2)], notes=["note"]))
    assert tab.print_area.replace("$", "").endswith("A1:B3")
    assert "A3:B3" in spans(tab)
    assert [tab["C2"].value, tab["D2"].value] == [1, 2]


def test_a_note_is_wrapped_over_the_columns(painted):
    columns = [Column("A", width=20), Column("B", width=20)]
    tab = painted(Sheet("S", columns, [("a", "b")], notes=["words " * 40, "short"]))
    assert {"A3:B3", "A4:B4"} <= spans(tab)
    assert tab["A3"].alignment.wrap_text
    assert tab.row_dimensions[3].height >= 75
    assert tab.row_dimensions[4].height in (None, 15)


def test_a_line_above_is_wrapped_over_the_columns(painted):
    columns = [Column("A", width=20), Column("B", width=20)]
    cover = Cover("Agency", produced="Made by one and the same person " * 3)
    above = cover.lines("Title", "Period", 2)
    tab = painted(Sheet("S", columns, [("a", "b")], above=above))
    assert tab["A4"].alignment.wrap_text and tab.row_dimensions[4].height == 45
    assert not tab["A1"].alignment.wrap_text and not tab.row_dimensions[1].height


def test_capitals_take_more_room(painted):
    rows = [("văn phòng ubnd tỉnh",), ("VĂN PHÒNG UBND TỈNH",)]
    tab = painted(Sheet("S", [Column("A", width=18)], rows))
    assert [tab.row_dimensions[row].height for row in (2, 3)] == [None, 30]


def test_a_text_may_lie_over_columns_and_is_as_high_as_it_needs(painted):
    columns = [Column(name, width=20) for name in "ABC"]
    text = "words of a rule " * 3
    rows = [
        Row(("a", text, None), across=((1, 2),)),
        Row(("a", text, None)),
        Row((text, None, "c"), "group", across=((0, 1),)),
    ]
    tab = painted(Sheet("S", columns, rows))
    assert spans(tab) == {"B2:C2", "A4:B4"}
    heights = [tab.row_dimensions[row].height for row in (2, 3, 4)]
    assert heights == [30, 45, 30]


def test_the_word_total_has_room(painted):
    columns = [Column("TT", "integer", 6), Column("A"), Column("N", "integer")]
    columns += [Column("M", "integer", total=True)]
    tab = painted(Sheet("S", columns, [(1, "a", 2, 3)]))
    assert spans(tab) == {"A3:C3"}
    assert (tab["A3"].value, tab["D3"].value) == ("Total", "=SUM(D2:D2)")
    columns = [Column("M", "integer", total=True)]
    assert not spans(painted(Sheet("S", columns, [(3,)])))


def test_a_head_is_never_cut(painted):
    columns = [Column("At another agency (working hours)", "hours", 10)]
    tab = painted(Sheet("S", columns, []))
    assert tab.row_dimensions[1].height >= 60
    assert painted(wide(2)).row_dimensions[4].height == 32.25


def charted(kind, rows, charts, paper="A4"):
    columns = [Column("Who", width=40), Column("Late", "integer", 20)]
    chart = Chart(kind, "Late", 0, (1,), place="below")
    values = [(f"Phòng {n}", n) for n in range(rows)]
    return Sheet("S", columns, values, charts=[chart] * charts, paper=paper)


def pieces(tab):
    """(first, last) row of each chart, from 0."""
    return [(c.anchor._from.row, c.anchor.to.row) for c in tab._charts]


@pytest.mark.parametrize("kind", ["bar", "stacked", "column"])
@pytest.mark.parametrize("rows", [3, 12, 20, 30, 45])
def test_a_chart_lies_on_one_page(painted, kind, rows):
    tab = painted(charted(kind, rows, 3))
    breaks = [0, *(each.id for each in tab.row_breaks.brk)]
    if len(breaks) > 1:
        # A program that looks for the scale itself passes over breaks.
        assert not tab.sheet_properties.pageSetUpPr.fitToPage
        assert tab.page_setup.scale
    scale = (tab.page_setup.scale or 100) / 100
    page = paper("A4").height / scale / 20
    for first, last in pieces(tab):
        start = max(each for each in breaks if each <= first)
        on_earlier = rows + 4 - page if start == 0 and rows + 4 > page else start
        assert last - on_earlier <= page
    area = range_boundaries(tab.print_area.replace("$", "").split("!")[-1])
    assert area[3] >= max(last for _first, last in pieces(tab))


def test_every_name_of_a_bar_has_a_line(painted):
    for rows, least in ((5, 10), (20, 26)):
        (piece,) = pieces(painted(charted("bar", rows, 1)))
        assert piece[1] - piece[0] >= least


def test_charts_fill_a_wide_page_side_by_side(painted):
    columns = [Column("Who", width=100), Column("Late", "integer", 100)]
    chart = Chart("bar", "Late", 0, (1,), place="below")
    sheet = Sheet("S", columns, [("a", 1)], charts=[chart] * 2, paper="A3")
    tab = painted(sheet)
    (one, other) = tab._charts
    assert one.anchor._from.row == other.anchor._from.row
    assert one.anchor.to.col <= other.anchor._from.col
    assert column_index_from_string("B") >= other.anchor.to.col
