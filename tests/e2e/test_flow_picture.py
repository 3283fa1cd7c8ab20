"""The flow as a picture, in the form of a case and on a phone."""

import re

from playwright.sync_api import expect

from .pages import Desk

START = "2026-10-05 09:00"
PICTURE = ".o_procedure_flow_picture svg"


def running_case(rpc):
    """A case with steps behind it and steps before it."""
    cases = rpc("quyen").call(
        "procedure.case",
        "search_read",
        [["state", "=", "running"], ["document_id.code", "=", "QT.NCC.01"]],
        ["progress"],
    )
    return max(cases, key=lambda one: 0 < one["progress"] < 90)["id"]


def open_flow(page, url, case):
    page.goto(f"{url}/odoo/procedure.case/{case}")
    page.click(".o_notebook a[name=flow]")
    expect(page.locator(PICTURE)).to_be_visible()


def test_the_case_as_a_picture(server, page, login, rpc):
    case = running_case(rpc)
    tasks = rpc("quyen").call(
        "procedure.task", "search_read", [["case_id", "=", case]], ["name", "state"]
    )
    login(page, "quyen")
    open_flow(page, server.url, case)
    picture = page.locator(PICTURE)
    words = re.sub(r"\s+", " ", " ".join(picture.locator("text").all_text_contents()))
    for told in ("Bắt đầu", "Kết thúc", "Đã xong", "Đang làm", "Chưa đến"):
        assert told in words
    titles = " ".join(picture.locator("g > title").all_text_contents())
    for task in tasks:
        assert task["name"] in titles

    # No letters stand outside their box: the font is the browser's, not ours.
    outside = page.evaluate(
        """() => [...document.querySelectorAll(".o_procedure_flow_picture svg > g")]
            .filter((group) => group.querySelector(":scope > rect"))
            .flatMap((group) => {
                const box = group.querySelector(":scope > rect").getBBox();
                return [...group.querySelectorAll(":scope > text")]
                    .filter((text) => {
                        const at = text.getBBox();
                        return at.x + at.width > box.x + box.width
                            || at.y + at.height > box.y + box.height + 1;
                    })
                    .map((text) => text.textContent);
            })"""
    )
    assert outside == []

    wide = picture.bounding_box()["width"]
    page.click(".o_procedure_flow_tools .fa-search-plus")
    expect(page.locator(".o_procedure_flow_tools")).to_contain_text("125 %")
    assert picture.bounding_box()["width"] > wide


def test_on_a_phone_only_the_picture_scrolls(server, new_page, login, rpc):
    case = running_case(rpc)
    page = new_page()
    page.set_viewport_size({"width": 360, "height": 740})
    login(page, "quyen")
    open_flow(page, server.url, case)
    for _press in range(4):
        page.click(".o_procedure_flow_tools .fa-search-plus")
    frame = page.locator(".o_procedure_flow_frame")
    assert frame.evaluate("(one) => one.scrollWidth > one.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_it_follows_a_step_that_is_finished(server, page, login, rpc):
    """Without leaving the form: the picture moves on with the case."""
    admin = rpc("admin")
    [task] = admin.call(
        "procedure.task",
        "search_read",
        [
            ["state", "=", "ready"],
            ["case_id.state", "=", "running"],
            ["step_id.kind", "=", "work"],
            ["step_id.checklist", "=", False],
            ["step_id.needs_file", "=", False],
            ["step_id.needs_number", "=", False],
            ["step_id.is_approval", "=", False],
            ["user_id", "!=", False],
        ],
        ["user_id", "case_id"],
        limit=1,
    )
    [owner] = admin.call(
        "res.users", "search_read", [["id", "=", task["user_id"][0]]], ["login"]
    )
    login(page, owner["login"])
    open_flow(page, server.url, task["case_id"][0])
    done = page.locator(f"{PICTURE} text", has_text="Xong ")
    before = done.count()
    page.click("button[name=action_complete_my_task]")
    Desk(page).complete()
    page.click(".o_notebook a[name=flow]")
    expect(done).to_have_count(before + 1)
