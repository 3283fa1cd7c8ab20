"""Twenty days become sixteen: from the request for it to the last one who reads it.

Lê Thị Ngân shortens step B4 of QT.GĐ.01 from 15 to 11 days. What is under way keeps its
twenty days, and so does what is handed in on the eve after the desk has closed.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .pages import People, shown, utc
from .revision_journey import (
    CHANGE,
    CODE,
    REVISION,
    Journey,
    open_cases,
    prepare,
    receive,
)
from .rpc import RpcError

START = "2026-10-05 09:00"
REASON = "Rút ngắn thời hạn giải quyết từ 20 ngày còn 16 ngày."
FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
SIGNATURE = ".o_procedure_signature"
#: Everybody of the six agencies but the auditor; these have not read it.
MISSING = {"yen", "khanh", "long", "tu", "ha"}
#: Who reads in the browser, the others over RPC.
READ_ON_SCREEN = ("nga", "dung")
#: In Vietnamese and in English.
COUNT = r"\b%s\D+52\b"


@pytest.fixture
def journey(server, rpc, new_page, login):
    return Journey(server, rpc, People(new_page, login))


# One journey, told in the order in which it happens.
def test_a_request_names_seven_cases_and_three_forms(journey):
    prepare(journey)
    assert len(open_cases(journey)) == 7
    change = ask_for_the_change(journey)
    accept(journey, change)
    write_the_draft(journey, change)


def test_others_than_its_author_sign(journey):
    draft = journey.in_state("in_review")
    expect_no_approval_by_its_author(journey, draft)
    review_and_sign(journey, draft)


def test_what_is_under_way_keeps_twenty_days(journey):
    draft, before = journey.in_state("approved"), journey.in_state("effective")
    dues = open_cases(journey)
    assert len(dues) == 7
    late = hand_in_on_the_eve(journey)
    take_effect(journey, draft)
    old, new = journey.read(
        REVISION, [before, draft], "state", "ended_at", "effective_at"
    )
    assert (old["state"], old["ended_at"]) == ("superseded", utc("2026-12-01 00:00"))
    assert new["effective_at"] == utc("2026-12-01 00:00")
    now = open_cases(journey)
    assert {case: now[case] for case in dues} == dues
    assert now[late] == (utc("2026-12-21 17:00"), before)
    journey.server.set_clock("2026-12-01 09:00", hold=True)
    (first,) = receive(journey, "Hồ sơ đầu tiên theo thời hạn mới")
    assert open_cases(journey)[first] == (utc("2026-12-17 17:00"), draft)


def test_what_is_under_way_is_one_click_from_the_new_revision(journey):
    """The seven and the one of the eve, with their twenty days; nothing moves them."""
    draft, dues = journey.in_state("effective"), open_cases(journey)
    earlier = {case: due for case, due in dues.items() if due[1] != draft}
    assert len(earlier) == 8
    minh = journey.people("minh")
    page = minh.page
    page.goto(f"/odoo/procedure-revisions/{draft}")
    button = page.locator("button[name=action_open_earlier_cases]")
    expect(button.locator(".o_stat_value")).to_have_text("8")
    expect(page.locator("button[name=action_plan_move]:visible")).to_have_count(1)
    shoot(page, "revision-in-force")
    button.click()
    expect(page.locator(".o_list_view .o_data_row")).to_have_count(8)
    shoot(page, "revision-cases-on-earlier")
    assert open_cases(journey) == dues


def test_five_of_52_have_not_read(journey):
    draft = journey.in_state("effective")
    read(journey, draft)
    expect_five_named(journey)


def test_the_old_print_is_superseded(journey):
    expect_old_print_superseded(journey, journey.in_state("effective"))


# --- the request ----------------------------------------------------------------------
def ask_for_the_change(journey):
    journey.server.set_clock("2026-11-16 08:30", hold=True)
    ngan = journey.people("ngan")
    page = ngan.page
    page.goto(f"/odoo/procedures/{journey.document}")
    page.click("button[name=action_request_change]")
    asked = ngan.field("document_id").locator("input")
    expect(asked).to_have_value(re.compile(CODE))
    ngan.field("source").locator("input, select").first.click()
    page.get_by_text(re.compile("^(Đơn giản hóa|Simplification)")).last.click()
    ngan.field("reason").locator("textarea").fill(REASON)
    page.click(".o_form_button_save")
    page.click("button[name=action_submit]:visible")
    page.locator("button[name=action_take_back]").wait_for()
    effect = ngan.field("effect_text")
    expect(effect.locator("tr").nth(0)).to_contain_text("7")
    change = journey.one(CHANGE, ("reason", "=", REASON), ("state", "=", "submitted"))
    (row,) = journey.read(
        CHANGE, [change], "open_case_count", "form_count", "effect", "requested_by_id"
    )
    assert (row["open_case_count"], row["form_count"]) == (7, 3)
    # By their names, on the screen and in the record.
    assert len(row["effect"]["cases"]["names"]) == 7
    for name in row["effect"]["cases"]["names"] + row["effect"]["forms"]["names"]:
        expect(effect).to_contain_text(name)
    return change


def accept(journey, change):
    """Nobody decides what he asked for; quality judges the effect and accepts."""
    with pytest.raises(RpcError):
        journey.call("ngan", CHANGE, "action_accept", [change], "Được.", "none")
    quyen = journey.people("quyen")
    page = quyen.page
    page.goto(f"/odoo/action-procedure_control.procedure_change_action/{change}")
    page.locator(".o_statusbar_buttons button.btn-primary:visible").first.click()
    dialog = quyen.dialog
    dialog.locator("[name=effect_judgement] textarea").fill(
        "Bảy hồ sơ đang giải quyết giữ thời hạn 20 ngày; in lại ba biểu mẫu."
    )
    dialog.locator("footer .btn-primary:visible").click()
    expect(page.locator(".modal-dialog")).to_have_count(0)
    (row,) = journey.read(CHANGE, [change], "state", "decided_by_id")
    assert row["state"] == "accepted"
    assert row["decided_by_id"][0] == journey.rpc("quyen").uid


# --- the draft ------------------------------------------------------------------------
def write_the_draft(journey, change):
    journey.server.set_clock("2026-11-16 10:00", hold=True)
    ngan = journey.people("ngan")
    page = ngan.page
    page.goto(f"/odoo/action-procedure_control.procedure_change_action/{change}")
    page.click("button[name=action_start_revision]")
    page.wait_for_selector("[name=step_ids] .o_data_row")
    ngan.field("limit_value").locator("input").fill("16")
    ngan.field("summary").locator("input, textarea").first.fill(REASON)
    day = ngan.field("planned_effective_date")
    day.locator("input, button").first.click()
    day.locator("input").fill("01/12/2026")
    day.locator("input").press("Enter")
    row = page.locator("[name=step_ids] .o_data_row", has=ngan.cell("label", "B4"))
    row.locator("td[name=duration_value]").click()
    page.fill(".o_selected_row td[name=duration_value] input", "11")
    page.click(".o_form_button_save")
    expect(page.locator(".o_form_button_save")).to_be_hidden()
    page.locator("button[name=action_submit].btn-primary").click()
    expect(page.locator("button[name=action_submit]:visible")).to_have_count(0)
    draft = journey.in_state("in_review")
    (row,) = journey.read(REVISION, [draft], "planned_effective_date")
    assert row["planned_effective_date"] == "2026-12-01"
    return draft


def expect_no_approval_by_its_author(journey, draft):
    """Neither herself, nor in the director's name, nor somebody else in hers."""
    page = journey.people("ngan").page
    page.goto(f"/odoo/procedure-revisions/{draft}")
    page.wait_for_selector("button[name=action_compare]")
    expect(page.locator("button[name=action_sign]:visible")).to_have_count(0)
    refuse(journey, "ngan", draft)
    # A second role makes no difference, nor does being asked in a signer's place.
    signer = journey.one(
        "ir.model.data",
        ("module", "=", "procedure_control"),
        ("name", "=", "group_signer"),
    )
    (row,) = journey.read("ir.model.data", [signer], "res_id")
    ngan = journey.rpc("ngan").uid
    journey.call(
        "admin", "res.users", "write", [ngan], {"group_ids": [(4, row["res_id"])]}
    )
    with pytest.raises(RpcError):
        journey.call("minh", REVISION, "action_forward", [draft], ngan, "Đi công tác")
    given = [
        journey.call(
            "quyen",
            "procedure.delegation",
            "create",
            [
                {
                    "user_id": journey.user(giver),
                    "delegate_id": journey.user(taker),
                    "date_from": "2026-11-16",
                    "date_to": "2026-11-20",
                    "reason": "Đi công tác",
                }
            ],
        )[0]
        for giver, taker in (("minh", "ngan"), ("ngan", "hanh"))
    ]
    refuse(journey, "ngan", draft)
    refuse(journey, "hanh", draft)
    journey.call("quyen", "procedure.delegation", "action_revoke", given)


