"""A spreadsheet opened by programs that did not write it: openpyxl and LibreOffice."""

from __future__ import annotations

import math
import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from xml.etree import ElementTree

from openpyxl import load_workbook

#: Formulas of other programs' files are kept as they were written, unless told so.
RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
#: What a cell shows whose formula cannot be worked out.
ERRORS = ("#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#N/A", "#NUM!", "#NULL!", "Err:")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True)
class Cell:
    """A cell with a formula: where, the formula, and the value beside it."""

    sheet: str
    place: str
    formula: str
    value: object


def convert(path: Path, to: str, folder: Path) -> Path:
    """The file as LibreOffice saves it, every formula worked out anew.

    :raises FileNotFoundError: LibreOffice is not installed
    """
    if not shutil.which("soffice"):
        raise FileNotFoundError("soffice: apt-get install libreoffice-calc")
    profile = folder / "profile"
    settings = profile / "user" / "registrymodifications.xcu"
    if not settings.exists():
        settings.parent.mkdir(parents=True)
        settings.write_text(RECALCULATE, encoding="utf-8")
    into = folder / to.partition(":")[0]
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{profile}", "--headless",
         "--convert-to", to, "--outdir", str(into), str(path)],
        check=True, capture_output=True, timeout=900,
    )  # fmt: skip
    (found,) = into.glob(f"{path.stem}.*")
    return found


def formulas(path: Path) -> list[Cell]:
    """Every cell with a formula, with the value that the file keeps beside it."""
    written = load_workbook(path)
    values = load_workbook(path, data_only=True)
    return [
        Cell(sheet.title, cell.coordinate, cell.value, of_values[cell.coordinate].value)
        for sheet in written
        for of_values in [values[sheet.title]]
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def errors(path: Path) -> list[str]:
    """Cells that show an error, as "sheet!A1: #REF!"."""
    values = load_workbook(path, data_only=True, read_only=True)
    return [
        f"{sheet.title}!{cell.coordinate}: {cell.value}"
        for sheet in values
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith(ERRORS)
    ]


def recalculated(path: Path, folder: Path) -> list[str]:
    """Formulas whose value by LibreOffice is another than the one written."""
    there = convert(path, "xlsx", folder)
    anew = load_workbook(there, data_only=True)
    return [
        f"{cell.sheet}!{cell.place} {cell.formula}: {cell.value!r} written,"
        f" {found!r} by LibreOffice"
        for cell in formulas(path)
        if not _same(cell.value, found := anew[cell.sheet][cell.place].value)
    ]


def _same(left: object, right: object) -> bool:
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-9)
    if isinstance(left, (datetime, date, time)):
        return str(left)[:16] == str(right)[:16]
    return (left or None) == (right or None)


def package(path: Path) -> dict[str, ElementTree.Element]:
    """Parts of the package that are XML, each read by a strict parser.

    :raises ValueError: a part twice, or one that leads to what is not there
    """
    with zipfile.ZipFile(path) as parts:
        names = parts.namelist()
        if len(set(names)) != len(names):
            raise ValueError(f"A part is in the package twice: {names}")
        found = {
            name: ElementTree.fromstring(parts.read(name))
            for name in names
            if name.endswith((".xml", ".rels"))
        }
    for name, root in found.items():
        if name.endswith(".rels"):
            _check_targets(name, root, names)
    return found


def _check_targets(name: str, root: ElementTree.Element, names: list[str]) -> None:
    base = Path("/") / Path(name).parent.parent
    for link in root:
        if link.get("TargetMode") == "External":
            raise ValueError(f"{name} leads out of the file: {link.get('Target')}")
        target = (base / link.get("Target", "")).resolve()
        if str(target)[1:] not in names:
            raise ValueError(f"{name} leads to {target}, which is not there")


def named_ranges(path: Path) -> dict[str, str]:
    """Names of the whole file → what they stand for."""
    return {
        name: defined.attr_text
        for name, defined in load_workbook(path).defined_names.items()
    }


def charts(path: Path) -> list[str]:
    """Parts that are charts."""
    return [name for name in package(path) if name.startswith("xl/charts/chart")]


def pictures(path: Path, folder: Path, last_page: int = 60) -> list[Path]:
    """Its printed pages as pictures, in order."""
    printed = convert(path, "pdf", folder)
    subprocess.run(
        ["pdftoppm", "-r", "60", "-png", "-l", str(last_page), str(printed),
         str(folder / "page")],
        check=True, timeout=300,
    )  # fmt: skip
    return sorted(folder.glob("page*.png"))
