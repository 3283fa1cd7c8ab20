"""A decision that came to quality six days late, and the six dossiers in between.

Signed on Thursday 19/11/2026 and in force on signing, it is entered on Wednesday 25/11;
Tuesday 24/11 is a day off. Ten working days became eight. Five are moved by a plan that
somebody else signs; one keeps the day its requester was told.
"""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from .pages import Desk, shown, utc
from .rpc import RpcError

START = "2026-11-16 08:30"
CODE = "QT.GĐ.02"
NUMBER = "1388/QĐ-SYT"
REVISION = "procedure.revision"
CHANGE = "procedure.change"
LINE = "procedure.effect.case"
#: received, due under the revision it runs on, due under the one signed before
BETWEEN = [
    ("2026-11-19 09:00", "2026-12-04 17:00", "2026-12-02 17:00"),
    ("2026-11-19 14:00", "2026-12-04 17:00", "2026-12-02 17:00"),
    ("2026-11-20 08:30", "2026-12-07 17:00", "2026-12-03 17:00"),
    # After the last hour of intake: as if it came on Monday.
    ("2026-11-20 15:30", "2026-12-08 17:00", "2026-12-04 17:00"),
    ("2026-11-23 10:00", "2026-12-08 17:00", "2026-12-04 17:00"),
    ("2026-11-25 08:15", "2026-12-09 17:00", "2026-12-07 17:00"),
]
MOVE = "procedure.move"
FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
WHY = "Theo quyết định ký ngày 19/11/2026, có hiệu lực kể từ ngày ký."
KEPT = "Kết quả đã thống nhất với Sở Tư pháp, giữ ngày hẹn đã báo."


@pytest.fixture
def call(rpc):
    """`call(login, model, method, …)`: one session a person."""
    sessions = {}

    def call(login, model, method, *args, **kwargs):
        if login not in sessions:
            sessions[login] = rpc(login)
        return sessions[login].call(model, method, *args, **kwargs)

    return call


def test_six_in_between_are_listed_and_decided(server, call, new_page, login):
    document = one(call, "procedure.document", ("code", "=", CODE))
    draft = waiting_for_its_decision(server, call, document)
    before = hand_in(server, call, document)
    server.set_clock("2026-11-25 09:00", hold=True)
    minh = Desk(login(new_page(locale="vi-VN"), "minh"))
    enter(minh, draft)

    (revision,) = call(
        "admin", REVISION, "read", [draft], ["state", "effective_at", "approved_at"]
    )
    assert revision["state"] == "effective"
    assert revision["effective_at"] == utc("2026-11-19 00:00")
    assert listed(call, draft) == [
        (utc(received), utc(old), utc(new), "open", False)
        for received, old, new in BETWEEN
    ]
    assert running(call, document) == before  # nothing moves by itself
    decide(minh)
    assert [(state, reason) for *_dues, state, reason in listed(call, draft)] == [
        ("to_move", False)
    ] * 5 + [("kept", KEPT)]
    (decision,) = call(
        "admin",
        "procedure.effect.decision",
        "search_read",
        [("line_ids.revision_id", "=", draft)],
        ["signer_name", "credential", "move_count", "keep_count"],
    )
    del decision["id"]
    assert decision == {
        "signer_name": "Ngô Quang Minh",
        "credential": "password",
        "move_count": 5,
        "keep_count": 1,
    }
    assert running(call, document) == before  # what is to be moved waits for a plan
    plan = prepare_the_plan(minh, call, draft)
    assert running(call, document) == before  # a plan moves nothing either
    with pytest.raises(RpcError):  # nor does whoever prepared it sign it
        (row,) = call("minh", MOVE, "read", [plan], ["fingerprint"])
        proof = {"type": "password", "login": "minh", "password": "demo"}
        call("minh", MOVE, "action_sign", [plan], row["fingerprint"], proof)
    quyen = Desk(login(new_page(locale="vi-VN"), "quyen"))
    work_for(quyen, call, document)
    sign_the_plan(quyen, plan)
    expect_five_moved(call, draft, document, before)
    expect_told_on_the_case(minh, call, draft)
    # Nobody's signature was made up: the leader signed outside.
    signers = call(
        "admin",
        "procedure.decision",
        "search_read",
        [("revision_id", "=", draft)],
        ["signer_name", "meaning"],
    )
    assert [(row["signer_name"], row["meaning"]) for row in signers] == [
        ("Tạ Thị Quyên", "appraise")
    ]
    expect(minh.page.locator("button[name=action_decide_cases]:visible")).to_have_count(
        0
    )


def one(call, model, *domain):
    (found,) = call("admin", model, "search", list(domain))
    return found


