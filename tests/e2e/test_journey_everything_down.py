"""Everything down: the jobs stood over the weekend, the server until Monday 09:00.

Ms Hoa has the folder on the disk and writes receipts by hand. Then the server is back:
the digest that was to go at 08:30 goes now, once to each, and her three receipts are
entered with the time that stands on the paper.
"""

import os

import pytest
from playwright.sync_api import expect

from .pages import Desk, People, shown, utc
from .screenshots import FOLDER

START = "2026-10-09 15:00"
MONDAY = "2026-10-12"
BACK = f"{MONDAY} 09:00"
CODE = "QT.BTXH.17"
#: number of the paper, hour, from whom: in the order in which they lie on the desk
RECEIPTS = (
    ("02/BN", "08:10", "Hồ Thị Sương"),
    ("01/BN", "07:40", "Đinh Văn Lực"),
    ("03/BN", "08:55", "Mai Thị Xuân"),
)


@pytest.fixture(scope="module", autouse=True)
def offline(tmp_path_factory):
    """The folder that this machine names for the day when the server is down."""
    folder = tmp_path_factory.mktemp("offline")
    os.environ["PROCEDURE_CONTROL_OFFLINE_FOLDER"] = str(folder)
    yield folder
    del os.environ["PROCEDURE_CONTROL_OFFLINE_FOLDER"]


def run(admin, *names):
    """What the scheduler would do, now."""
    for name in names:
        (cron,) = admin.call(
            "ir.model.data",
            "search_read",
            [("module", "=", "procedure_control"), ("name", "=", f"ir_cron_{name}")],
            ["res_id"],
        )
        admin.call("ir.cron", "method_direct_trigger", [cron["res_id"]])


def last_mail(server):
    return int(server.sql("SELECT COALESCE(max(id), 0) FROM mail_mail"))


def mails_since(server, last):
    """{address: how many}"""
    rows = server.sql(
        "SELECT lower(email_to), count(*) FROM mail_mail"
        f" WHERE id > {last} AND email_to IS NOT NULL GROUP BY 1"
    )
    found = (row.rsplit("|", 1) for row in rows.splitlines())
    return {address: int(count) for address, count in found}


def test_a_weekend_without_jobs_a_morning_without_server(
    server, offline, new_page, login, rpc
):
    # --- Friday: everything runs; Ms Hoa takes in the last dossier of the week
    server.set_clock(START, hold=True)
    people = People(new_page, login)
    give_blank_form(server)
    run(rpc("admin"), "sweep", "digest", "offline_folder")
    hoa = people("hoa")
    server.set_clock("2026-10-09 16:40", hold=True)
    hoa.receive(CODE, "Vũ Thị Lan", "Trợ cấp mai táng phí")
    friday, _number = hoa.opened_case()
    last = last_mail(server)
    hoa.page.goto("about:blank")  # her computer is off as well
    server.kill()

    # --- Monday 07:30: no server, but a folder
    see_folder(offline / server.db, new_page())

    # --- 09:00: back
    server.restart(BACK)
    server.set_clock(BACK, hold=True)
    admin = rpc("admin")
    run(admin, "digest", "sweep")
    told = mails_since(server, last)
    assert told, "the digest of 08:30 went"
    assert set(told.values()) == {1}, "once to each"
    expect_ladders_once(server)
    for minute in ("09:05", "09:20"):
        server.set_clock(f"{MONDAY} {minute}", hold=True)
        run(admin, "sweep", "digest")
    assert mails_since(server, last) == told, "and not again"

    # --- her three receipts
    server.set_clock(f"{MONDAY} 09:30", hold=True)
    cases = enter_receipts(people("quyen"), admin)
    run(admin, "sweep", "digest")
    assert mails_since(server, last) == told, "nobody gets two of one set time"
    assert all(case["entered_late"] for case in cases)
    see_outlook(people("hoa"), friday)
    assert server.sql(
        "SELECT count(*) FROM procedure_escalation e JOIN procedure_case c"
        " ON c.id = e.case_id WHERE c.entered_late AND e.state <> 'missed'"
        f" AND c.received_at >= '{utc(f'{MONDAY} 07:00')}'"
    ) in ("0", ""), "nobody is told of what could not have been done in time"


def give_blank_form(server):
    """The forms of the demonstration have no files: one gets its blank."""
    server.sql(
        "WITH form AS (UPDATE procedure_form f SET filename = 'to-khai.docx'"
        " FROM procedure_revision r JOIN procedure_document d ON d.id = r.document_id"
        f" WHERE r.id = f.revision_id AND r.state = 'effective' AND d.code = '{CODE}'"
        " RETURNING f.id)"
        " INSERT INTO ir_attachment (name, res_model, res_field, res_id, type,"
        " db_datas, mimetype, file_size, create_uid, create_date)"
        " SELECT 'file', 'procedure.form', 'file', id, 'binary', 'blank'::bytea,"
        " 'application/octet-stream', 5, 1, now() FROM form"
    )


