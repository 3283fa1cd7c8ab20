"""Renews docs/screenshots/*.png:  ./dev test tests/e2e/screenshots.py

Some of them only:  SHOTS="signing trail" ./dev test tests/e2e/screenshots.py
Not part of any suite: its name does not begin with test_. The demonstration of
1 October 2026 is shown, in Vietnamese, and in English where the name ends in -en.
"""

import os
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .pages import Desk, sweep
from .rpc import Rpc

START = "2026-10-01 08:05"
FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
VIEWPORT = {"width": 1366, "height": 820}
WANTED = os.environ.get("SHOTS", "").split()


def my_work(desk, rpc):
    desk.open_my_work()


def case(desk, rpc):
    """A dossier far on its way through several agencies."""
    in_time = ("due_at", ">", "2026-10-01 02:00:00")
    of_p3 = ("document_id.code", "=", "QT.NCC.01")
    desk.open_case(a_case(rpc, [("state", "=", "running"), of_p3, in_time]))


def case_steps(desk, rpc):
    case(desk, rpc)
    desk.page.locator("[name=task_ids]").scroll_into_view_if_needed()
    desk.page.mouse.wheel(0, 1200)


def case_flow(desk, rpc):
    """The flow of the case as a picture."""
    case(desk, rpc)
    desk.page.locator("a[name=flow]").click()
    desk.page.wait_for_selector(".o_procedure_flow_picture svg")
    desk.page.locator(".o_procedure_flow").evaluate("(one) => one.scrollIntoView()")


def case_due(desk, rpc):
    """How the due time came about, and when the clock stood."""
    desk.open_case(a_case(rpc, [("state", "=", "paused"), ("kind", "=", "tthc")]))
    desk.page.locator("a[name=due]").click()
    desk.page.mouse.wheel(0, 1200)


def completion(desk, rpc):
    """The dialog of a step that may be sent back."""
    desk.open_my_work()
    desk.my_row(sent_back_by(rpc)[1]).locator("button").click()
    desk.dialog.locator("[name=choice_id] input").last.check()
    desk.dialog.locator("[name=reason] textarea").fill(
        "Dự thảo chưa viện dẫn đúng căn cứ pháp lý."
    )


def sent_back_by(rpc):
    """(login, case number) of somebody who may send a step back now."""
    (task,) = rpc("admin").call(
        "procedure.task",
        "search_read",
        [
            ("state", "=", "ready"),
            ("kind", "=", "tthc"),
            ("step_id.outcome_ids.kind", "=", "back"),
        ],
        ["user_id", "case_id"],
        order="due_at desc",
        limit=1,
    )
    (user,) = rpc("admin").call("res.users", "read", [task["user_id"][0]], ["login"])
    return user["login"], task["case_id"][1]


def intake(desk, rpc):
    desk.page.goto("/odoo/cases")
    desk.page.locator("button[data-hotkey=c]").click()
    desk.choose("document_id", "QT.GD.01")
    desk.dialog.locator("[name=requester_name] input").fill("Nguyễn Thị Mận")
    desk.dialog.locator("[name=requester_phone] input").fill("0900 000 123")
    desk.dialog.locator("[name=subject] input").fill("Miễn học phí năm học")
    desk.dialog.locator("[name=component_ids] .o_data_row").first.wait_for()


def cases_by_state(desk, rpc):
    desk.page.goto("/odoo/cases?view_type=kanban")
    desk.page.wait_for_selector(".o_kanban_record:not(.o_kanban_ghost)")


def department(desk, rpc):
    desk.page.goto("/odoo/department-work")
    desk.page.wait_for_selector(".o_group_header")
    desk.page.locator(".o_group_header").first.click()


def escalations(desk, rpc):
    desk.page.goto("/odoo/procedure-escalations")
    desk.page.locator(".o_group_header").first.click()
    desk.page.wait_for_selector(".o_data_row")


def step_table(desk, rpc):
    open_revision(desk, rpc, "QT.NCC.01", "effective")
    desk.page.locator("a[name=steps]").scroll_into_view_if_needed()
    desk.page.locator("a[name=steps]").hover()
    desk.page.mouse.wheel(0, 420)


