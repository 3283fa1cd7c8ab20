"""A wrong name on the result, found three days after the case was closed.

A certified copy, received on Monday 05/10/2026 at 08:00 and issued the same day. On
Thursday the citizen comes back: her name is wrong. The clerk starts a correction, which
runs as a case of its own and is finished on Friday, after its due. The first case stays
as it was, byte for byte, and is marked; figures of timeliness do not know the second.
"""

import re

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from .pages import People, complete, owner_of, shown, utc
from .screenshots import FOLDER

START = "2026-10-05 08:00"
#: step, when it is done: the first time, and again in the correction
WALK = [("1", "08:30"), ("2", "10:00"), ("3", "11:30"), ("4", "11:45")]
AGAIN = [
    ("1", "2026-10-08 09:30"),
    ("2", "2026-10-08 14:00"),
    ("3", "2026-10-09 08:30"),
    ("4", "2026-10-09 09:00"),
]
FOUND, DUE, MENDED = "2026-10-08 09:00", "2026-10-08 17:00", "2026-10-09 09:00"
WRONG = "Tên đệm ghi là Thi, đúng ra là Thị"
NUMBER = "12/SY-UBND"
CORRECTING = re.compile("(Being corrected|Đang đính chính)")
CORRECTED = re.compile("(Corrected|Đã đính chính)")


@pytest.fixture
def people(new_page, login):
    return People(new_page, login)


def test_a_wrong_name_is_corrected(server, people, rpc, tmp_path):
    admin, hoa = rpc("admin"), people("hoa")
    server.set_clock(START, hold=True)
    hoa.receive("QTTP-01", "Nguyễn Thị Mận", "Bản sao giấy khai sinh")
    case, number = hoa.opened_case()
    walk(
        server, people, admin, (case, number), [(n, f"2026-10-05 {h}") for n, h in WALK]
    )
    first, untouched = (
        admin.call("procedure.case", "read", [case])[0],
        row(server, case),
    )
    assert (first["state"], first["verdict"]) == ("closed", "on_time")

    server.set_clock(FOUND, hold=True)
    hoa.open_case(case)
    start(hoa, case)
    correction, its_number = hoa.opened_case()
    assert correction != case
    expect(hoa.field("due_at")).to_have_text(shown(DUE))
    hoa.open_case(case)
    mark = hoa.page.locator(".o_form_view .alert-warning")
    expect(mark).to_contain_text(CORRECTING)
    expect(mark).to_contain_text(its_number)
    expect(hoa.page.locator("button[name=action_open_correction]")).to_have_count(0)
    with pytest.raises(Exception, match=its_number):
        again(rpc("hoa"), case)

    walk(server, people, admin, (correction, its_number), AGAIN)
    hoa.open_case(case)
    mark = hoa.page.locator(".o_form_view .alert-danger")
    expect(mark).to_contain_text(CORRECTED)
    expect(mark).to_contain_text("09/10/2026")
    hoa.page.screenshot(path=FOLDER / "corrected.png", animations="disabled")
    assert row(server, case) == untouched, "not one column of it has changed"
    expect_badge(hoa, number)

    hoa.open_case(correction)
    expect(hoa.page.locator(".o_form_view .alert-info")).to_contain_text(WRONG)
    expect(hoa.page.locator(".o_form_view .alert-info")).to_contain_text(number)
    (mended,) = admin.call(
        "procedure.case",
        "read",
        [correction],
        ["state", "verdict", "result_at", "due_at", "correction_after_days"],
    )
    assert mended == {
        "id": correction,
        "state": "closed",
        "verdict": False,
        "result_at": utc(MENDED),
        "due_at": utc(DUE),
        "correction_after_days": 3,
    }
    assert judged(admin, correction) == {False}

    # The chairman's spreadsheet of October, whose period ended on the 14th: its
    # register has a line of each, the figures of the form know the first alone.
    server.set_clock("2026-10-27 09:00", hold=True)
    path = people("tien").export(tmp_path)
    lines = register(path)
    # Last come the row of the form, the column of receipt and that of the result.
    assert lines[its_number][-4] == number, "corrects the result of"
    assert lines[its_number][-2:] == (None, None), "in no column of the form"
    assert CORRECTED.fullmatch(lines[number][-5])
    assert all(lines[number][-2:]), "counted as before"
    counted = [line for line in lines.values() if isinstance(line[-1], int)]
    assert total(path) == len(counted)
    assert quality(rpc("quyen"), case) == (1, 1, 1000.0)
    look_at_the_figures(people("tien"))