def refuse(journey, login, draft):
    with pytest.raises(RpcError):
        journey.call(
            login,
            REVISION,
            "action_approve",
            [draft],
            credential=journey.credential(login),
        )
    made = journey.call(
        "admin", "procedure.decision", "search", [("revision_id", "=", draft)]
    )
    assert made == []


# --- the signatures -------------------------------------------------------------------
def review_and_sign(journey, draft):
    journey.server.set_clock("2026-11-17 09:00", hold=True)
    sign(journey, "minh", draft)
    journey.server.set_clock("2026-11-18 09:00", hold=True)
    sign(journey, "thang", draft)
    decisions = journey.call(
        "admin",
        "procedure.decision",
        "search_read",
        [("revision_id", "=", draft)],
        ["meaning", "signer_name", "credential", "decided_at"],
        order="id",
    )
    assert [
        (row["meaning"], row["signer_name"], row["credential"]) for row in decisions
    ] == [
        ("review", "Ngô Quang Minh", "password"),
        ("approve", "Bùi Đức Thắng", "password"),
    ]
    (row,) = journey.read(REVISION, [draft], "state")
    assert row["state"] == "approved"


def sign(journey, login, draft):
    """From the start of the day: his request, Sign, the password, Approve."""
    desk = journey.people(login)
    page = desk.page
    page.goto("/odoo/action-procedure_control.procedure_signature_request_action")
    page.wait_for_selector(".o_data_row")
    page.evaluate(
        "window.clicks = 0; document.addEventListener('click',"
        " (ev) => (window.clicks += ev.isTrusted), true)"
    )
    page.locator(".o_data_row", has_text=CODE).locator("td").nth(1).click()
    page.click("button[name=action_sign]:visible")
    dialog = page.locator(SIGNATURE)
    changes = dialog.locator(".o_procedure_signature_comparison")
    expect(changes.locator("del", has_text="15 ngày").first).to_be_visible()
    expect(changes.locator("ins", has_text="11 ngày").first).to_be_visible()
    page.click(f"{SIGNATURE} input[type=password]")
    page.keyboard.type("demo")
    page.click(f"{SIGNATURE}_approve")
    expect(dialog).to_have_count(0)
    assert page.evaluate("window.clicks") <= 4
    opened = journey.call(
        "admin",
        "procedure.event",
        "search_count",
        [
            ("kind", "=", "revision.compared"),
            ("res_id", "=", draft),
            ("user_id", "=", journey.user(login)),
        ],
    )
    assert opened == 1