def readiness(desk, rpc):
    """The draft whose steps add up to more than its limit."""
    open_revision(desk, rpc, "QT.ĐĐ.08", "draft")
    desk.page.locator("a[name=readiness]").click()
    desk.page.mouse.wheel(0, 360)


def to_sign(desk, rpc):
    desk.page.goto("/odoo/action-procedure_control.procedure_signature_request_action")
    desk.page.wait_for_selector(".o_data_row")


def signing(desk, rpc):
    """What a signer sees before he types his password."""
    to_sign(desk, rpc)
    desk.page.locator(".o_data_row input[type=checkbox]").first.check()
    desk.page.locator("button[name=action_sign]").first.click()
    desk.page.locator(".o_procedure_signature input[type=password]").wait_for()


def change_request(desk, rpc):
    """One that waits for a decision."""
    (change,) = rpc("admin").call(
        "procedure.change",
        "search",
        [("state", "=", "submitted"), ("act", "=", "revise")],
        order="open_case_count desc",
        limit=1,
    )
    desk.page.goto(f"/odoo/action-procedure_control.procedure_change_action/{change}")
    desk.page.wait_for_selector(".o_form_view [name=reason]")


def reading(desk, rpc):
    desk.page.goto("/odoo/action-procedure_control.procedure_acknowledgement_action")
    desk.page.wait_for_selector(".o_group_header")
    desk.page.locator(".o_group_header").nth(1).click()
    desk.page.wait_for_selector(".o_data_row")


def to_read(desk, rpc):
    action = "procedure_acknowledgement_action_mine"
    desk.page.goto(f"/odoo/action-procedure_control.{action}")
    desk.page.wait_for_selector(".o_data_row")


def on_a_day(desk, rpc):
    """What an auditor asks first of a procedure."""
    (document,) = rpc("admin").call(
        "procedure.document", "search", [("code", "=", "QTNB-07")]
    )
    desk.page.goto(f"/odoo/procedures/{document}")
    desk.page.locator("button[name=action_on_day]").click()
    desk.page.wait_for_selector("[name=decision_ids] .o_data_row")


def comparison(desk, rpc):
    """Twenty days and sixteen, before the author submits."""
    open_revision(desk, rpc, "QT.GĐ.01", "draft")
    desk.page.click("button[name=action_compare]")
    desk.page.wait_for_selector(".o_procedure_comparison del")


def late_decision(desk, rpc):
    """The six received in between: five to be moved, one kept with its reason."""
    open_revision(desk, rpc, "QTNB-31", "effective")
    desk.page.click("button[name=action_decide_cases]")
    desk.decide_between({5: "Giấy mời đã gửi theo ngày hẹn cũ."})


def trail(desk, rpc):
    desk.page.goto("/odoo/procedure-trail")
    desk.page.wait_for_selector(".o_data_row, .o_group_header")


def spreadsheet_wizard(desk, rpc):
    desk.page.goto("/odoo/my-work")
    desk.menu("menu_reporting", "procedure_compliance_export_menu")
    desk.dialog.locator("button[name=action_export]").wait_for()


def figures(desk, rpc):
    desk.page.goto("/odoo/case-steps")
    desk.page.wait_for_selector(".o_pivot table")


def agencies(desk, rpc):
    desk.page.goto("/odoo/action-procedure_control.procedure_role_holder_action")
    desk.page.wait_for_selector(".o_data_row, .o_group_header")


#: name of the file, who looks (None: who may send a step back), what at
SHOTS = [
    ("my-work", "hoa", my_work),
    ("case", "toan", case),
    ("case-steps", "toan", case_steps),
    ("case-flow", "toan", case_flow),
    ("case-due", "toan", case_due),
    ("completion", None, completion),
    ("intake", "hoa", intake),
    ("cases-by-state", "hoa", cases_by_state),
    ("department-work", "loc", department),
    ("escalations", "quyen", escalations),
    ("step-table", "hai", step_table),
    ("readiness", "quyen", readiness),
    ("to-sign", "bac", to_sign),
    ("signing", "bac", signing),
    ("change-request", "quyen", change_request),
    ("reading", "quyen", reading),
    ("to-read", "vy", to_read),
    ("on-a-day", "thuc", on_a_day),
    ("comparison", "ngan", comparison),
    ("late-decision", "quyen", late_decision),
    ("trail", "quyen", trail),
    ("spreadsheet-wizard", "tien", spreadsheet_wizard),
    ("figures", "tien", figures),
    ("role-holders", "quyen", agencies),
    ("my-work-en", "hoa", my_work),
    ("case-en", "toan", case),
    ("completion-en", None, completion),
    ("readiness-en", "quyen", readiness),
]


