"""First day of use: 44 procedures in force already, under one decision of the province.

42 are clean and are adopted in one signed act of the quality manager, with the true
dates of QĐ 5450/QĐ-UBND; two lack something, say what, and stay drafts. Nobody's
signature is made up. The first case runs on one of them the same morning.
"""

import io
import re

import pypdf
import pytest
from playwright.sync_api import expect

from .pages import People
from .screenshots import FOLDER

START = "2026-10-05 08:05"
REVISION = "procedure.revision"
ALL, CLEAN = 44, 42
NUMBER, AUTHORITY = "5450/QĐ-UBND", "UBND tỉnh Lam Giang"
SIGNER = "Hồ Quốc Nam"
SIGNED_ON, IN_FORCE_FROM = "05/11/2025", "10/11/2025"
CODES = [f"QT.YT.{number:02d}" for number in range(1, ALL + 1)]
#: What these two lack: their text, and who does a step.
UNWRITTEN, NOBODY = CODES[6], CODES[29]
FIRST_CASE = CODES[0]
LONG = 280_000
expect.set_options(timeout=60_000)


@pytest.mark.timeout(900)
def test_forty_two_adopted_in_one_act(server, new_page, login, rpc):
    drafts = written(rpc)
    people = People(new_page, login)
    quyen = people("quyen")
    page = quyen.page
    works_in(server, quyen, "UBND tỉnh Lam Giang", "Sở Y tế tỉnh Lam Giang")

    # The decision as it is on paper, entered as a statement of quality.
    enter_decision(quyen)

    # All 44 are chosen; the dialog names the two that are not ready.
    choose_drafts(quyen, ALL)
    dialog = quyen.dialog
    choose_decision(quyen)
    expect(dialog.locator("[name=revision_count]")).to_have_text(str(ALL))
    expect(dialog.locator("[name=in_force_from]")).to_have_text(
        re.compile(r"10 thg 11,? 2025|10/11/2025")
    )
    findings = dialog.locator("[name=findings]")
    expect(findings).to_contain_text(UNWRITTEN)
    expect(findings).to_contain_text(NOBODY)
    lacking = {
        re.search(r"QT\.YT\.\d\d", line)[0]
        for line in findings.inner_text().split("\n")
    }
    assert lacking == {UNWRITTEN, NOBODY}
    page.screenshot(path=FOLDER / "adoption.png", animations="disabled")

    # Taken out, the other 42 are adopted with one password.
    for code in (UNWRITTEN, NOBODY):
        remove_row(quyen, code)
    expect(dialog.locator("[name=revision_count]")).to_have_text(str(CLEAN))
    expect(findings).to_have_count(0)
    dialog.locator("[name=password] input").fill("demo")
    dialog.locator("button[name=action_confirm]").click()
    expect(page.locator(".modal-dialog")).to_have_count(0, timeout=LONG)
    expect(page.locator(".o_pager_limit")).to_have_text(str(CLEAN))

    adopted_truly(server, rpc, drafts)
    prints_the_decision(server, rpc, drafts[FIRST_CASE])
    stay_drafts(quyen, drafts)

    # The same morning somebody works by one of them.
    server.set_clock("2026-10-05 10:30")
    dung = people("dung")
    dung.page.goto("/odoo/cases")
    dung.page.locator("button[data-hotkey=c]").click()
    dung.choose("document_id", FIRST_CASE)
    dung.dialog.locator("[name=subject] input").fill("Việc đầu tiên theo quy trình")
    dung.dialog.locator("button[name=action_receive]").click()
    dung.page.wait_for_selector(".o_form_view .o_procedure_path")
    case, _number = dung.opened_case()
    (row,) = rpc("admin").call(
        "procedure.case", "read", [case], ["revision_id", "state", "received_at"]
    )
    assert row["revision_id"][0] == drafts[FIRST_CASE]
    assert row["state"] == "running"
    assert row["received_at"] < "2026-10-05 05:00:00"


