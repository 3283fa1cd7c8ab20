"""Insight on the screen of a manager; his event log opened by somebody else's program.

pm4py finds in the file the variants, counts and minutes that the page shows.
"""

import json
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .pages import Desk
from .server import HERE

START = "2026-10-20 09:00"
DAYS = {"date_from": "2026-01-01", "date_to": "2026-10-20"}
TIME_OUT = 600_000  # the first time, another program is installed


def open_page(desk: Desk) -> None:
    desk.page.goto("/odoo/my-work")
    desk.menu("menu_reporting", "procedure_insight_menu")
    desk.page.wait_for_selector(".o_procedure_insight [data-card=cases]")


def choose_year(desk: Desk) -> None:
    before = desk.page.locator("[data-section=throughput]").inner_text()
    desk.page.locator("[name=period] input, [name=period] select").first.click()
    desk.page.locator(".o_select_menu_item").nth(4).click()
    expect(desk.page.locator("[data-section=throughput]")).not_to_have_text(before)


def test_a_manager_opens_the_page_and_the_cases_behind_a_figure(new_page, login):
    desk = Desk(login(new_page(locale="vi-VN"), "tien"))
    open_page(desk)
    choose_year(desk)
    card = desk.page.locator("[data-card=cases] a")
    count = int(card.inner_text())
    assert count > 0
    card.click()
    desk.page.wait_for_selector(".o_list_view .o_data_row")
    expect(desk.page.locator(".o_pager_limit")).to_have_text(str(count))


def test_a_path_opens_its_cases(new_page, login):
    desk = Desk(login(new_page(locale="vi-VN"), "tien"))
    open_page(desk)
    choose_year(desk)
    figure = desk.page.locator("[data-section=paths] tbody tr a").first
    count = int(figure.inner_text())
    figure.click()
    desk.page.wait_for_selector(".o_list_view .o_data_row")
    expect(desk.page.locator(".o_pager_limit")).to_have_text(str(count))


def test_the_event_log_is_downloaded(new_page, login, tmp_path):
    desk = Desk(login(new_page(locale="vi-VN"), "tien"))
    desk.page.goto("/odoo/my-work")
    desk.menu("menu_reporting", "procedure_event_log_export_menu")
    with desk.page.expect_download() as waiting:
        desk.dialog.locator("button[name=action_export]").click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    expect(desk.page.locator(".modal-dialog")).to_have_count(0)
    assert path.suffix == ".xes"
    # The people of the demonstration are not in it.
    assert "Tiến" not in path.read_text(encoding="utf-8")


def mined(path: Path) -> dict:
    done = subprocess.run(
        [HERE.parents[1] / "dev", "mining", HERE / "mining.py", path],
        capture_output=True,
        text=True,
        timeout=TIME_OUT / 1000,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def busiest(admin) -> int:
    """The procedure with most cases ended in these days."""
    groups = admin.call(
        "procedure.case",
        "formatted_read_group",
        [("result_at", ">=", DAYS["date_from"]), ("corrects_id", "=", False)],
        ["document_id"],
        ["__count"],
    )
    return max(groups, key=lambda group: group["__count"])["document_id"][0]


@pytest.mark.timeout(TIME_OUT / 1000)
@pytest.mark.parametrize("file_format", ["xes", "csv"])
def test_pm4py_finds_the_same_variants_and_counts(rpc, tmp_path, file_format):
    admin = rpc("admin")
    document = busiest(admin)
    company_ids = admin.call("res.users", "read", [admin.uid], ["company_ids"])
    context = {"allowed_company_ids": company_ids[0]["company_ids"], "lang": "en_US"}
    page = admin.call(
        "procedure.insight",
        "create",
        {"period": "free", "document_id": document, **DAYS},
        context=context,
    )
    [answer] = admin.call(
        "procedure.insight", "read", [page], ["figures"], context=context
    )
    sections = {one["key"]: one for one in answer["figures"]["sections"]}
    ours = {row[0]["hint"]: int(row[1]["value"]) for row in sections["paths"]["rows"]}
    assert len(ours) > 1
    wizard = admin.call(
        "procedure.event.log.export",
        "create",
        {"file_format": file_format, "document_ids": [[6, 0, [document]]], **DAYS},
        context=context,
    )
    path = tmp_path / f"log.{file_format}"
    path.write_bytes(
        admin.download(
            f"/procedure_control/event_log/{wizard}", company_ids[0]["company_ids"]
        )
    )
    theirs = mined(path)
    assert {" → ".join(names): n for names, n in theirs["variants"]} == ours
    ended = sum(int(row[1]["value"]) for row in sections["steps"]["rows"])
    assert theirs["ended"] == ended
    # Minutes of the file and hours of the page are the same sums.
    hours = {row[0]["value"]: row[1]["value"] for row in sections["causes"]["rows"]}
    shown = sum(float(hours[name].replace(",", "")) for name in hours)
    assert abs(sum(theirs["minutes"].values()) / 60 - shown) < 0.3