# --- the effect -----------------------------------------------------------------------
def hand_in_on_the_eve(journey):
    """At 16:50, after the last hour of intake: its clock starts the next morning.

    Twenty calendar days from 01/12 08:00 end with the working day of 21/12.
    """
    journey.server.set_clock("2026-11-30 16:50", hold=True)
    nga = journey.people("nga")
    nga.receive(CODE, "Hồ Thị Lành", "Bổ nhiệm giám định viên pháp y")
    expect(nga.field("due_at")).to_have_text(shown("2026-12-21 17:00"))
    case, _number = nga.opened_case()
    return case


def take_effect(journey, draft):
    journey.server.set_clock("2026-12-01 00:05", hold=True)
    journey.run_job("ir_cron_make_effective")
    assert journey.in_state("effective") == draft


# --- the readers ----------------------------------------------------------------------
def read(journey, draft):
    logins = set(readers(journey, draft).values())
    assert len(logins) == 52
    assert "thuc" not in logins
    for login in READ_ON_SCREEN:
        read_on_screen(journey, login, draft)
    with pytest.raises(RpcError):  # not opened yet
        journey.call("an", REVISION, "action_acknowledge", [draft])
    for login in sorted(logins - MISSING - set(READ_ON_SCREEN)):
        session = journey.rpc(login)
        session.call(REVISION, "note_opened", [draft])
        session.call(REVISION, "action_acknowledge", [draft])


