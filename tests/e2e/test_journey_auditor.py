"""The auditor's five minutes: alone, read-only, without any administrator.

"QT.GĐ.01 as in force on 15/08/2026: who signed, who had read it that day, five cases
on it (seed 42), their records, and prove it."
"""

import hashlib
import re

import pytest
from playwright.sync_api import expect

from .pages import Desk

START = "2026-10-05 09:00"
CODE = "QT.GĐ.01"
DAY = "15/08/2026"
#: While some had read the amendment and others had not.
EARLY_DAY, EARLY_END = "03/07/2025", "2025-07-03 17:00:00"
SEED, CASES = "42", 5
expect.set_options(timeout=60_000)


@pytest.mark.timeout(600)
def test_the_auditor_is_answered_within_five_minutes(server, new_page, login, rpc):
    revision, signed, readers, numbers = facts(server)
    page = new_page(locale="vi-VN")
    # All agencies ticked in the bar.
    agencies = server.sql(
        "SELECT string_agg(id::text, '-') FROM res_company WHERE id > 1"
    )
    page.context.add_cookies([{"name": "cids", "value": agencies, "url": server.url}])
    desk = Desk(login(page, "thuc"))

    (document,) = rpc("thuc").call(
        "procedure.document", "search", [("code", "=", CODE)]
    )
    page.goto(f"/odoo/procedures/{document}")
    page.click("button[name=action_on_day]")
    expect(desk.field("fingerprint")).to_be_visible()

    # On the third of July of last year: the amendment, read by some.
    ask_for(page, EARLY_DAY)
    tab(page, "read")
    early = [name for name, read_at in readers if read_at < EARLY_END]
    assert 0 < len(early) < len(readers)
    expect(rows(page, "reader_ids")).to_have_count(len(early))
    expect(rows(page, "missing_ids")).to_have_count(len(readers) - len(early))
    for name in early:
        expect(rows(page, "reader_ids").filter(has_text=name)).to_have_count(1)

    # On the day asked for: signed by the director, read by all.
    ask_for(page, DAY)
    fingerprint = server.sql(
        f"SELECT fingerprint FROM procedure_revision WHERE id = {revision}"
    )
    expect(desk.field("fingerprint")).to_contain_text(fingerprint)
    tab(page, "signed")
    expect(rows(page, "decision_ids")).to_have_count(len(signed))
    for name, title in signed:
        row = rows(page, "decision_ids").filter(has_text=name)
        expect(row.locator("td[name=manifestation]")).to_contain_text(title or name)
    tab(page, "read")
    expect(rows(page, "reader_ids")).to_have_count(len(readers))
    expect(rows(page, "missing_ids")).to_have_count(0)

    # Five cases by the seed: nobody's choice, and anybody may draw again.
    tab(page, "cases")
    expect(page.locator("[name=seed] input")).to_have_value(SEED)
    expect(page.locator("[name=size] input")).to_have_value(str(CASES))
    page.click("button[name=action_draw]")
    expect(rows(page, "line_ids")).to_have_count(CASES)
    drawn = page.locator("[name=line_ids] td[name=case_number]").all_inner_texts()
    assert drawn == lowest(numbers)
    expect(desk.field("population")).to_have_text(str(len(numbers)))
    for row in rows(page, "line_ids").all():
        steps = int(re.match(r"\d+", row.locator("td[name=records]").inner_text())[0])
        case = row.locator("td[name=case_number]").inner_text()
        assert steps == steps_done(server, case)

    # And prove it: what was signed, what is stored, what was written about it.
    page.click("button[name=action_prove]")
    proven = page.locator(".o_form_view .alert-success")
    expect(proven).to_be_visible(timeout=180_000)
    expect(page.locator(".o_form_view .alert-danger")).to_have_count(0)
    screenshot(page)
    (proof,) = rpc("thuc").call(
        "procedure.verification",
        "search_read",
        [("document_id", "=", document)],
        ["state", "break_count"],
        order="id desc",
        limit=1,
    )
    assert (proof["state"], proof["break_count"]) == ("whole", 0)

    # The records of the first: what the trail tells of it, and the case itself.
    assert rpc("thuc").call(
        "procedure.event", "search_count", [("case_id.name", "=", drawn[0])]
    )
    rows(page, "line_ids").first.locator("button[name=action_open_case]").click()
    expect(desk.field("name")).to_have_text(drawn[0])

    # What he did is itself told.
    kinds = server.sql(
        "SELECT e.kind FROM procedure_event e JOIN res_users u ON u.id = e.user_id"
        " WHERE u.login = 'thuc' ORDER BY e.id"
    ).splitlines()
    assert [kind for kind in kinds if kind.startswith("sample.")], kinds


