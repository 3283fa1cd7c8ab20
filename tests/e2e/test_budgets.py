"""What a person's daily acts cost them, counted in the browser and printed."""

import time
import unicodedata

import pytest
from playwright.sync_api import expect

from .pages import Desk

#: A slow typist: 200 key strokes a minute, forty words.
STROKES_PER_SECOND = 200 / 60
#: Counts what the person does, not what scripts do, over page loads.
COUNTERS = """
for (const kind of ["mousedown", "keydown"]) {
    addEventListener(kind, (ev) => {
        if (ev.isTrusted) {
            sessionStorage[kind] = Number(sessionStorage[kind] || 0) + 1;
        }
    }, true);
}
"""


@pytest.fixture
def desk_of(new_page, login):
    """`desk_of("hoa")`: her desk, her clicks and key strokes counted."""

    def sit(name: str) -> Desk:
        page = new_page(locale="vi-VN")
        page.add_init_script(COUNTERS)
        return Desk(login(page, name))

    return sit


def count(desk: Desk, kind: str) -> int:
    return desk.page.evaluate(f"Number(sessionStorage.{kind} || 0)")


def start_counting(desk: Desk) -> float:
    desk.page.evaluate("sessionStorage.clear()")
    return time.monotonic()


@pytest.fixture
def tell(capsys):
    """Prints what a budget came to, also when the test passes."""

    def say(budget: str) -> None:
        with capsys.disabled():
            print(f"\n    budget: {budget}")

    return say


#: Requester, telephone, address, subject.
REQUEST = (
    "Nguyễn Thị Mận",
    "0900 000 123",
    "tổ 7, xã Hòa Phú",
    "Miễn học phí năm học 2026-2027",
)


def test_intake_by_keyboard_alone(desk_of, tell):
    hoa = desk_of("hoa")
    hoa.page.goto("/odoo/cases")
    hoa.page.wait_for_selector(".o_list_view")
    press, write = hoa.page.keyboard.press, hoa.page.keyboard.type

    began = start_counting(hoa)
    press("Alt+c")
    expect(hoa.dialog.locator("[name=document_id] input")).to_be_focused()
    write("QT.GD.01")
    hoa.page.locator(".o-autocomplete--dropdown-item a").first.wait_for()
    press("Enter")
    hoa.dialog.locator("[name=component_ids] .o_data_row").first.wait_for()
    for words in REQUEST:
        press("Tab")
        write(words)
    with hoa.page.expect_download() as receipt:
        press("Alt+q")
    assert receipt.value.suggested_filename.endswith(".pdf")
    waited = time.monotonic() - began

    strokes = count(hoa, "keydown") + sum(map(telex_strokes, REQUEST))
    seconds = strokes / STROKES_PER_SECOND + waited
    tell(
        f"intake of a known procedure by keyboard: {strokes} strokes at 200 a minute "
        f"and {waited:.1f} s of waiting = {seconds:.0f} s of 60 s"
    )
    assert count(hoa, "mousedown") == 0
    assert seconds <= 60


def test_finish_from_the_inbox(desk_of, rpc, tell):
    who, number = some_work(rpc, [("step_id.outcome_ids", "=", False), *PLAIN])
    desk = desk_of(who)
    desk.open_my_work()
    start_counting(desk)
    desk.my_row(number).locator("button[name=action_open_completion]").click()
    desk.dialog.locator("button[name=action_complete]").click()
    expect(desk.dialog).to_have_count(0)
    expect(desk.my_row(number)).to_have_count(0)

    clicks = count(desk, "mousedown")
    tell(f"finish a step from the inbox: {clicks} clicks of 2")
    assert clicks <= 2


def test_send_back_with_a_reason(desk_of, rpc, tell):
    who, number = some_work(rpc, [("step_id.outcome_ids.kind", "=", "back"), *PLAIN])
    desk = desk_of(who)
    desk.open_my_work()
    start_counting(desk)
    desk.my_row(number).locator("button[name=action_open_completion]").click()
    desk.dialog.locator("[name=choice_id] input").last.click()
    desk.dialog.locator("[name=return_reason_id] input").nth(1).click()
    # From the short list the keyboard is one Tab from the words.
    desk.page.keyboard.press("Tab")
    desk.page.keyboard.type("Chưa viện dẫn đúng căn cứ pháp lý.")
    desk.dialog.locator("button[name=action_complete]").click()
    expect(desk.dialog).to_have_count(0)
    expect(desk.my_row(number)).to_have_count(0)

    clicks = count(desk, "mousedown")
    tell(f"send a step back with a reason: {clicks} clicks of 4")
    assert clicks <= 4
    (task,) = rpc("admin").call(
        "procedure.task",
        "search_read",
        [("case_id.name", "=", number), ("state", "=", "sent_back")],
        ["reason", "return_reason_id"],
        order="done_at desc",
        limit=1,
    )
    assert task["reason"] == "Chưa viện dẫn đúng căn cứ pháp lý."
    assert task["return_reason_id"], "one of the short list"


