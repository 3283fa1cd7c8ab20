"""Cases brought in by spreadsheet: what fits is read, what does not is named."""

import io
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter
from openpyxl import Workbook, load_workbook

from procedure_control.interchange import case_sheet
from procedure_control.interchange.case_sheet_columns import COLUMNS
from procedure_control.interchange.safe_xlsx import Limits

KEYS = list(COLUMNS)
GOOD = {
    "external_code": "000.00.01.H40-261005-0001",
    "procedure_code": "1.013871",
    "agency_code": "SYT",
    "channel": "Trực tuyến",
    "received_at": "05/10/2026 09:00",
    "requester_name": "Nguyễn Văn An",
    "phone": "0912345678",
}


def english(msgid):
    return msgid


def workbook(*lines, heads=KEYS):
    book = Workbook()
    sheet = book.active
    sheet.title = "Hồ sơ"
    sheet.append(list(heads))
    for line in lines:
        sheet.append([line.get(key) for key in KEYS])
    return saved(book)


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rewritten(data, part, change):
    """The same workbook with one part's bytes changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            text = old.read(info)
            new.writestr(info.filename, change(text) if info.filename == part else text)
    return out.getvalue()


def codes(findings):
    return [(finding.code, finding.line, finding.column) for finding in findings]


def test_a_line_is_read_whole():
    lines, findings = case_sheet.read(workbook(GOOD))
    assert findings == []
    assert lines == [
        case_sheet.CaseLine(
            line=2,
            external_code="000.00.01.H40-261005-0001",
            procedure_code="1.013871",
            agency_code="SYT",
            received_at=datetime(2026, 10, 5, 9, 0),
            channel="online",
            requester_name="Nguyễn Văn An",
            phone="0912345678",
        )
    ]


def test_a_file_with_shared_strings_reads_the_same():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, KEYS)
        sheet.write_row(1, 0, [GOOD.get(key) for key in KEYS])
    assert case_sheet.read(out.getvalue()) == case_sheet.read(workbook(GOOD))[:1] + (
        [],
    )


@pytest.mark.parametrize(
    ("written", "moment", "has_time"),
    [
        ("05/10/2026", datetime(2026, 10, 5), False),
        ("5/10/2026 9:05", datetime(2026, 10, 5, 9, 5), True),
        ("05-10-2026 15:40", datetime(2026, 10, 5, 15, 40), True),
        ("2026-10-05 15:40", datetime(2026, 10, 5, 15, 40), True),
        (datetime(2026, 10, 5, 9, 20), datetime(2026, 10, 5, 9, 20), True),
        (date(2026, 10, 5), datetime(2026, 10, 5), False),
    ],
)
def test_dates_as_people_write_them(written, moment, has_time):
    lines, findings = case_sheet.read(workbook({**GOOD, "received_at": written}))
    assert findings == []
    assert (lines[0].received_at, lines[0].has_time) == (moment, has_time)


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("received_at", "31/02/2026", "not_a_date"),
        ("received_at", "10/25/2026 09:00", "not_a_date"),
        ("received_at", "tomorrow", "not_a_date"),
        ("received_at", 46300, "not_a_date"),
        ("received_at", "05/10/0202", "absurd_date"),
        ("received_at", "05/10/2026 25:00", "not_a_date"),
        ("channel", "pigeon", "unknown_channel"),
        ("procedure_code", 1.01027, "number_for_text"),
        ("external_code", 12345678901234567890, "number_for_text"),
        ("external_code", True, "not_text"),
        ("external_code", datetime(2026, 1, 1), "not_text"),
        ("external_code", "=1+1", "formula"),
        ("note", '=HYPERLINK("http://x")', "formula"),
        ("external_code", None, "missing_value"),
        ("agency_code", "  ", "missing_value"),
        ("note", "x" * 2001, "too_long"),
    ],
)
def test_what_does_not_fit_is_listed_by_line_and_the_rest_is_taken(column, value, code):
    other = {**GOOD, "external_code": "B-2"}
    lines, findings = case_sheet.read(workbook({**GOOD, column: value}, other))
    assert codes(findings) == [(code, 2, column)]
    assert [line.external_code for line in lines] == ["B-2"]
    what, mend = case_sheet.explain(findings[0], english)
    assert what and mend and "%" not in what + mend


def test_text_that_looks_like_a_formula_stays_text():
    book = load_workbook(io.BytesIO(workbook(GOOD)))
    cell = book.active.cell(2, KEYS.index("note") + 1)
    cell.value, cell.data_type = "=1+1", "s"
    lines, findings = case_sheet.read(saved(book))
    assert (findings, lines[0].note) == ([], "=1+1")


def test_a_phone_typed_as_a_number_is_taken_with_a_warning():
    lines, findings = case_sheet.read(workbook({**GOOD, "phone": 912345678}))
    assert lines[0].phone == "912345678"
    assert [finding.blocking for finding in findings] == [False]


def test_the_same_code_twice_names_the_first_line():
    lines, findings = case_sheet.read(workbook(GOOD, GOOD))
    assert len(lines) == 1
    assert codes(findings) == [("double_line", 3, "external_code")]
    assert findings[0].values["first"] == 2
    elsewhere = {**GOOD, "agency_code": "STP"}
    lines, findings = case_sheet.read(workbook(GOOD, elsewhere))
    assert (len(lines), findings) == (2, [])


def test_heads_in_vietnamese_and_in_any_order():
    book = Workbook()
    book.active.append(["Danh sách hồ sơ"])
    book.active.append(
        ["Ngày tiếp nhận", "MÃ HỒ SƠ *", "Mã thủ tục", "Mã cơ quan", "Ghi chú", "?"]
    )
    book.active.append([datetime(2026, 10, 5, 9), "A-1", "1.01", "SYT", "a\nb", "x"])
    lines, findings = case_sheet.read(saved(book))
    assert findings == []
    assert (lines[0].line, lines[0].note) == (3, "a\nb")


def test_a_missing_column_takes_nothing():
    heads = [key if key != "agency_code" else "unknown" for key in KEYS]
    lines, findings = case_sheet.read(workbook(GOOD, heads=heads))
    assert lines == []
    assert codes(findings) == [("missing_column", 0, "agency_code")]


def test_the_same_head_twice_takes_nothing():
    heads = [key if key != "note" else "address" for key in KEYS]
    lines, findings = case_sheet.read(workbook(GOOD, heads=heads))
    assert (lines, codes(findings)) == ([], [("double_column", 0, "address")])


def test_no_head_and_no_lines():
    assert codes(case_sheet.read(saved(Workbook()))[1]) == [("no_head", 0, "")]
    assert codes(case_sheet.read(workbook())[1]) == [("no_lines", 0, "")]


def test_too_many_lines_takes_nothing():
    data = workbook(*({**GOOD, "external_code": f"A-{n}"} for n in range(4)))
    lines, findings = case_sheet.read(data, Limits(lines=3))
    assert (lines, codes(findings)) == ([], [("too_many_lines", 0, "")])
    assert len(case_sheet.read(data, Limits(lines=4))[0]) == 4


def test_a_line_far_below_is_not_lost():
    book = load_workbook(io.BytesIO(workbook(GOOD)))
    for key, value in {**GOOD, "external_code": "far"}.items():
        book.active.cell(20_000, KEYS.index(key) + 1).value = value
    lines, findings = case_sheet.read(saved(book))
    assert findings == []
    assert [line.line for line in lines] == [2, 20_000]


# -- hostile files ---------------------------------------------------------------

SHEET = "xl/worksheets/sheet1.xml"
BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


def declared(encoding):
    def change(text):
        body = text.decode("utf-8").split("?>", 1)[-1]
        return f'<?xml version="1.0" encoding="{encoding}"?>{body}'.encode(encoding)

    return change


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("empty", "not_xlsx"),
        ("text", "not_xlsx"),
        ("plain zip", "not_xlsx"),
        ("cut short", "damaged"),
        ("broken part", "damaged"),
        ("old office", "old_or_encrypted"),
        ("entities", "unsafe"),
        ("entities in styles", "unsafe"),
        ("utf-16", "unsafe"),
        ("utf-7", "unsafe"),
        ("one endless row", "unsafe"),
        ("hidden in a comment", "unsafe"),
        ("zip bomb", "bomb"),
        ("garbage xml", "damaged"),
    ],
)
def test_hostile_files_are_refused_by_name(name, code):
    good = workbook(GOOD)
    cells = b"<c/>" * 400_000
    files = {
        "empty": b"",
        "text": b"external_code;procedure_code\n",
        "plain zip": rewritten(good, "xl/workbook.xml", lambda text: text).replace(
            b"xl/workbook.xml", b"xl/workbool.xml"
        ),
        "cut short": good[: len(good) // 2],
        "broken part": corrupted(good),
        "old office": b"\xd0\xcf\x11\xe0" + good,
        "entities": rewritten(good, SHEET, lambda text: BOMB + text),
        "entities in styles": rewritten(
            good, "xl/styles.xml", lambda text: BOMB + text
        ),
        "utf-16": rewritten(good, SHEET, declared("utf-16")),
        "utf-7": rewritten(good, SHEET, declared("utf-7")),
        "one endless row": rewritten(
            good, SHEET, lambda text: text.replace(b"</row>", cells + b"</row>", 1)
        ),
        "hidden in a comment": rewritten(
            good, SHEET, lambda text: text.replace(b"</row>", b"<!--<row --></row>", 1)
        ),
        "zip bomb": bomb(good),
        "garbage xml": rewritten(good, SHEET, lambda text: text[:200]),
    }
    lines, findings = case_sheet.read(files[name])
    assert lines == []
    assert [finding.code for finding in findings] == [code]
    assert findings[0].blocking
    assert all(case_sheet.explain(findings[0], english))


def corrupted(data):
    """A byte flipped inside the sheet's compressed data: its checksum is wrong."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo(SHEET)
    at = info.header_offset + 30 + len(SHEET) + info.compress_size // 2
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def bomb(data):
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", b"\0" * 60_000_000)
    assert len(out.getvalue()) < 200_000
    return out.getvalue()


