"""Live figures over named ranges, charts and papers, as other programs open them."""

import pytest
from openpyxl import load_workbook

from procedure_control.reporting import painter_count
from procedure_control.reporting.painter import paint
from procedure_control.reporting.painter_count import criterion
from procedure_control.reporting.sheets import Book, Chart, Column, Count, Row, Sheet

VERDICTS = ("late", "on*time", 'said "no"', "")


def detail(rows=40, key="steps"):
    columns = [
        Column("Group", "integer", key="group"),
        Column("Verdict", key="verdict"),
        Column("Hours", "hours", key="hours", total=True),
        Column("Not named"),
    ]
    values = ((n % 3, VERDICTS[n % 4], n * 30, "=x") for n in range(rows))
    return Sheet("The steps", columns, values, key=key)


def summary(counts, kind="integer", **more):
    columns = [Column("What"), Column("Figure", kind, total=True)]
    rows = [(f"row {n}", count) for n, count in enumerate(counts)]
    return Sheet("Summary", columns, rows, deferred=True, **more)


@pytest.fixture
def opened(tmp_path):
    def run(*sheets, values=False, **more):
        path = str(tmp_path / "out.xlsx")
        paint(path, Book("Title", sheets), **more)
        return load_workbook(path, data_only=values)

    return run


def names_of(book):
    return {name: found.attr_text for name, found in book.defined_names.items()}


def test_columns_with_a_key_are_named_ranges(opened):
    assert names_of(opened(detail())) == {
        "steps_group": "'The steps'!$A$2:$A$41",
        "steps_verdict": "'The steps'!$B$2:$B$41",
        "steps_hours": "'The steps'!$C$2:$C$41",
    }
    assert names_of(opened(detail(key=""))) == {}
    assert names_of(opened(detail(rows=0))) == {}


def test_a_count_is_a_formula_over_the_detail_painted_after_it_in_the_tabs(opened):
    counts = [
        Count("steps", (("group", 1),), 13),
        Count("steps", (("group", 1), ("verdict", "on*time")), 4),
        Count("steps", (("verdict", 'said "no"'),), 10),
        Count("steps", (), 40),
    ]
    book = opened(summary(counts), detail())
    assert book.sheetnames == ["Summary", "The steps"]
    assert [cell.value for cell in book["Summary"]["B"]][1:] == [
        "=COUNTIFS(steps_group,1)",
        '=COUNTIFS(steps_group,1,steps_verdict,"=on~*time")',
        '=COUNTIFS(steps_verdict,"=said ""no""")',
        "=ROWS(steps_group)",
        "=SUM(B2:B5)",
    ]
    values = opened(summary(counts), detail(), values=True)["Summary"]["B"]
    assert [cell.value for cell in values][1:] == [13, 4, 10, 40, 67]


def test_sums_keep_their_unit(opened):
    counts = [Count("steps", (("group", 0),), 8190, "hours"), Count("steps", (), 60)]
    book = opened(summary(counts[:1], "hours"), detail())
    assert book["Summary"]["B2"].value == "=SUMIFS(steps_hours,steps_group,0)"
    values = opened(summary(counts[:1], "hours"), detail(), values=True)
    assert values["Summary"]["B2"].value == 136.5
    book = opened(summary(counts[:1], "integer"), detail())
    assert book["Summary"]["B2"].value == "=(SUMIFS(steps_hours,steps_group,0))*60"
    minutes = Sheet("M", [Column("N", "integer", key="n")], [(90,)], key="m")
    book = opened(summary([Count("m", (), 90, "n")], "hours"), minutes)
    assert book["Summary"]["B2"].value == "=(SUM(m_n))/60"


def test_each_sheet_the_detail_goes_on_in_is_a_term(opened):
    counts = [Count("steps", (("group", 2),), 13)]
    book = opened(summary(counts), detail(), max_rows=21)
    assert book["Summary"]["B2"].value == (
        "=COUNTIFS(steps_group,2)+COUNTIFS(steps_group_2,2)+COUNTIFS(steps_group_3,2)"
    )
    names = names_of(book)
    assert names["steps_group_2"].startswith("'The steps (2)'!$A$2:")


def test_without_its_detail_a_count_is_its_number_and_the_sheet_says_so(opened):
    counts = [Count("steps", (("group", 1),), 13)]
    cells = [cell.value for cell in opened(summary(counts))["Summary"]["B"]]
    assert cells == ["Figure", 13, "=SUM(B2:B2)", None]
    note = opened(summary(counts))["Summary"]["A4"].value
    assert "not in this file" in note
    # An empty detail has nothing to count, which is no reason for a note.
    sheet = opened(summary([Count("steps", (), 0)]), detail(rows=0))["Summary"]
    assert (sheet["B2"].value, sheet["A4"].value) == (0, None)


