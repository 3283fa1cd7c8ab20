"""Files as another program opens them: types, merges, formulas, print set-up."""

import io
import os
import random
import re
import subprocess
import sys
import zipfile
from datetime import date, datetime, timezone
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from procedure_control.reporting.formats import excel_format
from procedure_control.reporting.painter import paint
from procedure_control.reporting.sheets import (
    Book,
    Column,
    Cover,
    Formula,
    Row,
    Sheet,
    in_english,
)
from procedure_control.reporting.text import cell_text, sheet_name, utf16_length


@pytest.fixture
def opened(tmp_path):
    """Paint sheets and open the file again."""

    def run(*sheets, max_rows=1_048_576, values=False, **about):
        path = str(tmp_path / "out.xlsx")
        painted = paint(path, Book("Title", sheets, **about), max_rows=max_rows)
        book = load_workbook(path, data_only=values)
        assert [sheet.name for sheet in painted] == book.sheetnames
        return book

    return run


def column_of(values, kind="text", **more):
    return Sheet("S", [Column("Head", kind, **more)], [(value,) for value in values])


HOSTILE = [
    '=HYPERLINK("http://evil","x")',
    "=1+1",
    "+1",
    "-2+3",
    "@SUM(A1)",
    "{=A1}",
    "http://example.com",
    "mailto:a@b.c",
    "internal:Sheet1!A1",
    "00123",
    "1e5",
    "TRUE",
    "  spaces  ",
    "tab\tand\nline",
    "<b>&amp;</b>",
    "Đỗ Thị Lan 𠮷",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("kind", ["text", "integer", "datetime"])
def test_text_stays_text_in_any_column(opened, text, kind):
    cell = opened(column_of([text], kind))["S"]["A2"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.hyperlink is None


def test_text_stays_text_in_titles_heads_names_and_notes(opened):
    sheet = Sheet(
        "=S",
        [Column("=1+1")],
        [("a",)],
        above=Cover("=A", "=scope", "=now").lines("=T", "=P", 1),
        notes=["=note"],
    )
    book = opened(sheet, author="=x", subject="\x00=y")
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}
    texts = ["=A", "=T", "=P", "=scope", "=now", "=1+1", "a", "=note"]
    assert [cell.value for cell in cells] == texts


def raw(path_or_bytes, part="xl/worksheets/sheet1.xml"):
    with zipfile.ZipFile(path_or_bytes) as archive:
        return archive.read(part).decode("utf-8")


def test_illegal_characters_show_their_loss_and_nothing_is_decoded(tmp_path):
    path = tmp_path / "out.xlsx"
    texts = ["a\x00b\x0bc\ufffe\ud800d", "_x0041_", "x\r\ny\rz"]
    paint(str(path), Book("T", [column_of(texts)]))
    sheet = load_workbook(path).active
    assert sheet["A2"].value == "a\ufffdb\ufffdc\ufffd\ufffdd"
    # Only the escape of the underscore keeps this from being read as "A".
    assert "_x005F_x0041_" in raw(path)
    assert sheet["A4"].value == "x\ny\nz"


@pytest.mark.parametrize("sign", ["a", "𠮷", "_x0041_", "\n"])
def test_text_longer_than_a_cell_is_cut_visibly(opened, sign):
    text = sign * 33_000
    cut = opened(column_of([text, "after"])).active["A2"].value
    assert cut.endswith("…")
    assert utf16_length(cell_text(text)) <= 32_767
    assert cell_text(text)[:-1].replace("_x005F_", "_").startswith(sign)
    assert cell_text("a" * 32_767) == "a" * 32_767


def test_types_and_formats_of_the_language(opened):
    values = [
        ("integer", 1240, 1240, "#,##0"),
        ("decimal", Decimal("12.345"), 12.345, "#,##0.00"),
        ("percent", 0.25, 0.25, "0.00%"),
        ("hours", 120, 2, "#,##0.0#"),
        ("date", date(2026, 9, 14), datetime(2026, 9, 14), "dd/mm/yyyy"),
        ("datetime", datetime(2026, 9, 14, 17), None, "dd/mm/yyyy hh:mm"),
        ("text", "x", "x", "@"),
        ("integer", None, None, "#,##0"),
        ("integer", 10**18, str(10**18), "@"),
        ("decimal", float("nan"), "nan", "@"),
        ("date", date(1890, 1, 1), "1890-01-01", "@"),
        ("integer", True, "True", "@"),
    ]
    columns = [Column(str(n), kind) for n, (kind, *_rest) in enumerate(values)]
    sheet = Sheet("S", columns, [[value for _k, value, *_rest in values]])
    row = opened(sheet).active[2]
    for cell, (kind, value, shown, number_format) in zip(row, values, strict=True):
        shown = value if kind == "datetime" else shown
        assert (cell.value, cell.number_format) == (shown, number_format)


def test_dates_in_another_language(opened):
    sheet = column_of([datetime(2026, 9, 14, 17)], "datetime")
    book = opened(sheet, date_format="%m/%d/%Y", time_format="%I:%M:%S %p")
    assert book.active["A2"].number_format == "mm/dd/yyyy hh:mm:ss AM/PM"
    assert excel_format("%d. %b %Y at %-H") == 'dd. mmm yyyy "a""t" h'


def test_a_moment_with_a_time_zone_is_refused_and_leaves_nothing(tmp_path):
    moment = datetime(2026, 9, 14, 17, tzinfo=timezone.utc)  # noqa: UP017
    with pytest.raises(TypeError, match="local"):
        paint(str(tmp_path / "a.xlsx"), Book("T", [column_of([moment], "datetime")]))
    assert os.listdir(tmp_path) == []


def test_rows_that_fail_midway_leave_the_old_file_alone(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")

    def rows():
        yield ("one",)
        raise RuntimeError("database gone")

    with pytest.raises(RuntimeError, match="database gone"):
        paint(str(path), Book("T", [Sheet("S", [Column("A")], rows())]))
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.xlsx"]


def test_a_row_of_another_length_is_refused(tmp_path):
    with pytest.raises(ValueError):
        paint(str(tmp_path / "a"), Book("T", [Sheet("S", [Column("A")], [("a", "b")])]))


def test_totals_are_live_sums_with_their_value(opened):
    def sheet():
        columns = [Column("A"), Column("N", "integer", total=True)]
        columns.append(Column("H", "hours", total=True))
        return Sheet("S", columns, iter([("a", 2, 90), ("b", 3, 30)]))

    formulas, values = opened(sheet()).active, opened(sheet(), values=True).active
    assert [cell.value for cell in formulas[4]] == [
        "Total",
        "=SUM(B2:B3)",
        "=SUM(C2:C3)",
    ]
    assert formulas["B4"].data_type == "f"
    assert [cell.value for cell in values[4]] == ["Total", 5, 2]
    assert formulas.auto_filter.ref == "A1:C3"


def test_formulas_know_their_rows(opened):
    rows = [
        Row((Formula("SUBTOTAL(9,A{next}:A{end})", 3, span=2),), "group"),
        (1,),
        (2,),
        Row((Formula("SUBTOTAL(9,A{first}:A{last})", 3),), "total"),
    ]
    sheet = Sheet(
        "S", [Column("A", "integer")], rows, above=Cover("X").lines("", "", 1)
    )
    cells = [cell.value for cell in opened(sheet).active["A"]]
    assert cells == ["X", "A", "=SUBTOTAL(9,A4:A5)", 1, 2, "=SUBTOTAL(9,A3:A5)"]


def test_more_rows_than_a_sheet_go_on_in_the_next(opened):
    def sheet():
        columns = [Column("N", "integer", total=True), Column("T")]
        rows = ((n, str(n)) for n in range(50))
        return Sheet("It's long", columns, rows, notes=["end"])

    book = opened(sheet(), Sheet("Last", [Column("A")], []), max_rows=21)
    names = ["It's long", "It's long (2)", "It's long (3)", "Last"]
    assert book.sheetnames == names
    numbers = []
    for name in names[:3]:
        part = book[name]
        assert part.max_row <= 21
        assert part["A1"].value == "N"
        assert part.freeze_panes == "A2"
        assert part.print_title_rows == "$1:$1"
        numbers += [c.value for c in part["A"] if isinstance(c.value, int)]
    assert numbers == list(range(50))
    total = book[names[2]]["A18"].value
    assert total == "=SUM('It''s long'!A2:A18,'It''s long (2)'!A2:A18,A2:A17)"
    assert book[names[2]]["A19"].value == "end"
    values = opened(sheet(), max_rows=21, values=True)
    assert values[names[2]]["A18"].value == sum(range(50))


def test_deferred_sheets_keep_their_place(opened):
    seen = []

    def detail():
        for n in range(25):
            seen.append(n)
            yield (n,)

    def summary():
        yield (len(seen),)

    columns = [Column("N", "integer")]
    book = opened(
        Sheet("Sum", columns, summary(), deferred=True),
        Sheet("List", columns, detail()),
        max_rows=20,
    )
    assert book.sheetnames == ["Sum", "List", "List (2)"]
    assert book["Sum"]["A2"].value == 25


def test_of_two_sheets_called_the_same_the_first_keeps_its_name(opened):
    columns = [Column("N", "integer")]
    book = opened(
        Sheet("Work", columns, [(1,)], deferred=True), Sheet("work", columns, [(2,)])
    )
    assert book.sheetnames == ["Work", "work (2)"]
    assert [tab["A2"].value for tab in book] == [1, 2]


def test_print_set_up_and_properties(opened):
    sheet = Sheet(
        "S",
        [Column("A"), Column("B")],
        [("x", "y")],
        above=Cover("Agency").lines("Title", "Period", 2),
        freeze_columns=1,
    )
    book = opened(
        sheet,
        subject="Sub",
        author="Đỗ Thị Lan",
        company="UBND",
        comments="c",
        created=datetime(2026, 9, 15, 8),
        words=lambda text: text.replace("Page", "Trang A&B").replace("of", "/"),
    )
    tab = book.active
    assert (tab.page_setup.paperSize, tab.page_setup.orientation) == (9, "landscape")
    assert tab.page_setup.fitToWidth in (None, 1)  # 1 is what it is when absent
    assert tab.page_setup.fitToHeight == 0
    assert tab.sheet_properties.pageSetUpPr.fitToPage
    assert (tab.print_title_rows, tab.freeze_panes) == ("$4:$4", "B5")
    assert tab.auto_filter.ref == "A4:B5"
    assert "Trang A&B &[Page] / &N" in tab.oddFooter.right.text.replace(
        "&P", "&[Page]"
    ).replace("&&", "&")
    about = book.properties
    assert (about.title, about.subject, about.creator) == ("Title", "Sub", "Đỗ Thị Lan")
    assert about.created == datetime(2026, 9, 15, 8)


def test_widths_fit_and_stay_readable(opened):
    sheet = Sheet(
        "S",
        [Column("A"), Column("B"), Column("C", width=33)],
        [("word " * 50, "x", "x"), ("short", "exactly twenty chars", "y")],
    )
    widths = opened(sheet).active.column_dimensions
    assert widths["A"].width == pytest.approx(60, abs=1)
    assert 20 <= widths["B"].width <= 24
    assert 33 <= widths["C"].width <= 35


def test_an_empty_sheet_is_still_a_sheet(opened):
    tab = opened(Sheet("S", [Column("A", "integer", total=True)], [])).active
    assert [cell.value for cell in tab["A"]] == ["A", "=0"]


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("Late steps", "Late steps"),
        ("a[b]:c*d?e/f\\g", "a b  c d e f g"),
        ("'quoted'", "quoted"),
        ("History", "History_"),
        ("", "Sheet"),
        ("x" * 40, "x" * 31),
        ("𠮷" * 20, "𠮷" * 15),
        ("a\x00b", "a\ufffdb"),
    ],
)
def test_sheet_names_are_legal(opened, wanted, name):
    assert sheet_name(wanted, set()) == name
    assert opened(Sheet(wanted, [Column("A")], [])).sheetnames == [name]


