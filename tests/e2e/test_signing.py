"""Signing on the screen: one document, a batch, a wrong password, a lock."""

import re

import pytest
from playwright.sync_api import expect

from .rpc import RpcError

START = "2026-10-05 09:00"
REVISION = "procedure.revision"
# Three documents take effect with their stored copies; other suites run beside.
expect.set_options(timeout=30_000)
DIALOG = ".o_procedure_signature"
APPROVE = f"{DIALOG} .o_procedure_signature_approve"
PASSWORD = f"{DIALOG} input[type=password]"
COUNT_CLICKS = """
    window.clicks = 0;
    document.addEventListener("click", (ev) => (window.clicks += ev.isTrusted), true);
"""


def submitted(rpc, code):
    """The id of a small procedure's first revision, waiting for the director."""
    admin, author = rpc("admin"), rpc("ngan")
    (signer_id,) = admin.call("res.users", "search", [("login", "=", "thang")])
    (company,) = {
        row["company_id"][0]
        for row in admin.call("res.users", "read", [author.uid], ["company_id"])
    }
    role = admin.call(
        "procedure.role.holder",
        "search_read",
        [("company_id", "=", company)],
        ["role_id"],
        limit=1,
    )[0]["role_id"][0]
    (kind,) = admin.call("procedure.type", "search", [("code", "=", "QTNB")])
    document = author.call(
        "procedure.document",
        "create",
        [{"title": f"Quy trình thử {code}", "code": code, "type_id": kind}],
    )
    revision = author.call("procedure.document", "action_new_revision", document)[
        "res_id"
    ]
    sections = author.call(
        "procedure.section", "search", [("revision_id", "=", revision)]
    )
    author.call("procedure.section", "write", sections, {"required": False})
    author.call(
        REVISION,
        "write",
        [revision],
        {
            "summary": f"Ban hành lần đầu {code}",
            "limit_value": "1",
            "limit_unit": "day",
            "step_ids": [
                (0, 0, {"name": "Soạn", "role_id": role, "duration_value": "1"})
            ],
        },
    )
    author.call(REVISION, "action_submit", [revision], approver_id=signer_id)
    return revision


def decisions(rpc, revisions):
    return rpc("admin").call(
        "procedure.decision",
        "search_read",
        [("revision_id", "in", revisions)],
        ["meaning", "credential", "comment", "signer_name"],
        order="id",
    )


def test_one_document_in_four_clicks(rpc, page, login):
    revision = submitted(rpc, "THU.01")
    login(page, "thang")
    page.goto(f"/odoo/procedure-revisions/{revision}")
    page.wait_for_selector("button[name=action_sign]")
    page.evaluate(COUNT_CLICKS)
    page.click("button[name=action_sign]")
    dialog = page.locator(DIALOG)
    expect(dialog).to_contain_text("THU.01")
    expect(dialog).to_contain_text("Ban hành lần đầu THU.01")
    expect(dialog).to_contain_text("thang")
    expect(dialog.locator(".o_procedure_signature_comparison")).to_be_visible()
    expect(page.locator(PASSWORD)).to_be_focused()
    page.keyboard.type("demo")
    page.click(APPROVE)
    expect(dialog).to_have_count(0)
    expect(page.locator("button[name=action_sign]")).to_be_hidden()
    assert page.evaluate("window.clicks") <= 4
    (decision,) = decisions(rpc, [revision])
    assert decision["meaning"] == "approve"
    assert decision["credential"] == "password"
    opened = rpc("admin").call(
        "procedure.event",
        "search_count",
        [("kind", "=", "revision.compared"), ("res_id", "=", revision)],
    )
    assert opened == 1


def test_a_wrong_password_is_told_in_words(rpc, page, login):
    revision = submitted(rpc, "THU.02")
    login(page, "thang")
    page.goto(f"/odoo/procedure-revisions/{revision}")
    page.click("button[name=action_sign]")
    page.click(f"{DIALOG} .o_procedure_signature_reject")
    alert = page.locator(f"{DIALOG} [role=alert]")
    expect(alert).to_be_visible()  # nobody signs without a password
    page.fill(PASSWORD, "không phải")
    page.click(APPROVE)
    expect(alert).to_contain_text("thang")
    expect(alert).to_contain_text("4")
    expect(page.locator(PASSWORD)).to_have_value("")
    assert decisions(rpc, [revision]) == []
    # Sent back: not without a reason.
    page.fill(PASSWORD, "demo")
    page.click(f"{DIALOG} .o_procedure_signature_reject")
    expect(page.locator(f"{DIALOG} textarea")).to_be_focused()
    page.fill(f"{DIALOG} textarea", "Thiếu biểu mẫu")
    page.fill(PASSWORD, "demo")
    page.click(f"{DIALOG} .o_procedure_signature_reject")
    expect(page.locator(DIALOG)).to_have_count(0)
    (decision,) = decisions(rpc, [revision])
    assert (decision["meaning"], decision["comment"]) == ("reject", "Thiếu biểu mẫu")


