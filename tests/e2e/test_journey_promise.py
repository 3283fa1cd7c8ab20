"""The promise adds up: who finishes each step at its own due ends the case on time.

QT.GĐ.02, ten working days, received on Monday 05/10/2026 at 09:00. The first step is
not counted and done at once; every other one is finished at its own due to the second.
"""

from playwright.sync_api import expect

from .pages import VERDICT, People, complete, expect_account, owner_of, shown, utc
from .screenshots import FOLDER

START = "2026-10-05 09:00"
DUE = "2026-10-19 17:00"

#: step, door, own due, which is when it is done, what its doer decides or hands in
WALK = [
    ("B1", "case", "05 09:00", {}),
    ("B2", "my_work", "05 14:00", {}),
    ("B3", "my_work", "06 09:00", {"owner": "Lê Thị Ngân"}),
    ("B4", "chatter", "15 09:00", {"file": "du-thao.txt"}),
    ("B5", "my_work", "15 14:00", {}),
    ("B6", "systray", "16 14:00", {}),
    ("B7", "my_work", "19 09:00", {"document_number": "77/QĐ-SYT"}),
]


def test_no_step_late_no_case_late(server, new_page, login, rpc, tmp_path):
    people, admin = People(new_page, login), rpc("admin")
    (tmp_path / "du-thao.txt").write_text("Dự thảo quyết định")
    server.set_clock(START, hold=True)
    nga = people("nga")
    nga.receive("QT.GĐ.02", "Bùi Văn Khải", "Miễn nhiệm giám định viên")
    case, number = nga.opened_case()
    expect(nga.field("due_at")).to_have_text(shown(DUE))

    for label, door, done, given in WALK:
        server.set_clock(f"2026-10-{done}", hold=True)
        if "file" in given:
            given = {"file": tmp_path / given["file"]}
        complete(people(owner_of(admin, case)), door, (case, number), label, **given)

    nga.open_case(case)
    expect(nga.field("timing")).to_have_text(VERDICT["on_time"])
    for label, _door, done, _given in WALK[1:]:
        nga.expect_step(label, "on_time", f"2026-10-{done}", f"2026-10-{done}")
    # A day's hours before the due; all of it between the plan and the limit.
    expect_account(nga, -420, 0, 0, 0, -420)
    nga.field("time_account").scroll_into_view_if_needed()
    nga.page.screenshot(path=FOLDER / "time_account.png", animations="disabled")
    (row,) = admin.call(
        "procedure.case", "read", [case], ["due_at", "result_at", "verdict"]
    )
    assert row | {"id": 0} == {
        "id": 0,
        "due_at": utc(DUE),
        "result_at": utc("2026-10-19 09:00"),
        "verdict": "on_time",
    }
    assert judged(admin, case) == [
        (label, "on_time", 0, 0, utc(f"2026-10-{done}"))
        for label, _door, done, _given in WALK[1:]
    ]


def judged(admin, case):
    """[(step, verdict, late, saved, done)] of the counted steps, over RPC."""
    names = ["label", "verdict", "late_minutes", "saved_minutes", "done_at"]
    rows = admin.call(
        "procedure.task",
        "search_read",
        [("case_id", "=", case), ("counted", "=", True)],
        names,
        order="sequence",
    )
    return [tuple(row[name] for name in names) for row in rows]