def expect_five_named(journey):
    """On the procedure, one click away."""
    journey.server.set_clock("2026-12-07 09:00", hold=True)
    page = journey.people("minh").page
    page.goto(f"/odoo/procedures/{journey.document}")
    button = page.locator("button[name=action_open_reading]")
    expect(button.locator("[name=reading_text]")).to_have_text(re.compile(COUNT % 47))
    button.click()
    rows = page.locator(".o_data_row")
    expect(rows).to_have_count(5)
    names = journey.call(
        "admin", "res.users", "search_read", [("login", "in", list(MISSING))], ["name"]
    )
    for row in names:
        expect(rows.filter(has_text=row["name"])).to_have_count(1)
    shoot(page, "revision-five-unread")


def readers(journey, draft):
    rows = journey.call(
        "admin",
        "procedure.acknowledgement",
        "search_read",
        [("revision_id", "=", draft), ("state", "in", ("asked", "read"))],
        ["user_id"],
    )
    users = journey.read("res.users", [row["user_id"][0] for row in rows], "login")
    return {row["id"]: row["login"] for row in users}


def read_on_screen(journey, login, draft):
    page = journey.people(login).page
    page.goto("/odoo/to-read")
    row = page.locator(".o_data_row", has_text=CODE)
    expect(row).to_have_count(1)
    row.locator("button[name=action_open]").click()
    page.locator("[name=step_ids] .o_data_row").first.wait_for()
    page.click("button[name=action_acknowledge]:visible")
    expect(page.locator("button[name=action_acknowledge]:visible")).to_have_count(0)


def expect_old_print_superseded(journey, draft):
    """What anybody's telephone shows who scans the paper of before."""
    superseded = journey.call(
        "admin",
        REVISION,
        "search_read",
        [("document_id", "=", journey.document), ("state", "=", "superseded")],
        ["page_token", "effective_at"],
        order="effective_at desc",
        limit=1,
    )
    (new,) = journey.read(REVISION, [draft], "page_token")
    page = journey.people.new_page(locale="vi-VN")
    page.goto(f"/procedure/r/{superseded[0]['page_token']}")
    expect(page.locator(".o_revision_state_superseded")).to_be_visible()
    expect(page.locator(".container", has_text=CODE).first).to_contain_text(
        "01/12/2026"
    )
    page.goto(f"/procedure/r/{new['page_token']}")
    expect(page.locator(".o_revision_state_effective")).to_be_visible()


def shoot(page, name):
    expect(page.locator(".o_loading_indicator")).to_have_count(0)
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")
