"""The package as others judge it: the schemas, openpyxl, and LibreOffice."""

import shutil
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest

from procedure_control.reporting.painter import paint
from procedure_control.reporting.sheets import (
    Book,
    Chart,
    Column,
    Count,
    Cover,
    Formula,
    HeadCell,
    Row,
    Sheet,
)
from tests import schemas, workbooks

VERDICTS = ("late", "on*time", 'said "no"', "a?b~", "=x", "")
PLACES = ("right", "below")
CHARTS = [
    Chart(kind, f"Chart & <{kind}>", 0, (1, 2), place=place)
    for kind in ("column", "bar", "stacked", "line", "pie")
    for place in PLACES
]


def detail(rows, key="steps"):
    columns = [
        Column("Group", "integer", key="group"),
        Column("Verdict", key="verdict"),
        Column("Hours", "hours", key="hours", total=True),
        Column("Minutes", "integer", key="minutes", total=True),
        Column("Due", "datetime"),
        Column("Day", "date"),
        Column("Text", width=20),
    ]
    values = [
        (n % 7, VERDICTS[n % 6], n * 30, n, datetime(2026, 1, 1, 8, n % 60),
         date(2026, 1, 1 + n % 28), f"\x00 =x&<{n}> _x0041_ 𠮷 " * (1 + n % 5))
        for n in range(rows)
    ]  # fmt: skip
    sheet = Sheet("It's the detail & <more>", columns, values, key=key, paper="A3")
    sheet.above = Cover("UBND xã", "Only some", "Made").lines("Title", "Period", 7)
    return sheet, values


def summary(values):
    def counted(group, verdict):
        return sum(row[0] == group and row[1] == verdict for row in values)

    columns = [Column("What"), Column("Number", "integer", total=True)]
    columns += [Column("Hours", "hours"), Column("Share", "percent")]
    rows = []
    for group in range(7):
        own = [row for row in values if row[0] == group]
        where = (("group", group),)
        number = Count("steps", where, len(own))
        share = Formula("B{row}/7", len(own) / 7)
        hours = Count("steps", where, sum(row[2] for row in own), "hours")
        rows.append((f"Group {group}", number, hours, share))
    rows += [
        (verdict or "—", Count("steps", (("group", 1), ("verdict", verdict)),
                               counted(1, verdict)), None, 0.5)
        for verdict in VERDICTS
    ]  # fmt: skip
    minutes = sum(row[3] for row in values)
    rows.append(("Minutes", 0, Count("steps", (), minutes, "minutes"), 0))
    rows.append(("Rows", Count("steps", (), len(values)), None, None))
    head = [HeadCell(0, 0, 2, 1, "What"), HeadCell(0, 1, 1, 3, "Figures")]
    head += [HeadCell(1, n, 1, 1, text) for n, text in ((1, "a"), (2, "b"), (3, "c"))]
    return Sheet(
        "Sum", columns, rows, head=head, numbers=("(1)", "(2)", "(3)", "(4)"),
        charts=CHARTS, deferred=True, notes=["A note"], paper="A4 portrait",
    )  # fmt: skip


@pytest.fixture(scope="module", params=[False, True], ids=["ours", "xlsxwriter"])
def book(request, tmp_path_factory):
    """Every feature of a file on three tabs of detail, an empty one, and a sum."""
    path = tmp_path_factory.mktemp("book") / "book.xlsx"
    sheet, values = detail(250)
    empty, _none = detail(0, "nothing")
    group = Row((Formula("SUM(A{next}:A{end})", 3, 2),), "group")
    grouped = Sheet("Grouped", [Column("N", "integer")], [group, (1,), (2,)])
    paint(
        str(path),
        Book("Title", [summary(values), sheet, empty, grouped], author="Đỗ Thị Lan",
             created=datetime(2026, 1, 1)),
        max_rows=120,
        slow=request.param,
    )  # fmt: skip
    return Path(path)


def test_the_schemas_find_nothing_wrong(book):
    assert schemas.complaints(book) == []


def test_the_validator_would_find_something(book, tmp_path):
    """What it says of good files means something: a bad one is found out."""
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(book) as good, zipfile.ZipFile(broken, "w") as bad:
        for name in good.namelist():
            data = good.read(name)
            if name == "xl/worksheets/sheet2.xml":
                data = data.replace(b"<sheetData>", b"<sheetDaten/><sheetData>")
            bad.writestr(name, data)
    assert schemas.complaints(broken)


def test_every_part_is_there_and_nothing_leads_out(book):
    parts = workbooks.package(book)
    assert len(workbooks.charts(book)) == len(CHARTS)
    with zipfile.ZipFile(book) as archive:
        names = archive.namelist()
        assert archive.testzip() is None
    foreign = ("vba", "external", "embed", "activex", "connections")
    assert not [name for name in names if any(word in name.lower() for word in foreign)]
    types = parts["[Content_Types].xml"]
    told = {part.get("PartName", "") for part in types} | {
        part.get("Extension", "") for part in types
    }
    for name in names:
        assert f"/{name}" in told or name.rpartition(".")[2] in told, name


def test_no_cell_shows_an_error(book):
    assert workbooks.errors(book) == []
    assert {"steps_group", "steps_group_2", "steps_group_3"} <= set(
        workbooks.named_ranges(book)
    )


@pytest.mark.slow
def test_libreoffice_reckons_every_formula_the_same(book, tmp_path):
    if not shutil.which("soffice"):
        pytest.fail("LibreOffice is not installed: apt-get install libreoffice-calc")
    assert len(workbooks.formulas(book)) > 30
    assert workbooks.recalculated(book, tmp_path) == []
    assert workbooks.errors(workbooks.convert(book, "xlsx", tmp_path)) == []