def test_sheet_names_differ_for_programs_that_ignore_case():
    taken = set()
    names = [sheet_name(name, taken) for name in ("Abc", "aBC", "x" * 40, "x" * 50)]
    assert names == ["Abc", "aBC (2)", "x" * 31, "x" * 27 + " (2)"]


def test_the_same_rows_give_the_same_sheet(tmp_path):
    def bytes_of(name):
        path = tmp_path / name
        rows = [(random.Random(7).random(), "x")] * 10
        sheet = Sheet("S", [Column("A", "decimal"), Column("B")], rows)
        paint(str(path), Book("T", [sheet], created=datetime(2026, 1, 1)))
        return raw(path), raw(path, "docProps/core.xml")

    assert bytes_of("a.xlsx") == bytes_of("b.xlsx")


def test_english_words_are_the_msgids():
    assert in_english("Late steps") == "Late steps"


MEMORY = """
import resource, sys, types
package = types.ModuleType("procedure_control")
package.__path__ = [sys.argv[1]]
sys.modules["procedure_control"] = package
from procedure_control.reporting.painter import paint
from procedure_control.reporting.sheets import Book, Column, Sheet
def used():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
def rows(count):
    return ((f"case {n}", n, "x" * 60) for n in range(count))
columns = [Column("A"), Column("B", "integer", total=True), Column("C")]
paint(sys.argv[2], Book("T", [Sheet("S", columns, rows(1000))]))
before = used()
paint(sys.argv[2], Book("T", [Sheet("S", columns, rows(200_000))]))
print(used() - before)
"""


