"""Procedures that start from records of other applications: orders and leaves.

Odoo's own purchase and time off are installed. The quality manager sets both up
without code; a developer's addon (tests/addons) makes an order wait for its procedures.
"""

import re

import pytest
from playwright.sync_api import expect

from .pages import People, owner_of
from .rpc import Rpc
from .screenshots import FOLDER

START = "2026-10-05 09:00"
MODULES = (
    "purchase",
    "hr_holidays",
    "base_automation",
    "procedure_control_test_purchase",
)
ORDERS, LEAVES = "purchase.order", "hr.leave"
BUYING, ABSENCE = "QTNB-02", "QTNB-01"


@pytest.fixture(autouse=True, scope="module")
def bundles(server):
    """The browser's files of these applications are made once, before anybody waits."""
    session = Rpc(server.url, server.db, "admin", "admin")
    page = session.get("/odoo").text
    for address in re.findall(r"/web/assets/[^\"']+\.(?:js|css)", page):
        session.get(address)


@pytest.fixture
def people(new_page, login):
    return People(new_page, login)


@pytest.fixture
def admin(rpc):
    return rpc("admin")


def test_purchase_orders(people, rpc, admin, new_page, login):
    may(admin, "yen", "purchase.group_purchase_user")
    orders = make_orders(rpc("yen"), admin, 4)
    quyen = people("quyen")
    set_up(quyen, rpc("quyen"), ORDERS, BUYING)
    quyen.page.screenshot(path=FOLDER / "start-setting.png", animations="disabled")

    # From the form of one order.
    yen = people("yen")
    start, procedures = entries(rpc("yen"), ORDERS)
    open_form(yen, "purchase.purchase_rfq", orders[0])
    choose_entry(yen, start)
    expect(yen.dialog.locator("[name=line_ids] .o_data_row")).to_have_count(1)
    expect(yen.dialog.locator("[name=document_id] input")).to_have_value(
        re.compile(BUYING)
    )
    yen.dialog.locator("[name=papers_at_hand] input").check()
    yen.page.screenshot(path=FOLDER / "start-from-record.png", animations="disabled")
    yen.dialog.locator("button[name=action_start]").click()
    yen.page.wait_for_selector(".o_form_view .o_procedure_path")
    case, number = yen.opened_case()
    name = name_of(admin, ORDERS, orders[0])
    expect(yen.field("origin_name")).to_have_text(name)
    expect(yen.field("subject")).to_have_text(f"Mua sắm theo {name}")
    yen.page.screenshot(path=FOLDER / "case-of-order.png", animations="disabled")

    # The link leads back, and the order waits.
    yen.page.click("button[name=action_open_origin]")
    yen.page.wait_for_selector("button[name=button_confirm]")
    expect(yen.page.locator(".o_form_view h1")).to_contain_text(name)
    yen.page.locator("button[name=button_confirm]:visible").first.click()
    expect(yen.dialog).to_contain_text(number)
    yen.page.screenshot(path=FOLDER / "order-waits.png", animations="disabled")
    yen.dialog.locator("footer button").first.click()
    with pytest.raises(Exception, match=number):
        rpc("yen").call(ORDERS, "write", [orders[0]], {"state": "purchase"})
    assert state_of(admin, orders[0]) == "draft"

    # From the list, several at once; the first is under way already.
    open_list(yen, "purchase.purchase_rfq", 4)
    yen.page.locator("thead .o_list_record_selector input").check()
    choose_entry(yen, start)
    expect(yen.dialog.locator("[name=line_ids] .o_data_row")).to_have_count(4)
    expect(yen.dialog.locator("[name=count]")).to_have_text("3")
    yen.dialog.locator("[name=papers_at_hand] input").check()
    yen.page.screenshot(path=FOLDER / "start-from-list.png", animations="disabled")
    yen.dialog.locator("button[name=action_start]").click()
    expect(yen.dialog).to_have_count(0)
    expect(yen.page.locator(".o_list_view .o_data_row")).to_have_count(3)

    # The list of the procedures of one order.
    open_form(yen, "purchase.purchase_rfq", orders[0])
    choose_entry(yen, procedures)
    expect(yen.page.locator(".o_list_view .o_data_row")).to_have_count(1)
    expect(yen.page.locator(".o_data_row td[name=name]")).to_have_text(number)

    # Its last case ends: the order goes on.
    rpc("yen").call("procedure.case", "action_withdraw", [case], "thôi không mua")
    rpc("yen").call(ORDERS, "button_confirm", [orders[0]])
    assert state_of(admin, orders[0]) == "purchase"
    with pytest.raises(Exception, match="."):
        rpc("yen").call(ORDERS, "button_confirm", orders)

    # Archived: the entries are gone, the cases stay.
    (setting,) = admin.call(
        "procedure.start.setting", "search", [("model", "=", ORDERS)]
    )
    rpc("quyen").call("procedure.start.setting", "write", [setting], {"active": False})
    assert not entries(rpc("yen"), ORDERS)
    # A browser shows once more the menu it kept: another one asks.
    yen = People(new_page, login)("yen")
    open_form(yen, "purchase.purchase_rfq", orders[0])
    yen.page.locator(".o_cp_action_menus button:has(.fa-cog)").first.click()
    yen.page.wait_for_selector(".o-dropdown-item")
    expect(yen.page.locator(".o-dropdown-item", has_text=start)).to_have_count(0)
    yen.page.goto(f"/odoo/cases/{case}")
    expect(yen.field("origin_name")).to_have_text(name)