def walk(server, people, admin, case, steps):
    """Each step by whom it waits for, in the browser, at its moment."""
    for label, when in steps:
        server.set_clock(when, hold=True)
        desk = people(owner_of(admin, case[0]))
        complete(desk, "case", case, label, document_number=given(admin, case[0]))


def given(admin, case):
    """A document number where the step at hand asks for one."""
    (task,) = admin.call(
        "procedure.task",
        "search_read",
        [("case_id", "=", case), ("state", "=", "ready")],
        ["step_id"],
    )
    (step,) = admin.call(
        "procedure.step", "read", [task["step_id"][0]], ["needs_number"]
    )
    return NUMBER if step["needs_number"] else ""


def start(desk, case):
    """The dialog: what is wrong, and why."""
    desk.page.click("button[name=action_open_correction]")
    desk.dialog.locator("[name=cause] select, [name=cause] input").first.click()
    cause = desk.page.locator(".o_select_menu_item").first
    cause.click()
    desk.dialog.locator("[name=reason] textarea").fill(WRONG)
    desk.page.screenshot(path=FOLDER / "correction.png", animations="disabled")
    desk.dialog.locator("button[name=action_confirm]").click()
    expect(desk.page.locator(".modal-dialog")).to_have_count(0)
    desk.page.wait_for_selector(".o_form_view .o_procedure_path")
    desk.page.locator("button[name=action_open_corrected]").wait_for()
    # The address follows the screen a moment later.
    expect(desk.page).not_to_have_url(re.compile(rf"/{case}$"))


def again(hoa, case):
    hoa.call("procedure.case", "action_start_correction", [case], "recall", "own", "x")


def row(server, case):
    """The row of a case as the database holds it."""
    return server.sql(f"SELECT c::text FROM procedure_case c WHERE id = {case}")


def judged(admin, case):
    tasks = admin.call(
        "procedure.task", "search_read", [("case_id", "=", case)], ["verdict"]
    )
    return {task["verdict"] for task in tasks}


def expect_badge(desk, number):
    desk.page.goto("/odoo/corrections")
    line = desk.page.locator(".o_data_row", has_text=number)
    expect(line.locator("td[name=correction_after_days]")).to_have_text("3")
    expect(line.locator("td[name=correction_reason]")).to_have_text(WRONG)


def total(path):
    """Dossiers taken on, as the statutory sheet adds them up."""
    sheet = load_workbook(path, data_only=True)["II.06a"]
    taken_on = [cells[2] for cells in sheet.iter_rows(values_only=True)]
    return max(value for value in taken_on if isinstance(value, int))


def register(path):
    """{number of the case: its cells, without the empty ones behind}."""
    sheet = load_workbook(path, data_only=True)["Sổ theo dõi"]
    found = {}
    for cells in sheet.iter_rows(values_only=True):
        if cells[0]:
            found[str(cells[0])] = tuple(cells)
    return found


def quality(quyen, case):
    """(results, corrected, per thousand) of this one result."""
    (found,) = quyen.call(
        "procedure.correction.figure",
        "search_read",
        [("case_id", "=", case)],
        ["result_count", "corrected_count", "per_thousand"],
    )
    return found["result_count"], found["corrected_count"], found["per_thousand"]


def look_at_the_figures(desk):
    desk.page.goto("/odoo/correction-figures")
    expect(desk.page.locator("div.o_pivot")).to_be_visible()
    expect(desk.page.locator("div.o_pivot")).to_contain_text("QTTP-01")
    desk.page.screenshot(path=FOLDER / "correction-figures.png", animations="disabled")
