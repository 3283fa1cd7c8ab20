"""The compliance spreadsheet that a manager downloads, opened by two other programs."""

import csv
import shutil
import subprocess

import pytest
from openpyxl import load_workbook

from .pages import Desk

START = "2026-10-20 09:00"

#: At least so many; which they are is told by test_workbook.
SHEETS = 25
#: Sum column → the columns it must equal, as the form numbers them.
IDENTITIES = {3: [4, 5, 6], 7: [8, 9, 10], 11: [12, 13]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("compliance")


@pytest.fixture
def book(server, new_page, login, folder):
    """September's statutory period of xã Hòa Phú, as its chairman downloads it."""
    found = list(folder.glob("*.xlsx"))
    if not found:
        found = [Desk(login(new_page(locale="vi-VN"), "tien")).export(folder)]
    return found[0]


def figures(rows):
    """[(TT, name, {column number: figure})] below the row of column numbers."""
    rows = [list(row) for row in rows]
    numbers = [f"({number})" for number in range(3, 14)]
    start = next(
        place
        for place, row in enumerate(rows)
        if [str(cell)[: len(no)] for cell, no in zip(row[2:13], numbers, strict=True)]
        == numbers
    )
    return [
        (
            row[0],
            row[1],
            dict(zip(range(3, 14), map(as_number, row[2:13]), strict=True)),
        )
        for row in rows[start + 1 :]
        if as_number(row[2]) is not None
    ]


def as_number(value):
    """A cell's whole number, None for anything else."""
    try:
        return int(str(value))
    except ValueError:
        return None


def assert_identities(lines):
    assert lines
    for _no, name, figure in lines:
        for total, parts in IDENTITIES.items():
            assert figure[total] == sum(figure[part] for part in parts), (name, total)
        assert figure[3] == figure[7] + figure[11], name
    # Something was received, something ended, something is in hand.
    assert all(lines[-1][2][total] > 0 for total in IDENTITIES)


def test_openpyxl_reads_the_sheets_and_the_identities_hold(book):
    workbook = load_workbook(book, data_only=True)
    assert len(workbook.sheetnames) >= SHEETS
    assert workbook.sheetnames[1] == "II.06a"
    assert all(sheet.max_row > 3 for sheet in workbook)
    assert_identities(figures(workbook["II.06a"].iter_rows(values_only=True)))


def test_libreoffice_opens_it_and_reckons_the_same(book, folder):
    if not shutil.which("soffice"):
        pytest.fail("LibreOffice is not installed: apt-get install libreoffice-calc")
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",
         "--convert-to",
         "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,"
         "false,false,-1", "--outdir", str(folder / "csv"), str(book)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    sheets = list((folder / "csv").glob("*.csv"))
    assert len(sheets) == len(load_workbook(book).sheetnames)
    (form,) = [path for path in sheets if path.stem.endswith("-II.06a")]
    with form.open(newline="", encoding="utf-8") as lines:
        by_libreoffice = figures(csv.reader(lines))
    assert_identities(by_libreoffice)
    workbook = load_workbook(book, data_only=True)
    stored = figures(workbook["II.06a"].iter_rows(values_only=True))
    assert [line[2] for line in by_libreoffice] == [line[2] for line in stored]