def test_leaves(people, rpc, admin):
    may(admin, "quyen", "hr_holidays.group_hr_holidays_user")
    leaves = make_leaves(admin)
    quyen = people("quyen")
    set_up(quyen, rpc("quyen"), LEAVES, ABSENCE)
    path(rpc("quyen"), LEAVES, requester_path="employee_id")
    start, procedures = entries(rpc("quyen"), LEAVES)

    quyen.page.goto(
        "/odoo/action-hr_holidays.hr_leave_action_action_approve_department"
    )
    show_list(quyen)
    rows = quyen.page.locator(".o_data_row")
    for number in range(len(leaves)):
        rows.nth(number).locator(".o_list_record_selector input").check()
    choose_entry(quyen, start)
    expect(quyen.dialog.locator("[name=count]")).to_have_text(str(len(leaves)))
    quyen.dialog.locator("[name=papers_at_hand] input").check()
    quyen.page.screenshot(path=FOLDER / "start-from-leaves.png", animations="disabled")
    quyen.dialog.locator("button[name=action_start]").click()
    expect(quyen.dialog).to_have_count(0)
    expect(quyen.page.locator(".o_list_view .o_data_row")).to_have_count(len(leaves))
    cases = admin.call(
        "procedure.case",
        "search_read",
        [("origin_model", "=", LEAVES)],
        ["origin_id", "origin_name", "subject", "requester_user_id", "start_source"],
        order="origin_id",
    )
    assert [case["origin_id"] for case in cases] == leaves
    logins = [user_of(admin, case["requester_user_id"][0]) for case in cases]
    assert logins == ["yen", "trang"]
    assert {case["start_source"] for case in cases} == {"record"}

    # Who works on the case may not read the leave: he sees its number, not its kind.
    kinds = {name_of(admin, LEAVES, leave) for leave in leaves}
    assert not kinds & {case["origin_name"] for case in cases}
    assert not kinds & {case["subject"] for case in cases}
    assert all(c["origin_name"].endswith(f" {c['origin_id']}") for c in cases)
    doer = next(
        login
        for login in (owner_of(admin, case["id"]) for case in cases)
        if login not in ("quyen", "yen")
    )
    theirs = next(c for c in cases if owner_of(admin, c["id"]) == doer)
    desk = people(doer)
    desk.open_case(theirs["id"])
    expect(desk.field("origin_name")).to_have_text(theirs["origin_name"])
    expect(desk.page.locator("button[name=action_open_origin]")).to_have_count(0)
    desk.page.screenshot(path=FOLDER / "case-of-leave.png", animations="disabled")
    with pytest.raises(Exception, match="."):
        rpc(doer).call("procedure.case", "action_open_origin", [theirs["id"]])
    with pytest.raises(Exception, match="."):
        rpc(doer).call(
            "procedure.case",
            "action_start_from",
            LEAVES,
            [{"origin_id": leaves[0], "document_id": document(admin, ABSENCE)}],
        )

    # The leave is withdrawn and deleted: the case keeps its name.
    quyen.page.goto(f"/odoo/cases/{cases[1]['id']}")
    quyen.page.wait_for_selector("button[name=action_open_origin]")
    admin.call(LEAVES, "unlink", [leaves[1]])
    quyen.open_case(cases[1]["id"])
    expect(quyen.field("origin_name")).to_have_text(cases[1]["origin_name"])
    expect(quyen.page.locator("button[name=action_open_origin]")).to_have_count(0)
    assert procedures


