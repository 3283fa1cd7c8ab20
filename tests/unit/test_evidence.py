"""What a client may hand in with a step, and what is no such thing."""

import pytest

from procedure_control.engine.evidence import misshapen

WHOLE = {
    "choice": "next",
    "reason": "",
    "document_number": "12/QĐ",
    "answer": False,
    "return_reason_id": 3,
    "checked": ["Đủ giấy tờ"],
    "attachment_ids": (4, 5),
    "assignments": [
        {"step_id": 1, "user_id": False, "agency_ids": [2], "duration_value": "0,5"}
    ],
}


def test_what_the_dialog_sends_is_fine():
    assert misshapen(WHOLE) == ""
    assert misshapen(dict.fromkeys(WHOLE, False)) == ""
    assert misshapen({**WHOLE, "choice": 7}) == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("choice", ["next"]),
        ("choice", True),
        ("reason", {"a": 1}),
        ("document_number", 12),
        ("answer", ["agree"]),
        ("return_reason_id", "3"),
        ("return_reason_id", 2**31),
        ("return_reason_id", -1),
        ("checked", "Đủ giấy tờ"),
        ("checked", [1]),
        ("attachment_ids", 4),
        ("attachment_ids", ["4"]),
        ("assignments", {"step_id": 1}),
        ("assignments", ["s1"]),
        ("assignments", [{"step_id": "s1"}]),
        ("assignments", [{"step_id": 1, "user_id": [2]}]),
        ("assignments", [{"step_id": 1, "agency_ids": 2}]),
        ("assignments", [{"step_id": 1, "agency_ids": ["2"]}]),
        ("assignments", [{"step_id": 1, "duration_value": 3}]),
    ],
)
def test_anything_else_is_named(name, value):
    assert misshapen({**WHOLE, name: value}) == name
