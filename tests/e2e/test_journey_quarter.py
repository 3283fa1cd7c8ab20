"""Quarter III of 2026 in one file: exact figures, one's own rows, what changed later.

The engine plays the quarter of one agency beforehand; its figures are counted from the
plan it played, in `addons/procedure_control/tests/quarter_data.py`.
"""

import base64
import csv
import re
import shutil
import subprocess

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from .pages import Desk
from .screenshots import FOLDER

START = "2026-10-05 09:00"
#: Columns 3 to 13 of the form.
FIGURES = [1240, 980, 160, 100, 1100, 700, 385, 15, 140, 131, 9]
INTERNAL, WAITING = 212, 4
CASE = "procedure.case"
#: Of each week one dossier was late: when it came, and when it is said to be extended.
LATE_WEEKS = (("2026-06-15", "2026-06-19"), ("2026-06-22", "2026-06-26"))
CHANGED = re.compile(r"3 (hồ sơ thay đổi sau khi chốt|cases changed after filing)")
#: Of the head of the first department: his procedure, nothing else.
OF_HEAD = [443, 341, 68, 34, 394, 240, 142, 12, 49, 46, 3]
OWN_ROWS = "Chỉ gồm hồ sơ, công việc và các bước mà Trưởng Phòng Đất đai được xem"
NUMBERS = re.compile(r"^\((\d+)\)")
PLAY = """
from odoo.addons.procedure_control.tests.quarter_play import Quarter
Quarter(env).play()
env.cr.commit()
"""


@pytest.fixture(scope="module")
def quarter(server):
    """The agency with its quarter, played once for the file."""
    server.shell(PLAY)
    return server


def ask(desk):
    """The dialog, filled in for the last quarter that is over."""
    desk.page.goto("/odoo/my-work")
    desk.menu("menu_reporting", "procedure_compliance_export_menu")
    desk.dialog.locator("[name=period_kind]").locator("input, select").click()
    desk.page.locator(".o_select_menu_item", has_text="Quý").click()
    expect(desk.dialog.locator("[name=quarter] input")).to_have_value("III")
    expect(desk.dialog.locator("[name=hint]")).to_contain_text(re.compile(r"\d"))


def export(desk, folder):
    """The file of the quarter, as whoever is logged in may have it."""
    ask(desk)
    with desk.page.expect_download(timeout=120_000) as waiting:
        desk.dialog.locator("button[name=action_export]").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def form_of(rows):
    """{name of the line: columns 3 to 13} below the row of column numbers."""
    rows = [[str(cell) if cell is not None else "" for cell in row] for row in rows]
    start = next(n for n, row in enumerate(rows) if NUMBERS.match(row[2] or ""))
    return {
        row[1]: [int(float(cell)) for cell in row[2:13]]
        for row in rows[start + 1 :]
        if re.fullmatch(r"\d+(\.0)?", row[2])
    }


def lines(book, sheet):
    return [row for row in book[sheet].iter_rows(values_only=True) if any(row)]


def numbers_in(book, sheet):
    """How many rows a register holds below its head."""
    rows = lines(book, sheet)
    start = next(n for n, row in enumerate(rows) if "Số" in map(str, row))
    place = [str(cell) for cell in rows[start]].index("Số")
    return len({row[place] for row in rows[start + 1 :] if row[place]})