def test_an_auditor_may_change_nothing(rpc):
    """As the server answers; that each attempt is refused, the access tests show."""
    auditor = rpc("thuc")
    for model in ("revision", "document", "case", "decision", "sample"):
        ids = own(auditor, f"procedure.{model}")
        assert ids, model
        for operation in ("write", "unlink"):
            allowed = auditor.call(f"procedure.{model}", "has_access", ids, operation)
            assert not allowed, (model, operation)


def test_what_was_altered_behind_the_system_is_named(server, rpc):
    """The proof is worth something: it fails when a step's text was altered by SQL."""
    revision, *_facts = facts(server)
    auditor = rpc("thuc")
    (document,) = auditor.call("procedure.document", "search", [("code", "=", CODE)])
    server.sql(
        "ALTER TABLE procedure_step DISABLE TRIGGER USER;"
        " UPDATE procedure_step SET name = name || ' (sửa)'"
        " WHERE id = (SELECT min(id) FROM procedure_step"
        f" WHERE revision_id = {revision});"
        " ALTER TABLE procedure_step ENABLE TRIGGER USER"
    )
    opened = auditor.call("procedure.document", "action_on_day", [document])["res_id"]
    auditor.call("procedure.on.day", "action_prove", [opened])
    (shown,) = auditor.call(
        "procedure.on.day",
        "read",
        [opened],
        ["verification_state", "first_break"],
    )
    assert shown["verification_state"] == "broken"
    assert CODE in shown["first_break"]


def facts(server):
    """From the tables: (revision, signers, readers, numbers of the cases on it)."""
    revision = server.sql(
        "SELECT r.id FROM procedure_revision r"
        f" JOIN procedure_document d ON d.id = r.document_id WHERE d.code = '{CODE}'"
        " AND r.effective_at <= '2026-08-15 16:59:59'"
        " AND (r.ended_at IS NULL OR r.ended_at > '2026-08-15 16:59:59')"
    )
    signed = lines(
        server,
        "SELECT signer_name, coalesce(signer_title, '') FROM procedure_decision"
        f" WHERE revision_id = {revision}",
    )
    readers = lines(
        server,
        "SELECT reader_name, read_at FROM procedure_acknowledgement"
        f" WHERE revision_id = {revision} AND read_at IS NOT NULL",
    )
    numbers = server.sql(
        f"SELECT name FROM procedure_case WHERE revision_id = {revision}"
        " AND name IS NOT NULL AND received_at <= '2026-10-05 02:00:00'"
    ).splitlines()
    assert signed and readers and len(numbers) > CASES
    return int(revision), signed, readers, numbers


def lines(server, statement):
    return [tuple(line.split("|")) for line in server.sql(statement).splitlines()]


def lowest(numbers):
    """The numbers that the seed gives, by the rule alone."""
    return sorted(
        numbers, key=lambda n: hashlib.sha256(f"{SEED}{n}".encode()).hexdigest()
    )[:CASES]


def steps_done(server, number):
    return int(
        server.sql(
            "SELECT count(*) FROM procedure_task t JOIN procedure_case c"
            f" ON c.id = t.case_id WHERE c.name = '{number}' AND t.state = 'done'"
        )
    )


def own(user, model):
    return user.call(model, "search", [], limit=1)


def ask_for(page, day):
    box = page.locator("[name=day] input")
    if not box.count():
        page.locator("[name=day] button, [name=day] span").first.click()
    box.fill(day)
    box.press("Tab")


def tab(page, name):
    page.click(f".o_notebook .nav-link[name={name}]")


def rows(page, field):
    return page.locator(f"[name={field}] .o_data_row")


def screenshot(page):
    from .screenshots import FOLDER

    page.set_viewport_size({"width": 1366, "height": 820})
    page.screenshot(path=FOLDER / "auditor.png", animations="disabled")