def test_hand_over_forty_files_in_one_list(desk_of, rpc, tell):
    by_rpc = rpc("hoa")
    old = by_rpc.call("procedure.task", "search", [("to_hand_over", "=", True)])
    if old:
        by_rpc.call("procedure.task", "action_hand_over_files", old)
    (document,) = by_rpc.call(
        "procedure.document", "search", [("code", "=", "QT.GD.01")]
    )
    dossier = {"document_id": document, "requester_name": REQUEST[0]}
    cases = by_rpc.call("procedure.case", "action_receive", [dossier] * 40)
    tasks = by_rpc.call(
        "procedure.task",
        "search",
        [("case_id", "in", cases), ("state", "=", "ready")],
    )
    (step,) = by_rpc.call("procedure.task", "read", tasks[:1], ["step_id"])
    (asked,) = rpc("admin").call(
        "procedure.step", "read", [step["step_id"][0]], ["checklist"]
    )
    lines = [line.strip() for line in asked["checklist"].splitlines() if line.strip()]
    for task in tasks:  # what a checklist asks is ticked for each
        by_rpc.call(
            "procedure.task", "action_complete", [task], choice="next", checked=lines
        )

    hoa = desk_of("hoa")
    hoa.page.goto("/odoo/to-hand-over")
    expect(hoa.page.locator(".o_data_row")).to_have_count(40)
    began = start_counting(hoa)
    hoa.page.locator("thead .o_list_record_selector input").click()
    hoa.page.locator("button[name=action_open_hand_over]").click()
    hoa.dialog.locator("button[name=action_hand_over]").click()
    expect(hoa.field("line_count")).to_contain_text("40")

    seconds, clicks = time.monotonic() - began, count(hoa, "mousedown")
    tell(
        f"hand over 40 files in one list: {clicks} clicks of 3, {seconds:.1f} s of 30 s"
    )
    assert clicks <= 3
    assert seconds <= 30


@pytest.mark.parametrize("by", ["number", "words without accents"])
def test_find_a_case(desk_of, rpc, tell, by):
    (case,) = rpc("hoa").call(
        "procedure.case",
        "search_read",
        [("state", "=", "running"), ("search_text", "!=", False)],
        ["name", "search_text", "requester_name"],
        limit=1,
    )
    # The end of the number, or two words of the name: what a person would type.
    words = case["name"][-6:]
    if by != "number":
        words = " ".join(without_accents(case["requester_name"]).split()[-2:])
    hoa = desk_of("hoa")
    hoa.page.goto("/odoo/cases")
    hoa.page.wait_for_selector(".o_list_view .o_data_row")

    began = start_counting(hoa)
    hoa.search(words)
    expect(hoa.page.locator(".o_data_row", has_text=case["name"])).to_be_visible()
    seconds = len(words) / STROKES_PER_SECOND + time.monotonic() - began
    tell(f"find a case by {by}: {seconds:.1f} s of 5 s")
    assert seconds <= 5


#: Steps that ask for nothing but their completion.
PLAIN = [
    ("state", "=", "ready"),
    ("user_id", "!=", False),
    ("step_id.checklist", "=", False),
    ("step_id.needs_file", "=", False),
    ("step_id.needs_number", "=", False),
    ("case_id.company_id.procedure_code", "in", ("XHP", "PTM")),
]


def some_work(rpc, domain: list) -> tuple[str, str]:
    """(login, case number) of the first ready step there is of a kind."""
    admin = rpc("admin")
    (task,) = admin.call(
        "procedure.task", "search_read", domain, ["user_id", "case_id"], limit=1
    )
    (user,) = admin.call("res.users", "read", [task["user_id"][0]], ["login"])
    (case,) = admin.call("procedure.case", "read", [task["case_id"][0]], ["name"])
    return user["login"], case["name"]


def telex_strokes(text: str) -> int:
    """Strokes for the letters that no key has, which the browser gets without keys.

    Telex: ế is e, e, s and đ is d, d: the letter and one stroke for each mark.
    """
    letters = (sign for sign in text if not sign.isascii())
    return sum(
        len(unicodedata.normalize("NFD", sign)) + (sign in "đĐ") for sign in letters
    )


def without_accents(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).lower()
