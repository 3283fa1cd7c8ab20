"""What changes, on the screen of its author: chosen by two lists, and printed."""

from playwright.sync_api import expect

START = "2026-10-05 09:00"


def test_an_author_sees_what_the_draft_changes(server, page, login, rpc):
    ngan = rpc("ngan")
    found = ngan.call(
        "procedure.revision",
        "search_read",
        [["document_id.code", "=", "QT.GĐ.01"]],
        ["state", "display_name"],
    )
    ids = {revision["state"]: revision["id"] for revision in found}
    login(page, "ngan")
    page.goto(f"{server.url}/odoo/procedure.revision/{ids['draft']}")
    page.click("button[name=action_compare]")

    shown = page.locator(".o_procedure_comparison")
    step = shown.locator("tr.o_comparison_item", has_text="B4")
    expect(step).to_contain_text("≠")
    expect(shown.locator("del", has_text="15 ngày")).to_be_visible()
    expect(shown.locator("ins", has_text="11 ngày")).to_be_visible()
    old, new = page.locator("select[name=old]"), page.locator("select[name=new]")
    expect(old).to_have_value(str(ids["effective"]))
    expect(new).to_have_value(str(ids["draft"]))

    # The other way round, what was added is gone.
    new.select_option(str(ids["effective"]))
    old.select_option(str(ids["draft"]))
    expect(shown.locator("del", has_text="11 ngày")).to_be_visible()
    expect(shown.locator("ins", has_text="15 ngày")).to_be_visible()

    with page.expect_download() as download:
        page.locator(".o_control_panel button").first.click()
    assert download.value.path().read_bytes().startswith(b"%PDF")


def test_parts_of_a_draft_are_written_in_their_pages(server, page, login, rpc):
    ngan = rpc("ngan")
    [draft] = ngan.call(
        "procedure.revision",
        "search",
        [["document_id.code", "=", "QT.GĐ.01"], ["state", "=", "draft"]],
    )
    login(page, "ngan")
    page.goto(f"{server.url}/odoo/procedure.revision/{draft}")
    for name, field in (
        ("forms", "file_ids"),
        ("records", "record_ids"),
        ("bases", "reference_ids"),
        ("changes", "change_item_ids"),
    ):
        page.click(f".o_notebook a[name={name}]")
        expect(page.locator(f"div[name={field}]")).to_be_visible()
    page.click("div[name=change_item_ids] .o_field_x2many_list_row_add a")
    page.fill("div[name=change_item_ids] div[name=place] input", "Mục 4")
    page.fill("div[name=change_item_ids] div[name=description] textarea", "Lưu 10 năm")
    page.click(".o_form_button_save")
    expect(page.locator(".o_form_button_save")).to_be_hidden()
    places = ngan.call(
        "procedure.change.item", "search_read", [["revision_id", "=", draft]], ["place"]
    )
    assert "Mục 4" in [item["place"] for item in places]
