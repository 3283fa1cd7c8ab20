"""The compliance workbook of the demonstration, opened by other programs.

The quality manager asks for it over HTTP; openpyxl and LibreOffice open it.
"""

import re

import pytest
from openpyxl import load_workbook

from tests import workbooks

START = "2026-10-20 09:00"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("workbook")


@pytest.fixture
def book(rpc, folder):
    """Quarter III of all agencies with every sheet, as the quality manager gets it."""
    path = folder / "book.xlsx"
    if path.exists():
        return path
    quyen = rpc("quyen")
    [user] = quyen.call("res.users", "read", [quyen.uid], ["company_ids"])
    agencies = user["company_ids"]
    wizard = quyen.call(
        "procedure.compliance.export",
        "create",
        {
            "company_ids": [(6, 0, agencies)],
            "period_kind": "free",
            "date_from": "2026-06-15",
            "date_to": "2026-10-20",
            "language": "vi",
        },
        context={"allowed_company_ids": agencies},
    )
    path.write_bytes(
        quyen.download(f"/procedure_control/compliance/{wizard}", agencies)
    )
    return path


def test_every_part_is_there_and_printable(book):
    workbook = load_workbook(book)
    assert workbook.sheetnames[0] != "II.06a"
    assert "II.06a" in workbook.sheetnames
    assert len(workbook.sheetnames) >= 25
    for sheet in workbook:
        assert sheet.page_setup.orientation == "landscape", sheet.title
        assert sheet.page_setup.paperSize in ("8", "9", 8, 9), sheet.title
        fitted = sheet.sheet_properties.pageSetUpPr
        # Where a chart begins a page the scale is written down.
        assert fitted.fitToPage or sheet.row_breaks.brk, sheet.title
        assert "&P" in (sheet.oddFooter.right.text or ""), sheet.title
    lists = [sheet for sheet in workbook if sheet.auto_filter.ref]
    assert len(lists) >= 12
    for sheet in lists:
        assert sheet.freeze_panes, sheet.title
        assert sheet.print_title_rows, sheet.title
        first, last = sheet.auto_filter.ref.split(":")
        assert re.sub(r"\d", "", first) == "A" and sheet[last].column > 3, sheet.title


def test_it_says_whose_it_is(book):
    properties = load_workbook(book).properties
    assert properties.title
    assert properties.creator == "Tạ Thị Quyên"
    assert "15/06/2026" in properties.subject


def test_names_stand_for_columns_of_its_sheets(book):
    workbook = load_workbook(book)
    names = workbooks.named_ranges(book)
    assert len(names) >= 20
    for name, place in names.items():
        sheet, _bang, cells = place.rpartition("!")
        assert sheet.strip("'").replace("''", "'") in workbook.sheetnames, name
        assert re.fullmatch(r"\$[A-Z]+\$\d+:\$[A-Z]+\$\d+", cells), (name, place)


def test_charts_are_native(book):
    assert len(workbooks.charts(book)) >= 4


def test_the_package_is_whole(book):
    workbooks.package(book)


def test_libreoffice_reckons_what_was_written(book, folder):
    found = workbooks.formulas(book)
    assert len(found) > 500
    assert not workbooks.errors(book)
    assert workbooks.recalculated(book, folder) == []
    assert not workbooks.errors(folder / "xlsx" / book.name)