# --- what the acts left ---------------------------------------------------------------
def adopted_truly(server, rpc, drafts):
    rows = rpc("admin").call(
        REVISION,
        "read",
        list(drafts.values()),
        ["state", "adopted", "approved_at", "effective_at", "issuance_id"],
    )
    by_id = {row["id"]: row for row in rows}
    done = [by_id[drafts[code]] for code in CODES if code not in (UNWRITTEN, NOBODY)]
    assert len(done) == CLEAN
    assert {row["state"] for row in done} == {"effective"}
    assert all(row["adopted"] for row in done)
    # Midnight in Vietnam of the days that the decision names.
    assert {row["approved_at"] for row in done} == {"2025-11-04 17:00:00"}
    assert {row["effective_at"] for row in done} == {"2025-11-09 17:00:00"}
    assert len({row["issuance_id"][0] for row in done}) == 1
    decisions = rpc("admin").call(
        "procedure.decision",
        "search_read",
        [("revision_id", "in", list(drafts.values()))],
        ["meaning", "credential", "signer_name", "decided_at"],
    )
    assert len(decisions) == CLEAN
    assert {(d["meaning"], d["credential"], d["signer_name"]) for d in decisions} == {
        ("adopt", "password", "Tạ Thị Quyên")
    }
    assert len({d["decided_at"] for d in decisions}) == 1, "one act"
    # Nobody was asked to sign: there is nothing that could be taken for a signature.
    assert not rpc("admin").call(
        "procedure.signature.request",
        "search_count",
        [("revision_id", "in", list(drafts.values()))],
    )


def prints_the_decision(server, rpc, revision):
    text = cover_text(rpc, revision)
    assert NUMBER in text and SIGNED_ON in text and IN_FORCE_FROM in text
    assert SIGNER in text, "who signed the decision, as the decision says"
    assert "Tài liệu tiếp nhận" in text
    assert "Không có chữ ký nào được lập trong hệ thống" in text
    for words in ("Đã ký điện tử", "Lê Thị Ngân", "Tạ Thị Quyên", "Bùi Đức Thắng"):
        assert words not in text, words


def cover_text(rpc, revision):
    admin = rpc("admin")
    (row,) = admin.call(REVISION, "read", [revision], ["issued_copy_id"])
    answer = admin.get(f"/web/content/{row['issued_copy_id'][0]}")
    answer.raise_for_status()
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    assert len(pages) >= 2, "the cover, then the body"
    return " ".join(pages[0].extract_text().split())


def stay_drafts(desk, drafts):
    """The two are drafts still, and each says on its own page what it lacks."""
    for code, words in ((UNWRITTEN, "Mục đích"), (NOBODY, "Kế toán trưởng thử")):
        desk.page.goto(f"/odoo/procedure-revisions/{drafts[code]}")
        expect(desk.page.locator("button[name=action_submit]")).to_have_count(0)
        readiness = desk.page.locator("[name=readiness]").first
        expect(readiness).to_be_attached()
        desk.page.click(".o_notebook .nav-link[name=readiness]")
        expect(desk.page.locator("div[name=readiness]").last).to_contain_text(words)


# --- on the screen --------------------------------------------------------------------
def works_in(server, desk, *agencies):
    """As the switch of agencies in the bar leaves it: the first is the main one."""
    ids = [
        server.sql(f"SELECT id FROM res_company WHERE name = '{a}'") for a in agencies
    ]
    desk.page.context.add_cookies(
        [{"name": "cids", "value": "-".join(ids), "url": server.url}]
    )


def enter_decision(desk):
    page = desk.page
    page.goto("/odoo/my-work")
    desk.menu("menu_procedures", "procedure_issuance_menu")
    page.click(".o_list_button_add")
    form = page.locator(".o_form_view")
    fill(form, "number", NUMBER)
    fill_day(form, "date", SIGNED_ON)
    fill(form, "authority", AUTHORITY)
    fill(form, "signer_name", SIGNER)
    fill(form, "signer_title", "Phó Chủ tịch UBND tỉnh")
    fill_day(form, "effective_date", IN_FORCE_FROM)
    page.click(".o_form_button_save")
    page.click("button[name=action_confirm]")
    page.click(".modal-footer .btn-primary")
    expect(form.locator("[name=state] [aria-checked=true]")).to_have_attribute(
        "data-value", "confirmed"
    )