@pytest.mark.slow
def test_memory_does_not_grow_with_the_rows(tmp_path):
    from pathlib import Path

    addon = Path(__file__).resolve().parents[2] / "addons" / "procedure_control"
    grown = subprocess.run(
        [sys.executable, "-c", MEMORY, str(addon), str(tmp_path / "big.xlsx")],
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    assert int(grown) <= 10, f"{grown} MB more for 200 000 rows"


def test_the_raw_file_holds_no_formula_but_ours(tmp_path):
    path = tmp_path / "out.xlsx"
    sheet = column_of(HOSTILE)
    sheet.rows = [*sheet.rows, Row((Formula("SUM(A{first}:A{last})", 0),), "total")]
    paint(str(path), Book("T", [sheet]))
    assert re.findall(r"<f>(.*?)</f>", raw(path)) == [f"SUM(A2:A{len(HOSTILE) + 1})"]
    assert "<hyperlink" not in raw(path)
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        assert not [name for name in archive.namelist() if "external" in name.lower()]


def test_a_row_is_as_high_as_its_wrapped_text(tmp_path):
    path = str(tmp_path / "book.xlsx")
    title = "Tiếp nhận đối tượng bảo trợ xã hội có hoàn cảnh đặc biệt khó khăn " * 2
    rows = [("1", "Ngắn"), ("2", title), ("3", "một\nhai\nba")]
    columns = [Column("TT"), Column("Thủ tục", width=30)]
    paint(path, Book("t", [Sheet("s", columns, rows)]))
    sheet = load_workbook(path).active
    heights = [sheet.row_dimensions[number].height for number in (2, 3, 4)]
    assert heights == [None, 75, 45]
