"""A member of staff's day: on a phone, by keyboard, many at once, and when stuck."""

import base64

import pytest
from playwright.sync_api import expect

from .pages import Desk
from .screenshots import FOLDER

START = "2026-10-05 09:00"
PHONE = {
    "viewport": {"width": 360, "height": 740},
    "is_mobile": True,
    "has_touch": True,
    "locale": "vi-VN",
}
#: A photograph of one pixel.
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJ"
    "RU5ErkJggg=="
)
READY = [
    ("state", "=", "ready"),
    ("user_id", "!=", False),
    ("user_id.active", "=", True),
    ("step_id.needs_number", "=", False),
    ("step_id.checklist", "=", False),
]


def some_task(rpc, *domain):
    """(login, task) of the first ready step of a kind."""
    admin = rpc("admin")
    (task,) = admin.call(
        "procedure.task",
        "search_read",
        [*READY, *domain],
        ["user_id", "case_id", "name", "label"],
        order="due_at, id",
        limit=1,
    )
    (user,) = admin.call("res.users", "read", [task["user_id"][0]], ["login"])
    return user["login"], task


def state_of(rpc, task):
    (row,) = rpc("admin").call(
        "procedure.task", "read", [task["id"]], ["state", "outcome_id", "done_by_id"]
    )
    return row


@pytest.fixture
def fits(request):
    """Fails unless nothing of the page can be scrolled sideways."""

    def check(page, what):
        for selector in ("html", ".o_action_manager", ".modal-body"):
            for place in page.locator(selector).all():
                wide, seen = place.evaluate("el => [el.scrollWidth, el.clientWidth]")
                assert wide <= seen, f"{what}: {selector} is {wide} px in {seen}"

    return check


def test_a_step_is_read_photographed_and_finished_on_a_phone(
    new_page, login, rpc, fits
):
    who, task = some_task(rpc, ("step_id.outcome_ids", "!=", False))
    page = login(new_page(**PHONE), who)
    page.goto("/odoo/my-work")
    card = page.locator(".o_kanban_record", has_text=task["case_id"][1])
    card = card.filter(has=page.locator("button[name=action_open_completion]")).first
    card.wait_for()
    fits(page, "my work")
    page.screenshot(path=FOLDER / "phone-my-work.png")

    card.locator("button[name=action_open_completion]").tap()
    dialog = page.locator(".modal-dialog").last
    dialog.locator("[name=choice_id] input").first.check()
    fits(page, "the dialog")
    dialog.locator("input[type=file][capture=environment]").set_input_files(
        {"name": "ho-so.png", "mimeType": "image/png", "buffer": PIXEL}
    )
    expect(dialog.locator(".o_attachment")).to_have_count(1)
    fits(page, "the dialog with a photo")
    page.screenshot(path=FOLDER / "phone-completion.png")
    dialog.locator("button[name=action_complete]").tap()
    expect(page.locator(".modal-dialog")).to_have_count(0)

    assert state_of(rpc, task)["state"] == "done"
    assert rpc("admin").call(
        "ir.attachment",
        "search_count",
        [
            ("res_model", "=", "procedure.case"),
            ("res_id", "=", task["case_id"][0]),
            ("name", "=", "ho-so.png"),
        ],
    )


@pytest.mark.parametrize(
    "domain",
    [
        [("step_id.instruction", "not in", (False, ""))],
        [("step_id.checklist", "!=", False)],
        [("step_id.needs_file", "=", True)],
        [("step_id.owner_mode", "=", "role"), "decides"],
    ],
    ids=["instruction", "checklist", "file", "later steps"],
)
def test_every_kind_of_dialog_fits_a_phone(new_page, login, rpc, fits, domain):
    admin = rpc("admin")
    if "decides" in domain:
        later = admin.call(
            "procedure.step",
            "search_read",
            [("chosen_by_step_id", "!=", False)],
            ["chosen_by_step_id"],
        )
        deciding = [row["chosen_by_step_id"][0] for row in later]
        domain = [("step_id", "in", deciding)]
    found = admin.call(
        "procedure.task",
        "search_read",
        [("state", "=", "ready"), ("user_id.active", "=", True), *domain],
        ["user_id", "case_id"],
        limit=1,
    )
    if not found:
        pytest.skip("nobody has such a step before him that day")
    (user,) = admin.call("res.users", "read", [found[0]["user_id"][0]], ["login"])
    page = login(new_page(**PHONE), user["login"])
    page.goto("/odoo/my-work")
    card = page.locator(".o_kanban_record", has_text=found[0]["case_id"][1]).first
    card.locator("button[name=action_open_completion]").tap()
    page.locator(".modal-dialog button[name=action_complete]").wait_for()
    fits(page, "the dialog")
    page.locator(".modal-body").evaluate("el => el.scrollTo(0, el.scrollHeight)")
    fits(page, "its end")