@pytest.fixture(autouse=True, scope="module")
def scheduler(server):
    """As if the scheduled jobs had just run."""
    sweep(Rpc(server.url, server.db, "admin", "admin"))


@pytest.mark.parametrize(
    ("name", "who", "look"), SHOTS, ids=[shot[0] for shot in SHOTS]
)
def test_shot(new_page, login, rpc, name, who, look):
    if WANTED and name not in WANTED:
        pytest.skip("not asked for")
    who = who or sent_back_by(rpc)[0]
    english = name.endswith("-en")
    speak(rpc, who, "en_US" if english else "vi_VN")
    page = new_page(locale="en-US" if english else "vi-VN", viewport=VIEWPORT)
    look(Desk(login(page, who)), rpc)
    expect(page.locator(".o_loading_indicator")).to_have_count(0)
    page.wait_for_timeout(600)  # avatars, and dialogs that glide in
    FOLDER.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=FOLDER / f"{name}.png")


def test_papers(server, new_page, login, rpc, tmp_path):
    """The receipt as it is printed, and the first sheet as LibreOffice shows it."""
    if WANTED and "papers" not in WANTED:
        pytest.skip("not asked for")
    server.set_clock("2026-10-20 09:00")  # the period of October is over
    speak(rpc, "tien", "vi_VN")
    tien = Desk(login(new_page(locale="vi-VN"), "tien"))
    book = tien.export(tmp_path)
    convert(book, tmp_path, "pdf")
    printed = book.with_suffix(".pdf")
    picture(printed, "workbook")
    form = page_with(printed, "II.06a/VPCP/KSTT")
    picture(printed, "spreadsheet", height=430, page=form)

    clerk = rpc("hoa")
    received = a_case(
        rpc, [("state", "=", "running"), ("company_id.procedure_code", "=", "XHP")]
    )
    answer = clerk.get(
        f"/procedure_control/print/procedure_control.paper_receipt/{received}"
    )
    answer.raise_for_status()
    (tmp_path / "receipt.pdf").write_bytes(answer.content)
    picture(tmp_path / "receipt.pdf", "receipt")


def speak(rpc, who, lang):
    session = rpc(who)
    session.call("res.users", "write", [session.uid], {"lang": lang})


def a_case(rpc, domain):
    (found,) = rpc("admin").call(
        "procedure.case",
        "search",
        [*domain, ("company_id.procedure_code", "=", "XHP")],
        order="received_at",
        limit=1,
    )
    return found


def open_revision(desk, rpc, code, state):
    (revision,) = rpc("admin").call(
        "procedure.revision",
        "search",
        [("document_id.code", "=", code), ("state", "=", state)],
        limit=1,
    )
    desk.page.goto(f"/odoo/procedure-revisions/{revision}")
    desk.page.wait_for_selector(".o_form_view")


def convert(path, folder, kind):
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",
         "--convert-to", kind, "--outdir", str(folder), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip


def page_with(pdf, words):
    """Number of the first page after the cover that says so."""
    text = subprocess.run(
        ["pdftotext", str(pdf), "-"], check=True, capture_output=True, text=True
    ).stdout
    pages = text.split("\f")
    return next(n for n, page in enumerate(pages, 1) if words in page)


def picture(pdf, name, height=0, page=1):
    """A page at 110 dots an inch, or its upper `height` dots."""
    crop = ["-x", "0", "-y", "40", "-W", "1286", "-H", str(height)] if height else []
    subprocess.run(
        ["pdftoppm", "-png", "-r", "110", "-f", str(page), "-singlefile", *crop]
        + [str(pdf), str(FOLDER / name)],
        check=True,
    )