def test_three_in_one_batch(rpc, page, login):
    revisions = [submitted(rpc, f"THU.1{number}") for number in range(3)]
    login(page, "thang")
    page.goto("/odoo/action-procedure_control.procedure_signature_request_action")
    for number in range(3):
        row = page.locator(".o_data_row", has_text=f"THU.1{number}")
        row.locator(".o_list_record_selector input").check()
    page.click(".o_control_panel button[name=action_sign]")
    expect(page.locator(f"{DIALOG} .o_procedure_signature_line")).to_have_count(3)
    page.fill(PASSWORD, "demo")
    page.click(APPROVE)
    expect(page.locator(f"{DIALOG} [role=alert]")).to_be_visible()  # not looked at yet
    assert decisions(rpc, revisions) == []
    page.click(f"{DIALOG} .o_procedure_signature_all")
    expect(page.locator(f"{DIALOG} .o_procedure_signature_comparison")).to_have_count(3)
    page.fill(PASSWORD, "demo")
    page.click(APPROVE)
    expect(page.locator(DIALOG)).to_have_count(0)
    assert [d["meaning"] for d in decisions(rpc, revisions)] == ["approve"] * 3


def test_the_activity_opens_the_dialog(rpc, page, login):
    revision = submitted(rpc, "THU.03")
    login(page, "thang")
    page.goto(f"/odoo/procedure-revisions/{revision}")
    page.click(".o-mail-Activity-markDone")
    page.wait_for_selector(PASSWORD)
    page.fill(PASSWORD, "demo")
    page.keyboard.press("Enter")
    expect(page.locator(DIALOG)).to_have_count(0)
    assert len(decisions(rpc, [revision])) == 1


def test_five_wrong_passwords_lock_for_a_quarter_of_an_hour(server, rpc):
    revision = submitted(rpc, "THU.04")
    thang = rpc("thang")
    right = {"type": "password", "login": "thang", "password": "demo"}
    server.set_clock("2026-10-05 09:05")
    thang.call(REVISION, "compare_with", [revision])
    for _attempt in range(5):
        with pytest.raises(RpcError, match=re.compile("thang|15")):
            thang.call(
                REVISION,
                "action_approve",
                [revision],
                credential={**right, "password": "sai"},
            )
    with pytest.raises(RpcError):
        thang.call(REVISION, "action_approve", [revision], credential=right)
    assert decisions(rpc, [revision]) == []
    assert (
        server.sql(
            "SELECT count(*) FROM procedure_signing_failure f"
            " JOIN res_users u ON u.id = f.user_id WHERE u.login = 'thang'"
            " AND f.failed_at >= '2026-10-05 02:05'"
        )
        == "5"
    )
    told = rpc("admin").call(
        "mail.activity",
        "search_read",
        [("res_model", "=", "procedure.signing.failure")],
        ["user_id"],
    )
    assert told, "quality and audit are alarmed"
    server.set_clock("2026-10-05 09:21")
    thang.call(REVISION, "action_approve", [revision], credential=right)
    assert len(decisions(rpc, [revision])) == 1


def test_a_passkey_signs_in_place_of_the_password(server, rpc, new_page, login):
    """With the browser's own virtual authenticator; a passkey needs a host name."""
    site = server.url.replace("127.0.0.1", "localhost")
    revision = submitted(rpc, "THU.05")
    # After the last sign-in of the administrator, which would set it anew.
    rpc("admin").call("ir.config_parameter", "set_param", "web.base.url", site)
    page = new_page(base_url=site)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    login(page, "thang")
    register_passkey(page, rpc("thang").uid)
    page.goto(f"/odoo/procedure-revisions/{revision}")
    page.click("button[name=action_sign]")
    page.click(f"{DIALOG} .o_procedure_signature_passkey")
    expect(page.locator(DIALOG)).to_have_count(0)
    (decision,) = decisions(rpc, [revision])
    assert decision["credential"] == "passkey"


def register_passkey(page, uid):
    """As the user's preferences do: after an identity check."""
    page.goto("/odoo?debug=1")
    page.wait_for_selector(".o_main_navbar")
    page.evaluate(
        """(uid) => odoo.__WOWL_DEBUG__.root.env.services.action.doActionButton({
            type: "object", name: "action_create_passkey",
            resModel: "res.users", resId: uid, resIds: [uid],
        })""",
        uid,
    )
    page.fill(".modal div[name=password] input", "demo")
    page.click(".modal button[name=run_check]")
    page.fill(".modal div[name=name] input", "Khóa thử")
    page.click(".modal button[name=make_key]")
    expect(page.locator(".modal")).to_have_count(0)