# --- what came before -------------------------------------------------------------
def waiting_for_its_decision(server, call, document):
    """Ten days become eight in a draft whose route ends outside the system."""
    (row,) = call(
        "admin", "procedure.document", "read", [document], ["field_id", "company_id"]
    )
    appraiser = one(call, "res.users", ("login", "=", "quyen"))
    call(
        "quyen",
        "procedure.route",
        "create",
        [
            {
                "name": "Ký ngoài hệ thống: giám định",
                "company_id": row["company_id"][0],
                "field_id": row["field_id"][0],
                "ends_outside": True,
                "stage_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Thẩm định",
                            "meaning": "appraise",
                            "mode": "named",
                            "user_ids": [(6, 0, [appraiser])],
                        },
                    )
                ],
            }
        ],
    )
    (change,) = call(
        "ngan",
        CHANGE,
        "create",
        [{"document_id": document, "source": "simplification", "reason": "Rút ngắn."}],
    )
    call("ngan", CHANGE, "action_submit", [change])
    call("minh", CHANGE, "action_accept", [change], "Chỉ rút ngắn bước B4.", "notice")
    draft = call("ngan", CHANGE, "action_start_revision", [change])["res_id"]
    step = one(
        call, "procedure.step", ("revision_id", "=", draft), ("label", "=", "B4")
    )
    call(
        "ngan",
        REVISION,
        "write",
        [draft],
        {
            "limit_value": "8",
            "summary": "Rút ngắn từ 10 còn 8 ngày làm việc.",
            "step_ids": [(1, step, {"duration_value": "5"})],
        },
    )
    call("ngan", REVISION, "action_submit", [draft])
    server.set_clock("2026-11-17 09:00", hold=True)
    credential = {"type": "password", "login": "quyen", "password": "demo"}
    call("quyen", REVISION, "compare_with", [draft])
    call("quyen", REVISION, "action_approve", [draft], credential=credential)
    return draft


def hand_in(server, call, document):
    """One on the eve of the signature, six after it; {case: (due, revision)}."""
    (user,) = call(
        "nga", "res.users", "search_read", [("login", "=", "nga")], ["company_id"]
    )
    for received in ("2026-11-18 14:00", *(row[0] for row in BETWEEN)):
        server.set_clock(received, hold=True)
        call(
            "nga",
            "procedure.case",
            "action_receive",
            [
                {
                    "document_id": document,
                    "company_id": user["company_id"][0],
                    "requester_name": "Đỗ Văn Khải",
                    "subject": "Miễn nhiệm giám định viên pháp y",
                }
            ],
        )
    return running(call, document)


def running(call, document):
    rows = call(
        "admin",
        "procedure.case",
        "search_read",
        [("document_id", "=", document)],
        ["due_at", "revision_id", "state"],
    )
    return {
        row["id"]: (row["due_at"], row["revision_id"], row["state"]) for row in rows
    }


def listed(call, draft):
    names = ["received_at", "old_due", "new_due", "state", "reason"]
    rows = call(
        "admin",
        LINE,
        "search_read",
        [("revision_id", "=", draft)],
        names,
        order="received_at",
    )
    return [tuple(row[name] for name in names) for row in rows]


# --- on the screen ----------------------------------------------------------------
def enter(minh, draft):
    """The decision is typed in where it is asked for; the dialog shows the six."""
    page = minh.page
    page.goto(f"/odoo/procedure-revisions/{draft}")
    page.locator(".o_statusbar_buttons button.btn-primary:visible").first.click()
    dialog = minh.dialog
    box = dialog.locator("[name=issuance_id] input")
    box.fill(NUMBER)
    page.locator(".o-autocomplete--dropdown-item a").first.click()
    form = minh.dialog
    form.locator("[name=number] input").wait_for()
    form.locator("[name=number] input").fill(NUMBER)
    day = form.locator("[name=date]")
    day.locator("input, button").first.click()
    day.locator("input").fill("19/11/2026")
    day.locator("input").press("Enter")
    form.locator("[name=authority] input").fill("Sở Y tế tỉnh Lam Giang")
    form.locator("[name=signer_name] input").fill("Bùi Đức Thắng")
    form.locator("[name=signer_title] input").fill("Giám đốc Sở")
    form.locator(".o_form_button_save").click()
    expect(page.locator(".modal-dialog")).to_have_count(1)
    expect(dialog.locator("[name=cases] tbody tr")).to_have_count(6)
    dialog.locator("button[name=action_confirm]").click()
    expect(minh.dialog.locator("[name=line_ids] .o_data_row")).to_have_count(6)