def test_a_digit_chooses_and_enter_completes(new_page, login, rpc):
    who, task = some_task(
        rpc,
        ("step_id.outcome_ids", "!=", False),
        ("step_id.needs_file", "=", False),
    )
    desk = Desk(login(new_page(), who))
    desk.from_my_work(0, task["case_id"][1], task["label"])
    desk.dialog.locator("[name=choice_id] input").first.wait_for()
    desk.page.keyboard.press("1")
    expect(desk.dialog.locator("[name=choice_id] input").first).to_be_checked()
    # Where text is typed a digit is a digit, and Enter a new line.
    words = desk.dialog.locator("[name=reason] textarea")
    words.click()
    desk.page.keyboard.type("2")
    desk.page.keyboard.press("Enter")
    expect(words).to_have_value("2\n")
    expect(desk.dialog.locator("[name=choice_id] input").first).to_be_checked()
    desk.dialog.locator("[name=choice_id] input").first.focus()
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator(".modal-dialog")).to_have_count(0)
    assert state_of(rpc, task)["state"] == "done"


def test_many_at_once_and_why_not_the_rest(new_page, login, rpc):
    admin = rpc("admin")
    ready = admin.call(
        "procedure.task",
        "search_read",
        [("state", "=", "ready"), ("user_id.active", "=", True)],
        ["user_id", "step_id"],
    )
    steps = {row["step_id"][0] for row in ready}
    asking = set(
        admin.call(
            "procedure.step",
            "search",
            [
                ("id", "in", list(steps)),
                "|",
                "|",
                "|",
                ("outcome_ids", "!=", False),
                ("needs_file", "=", True),
                ("needs_number", "=", True),
                ("checklist", "!=", False),
            ],
        )
    )
    asks_of = {}
    for row in ready:
        asks = row["step_id"][0] in asking
        asks_of.setdefault(row["user_id"][0], []).append(asks)
    user = next(u for u, asks in asks_of.items() if {True, False} <= set(asks))
    (person,) = admin.call("res.users", "read", [user], ["login"])

    desk = Desk(login(new_page(), person["login"]))
    desk.open_my_work()
    desk.page.locator(".o_data_row").first.wait_for()
    before = desk.page.locator(".o_data_row").count()
    desk.page.locator("thead .o_list_record_selector input").check()
    desk.page.locator("button[name=action_open_bulk]").click()
    dialog = desk.dialog
    rest = dialog.locator("[name=rest_ids] .o_data_row")
    rest.first.wait_for()
    left = rest.count()
    assert 0 < left < before
    for row in rest.all():
        assert row.locator("td[name=why]").inner_text().strip()
    desk.page.screenshot(path=FOLDER / "complete-together.png")
    dialog.locator("button[name=action_confirm]").click()
    expect(desk.page.locator(".modal-dialog")).to_have_count(0)
    desk.open_my_work()
    # Of what was ready then, only the rest is ready still; later steps may be his own.
    mine = [row["id"] for row in ready if row["user_id"][0] == user]
    still = admin.call(
        "procedure.task", "search_count", [("id", "in", mine), ("state", "=", "ready")]
    )
    assert still == left


def test_an_obstacle_reaches_the_owner_and_comes_back_answered(new_page, login, rpc):
    who, task = some_task(rpc)
    staff = Desk(login(new_page(), who))
    staff.from_my_work(0, task["case_id"][1], task["label"])
    staff.dialog.locator("button[name=action_open_obstacle]").click()
    words = staff.dialog.locator("[name=text] textarea")
    words.fill("Mẫu 04 không còn trong thông tư mới.")
    staff.dialog.locator("button[name=action_confirm]").click()
    # Back where it was opened from.
    expect(staff.dialog.locator("button[name=action_complete]")).to_be_visible()
    (obstacle,) = rpc("admin").call(
        "procedure.obstacle",
        "search_read",
        [("task_id", "=", task["id"])],
        ["user_id", "state", "due_at"],
    )
    assert obstacle["state"] == "open" and obstacle["due_at"]

    (owner,) = rpc("admin").call(
        "res.users", "read", [obstacle["user_id"][0]], ["login"]
    )
    desk = Desk(login(new_page(), owner["login"]))
    desk.page.goto("/odoo/my-work")
    desk.page.locator("[data-section=obstacles]").click()
    row = desk.page.locator(".o_data_row", has_text="Mẫu 04")
    row.locator("button[name=action_open_act]").first.click()
    desk.dialog.locator("[name=text] textarea").fill("Dùng mẫu 05 của thông tư mới.")
    desk.page.screenshot(path=FOLDER / "obstacle.png")
    desk.dialog.locator("button[name=action_answer]").click()
    expect(desk.page.locator(".modal-dialog")).to_have_count(0)

    # Who reported it is told by an activity, whose door is the same dialog.
    staff.page.goto(
        f"/odoo/action-procedure_control.procedure_obstacle_action/{obstacle['id']}"
    )
    staff.page.locator(".o-mail-Activity-markDone").click()
    expect(staff.dialog.locator("[name=answer]")).to_contain_text("mẫu 05")
    staff.dialog.locator("button[name=action_close]").click()
    expect(staff.page.locator(".modal-dialog")).to_have_count(0)
    expect(staff.page.locator(".o-mail-Activity-markDone")).to_have_count(0)
    (obstacle,) = rpc("admin").call(
        "procedure.obstacle", "read", [obstacle["id"]], ["state"]
    )
    assert obstacle["state"] == "closed"
