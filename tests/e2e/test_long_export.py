"""A long spreadsheet: the server is killed between two sheets, and goes on after it."""

import subprocess
import threading
import time
from contextlib import contextmanager, suppress

import pytest
import requests
from openpyxl import load_workbook
from playwright.sync_api import expect

from .pages import Desk
from .test_spreadsheet import figures

START = "2026-10-20 09:00"
#: Sheets that are whole when the server dies.
WHOLE = 2

#: Keeps what becomes of the parts, and holds the job before it stores one more.
REMEMBER = """
CREATE TABLE IF NOT EXISTS seen_part (export_id int, id int, key text, sha256 text);
CREATE OR REPLACE FUNCTION see_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO seen_part VALUES (OLD.export_id, OLD.id, OLD.key, OLD.sha256);
    RETURN OLD;
END $$;
CREATE OR REPLACE TRIGGER see_part BEFORE DELETE ON procedure_export_part
    FOR EACH ROW EXECUTE FUNCTION see_part();
"""
HOLD = f"""
DO $$ BEGIN
    WHILE (SELECT count(*) FROM procedure_export_part WHERE export_id = %s) < {WHOLE}
    LOOP
        PERFORM pg_sleep(0.002);
    END LOOP;
    LOCK TABLE procedure_export_part IN EXCLUSIVE MODE;
    PERFORM pg_sleep(120);
END $$;
"""
WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    " AND query LIKE '%procedure_export_part%' AND datname = current_database()"
)
PARTS = (
    "SELECT id, key, sha256 FROM procedure_export_part WHERE export_id = %s"
    " ORDER BY sequence"
)


@contextmanager
def held_at_a_sheet(server, export):
    """The job stands before it stores one more sheet, until this ends."""
    holder = subprocess.Popen(["psql", "-qXd", server.db, "-c", HOLD % export])
    try:
        yield
    finally:
        holder.kill()
        holder.wait()
        server.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE query LIKE '%pg_sleep(120)%' AND pid <> pg_backend_pid()"
        )


def wait_until_it_stands(server):
    deadline = time.monotonic() + 240
    while server.sql(WAITING) == "0":
        assert time.monotonic() < deadline, "the job never came to the third sheet"
        time.sleep(0.05)


def run_job(rpc):
    (cron,) = rpc.call(
        "ir.model.data",
        "search_read",
        [("module", "=", "procedure_control"), ("name", "=", "ir_cron_export")],
        ["res_id"],
    )
    rpc.call("ir.cron", "method_direct_trigger", [cron["res_id"]])


def run_beside(rpc):
    """The job in a thread of its own; its server may be killed."""

    def run():
        with suppress(requests.RequestException):
            run_job(rpc)

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.fixture
def desk(server, new_page, login):
    server.sql(REMEMBER)
    return Desk(login(new_page(locale="vi-VN"), "tien"))


def ask(server, desk):
    """Make the offered period in the background; the id of what is under way."""
    desk.page.goto("/odoo/my-work")
    desk.menu("menu_reporting", "procedure_compliance_export_menu")
    desk.dialog.locator("button[name=action_in_background]").click()
    expect(desk.page.locator(".o_form_view [role=progressbar]")).to_be_visible()
    return int(server.sql("SELECT max(id) FROM procedure_export"))


def test_killed_between_two_sheets(server, desk, rpc, tmp_path):
    export = ask(server, desk)
    with held_at_a_sheet(server, export):
        job = run_beside(rpc("admin"))
        wait_until_it_stands(server)
        server.kill()
    job.join()
    before = server.sql(PARTS % export)
    assert len(before.splitlines()) == WHOLE
    taken = f"SELECT taken_at, state FROM procedure_export WHERE id = {export}"
    at, state = server.sql(taken).split("|")
    assert state == "painting"

    server.start()
    run_job(rpc("admin"))
    after = server.sql(
        f"SELECT id, key, sha256 FROM seen_part WHERE export_id = {export} ORDER BY id"
    )
    assert after.startswith(before), "what was whole was not painted again"
    assert len(after.splitlines()) > WHOLE
    assert server.sql(taken) == f"{at}|done", "nor gathered again"

    # The page that was open all the time has found the server again.
    button = desk.page.locator("button[name=action_download]")
    expect(button).to_be_visible(timeout=30_000)
    with desk.page.expect_download() as waiting:
        button.click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    book = load_workbook(path, data_only=True)
    at_once = load_workbook(desk.export(tmp_path), data_only=True)
    assert book.sheetnames == at_once.sheetnames
    made = figures(book["II.06a"].values)
    assert made
    assert made == figures(at_once["II.06a"].values)


def test_progress_and_cancel_on_the_screen(server, desk, rpc):
    export = ask(server, desk)
    with held_at_a_sheet(server, export):
        job = run_beside(rpc("admin"))
        wait_until_it_stands(server)
        bar = desk.page.locator(".o_form_view [role=progressbar]")
        # The screen looks by itself how far it is.
        expect(bar).not_to_have_attribute("aria-valuenow", "0", timeout=10_000)
        desk.page.locator("button[name=action_cancel]").click()
        desk.page.locator(".modal-footer .btn-primary").click()
        told = desk.page.locator(".o_form_view .alert-info").first
        expect(told).to_be_visible(timeout=60_000)
    job.join()
    expect(bar).to_have_count(0)
    state = f"SELECT state FROM procedure_export WHERE id = {export}"
    assert server.sql(state) == "cancelled"
    for table in ("procedure_export_chunk", "procedure_export_part"):
        left = f"SELECT count(*) FROM {table} WHERE export_id = {export}"
        assert server.sql(left) == "0"
