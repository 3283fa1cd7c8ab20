"""The leader's page: who leads sees today's load; a figure opens what it counts."""

import pytest
from playwright.sync_api import Page, expect

from .pages import Desk
from .rpc import RpcError
from .screenshots import FOLDER

START = "2026-10-05 09:00"
PHONE = {
    "viewport": {"width": 360, "height": 740},
    "is_mobile": True,
    "has_touch": True,
    "locale": "vi-VN",
}
#: Director of an agency, head of a section, quality manager, auditor.
READERS = ("thang", "loc", "quyen", "thuc")


def opened(page: Page) -> None:
    page.goto("/odoo/leader-page")
    page.locator(".o_procedure_leader_tiles").wait_for()


def listed(page: Page) -> int:
    """How many records the list that has just opened says it has; at least one."""
    page.locator(".o_list_view .o_data_row").first.wait_for()
    return int(page.locator(".o_pager_limit").inner_text())


@pytest.mark.parametrize("who", READERS)
def test_figures_open_as_many_records_as_they_count(login, new_page, who):
    page = login(new_page(), who)
    opened(page)
    figures = page.locator(".o_procedure_leader_figure")
    keys = [figure.get_attribute("data-figure") for figure in figures.all()]
    assert len(keys) == 16
    counted = 0
    for key in keys:
        place = page.locator(f".o_procedure_leader_figure[data-figure={key}]")
        count = int(place.locator(".o_count").inner_text())
        if not count or counted == 5:
            continue
        counted += 1
        place.click()
        assert listed(page) == count, f"{who}: {key}"
        page.go_back()
        page.locator(".o_procedure_leader_tiles").wait_for()
    assert counted, f"{who} has nothing to look at"


def test_a_cell_of_the_table_opens_its_department(login, new_page):
    page = login(new_page(), "quyen")
    opened(page)
    page.screenshot(path=FOLDER / "leader-page.png", full_page=True)
    row = page.locator("[data-panel=tables] tbody tr").first
    cell = row.locator("button[data-figure=open]")
    count, name = int(cell.inner_text()), row.locator("th").inner_text()
    cell.click()
    assert listed(page) == count
    expect(page.locator(".o_breadcrumb")).to_contain_text(name)


def test_a_head_of_section_sees_his_own(login, new_page):
    page = login(new_page(), "loc")
    opened(page)
    rows = page.locator("[data-panel=tables] tbody tr")
    expect(rows).to_have_count(1)


def test_the_period_is_chosen_and_kept(login, new_page):
    page = login(new_page(), "thang")
    opened(page)
    words = page.locator(".o_procedure_leader_head p")
    expect(words).to_contain_text("15/09/2026 – 14/10/2026")
    page.select_option("select[name=period]", "last_month")
    expect(words).to_contain_text("15/08/2026 – 14/09/2026")
    page.reload()
    expect(words).to_contain_text("15/08/2026 – 14/09/2026")


def test_it_fits_a_phone_and_answers_the_keyboard(login, new_page):
    page = login(new_page(**PHONE), "thang")
    opened(page)
    for selector in ("html", ".o_action_manager", ".o_procedure_leader"):
        wide, seen = page.locator(selector).first.evaluate(
            "el => [el.scrollWidth, el.clientWidth]"
        )
        assert wide <= seen, f"{selector} is {wide} px in {seen}"
    page.screenshot(path=FOLDER / "phone-leader-page.png")
    figure = page.locator(".o_procedure_leader_figure[data-figure=open]")
    figure.focus()
    page.keyboard.press("Enter")
    page.locator(".o_list_view, .o_kanban_view").first.wait_for()


def test_staff_have_no_door_to_it(rpc):
    with pytest.raises(RpcError) as refused:
        rpc("dung").call("procedure.leader.page", "leader_page")
    assert refused.value.name.endswith("AccessError")


def test_times_of_steps_are_a_pivot_a_graph_and_a_list(login, new_page):
    page = login(new_page(), "quyen")
    Desk(page).menu("menu_reporting", "procedure_task_menu_report")
    page.locator(".o_pivot table").wait_for()
    page.locator(".o_switch_view.o_graph").click()
    page.locator(".o_graph_renderer canvas").wait_for()
    page.locator(".o_switch_view.o_list").click()
    page.locator(".o_list_view").wait_for()