def choose_drafts(desk, count):
    page = desk.page
    page.goto("/odoo/procedure-revisions?debug=0")
    box = page.locator(".o_searchview_input")
    page.locator(".o_list_view").wait_for()
    for remove in page.locator(".o_facet_remove").all():
        remove.click()
    box.fill("QT.YT.")
    box.press("Enter")
    expect(page.locator(".o_pager_limit")).to_have_text(str(count))
    page.locator("thead .o_list_record_selector input").check()
    page.locator(".o_control_panel .o_cp_action_menus .dropdown-toggle").last.click()
    page.locator(
        ".o-dropdown--menu .o_menu_item", has_text=re.compile("^(Tiếp nhận|Adoption)")
    ).click()
    desk.dialog.locator("[name=issuance_id] input").wait_for()


def choose_decision(desk):
    box = desk.dialog.locator("[name=issuance_id] input")
    box.fill(NUMBER)
    desk.page.locator(".o-autocomplete--dropdown-item", has_text=SIGNED_ON).click()


def remove_row(desk, code):
    """Take a document out of the list of the dialog, on whichever page it is."""
    dialog = desk.dialog
    row = dialog.locator("[name=revision_ids] .o_data_row", has_text=code)
    if not row.count():
        dialog.locator("[name=revision_ids] .o_pager_next").click()
    row.locator(".o_list_record_remove").click()


def fill(form, field, text):
    form.locator(f"[name={field}] input").fill(text)


def fill_day(form, field, day):
    box = form.locator(f"[name={field}] input")
    box.fill(day)
    box.press("Tab")


# --- the drafts, as a script makes them -----------------------------------------------
def written(rpc):
    """{code: revision}: 44 drafts of Ngân's, the two with what they lack."""
    admin, author = rpc("admin"), rpc("ngan")
    roles = {
        role["code"]: role["id"]
        for role in admin.call("procedure.role", "search_read", [], ["code"])
    }
    nobody = admin.call(
        "procedure.role", "create", {"name": "Kế toán trưởng thử", "code": "thu_ktt"}
    )
    (kind,) = admin.call("procedure.type", "search", [("code", "=", "QTNB")])
    documents = author.call(
        "procedure.document",
        "create",
        [
            {
                "title": f"Quy trình chuyên môn y tế {code}",
                "code": code,
                "type_id": kind,
            }
            for code in CODES
        ],
    )
    drafts = {}
    for code, document in zip(CODES, documents, strict=True):
        made = author.call("procedure.document", "action_new_revision", document)
        drafts[code] = made["res_id"]
        author.call(
            REVISION,
            "write",
            [made["res_id"]],
            content(roles, nobody if code == NOBODY else roles["division_head"]),
        )
    sections = author.call(
        "procedure.section",
        "search",
        [
            ("revision_id", "in", list(drafts.values())),
            ("revision_id", "!=", drafts[UNWRITTEN]),
        ],
    )
    author.call(
        "procedure.section", "write", sections, {"body": "<p>Theo quy định.</p>"}
    )
    return drafts


def content(roles, second):
    steps = (
        ("Lập hồ sơ", roles["specialist"], "2"),
        ("Thẩm định", second, "3"),
        ("Ký duyệt", roles["agency_leader"], "1"),
    )
    return {
        "limit_value": "6",
        "limit_unit": "day",
        "reference_ids": [
            (
                0,
                0,
                {"code": "TCVN ISO 9001:2015", "title": "Hệ thống quản lý chất lượng"},
            )
        ],
        "step_ids": [
            (
                0,
                0,
                {
                    "label": f"B{number}",
                    "name": name,
                    "role_id": role,
                    "duration_value": days,
                    "is_result": number == len(steps),
                },
            )
            for number, (name, role, days) in enumerate(steps, 1)
        ],
    }