def see_folder(folder, page):
    index = folder / "index.html"
    papers = sorted(path.relative_to(folder) for path in folder.rglob("*.pdf"))
    assert papers, "the procedures in force"
    assert (folder / papers[0]).read_bytes().startswith(b"%PDF")
    (form,) = folder.rglob("*.docx")
    assert form.read_bytes() == b"blank", "a blank form"
    page.goto(index.as_uri())
    expect(page.locator("a[href$='.pdf']")).to_have_count(len(papers))
    expect(page.locator("a[href$='.docx']")).to_have_count(1)
    page.screenshot(path=FOLDER / "offline_folder.png", animations="disabled")


def expect_ladders_once(server):
    """One activity a duty and person, and lower rungs kept as missed."""
    since = utc(BACK)
    twice = server.sql(
        "SELECT count(*) FROM (SELECT task_id, user_id FROM procedure_escalation"
        f" WHERE delivered_at >= '{since}' AND activity_id IS NOT NULL"
        " GROUP BY 1, 2 HAVING count(DISTINCT activity_id) > 1) AS twice"
    )
    assert twice == "0"
    higher = server.sql(
        "SELECT count(*) FROM (SELECT task_id FROM procedure_escalation"
        f" WHERE create_date >= now() - interval '1 hour' AND delivered_at >= '{since}'"
        " AND task_id IS NOT NULL AND recipient <> 'owner' AND activity_id IS NOT NULL"
        " GROUP BY 1 HAVING count(DISTINCT activity_id) > 1) AS twice"
    )
    assert higher == "0"
    missed = server.sql(
        "SELECT count(*) FROM procedure_escalation WHERE state = 'missed'"
        " AND delivered_at IS NULL AND activity_id IS NULL"
    )
    assert int(missed) > 0, "what was left out is on record"


def enter_receipts(desk: Desk, admin):
    """Quality enters what Ms Hoa wrote, in her agency; the cases, by their time."""
    page = desk.page
    (hoa,) = admin.call(
        "res.users", "search_read", [("login", "=", "hoa")], ["name", "company_id"]
    )
    page.context.add_cookies(
        [{"name": "cids", "value": str(hoa["company_id"][0]), "url": page.url}]
    )
    page.goto("/odoo/cases")
    desk.menu("menu_cases", "procedure_paper_receipts_menu")
    dialog = desk.dialog
    dialog.locator("[name=reason] input").fill("Mất điện, máy chủ ngừng từ thứ Sáu")
    desk.choose("received_by_id", hoa["name"])
    dialog.locator("[name=file] input[type=file]").first.set_input_files(
        {
            "name": "bien-nhan.pdf",
            "mimeType": "application/pdf",
            "buffer": b"%PDF-1.4 bien nhan viet tay",
        }
    )
    for number, hour, requester in RECEIPTS:
        dialog.locator(".o_field_x2many_list_row_add a").first.click()
        row = dialog.locator(".o_selected_row")
        row.locator("[name=paper_number] input").fill(number)
        moment = row.locator("td[name=received_at]")
        moment.click()
        moment.locator("input").fill(f"12/10/2026 {hour}")
        row.locator("[name=document_id] input").fill(CODE)
        page.locator(".o-autocomplete--dropdown-item", has_text=CODE).first.click()
        expect(page.locator(".o-autocomplete--dropdown-item")).to_have_count(0)
        row.locator("[name=requester_name] input").fill(requester)
    page.screenshot(path=FOLDER / "paper_receipts.png", animations="disabled")
    dialog.locator("button[name=action_confirm]").click()
    expect(page.locator(".modal-dialog")).to_have_count(0)
    expect(page.locator(".o_data_row")).to_have_count(3)
    cases = admin.call(
        "procedure.case",
        "search_read",
        [("paper_receipt_number", "in", [number for number, *_rest in RECEIPTS])],
        ["name", "received_at", "entered_late", "paper_receipt_number"],
        order="received_at",
    )
    assert [(c["paper_receipt_number"], c["received_at"]) for c in cases] == [
        (number, utc(f"{MONDAY} {hour}"))
        for number, hour, _who in sorted(RECEIPTS, key=lambda row: row[1])
    ]
    assert [c["name"] for c in cases] == sorted(c["name"] for c in cases)
    page.screenshot(path=FOLDER / "everything_down.png", animations="disabled")
    desk.open_case(cases[0]["id"])
    expect(desk.field("received_at")).to_have_text(shown(f"{MONDAY} 07:40"))
    expect(page.locator(".o_form_view .alert-info").first).to_be_visible()
    page.screenshot(path=FOLDER / "entered_from_paper.png", animations="disabled")
    return cases


def see_outlook(desk: Desk, case):
    """What happens if nobody acts, behind the bell of the step in hand."""
    desk.open_case(case)
    bell = desk.page.locator("[name=task_ids] button[name=action_open_outlook]")
    bell.first.click()
    rows = desk.dialog.locator(".o_procedure_outlook tbody tr")
    expect(rows.first).to_be_visible()
    desk.page.screenshot(path=FOLDER / "if_nobody_acts.png", animations="disabled")
    desk.dialog.locator(".btn-close").click()