def decide(minh):
    """Five are moved, the last one is kept with its reason; one signature."""
    page, dialog = minh.page, minh.dialog
    minh.decide_between({5: KEPT})
    dialog.locator("[name=password] input").click()
    expect(dialog.locator(".o_selected_row")).to_have_count(0)
    dialog.locator("[name=password] input").fill("demo")
    dialog.locator("button[name=action_confirm]").click()
    expect(page.locator(".modal-dialog")).to_have_count(0)


def prepare_the_plan(minh, call, draft):
    """Where each of the five lands, and when it is due before and after."""
    page = minh.page
    page.goto(f"/odoo/procedure-revisions/{draft}")
    page.locator("button[name=action_plan_decided]:visible").click()
    rows = page.locator("[name=line_ids] .o_data_row")
    expect(rows).to_have_count(5)
    for row, (_received, old, new) in zip(rows.all(), BETWEEN, strict=False):
        expect(row.locator("td[name=old_due]")).to_have_text(shown(old))
        expect(row.locator("td[name=new_due]")).to_have_text(shown(new))
        expect(row.locator("td[name=obstacle]")).to_have_count(0)
    minh.field("reason").locator("textarea").fill(WHY)
    page.click(".o_form_button_save")
    expect(page.locator(".o_form_button_save")).to_be_hidden()
    # Minh has prepared it: it is not his to sign.
    expect(page.locator("button[name=action_open_signature]:visible")).to_have_count(0)
    page.set_viewport_size({"width": 1600, "height": 900})
    page.screenshot(path=FOLDER / "move-plan.png", animations="disabled")
    return one(call, MOVE, ("revision_id", "=", draft))


def work_for(desk, call, document):
    """Tick the agency of the procedure in the corner of the screen."""
    (row,) = call("admin", "procedure.document", "read", [document], ["company_id"])
    agency = {"name": "cids", "value": str(row["company_id"][0])}
    desk.page.context.add_cookies([agency | {"url": desk.page.url}])


def sign_the_plan(quyen, plan):
    page = quyen.page
    page.set_viewport_size({"width": 1600, "height": 900})
    page.goto(f"/odoo/action-procedure_control.procedure_move_action/{plan}")
    page.locator("button[name=action_open_signature]:visible").click()
    dialog = quyen.dialog
    expect(dialog.locator("[name=line_ids] .o_data_row")).to_have_count(5)
    page.screenshot(path=FOLDER / "move-signature.png", animations="disabled")
    dialog.locator("[name=password] input").fill("demo")
    dialog.locator("button[name=action_confirm]").click()
    expect(page.locator(".modal-dialog")).to_have_count(0)
    expect(
        page.locator("[name=line_ids] td[name=state] .text-bg-success")
    ).to_have_count(5)


def expect_five_moved(call, draft, document, before):
    now = running(call, document)
    rows = call(
        "admin", LINE, "search_read", [("revision_id", "=", draft)], ["case_id"],
        order="received_at",
    )  # fmt: skip
    ids = [row["case_id"][0] for row in rows]
    assert [(now[case][0], now[case][1][0]) for case in ids[:5]] == [
        (utc(new), draft) for _received, _old, new in BETWEEN[:5]
    ]
    others = set(now) - set(ids[:5])
    assert {case: now[case] for case in others} == {c: before[c] for c in others}
    states = [(state, reason) for *_dues, state, reason in listed(call, draft)]
    assert states == [("moved", False)] * 5 + [("kept", KEPT)]
    (decision,) = call(
        "admin",
        "procedure.move.decision",
        "search_read",
        [("move_id.revision_id", "=", draft)],
        ["signer_name", "credential"],
    )
    assert (decision["signer_name"], decision["credential"]) == (
        "Tạ Thị Quyên",
        "password",
    )
    # Who had a step has it still, and is reminded of its new due.
    tasks = call(
        "admin",
        "procedure.task",
        "search_read",
        [("case_id", "in", ids[:5]), ("state", "=", "ready")],
        ["user_id", "activity_id", "step_id"],
    )
    assert len(tasks) == 5
    assert all(task["user_id"] and task["activity_id"] for task in tasks)


def expect_told_on_the_case(minh, call, draft):
    """The case says since when it runs under what, and what it ran under before."""
    (first, *_others) = call(
        "admin", LINE, "search_read", [("revision_id", "=", draft)], ["case_id"],
        order="received_at",
    )  # fmt: skip
    minh.open_case(first["case_id"][0])
    told = minh.field("revision_history")
    expect(told).to_contain_text("25/11/2026 09:")
    minh.page.screenshot(path=FOLDER / "move-case.png", animations="disabled")
