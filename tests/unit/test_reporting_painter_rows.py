"""Rows of our own making against xlsxwriter's cell calls: the same bytes, or values."""

import io
import json
import math
import os
import random
import re
import zipfile
import zlib
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl import load_workbook

from procedure_control.reporting import painter_package, painter_sheet, painter_zip
from procedure_control.reporting.formats import TABLE, number_formats, properties
from procedure_control.reporting.painter import (
    Part,
    assemble,
    paint,
    paint_part,
    paint_sheets,
)
from procedure_control.reporting.painter_rows import STYLES, serial, string_tail
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
from procedure_control.reporting.text import cell_text

KINDS = ("text", "integer", "decimal", "percent", "hours", "date", "datetime")
HARD = [
    None,
    "",
    "a",
    " lead",
    "trail ",
    "\ttab\n",
    "a\nb\r\nc\rd",
    "a\x00b\x0bc\x1f\ufffe\uffff\ud800",
    "_x0041_",
    "_x005F_x0041_",
    "_x0041_x0042_x0043_",
    "_X0041_ _x41_ _xZZZZ_",
    "<r><t>bold</t></r>",
    "<r>",
    "]]>&amp;<c/>\"'",
    "=1+1",
    "𠮷👩‍👩‍👧 Đỗ Thị Lan",
    "x" * 32_767,
    "x" * 32_768,
    "𠮷" * 16_384,
    "word " * 40,
    True,
    False,
    0,
    -1,
    10**15 - 1,
    10**15,
    -(10**15) + 1,
    -(10**15),
    10**400,
    0.1,
    -0.0,
    1e-300,
    1 / 3,
    math.nan,
    math.inf,
    -math.inf,
    Decimal("12.345"),
    Decimal("-0"),
    Decimal("1E+3"),
    Decimal("NaN"),
    date(1899, 12, 31),
    date(1900, 1, 1),
    date(1900, 2, 28),
    date(1900, 3, 1),
    date(1989, 9, 17),
    date(2026, 9, 14),
    date(9999, 12, 31),
    datetime(1900, 1, 1),
    datetime(1900, 1, 1, 12),
    datetime(1900, 2, 28, 23, 59, 59),
    datetime(1900, 3, 1),
    datetime(2026, 9, 14, 17, 0, 1, 5),
    datetime(2079, 6, 7, 23, 59, 59),
    Formula("SUM(A{first}:A{last})&<1", 0.1),
    Formula("A{row}+A{next}+A{end}", 7, span=2),
    Count("nowhere", (), 90),
    ["a list"],
]
TEXTS = st.text(st.characters(codec=None, exclude_categories=()), max_size=30)
VALUES = st.one_of(
    st.sampled_from(HARD[:20] + HARD[20:]),
    TEXTS,
    st.text("_x0041F<r>/ \n", max_size=20),
    st.integers(-(10**16), 10**16),
    st.floats(),
    st.datetimes(min_value=datetime(1900, 1, 1)),
    st.datetimes(datetime(1989, 1, 1), datetime(2080, 1, 1)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
    st.dates(),
    st.none(),
)
#: What xlsxwriter can only be made to write as a text of several runs.
IN_RUNS = "<is><r>"


def rows_of(folder, part):
    """The row XML of a part."""
    xml = []
    for tab in part.tabs:
        with open(os.path.join(folder, tab.file), "rb") as file:
            data = zlib.decompress(file.read() + b"\x03\x00", -15)
        assert (len(data), zlib.crc32(data)) == (tab.size, tab.crc)
        xml.append(data.decode("utf-8"))
    return xml


def both(folder, make, **more):
    """(part, its row XML) painted by us, and through xlsxwriter."""
    found = []
    for slow in (False, True):
        part = paint_part(str(folder), make(), Book("T", ()), slow=slow, **more)
        found.append((part, rows_of(folder, part)))
    return found


def about(part):
    """All that is known of a part but of its bytes."""
    values = part.to_json()
    for tab in values["tabs"]:
        del tab["size"], tab["crc"]
    return values


def cells_of(rows):
    """Rows and cells with what they hold, texts as a spreadsheet program reads them."""
    found = []
    for row in etree.fromstring(f"<sheetData>{rows}</sheetData>"):
        cells = []
        for cell in row:
            text = "".join(decoded(run.text or "") for run in cell.iter("t"))
            other = [(part.tag, part.text) for part in cell if part.tag != "is"]
            cells.append((dict(cell.attrib), text, other))
        found.append((dict(row.attrib), cells))
    return found


def decoded(text):
    """_xHHHH_ stands for a character."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def same(folder, make, **more):
    (fast, our_rows), (slow, their_rows) = both(folder, make, **more)
    assert about(fast) == about(slow)
    for ours, theirs in zip(our_rows, their_rows, strict=True):
        if IN_RUNS in theirs:
            assert cells_of(ours) == cells_of(theirs)
        else:
            assert ours == theirs
    return our_rows


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("chunk", [7, 500])
def test_every_hard_value_is_the_same_cell(tmp_path, monkeypatch, kind, chunk):
    monkeypatch.setattr(painter_sheet, "CHUNK", chunk)
    values = [value for value in HARD if value is not None] * 2 + HARD
    columns = [Column("A", kind), Column("B", kind, width=12)]
    same(tmp_path, lambda: Sheet("S", columns, [(v, v) for v in values]))


@pytest.mark.parametrize("kind", KINDS)
def test_values_of_one_type_are_the_same_cells(tmp_path, kind):
    dice = random.Random(3)
    moment = datetime(1985, 1, 1, 8, 30)
    groups = [
        [dice.choice(["Một cửa", "Đất đai " * 9, "x", None]) for _n in range(1200)],
        [f"HS-{n:06d} & <{n}>" for n in range(2500)],
        [f"Hồ sơ {n:06d}" for n in range(1800)],
        [f"{' ' * (n == 1500)}Hồ sơ {n}{' ' * (n == 1010)}" for n in range(1800)],
        [f"{n}|_x00{n % 90 + 10}_ {'𠮷' if n == 900 else ''}" for n in range(1800)],
        [f"{n} {'word ' * (n == 1200) * 30}" for n in range(1800)],
        [dice.randint(-(10**9), 10**9) for _n in range(700)] + [None],
        [None] * 501,
        [moment + timedelta(hours=n * 331, seconds=n % 7) for n in range(3000)],
        [None, *(date(1900, 3, 1) + timedelta(days=n) for n in range(900))],
        [date(1899, 1, 1) + timedelta(days=n * 97) for n in range(900)],
        [dice.random() * 10 ** dice.randint(-5, 14) for _n in range(600)],
    ]
    for values in groups:
        column = Column("A", kind, total=True)
        same(tmp_path, lambda v=values, c=column: Sheet("S", [c], [(x,) for x in v]))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(VALUES, VALUES, VALUES), max_size=12),
    st.tuples(*[st.sampled_from(KINDS)] * 3),
    st.sampled_from([None, "group", "total", "plain"]),
)
@example([("\ud800_x0041_", "_x0041_x0042_", "<r></r>")], ("text",) * 3, None)
def test_any_values_are_the_same_cells(tmp_path_factory, rows, kinds, style):
    columns = [
        Column(str(n), kind, width=[None, 8, None][n], total=n == 1)
        for n, kind in enumerate(kinds)
    ]
    # Floats and Decimals do not add up, whoever paints them.
    rows = [
        tuple(float(v) if isinstance(v, Decimal) else v for v in row) for row in rows
    ]
    if style:
        rows = [Row(row, style) if n % 2 else row for n, row in enumerate(rows)]
    folder = tmp_path_factory.mktemp("p")
    same(folder, lambda: Sheet("S", columns, rows))


def test_a_whole_sheet_is_the_same(tmp_path):
    def make():
        head = [HeadCell(0, 0, 2, 1, "TT"), HeadCell(0, 1, 1, 2, "Việc")]
        head += [HeadCell(1, 1, 1, 1, "a"), HeadCell(1, 2, 1, 1, "b")]
        columns = [Column("No."), Column("N", "integer", total=True, key="n")]
        columns.append(Column("H", "hours", total=True))
        rows = [(f"ông {n} " * (n % 9), n, n * 7) for n in range(60)]
        rows.insert(
            30, Row(("group", Formula("SUM(B{next}:B{end})", 1, 3), 0), "group")
        )
        return Sheet(
            "It's {here}",
            columns,
            rows,
            above=Cover("UBND", "scope", "now").lines("Title", "Period", 3),
            head=head,
            head_heights=(30, 20),
            numbers=("(1)", "(2)", "(3)"),
            notes=["note"],
            freeze_columns=1,
            key="s",
            charts=[Chart("bar", "Late", 0, (1, 2))],
            paper="A3",
        )

    rows = same(tmp_path, make)
    assert len(same(tmp_path, make, max_rows=60)) == 2
    assert "'It''s {here}'" not in rows[0]
    assert "SUM('It''s {here}'!B" in same(tmp_path, make, max_rows=60)[1]


@settings(deadline=None)
@given(st.text(max_size=200))
def test_escaping_loses_nothing(text):
    shown = cell_text(text)
    xml = etree.fromstring(f'<c r="A1{string_tail(shown, 1)}')
    assert decoded("".join(xml.itertext())) == shown


@given(st.datetimes(min_value=datetime(1900, 1, 1)) | st.dates(date(1900, 1, 1)))
def test_moments_are_the_numbers_they_are_elsewhere(value):
    from xlsxwriter.utility import _datetime_to_excel_datetime

    assert serial(value) == _datetime_to_excel_datetime(value, False, False)


def test_looks_have_the_numbers_rows_call_them_by(tmp_path):
    """What breaks here broke the fixed table of formats: see painter_package."""
    path = str(tmp_path / "a.xlsx")
    paint(path, Book("T", [Sheet("S", [Column("A")], [])]))
    with zipfile.ZipFile(path) as archive:
        styles = archive.read("xl/styles.xml").decode()
    assert f'<cellXfs count="{len(TABLE) + 1}">' in styles
    book = load_workbook(path)
    numbers = number_formats("%d/%m/%Y", "%H:%M")
    for key, number in STYLES.items():
        wanted = properties(numbers, *key)
        look = book._cell_styles[number]
        font = book._fonts[look.fontId]
        assert font.sz == wanted["font_size"], key
        assert bool(font.b) == bool(wanted.get("bold")), key
        assert bool(font.i) == bool(wanted.get("italic")), key
        alignment = book._alignments[look.alignmentId]
        assert (alignment.horizontal or None) == wanted.get("align"), key
        tab = book.active
        tab["Z9"]._style = look
        wanted_format = wanted.get("num_format", "General")
        assert tab["Z9"].number_format == wanted_format, key
        assert (tab["Z9"].border.left.style == "thin") == bool(wanted.get("border"))


def test_a_package_of_another_shape_is_refused(tmp_path, monkeypatch):
    """Says what broke when a later xlsxwriter writes its sheets otherwise."""
    monkeypatch.setattr(
        xlsxwriter.worksheet.Worksheet, "_write_dimension", lambda self: None
    )
    path = str(tmp_path / "a.xlsx")
    with pytest.raises(painter_package.PackageError, match="dimension"):
        paint(path, Book("T", [Sheet("S", [Column("A")], [])]))
    assert os.listdir(tmp_path) == []


def test_slow_and_fast_give_the_same_file(tmp_path):
    def members(slow):
        path = str(tmp_path / "a.xlsx")
        sheets = [
            Sheet(
                "A",
                [Column("N", "integer", key="n")],
                [(n,) for n in range(9)],
                key="a",
            ),
            Sheet("B", [Column("C")], [(Count("a", (("n", 3),), 1),)], deferred=True),
        ]
        paint(path, Book("T", sheets, created=datetime(2026, 1, 1)), slow=slow)
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            return {name: archive.read(name) for name in archive.namelist()}

    assert members(False) == members(True)


# -- parts --------------------------------------------------------------------------


def long_sheets():
    seen = []

    def rows():
        for n in range(50):
            seen.append(n)
            yield (n, f"việc {n}")

    columns = [Column("N", "integer", key="n"), Column("W")]
    total = ((len(seen), Count("list", (("n", 3),), 1)) for _once in range(1))
    return [
        Sheet(
            "Sum",
            [Column("A", "integer"), Column("B", "integer")],
            total,
            deferred=True,
        ),
        Sheet("List", columns, rows(), key="list"),
    ]


def test_parts_kept_as_text_and_files_make_the_same_file(tmp_path):
    book = Book("T", (), created=datetime(2026, 1, 1))
    whole = str(tmp_path / "whole.xlsx")
    paint(whole, Book("T", long_sheets(), created=datetime(2026, 1, 1)), max_rows=30)
    first, second = tmp_path / "1", tmp_path / "2"
    first.mkdir()
    second.mkdir()
    parts = paint_sheets(str(first), long_sheets(), book, max_rows=30)
    kept = json.loads(json.dumps([part.to_json() for part in parts]))
    for part in parts:
        for file in part.files:
            (second / file).write_bytes((first / file).read_bytes())
    again = [Part.from_json(values) for values in kept]
    assert again == parts
    painted = assemble(str(tmp_path / "parts.xlsx"), book, again, str(second))
    assert [(tab.name, tab.rows) for tab in painted] == [
        ("Sum", 1),
        ("List", 27),
        ("List (2)", 23),
    ]
    with zipfile.ZipFile(whole) as one, zipfile.ZipFile(tmp_path / "parts.xlsx") as two:
        assert one.namelist() == two.namelist()
        for name in one.namelist():
            assert one.read(name) == two.read(name), name


def test_kinds_painted_one_after_the_other_count_and_name_as_in_one_go(tmp_path):
    book = Book("T", ())
    done = paint_sheets(str(tmp_path), long_sheets()[1:], book)
    done = [Part.from_json(json.loads(json.dumps(part.to_json()))) for part in done]
    summary = Sheet("List", [Column("A", "integer")], [(Count("list", (), 50),)])
    (part,) = paint_sheets(str(tmp_path), [summary], book, done)
    assert part.tabs[0].name == "List (2)"
    assert "ROWS(list_n)" in rows_of(tmp_path, part)[0]
    assert part.compares == 50
    # After a kill the same kind is painted over what was left of it.
    left = set(os.listdir(tmp_path))
    assert paint_part(str(tmp_path), summary, book, done) == part
    assert set(os.listdir(tmp_path)) == left


def test_a_full_disk_leaves_no_half_file(tmp_path, monkeypatch):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    written = []

    def full(self, data):
        written.append(data)
        if len(written) > 3:
            raise OSError(28, "No space left on device")
        self.file.write(data)
        self.place += len(data)

    monkeypatch.setattr(painter_zip.ZipOut, "_write", full)
    with pytest.raises(OSError, match="No space"):
        paint(str(path), Book("T", [column()]))
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.xlsx"]


def column(rows=3):
    return Sheet("S", [Column("A")], [(str(n),) for n in range(rows)])


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device of Linux")
def test_rows_that_find_the_disk_full_say_so(tmp_path, monkeypatch):
    from procedure_control.reporting import painter_rows

    class Full(painter_rows.RowFile):
        def __init__(self, path):
            super().__init__("/dev/full")

    monkeypatch.setattr(painter_rows, "RowFile", Full)
    with pytest.raises(OSError, match="No space"):
        paint(str(tmp_path / "a.xlsx"), Book("T", [column()]))
    assert os.listdir(tmp_path) == []


@given(st.lists(st.binary(max_size=300), max_size=5))
def test_pieces_are_one_member(pieces):
    out = io.BytesIO()
    archive = painter_zip.ZipOut(out)
    made = [painter_zip.deflated(piece, last=False) for piece in pieces]
    archive.add("a/b.xml", [*made, painter_zip.deflated(b"", last=True)])
    archive.add("c", [painter_zip.deflated(b"end", last=True)])
    archive.close()
    with zipfile.ZipFile(out) as found:
        assert found.testzip() is None
        assert found.read("a/b.xml") == b"".join(pieces)
        assert found.namelist() == ["a/b.xml", "c"]


def test_members_too_large_for_32_bits(monkeypatch):
    """The same fields as for four gigabytes, from a smaller size on."""
    monkeypatch.setattr(painter_zip, "ZIP64", 10)
    test_pieces_are_one_member.hypothesis.inner_test([b"x" * 1000, b"y"])