def test_an_automation_rule(people, rpc, admin):
    """Odoo's own rule starts a case when an order is marked urgent, once."""
    may(admin, "yen", "purchase.group_purchase_user")
    (model,) = admin.call("ir.model", "search", [("model", "=", ORDERS)])
    (rule,) = admin.call(
        "base.automation",
        "create",
        [
            {
                "name": "Đơn mua gấp",
                "model_id": model,
                "trigger": "on_create_or_write",
                "filter_domain": "[('partner_ref', '=', 'GẤP')]",
                "action_server_ids": [
                    [
                        0,
                        0,
                        {
                            "name": "Mua sắm",
                            "usage": "base_automation",
                            "model_id": model,
                            "state": "procedure_start",
                            "procedure_document_id": document(admin, BUYING),
                        },
                    ]
                ],
            }
        ],
    )
    calm, urgent = make_orders(rpc("yen"), admin, 2)
    for _again in range(2):
        rpc("yen").call(ORDERS, "write", [urgent], {"partner_ref": "GẤP"})
    rpc("yen").call(ORDERS, "write", [calm], {"partner_ref": "thường"})
    (case,) = admin.call(
        "procedure.case",
        "search_read",
        [("origin_model", "=", ORDERS), ("origin_id", "in", [calm, urgent])],
        ["origin_id", "start_source", "received_by_id", "state"],
    )
    assert (case["origin_id"], case["start_source"]) == (urgent, "rule")
    assert user_of(admin, case["received_by_id"][0]) == "yen"
    assert case["state"] == "running"

    # Archived, the rule starts nothing.
    admin.call("base.automation", "write", [rule], {"active": False})
    rpc("yen").call(ORDERS, "write", [calm], {"partner_ref": "GẤP"})
    domain = [("origin_model", "=", ORDERS), ("origin_id", "=", calm)]
    assert not admin.call("procedure.case", "search_count", domain)
    desk = people("yen")
    desk.open_case(case["id"])
    expect(desk.field("origin_name")).to_have_text(name_of(admin, ORDERS, urgent))


# --- what the other applications hold ------------------------------------------------


def make_orders(buyer, admin, count):
    (partner,) = admin.call(
        "res.partner", "search", [("is_company", "=", True)], limit=1
    )
    return buyer.call(ORDERS, "create", [{"partner_id": partner}] * count)


def make_leaves(admin):
    """One of yen, one of trang; ids in that order."""
    (kind,) = admin.call(
        "hr.leave.type",
        "search",
        [("requires_allocation", "=", False), ("leave_validation_type", "=", "both")],
        limit=1,
    )
    made = []
    for login, day in (("yen", "2026-10-12"), ("trang", "2026-10-13")):
        (employee,) = admin.call(
            "hr.employee",
            "search_read",
            [("user_id.login", "=", login)],
            ["company_id"],
            limit=1,
        )
        company = employee["company_id"][0]
        made += admin.call(
            LEAVES,
            "create",
            [
                {
                    "employee_id": employee["id"],
                    "holiday_status_id": kind,
                    "request_date_from": day,
                    "request_date_to": day,
                }
            ],
            context={"allowed_company_ids": [company]},
        )
    return made


