"""The cover: scope, rules with their numbers, sheets, and figures that agree."""

from dataclasses import replace
from datetime import datetime

import pytest
from openpyxl import load_workbook

from procedure_control.reporting import cover_rules, ii06a, late_steps, workbook
from procedure_control.reporting.painter import paint
from procedure_control.reporting.rows import CaseRow
from procedure_control.reporting.scope import Scope
from procedure_control.reporting.sheets import in_english
from procedure_control.reporting.snapshot import InMemory, Snapshot
from tests.unit.test_reporting_axes import QUARTER, steps

SCOPE = Scope(
    period=QUARTER,
    as_of=datetime(2026, 11, 1),
    language="en",
    agency="UBND",
    author="Chị Yến",
    choices=(("Agencies", "UBND"), ("Departments", "=HYPERLINK(1)")),
    trail_head="17:abc",
    sheets=("cover", "ii06a", "register", "on_time", "late_steps", "internal_work"),
)
JULY = datetime(2026, 7, 10, 9)


def cases():
    one = CaseRow(
        id=1,
        number="H1",
        agency="UBND",
        received_at=JULY,
        due_at=JULY.replace(day=20),
        ended_at=JULY.replace(day=15),
        ended_how="done",
    )
    yield one
    yield replace(one, id=2, received_at=datetime(2026, 6, 1), ended_how="withdrawn")
    yield replace(one, id=3, granularity="minute", ended_at=JULY.replace(day=21))
    in_hand = {"ended_at": None, "ended_how": None, "due_at": None}
    yield replace(one, id=4, **in_hand)
    yield replace(one, id=5, kind="internal", waiting_supplement=True, **in_hand)
    yield replace(one, id=6, corrects="H1")


def taken(found_cases=None, found_steps=None):
    snapshot = Snapshot(InMemory())
    snapshot.write("cases", cases() if found_cases is None else found_cases)
    snapshot.write("steps", steps() if found_steps is None else found_steps)
    return snapshot


def test_rules_give_their_numbers():
    numbers = cover_rules.counted(taken(), SCOPE)
    assert numbers == {
        "statutory": 4,
        "internal": 1,
        "new": 4,
        "carried": 1,
        "ended": 3,
        "done": 2,
        "withdrawn": 1,
        "in_hand": 2,
        "waiting": 1,
        "date": 2,
        "minute": 1,
        "unlimited": 2,
        "corrections": 1,
        "late_766": 0,
    }


def opened(tmp_path, snapshot, values=False, scope=SCOPE):
    path = str(tmp_path / "out.xlsx")
    paint(path, workbook.book(snapshot, scope, in_english))
    return load_workbook(path, data_only=values)


def test_the_cover_names_scope_rules_sheets_and_the_trail(tmp_path):
    book = opened(tmp_path, taken())
    tab = book.worksheets[0]
    assert tab.title == "Cover"
    told = {row[0].value: row[1].value for row in tab.iter_rows()}
    assert told["Departments"] == "=HYPERLINK(1)"
    cell = next(row[1] for row in tab.iter_rows() if row[0].value == "Departments")
    assert cell.data_type == "s", "what somebody wrote is no formula"
    assert told["Made by"] == "Chị Yến"
    assert told["Head of the audit trail"] == "17:abc"
    assert "3, of them 0 refused, 0 terminated, 1 withdrawn" in told["Ended"]
    assert "in column 12" in told["Waiting for papers"]
    links = [
        row[0].value for row in tab.iter_rows() if "HYPERLINK" in str(row[0].value)
    ]
    assert links == [
        f'=HYPERLINK("#\'{name}\'!A1","{name}")' for name in book.sheetnames[1:]
    ]


def test_figures_agree_and_say_so(tmp_path):
    tab = opened(tmp_path, taken(), values=True).worksheets[0]
    rows = {row[0].value: [cell.value for cell in row[3:]] for row in tab.iter_rows()}
    assert rows["II.06a, column (8) = Register"] == [1, 1, 0]
    assert rows["II.06a, column (9) = Register"] == [1, 1, 0], "withdrawn in time"
    assert rows["On time by person = Steps"] == [8, 8, 0]
    assert rows["On time by person, hours late = Steps"] == [3.75, 3.75, 0]
    assert rows["Late steps in hand = Steps in hand, overdue"] == [1, 1, 0]
    assert rows["Late by cause = Late steps"] == [3, 3, 0]
    live = opened(tmp_path, taken()).worksheets[0]
    formulas = {row[0].value: row[3].value for row in live.iter_rows()}
    form = formulas["II.06a, column (8) = Register"]
    assert form == "=SUBTOTAL(9,ii06a_column_8)"


def test_figures_that_do_not_agree_stop_the_file():
    snapshot = taken()
    late_steps.report(snapshot).total.open += 1
    with pytest.raises(ii06a.IdentityError, match="does not hold"):
        workbook.book(snapshot, SCOPE, in_english)


def test_an_empty_period_is_a_cover_of_zeros(tmp_path):
    tab = opened(tmp_path, taken([], []), values=True).worksheets[0]
    rows = [[cell.value for cell in row] for row in tab.iter_rows()]
    checks = [row for row in rows if row[0] and "= " in str(row[0])]
    assert len(checks) > 10
    assert all(row[3:] == [0, 0, 0] for row in checks)


def test_a_file_without_cases_has_no_rules_about_them(tmp_path):
    snapshot = Snapshot(InMemory())
    snapshot.write("steps", steps())
    scope = replace(SCOPE, sheets=("cover", "on_time"))
    tab = opened(tmp_path, snapshot, scope=scope).worksheets[0]
    told = {row[0].value for row in tab.iter_rows()}
    assert "Working time" in told and "Waiting for papers" not in told