def recalculated(path, folder):
    """The statutory sheet as LibreOffice reckons it anew."""
    if not shutil.which("soffice"):
        pytest.fail("LibreOffice is not installed: apt-get install libreoffice-calc")
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",
         "--convert-to",
         "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,"
         "false,false,-1", "--outdir", str(folder / "csv"), str(path)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    sheets = sorted((folder / "csv").glob("*.csv"))
    for sheet in sheets:
        text = sheet.read_text(encoding="utf-8")
        for error in ("#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "Err:5"):
            assert error not in text, f"{error} in {sheet.name}"
    (form,) = [sheet for sheet in sheets if sheet.name.endswith("-II.06a.csv")]
    with form.open(newline="", encoding="utf-8") as rows:
        return form_of(list(csv.reader(rows)))


@pytest.mark.timeout(900)
def test_the_deputy_director_exports_the_quarter(quarter, new_page, login, tmp_path):
    desk = Desk(login(new_page(locale="vi-VN"), "lan"))
    path = export(desk, tmp_path)
    book = load_workbook(path, data_only=True)
    form = form_of(book["II.06a"].iter_rows(values_only=True))
    assert form["Tổng số"] == FIGURES
    assert recalculated(path, tmp_path) == form
    assert numbers_in(book, "Hồ sơ công việc nội bộ") == INTERNAL
    notes = [cell for row in lines(book, "II.06a") for cell in row if cell]
    waiting = [text for text in map(str, notes) if "chờ bổ sung tại thời điểm" in text]
    assert len(waiting) == 1
    assert f": {WAITING}," in waiting[0] and "cột 12" in waiting[0]


@pytest.mark.timeout(900)
def test_a_head_of_department_gets_his_own_rows(quarter, new_page, login, tmp_path):
    desk = Desk(login(new_page(locale="vi-VN"), "q.head1"))
    path = export(desk, tmp_path)
    book = load_workbook(path, data_only=True)
    form = form_of(book["II.06a"].iter_rows(values_only=True))
    assert form["Tổng số"] == OF_HEAD
    for sheet in book:
        said = [
            str(cell)
            for row in sheet.iter_rows(max_row=100, values_only=True)
            for cell in row
            if OWN_ROWS in str(cell)
        ]
        assert said, f"{sheet.title} does not say whose rows it holds"


@pytest.mark.timeout(900)
def test_three_cases_changed_after_the_quarter_was_filed(quarter, new_page, login, rpc):
    desk = Desk(login(new_page(locale="vi-VN"), "lan"))
    ask(desk)
    desk.dialog.locator("button[name=action_file]").click()
    expect(desk.page.locator(".modal-dialog")).to_have_count(2)
    desk.page.locator(".modal-dialog").last.locator(".btn-primary").click()
    compare = desk.page.locator("button[name=action_compare]")
    expect(compare).to_be_visible(timeout=120_000)

    record_late(rpc("q.officer"))
    compare.click()
    words = desk.page.locator(".alert [name=change_words]").first
    expect(words).to_have_text(CHANGED, timeout=60_000)
    rows = desk.page.locator("[name=change_ids] .o_data_row")
    expect(rows).to_have_count(3)
    for row in rows.all():
        # Each with the act that caused it, why, and by whom.
        for cell in ("act", "reason", "done_by_name", "done_at"):
            expect(row.locator(f"td[name={cell}]")).not_to_be_empty()
        expect(row.locator("td[name=done_by_name]")).to_have_text("Phan Thị Yến")
    desk.page.screenshot(path=FOLDER / "quarter_changed.png", animations="disabled")


def record_late(officer):
    """Three papers that came to light after the report was sent."""
    paper = {
        "number": "12/PYC",
        "date": "2026-08-28",
        "file": base64.b64encode(b"scan").decode(),
        "filename": "phieu.pdf",
    }
    why = "Giấy tờ đến muộn"
    for received, extended in LATE_WEEKS:
        (late,) = officer.call(
            CASE, "search",
            [("verdict", "=", "late"), ("received_at", "=", f"{received} 02:00:00")],
        )  # fmt: skip
        due, since = "2026-07-10 10:00:00", f"{extended} 03:00:00"
        officer.call(CASE, "action_extend_late", [late], due, since, why, paper)
    (overdue,) = officer.call(
        CASE, "search", [("state", "=", "running"),
        ("received_at", "=", "2026-08-24 02:00:00")], limit=1,
    )  # fmt: skip
    since = "2026-08-28 03:00:00"
    officer.call(CASE, "action_pause_late", [overdue], "Bản vẽ", since, why, paper)