def may(admin, login, group):
    module, name = group.split(".")
    (row,) = admin.call(
        "ir.model.data",
        "search_read",
        [("module", "=", module), ("name", "=", name)],
        ["res_id"],
    )
    users = admin.call("res.users", "search", [("login", "=", login)])
    admin.call("res.users", "write", users, {"group_ids": [[4, row["res_id"]]]})


def document(admin, code):
    return admin.call("procedure.document", "search", [("code", "=", code)])[0]


def name_of(admin, model, record):
    return admin.call(model, "read", [record], ["display_name"])[0]["display_name"]


def state_of(admin, order):
    return admin.call(ORDERS, "read", [order], ["state"])[0]["state"]


def user_of(admin, user):
    return admin.call("res.users", "read", [user], ["login"])[0]["login"]


def path(quality, model, **values):
    found = quality.call("procedure.start.setting", "search", [("model", "=", model)])
    quality.call("procedure.start.setting", "write", found, values)


def entries(session, model):
    """Names of the entries of the action menu that lead here, in the user's words."""
    found = session.call(
        "procedure.start.setting",
        "search_read",
        [("model", "=", model)],
        ["start_action_id", "cases_action_id"],
    )
    ours = {row[name][0] for row in found for name in row if name.endswith("action_id")}
    lang = session.session["user_context"].get("lang")
    bound = session.call(
        "ir.actions.actions", "get_bindings", model, context={"lang": lang}
    )
    return [one["name"] for one in bound.get("action", []) if one["id"] in ours]


# --- what is done on the screen ------------------------------------------------------


def set_up(desk, session, model, code):
    """Configuration, Starts from other records, New."""
    lang = session.session["user_context"].get("lang")
    names = session.call(
        "procedure.start.setting",
        "fields_get",
        ["model"],
        ["selection"],
        context={"lang": lang},
    )
    label = dict(names["model"]["selection"])[model]
    page = desk.page
    page.goto("/odoo/procedure-starts")
    page.click(".o_list_button_add")
    page.locator("[name=model] input").click()
    page.locator("[name=model] input").fill(label)
    page.locator(
        ".o_select_menu_item", has_text=re.compile(f"^{re.escape(label)}$")
    ).first.click()
    expect(page.locator("[name=model] input")).to_have_value(label)
    page.locator("[name=document_ids] input").fill(code)
    page.locator(".o-autocomplete--dropdown-item a", has_text=code).first.click()
    page.click(".o_form_button_save")
    expect(page.locator("button[name=action_open_cases]")).to_be_visible()


def open_form(desk, action, record):
    desk.page.goto(f"/odoo/action-{action}/{record}")
    desk.page.wait_for_selector(".o_form_view .o_form_sheet")


def open_list(desk, action, rows):
    desk.page.goto(f"/odoo/action-{action}")
    show_list(desk)
    expect(desk.page.locator(".o_data_row")).to_have_count(rows)


def show_list(desk):
    """The list, whichever view comes first, without its filters and groups."""
    desk.page.wait_for_selector(".o_control_panel")
    switch = desk.page.locator(".o_switch_view.o_list")
    if switch.count():
        switch.first.click()
    desk.page.wait_for_selector(".o_list_view")
    while desk.page.locator(".o_facet_remove").count():
        desk.page.locator(".o_facet_remove").first.click()
        desk.page.wait_for_timeout(300)
    desk.page.wait_for_selector(".o_data_row")


def choose_entry(desk, name):
    """An entry of the action menu of the form, or of the records ticked."""
    desk.page.locator(".o_cp_action_menus button:has(.fa-cog)").first.click()
    exact = re.compile(f"^{re.escape(name)}$")
    desk.page.locator(".o-dropdown-item", has_text=exact).first.click()