@pytest.mark.parametrize("limit", ["MAX_COMPARES", "MAX_COUNTS"])
def test_what_would_take_long_is_a_number_and_the_sheet_says_so(
    opened, monkeypatch, limit
):
    counts = [Count("steps", (("group", n % 3),), 13) for n in range(10)]
    fits = {"MAX_COMPARES": 400, "MAX_COUNTS": 10}[limit]
    monkeypatch.setattr(painter_count, limit, fits)
    sheet = opened(summary(counts), detail())["Summary"]
    assert sheet["B11"].value == "=COUNTIFS(steps_group,0)"
    assert sheet["A13"].value is None
    monkeypatch.setattr(painter_count, limit, fits - 1)
    sheet = opened(summary(counts), detail())["Summary"]
    assert [cell.value for cell in sheet["B"]][1:11] == [13] * 10
    assert "written as numbers" in sheet["A13"].value


def test_the_limit_is_of_the_whole_file(opened, monkeypatch):
    monkeypatch.setattr(painter_count, "MAX_COMPARES", 60)
    counts = [Count("steps", (("group", 1),), 13)]
    book = opened(summary(counts), summary(counts), detail())
    assert book.worksheets[0]["B2"].value == "=COUNTIFS(steps_group,1)"
    assert book.worksheets[1]["B2"].value == 13


def test_two_ranges_of_one_name_are_refused(opened):
    """A file with both would be repaired by the program that opens it."""
    with pytest.raises(ValueError, match="Steps_group names two"):
        opened(detail(), detail(key="Steps"), detail(key="steps"))


def test_a_column_the_detail_has_not_is_refused(opened):
    with pytest.raises(ValueError, match="nothing"):
        opened(summary([Count("steps", (("nothing", 1),), 1)]), detail())


def test_criteria_hold_no_pattern_and_no_operator():
    assert criterion(12) == "12"
    assert criterion(">5") == '"=>5"'
    assert criterion('a"b~c?') == '"=a""b~~c~?"'
    assert criterion("") == '"="'
    with pytest.raises(TypeError):
        criterion(1.5)


def charted(kind="column", place="right", rows=30, **more):
    columns = [Column("Who"), Column("Late", "integer"), Column("=Time", "hours")]
    values = [(f"Ông {n}", n, n * 60) for n in range(rows)]
    values.append(Row(("All", 0, 0), "total"))
    chart = Chart(kind, "=Late steps", 0, (1, 2), top=5, place=place)
    return Sheet("It's", columns, values, charts=[chart], **more)


@pytest.mark.parametrize("kind", ["column", "bar", "stacked", "line", "pie"])
@pytest.mark.parametrize("place", ["right", "below"])
def test_a_chart_shows_the_first_rows(opened, kind, place):
    tab = opened(charted(kind, place)).active
    (chart,) = tab._charts
    assert {"stacked": "barChart", "column": "barChart", "bar": "barChart"}.get(
        kind, f"{kind}Chart"
    ) == chart.tagname
    series = chart.series[1]
    assert series.val.numRef.f == "'It''s'!$C$2:$C$6"
    assert [float(p.v) for p in series.val.numRef.numCache.pt] == [0, 1, 2, 3, 4]
    categories = series.cat.strRef
    assert categories.f == "'It''s'!$A$2:$A$6"
    assert [p.v for p in categories.strCache.pt][:2] == ["Ông 0", "Ông 1"]
    anchor = chart.anchor._from
    assert (anchor.row, anchor.col) == ((33, 0) if place == "below" else (0, 3))
    end = chart.anchor.to
    last = tab[tab.print_area.replace("$", "").split(":")[1]]
    assert last.row >= max(end.row, 32) and last.column > end.col


def test_no_rows_no_chart_and_only_the_first_sheet_has_one(opened):
    assert not opened(charted(rows=0)).active._charts
    book = opened(charted(), max_rows=20)
    assert [len(tab._charts) for tab in book] == [1, 0]


@pytest.mark.parametrize(
    ("paper", "size", "orientation"),
    [("A4", 9, "landscape"), ("A3", 8, "landscape"), ("A4 portrait", 9, "portrait")],
)
def test_papers(opened, paper, size, orientation):
    setup = opened(Sheet("S", [Column("A")], [], paper=paper)).active.page_setup
    assert (setup.paperSize, setup.orientation) == (size, orientation)
