"""The reading matrix: who had read what on a day, safe in a spreadsheet."""

from datetime import date, datetime

import openpyxl

from procedure_control.reporting import painter
from procedure_control.reporting.reading_matrix import Reading, book, fold
from procedure_control.reporting.sheets import in_english

AS_OF = datetime(2026, 10, 20, 9, 0)


def reading(person, document, state="asked", **values):
    return Reading(
        person=person,
        name=values.pop("name", f"Name {person}"),
        department=values.pop("department", "Phòng"),
        document=document,
        code=f"QT.{document}",
        title=f"Title {document}",
        revision="01.00",
        state=state,
        asked_at=datetime(2026, 10, 5, 9, 0),
        **values,
    )


def painted(tmp_path, readings):
    path = tmp_path / "matrix.xlsx"
    made = book(fold(readings, AS_OF), in_english, day=date(2026, 10, 20), agency="Sở")
    painter.paint(str(path), made)
    return openpyxl.load_workbook(path)


def rows_of(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_cells_tell_how_it_stood(tmp_path):
    sheets = painted(
        tmp_path,
        [
            reading(1, 1, "read", read_at=datetime(2026, 10, 7, 9, 0)),
            reading(2, 1, due_at=datetime(2026, 10, 12, 17, 0)),
            reading(3, 1, due_at=datetime(2026, 10, 22, 17, 0)),
            reading(4, 1, "informed"),
            reading(4, 2),
        ],
    )
    rows = rows_of(sheets.worksheets[0])
    head = next(row for row in rows if row[0] == "No.")
    assert head[3:] == ["QT.1\nTitle 1", "QT.2\nTitle 2"]
    body = rows[rows.index(head) + 1 :]
    assert [row[1:] for row in body[:4]] == [
        ["Phòng", "Name 1", "07/10/2026", None],
        ["Phòng", "Name 2", "Overdue since 12/10/2026", None],
        ["Phòng", "Name 3", "To read by 22/10/2026", None],
        ["Phòng", "Name 4", "For information", "Not read"],
    ]
    assert body[4][2:] == ["Together", "1 of 3 read", "0 of 1 read"]
    assert len(rows_of(sheets.worksheets[1])) >= 6


def test_text_never_becomes_a_formula(tmp_path):
    evil = '=HYPERLINK("http://x","y")'
    sheets = painted(
        tmp_path,
        [reading(1, 1, name=evil, department="+1+1"), reading(2, 1, name="@x")],
    )
    for sheet in sheets.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert cell.hyperlink is None
    values = [v for row in rows_of(sheets.worksheets[0]) for v in row]
    assert evil in values
    assert "+1+1" in values


def test_namesakes_are_two_rows(tmp_path):
    sheets = painted(
        tmp_path, [reading(1, 1, name="An"), reading(2, 1, name="An", state="informed")]
    )
    names = [row[2] for row in rows_of(sheets.worksheets[0])]
    assert names.count("An") == 2


def test_nobody(tmp_path):
    sheets = painted(tmp_path, [])
    assert len(sheets.worksheets) == 2
