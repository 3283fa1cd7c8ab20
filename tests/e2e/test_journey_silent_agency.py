"""Four agencies asked together: three answer, one stays silent, the case goes on.

Asked on Tuesday 06/10/2026 at 09:00 for eight working hours. At 09:00 on Wednesday the
time is over: the fourth has given no reply, which is never an agreement.
"""

import re

import pytest
from playwright.sync_api import expect

from .pages import People, shown, sweep, utc
from .screenshots import FOLDER

START = "2026-10-05 15:00"
ASKED, DUE = "2026-10-06 09:00", "2026-10-07 09:00"
#: agency, who answers there, when, which answer, its words
ASKS = [
    ("Sở Nội vụ", "oanh", "2026-10-06 14:00", 0, ""),
    ("Sở Y tế", "loc", "2026-10-06 16:30", 1, "Kinh phí chưa có nguồn bảo đảm."),
    ("Trung tâm Phục vụ", "cuong", "2026-10-07 08:40", 2, "Sửa lại Điều 3."),
    ("Hòa Phú", "toan", None, None, ""),
]
FIGURES = ("asked_count:sum", "late_count:sum", "late_percent:avg")
SILENT = re.compile("^(Không trả lời|No reply)$")
AGREES = re.compile("^(Đồng ý|Agrees)$")


@pytest.fixture
def people(new_page, login):
    return People(new_page, login)


def test_three_answers_and_a_silence(server, people, rpc):
    admin = rpc("admin")
    case, number = received(server, people("yen"))
    ask(server, people("trang"), number)
    for _agency, who, when, answer, words in ASKS:
        if when:
            server.set_clock(when, hold=True)
            give(people(who), number, answer, words)
            expect(people(who).my_row(number)).to_have_count(0)

    # Ten minutes to go: the case still waits for the fourth.
    trang = people("trang")
    trang.open_my_work()
    expect(trang.my_row(number)).to_have_count(0)
    toan = people("toan")
    toan.open_my_work()
    expect(toan.my_row(number, "2")).to_have_count(1)

    server.set_clock("2026-10-07 09:04", hold=True)
    sweep(admin)
    trang.open_my_work()
    expect(trang.my_row(number, "3")).to_have_count(1)
    assert went_on_at(admin, case) == utc(DUE)
    toan.open_my_work()
    expect(toan.my_row(number)).to_have_count(0)
    refused_afterwards(rpc("toan"), admin, case)

    quyen = people("quyen")
    quyen.open_case(case)
    quyen.page.click("button[name=action_open_consultations]")
    coordination(quyen)
    quyen.page.screenshot(path=FOLDER / "consultations.png", animations="disabled")
    assert figures(rpc("quyen"), case) == (4, 1, 25.0)


def received(server, desk):
    """(id, number) of the case in which the agencies will be asked."""
    desk.page.goto("/odoo/cases")
    desk.page.locator("button[data-hotkey=c]").click()
    desk.choose("document_id", "QTNB-41")
    subject = "Dự thảo Quy chế phối hợp liên thông"
    desk.dialog.locator("[name=subject] input").fill(subject)
    desk.dialog.locator("button[name=action_receive]").click()
    desk.page.wait_for_selector(".o_form_view .o_procedure_path")
    return desk.opened_case()


def ask(server, desk, number):
    """The doer of the first step chooses the four in its dialog, and completes."""
    server.set_clock(ASKED, hold=True)
    desk.from_my_work(0, number, "1")
    lines = desk.dialog.locator("[name=agency_ids] .o_data_row")
    for agency, *_rest in ASKS:
        lines.filter(has_text=agency).locator("td[name=is_asked]").click()
    ticked = desk.dialog.locator("[name=agency_ids] input:checked")
    expect(ticked).to_have_count(len(ASKS))
    desk.page.screenshot(path=FOLDER / "ask-agencies.png", animations="disabled")
    desk.dialog.locator("button[name=action_complete]").click()
    expect(desk.dialog).to_have_count(0)


def give(desk, number, answer, words):
    desk.from_my_work(0, number, "2")
    desk.dialog.locator("[name=answer] input").nth(answer).check()
    if words:
        desk.dialog.locator("[name=reason] textarea").fill(words)
    desk.dialog.locator("button[name=action_complete]").click()
    expect(desk.dialog).to_have_count(0)


def went_on_at(admin, case):
    (task,) = admin.call(
        "procedure.task",
        "search_read",
        [("case_id", "=", case), ("label", "=", "3")],
        ["ready_at"],
    )
    return task["ready_at"]


def refused_afterwards(toan, admin, case):
    (task,) = admin.call(
        "procedure.task",
        "search",
        [("case_id", "=", case), ("state", "=", "no_reply")],
    )
    with pytest.raises(Exception, match="07/10/2026 09:00"):
        toan.call("procedure.task", "action_complete", [task], answer="agree")


def coordination(desk):
    """The rows of the four agencies, and the figures below them."""
    rows = desk.page.locator(".o_list_view .o_data_row")
    expect(rows).to_have_count(len(ASKS))
    for agency, _who, when, *_rest in ASKS:
        row = rows.filter(has_text=agency)
        expect(row.locator("td[name=asked_at]")).to_have_text(shown(ASKED))
        expect(row.locator("td[name=due_at]")).to_have_text(shown(DUE))
        if when:
            expect(row.locator("td[name=answered_at]")).to_have_text(shown(when))
        else:
            expect(row.locator("td[name=answered_at]")).to_have_text("")
            expect(row.locator("td[name=answer]")).to_have_text(SILENT)
            expect(row.locator("td[name=answer]")).not_to_have_text(AGREES)
    foot = desk.page.locator(".o_list_view tfoot td", has_text=re.compile(r"\d"))
    expect(foot).to_have_text(["4", "1", re.compile(r"^25[.,]00$")])


def figures(quality, case):
    (group,) = quality.call(
        "procedure.consultation",
        "formatted_read_group",
        [("case_id", "=", case)],
        [],
        list(FIGURES),
    )
    return tuple(
        group[name]
        for name in ("asked_count:sum", "late_count:sum", "late_percent:avg")
    )