def test_links_to_other_files_are_reported_and_not_followed():
    out = io.BytesIO(workbook(GOOD))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/externalLinks/externalLink1.xml", b"<externalLink/>")
    lines, findings = case_sheet.read(out.getvalue())
    assert len(lines) == 1
    assert [(f.code, f.blocking) for f in findings] == [("external_links", False)]


def test_an_absurd_row_number_ends_at_once():
    far = b'<row r="99999999999"><c r="A99999999999" t="str"><v>x</v></c></row>'
    data = rewritten(
        workbook(GOOD),
        SHEET,
        lambda text: text.replace(b"</sheetData>", far + b"</sheetData>"),
    )
    lines, _findings = case_sheet.read(data)
    assert len(lines) <= 1


def test_too_large_a_file_is_not_even_opened():
    findings = case_sheet.read(b"PK" + b"0" * 100, Limits(file_bytes=50))[1]
    assert [finding.code for finding in findings] == ["file_too_large"]


# -- the template ----------------------------------------------------------------


def test_the_template_reads_back_in_any_language(tmp_path):
    path = str(tmp_path / "template.xlsx")
    procedures = [("1.013871", "=Bổ nhiệm giám định viên", ""), ("QTTP-20", "B", "")]
    case_sheet.write_template(
        path, lambda text: f"Ω {text}"[:25], procedures, [("SYT", "Sở Y tế")]
    )
    book = load_workbook(path)
    sheet, choices = book.worksheets[:2]
    assert sheet.row_dimensions[2].hidden
    assert choices["B2"].value == "=Bổ nhiệm giám định viên"
    assert choices["B2"].data_type == "s"
    assert len(sheet.data_validations.dataValidation) == 3
    for index, key in enumerate(KEYS, 1):
        value = {**GOOD, "channel": choices["F3"].value}.get(key)
        sheet.cell(3, index).value = value
    lines, findings = case_sheet.read(saved(book))
    assert findings == []
    assert (lines[0].line, lines[0].channel) == (3, "desk")


def test_an_untouched_template_has_no_lines(tmp_path):
    path = tmp_path / "template.xlsx"
    case_sheet.write_template(str(path), english, [])
    lines, findings = case_sheet.read(path.read_bytes())
    assert (lines, codes(findings)) == ([], [("no_lines", 0, "")])
