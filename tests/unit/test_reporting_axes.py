"""On time by step, department, person, procedure: figures by hand, live cells."""

from dataclasses import replace
from datetime import datetime

import pytest
from openpyxl import load_workbook

from procedure_control.reporting import axes, axes_sheets, ii06a, period
from procedure_control.reporting.painter import paint
from procedure_control.reporting.rows import StepRow
from procedure_control.reporting.scope import Scope
from procedure_control.reporting.sheets import Book, in_english
from procedure_control.reporting.snapshot import InMemory, Snapshot

QUARTER = period.quarter(2026, 3)
SCOPE = Scope(period=QUARTER, as_of=datetime(2026, 11, 1), language="en", agency="UBND")
DONE = datetime(2026, 7, 10, 10)


def ended(id_, verdict, **values):
    values = {
        "case_number": f"H{id_}",
        "step_label": "B2",
        "step_name": "Thẩm định",
        "procedure_code": "QT.01",
        "procedure_title": "Cấp phép",
        "agency": "Sở Y tế",
        "department": "Phòng Nghiệp vụ",
        "person": "Trần Văn An",
        "agency_id": 1,
        "department_id": 11,
        "person_id": 21,
        "document_id": 31,
        "due_at": DONE,
        "done_at": DONE,
        "allowed_minutes": 480,
        "used_minutes": 300,
        "waiting_minutes": 60,
        "working_minutes": 240,
        "paused_minutes": 30,
        "verdict": verdict,
        "ended": True,
        "overdue": verdict == "late",
        **values,
    }
    return StepRow(id=id_, **values)


def in_hand(id_, late, **values):
    nothing = dict.fromkeys(
        ("used_minutes", "waiting_minutes", "working_minutes", "paused_minutes")
    )
    step = ended(id_, None, **values)
    return replace(
        step,
        done_at=None,
        open=True,
        ended=False,
        overdue=late > 0,
        late_minutes=late,
        state="ready",
        **nothing,
    )


def steps():
    """Four ended and two in hand of one department; one elsewhere; one hidden."""
    lan = {"person": "Đỗ Thị Lan", "person_id": 22}
    yield ended(1, "early")
    yield ended(2, "on_time", step_label="B10", step_name="Ký")
    yield ended(3, "late", late_minutes=90, used_minutes=570, working_minutes=510)
    yield ended(4, None, due_at=None, allowed_minutes=0)
    yield in_hand(5, 120, **lan)
    yield in_hand(6, 0, **lan)
    # Renamed since: the same procedure.
    yield ended(
        7,
        "on_time",
        agency="Đơn vị khác",
        agency_id=2,
        department="",
        department_id=0,
        person="",
        person_id=0,
        other_agency=True,
        procedure_title="Cấp giấy phép",
    )
    hidden = {"person": "Phòng Nghiệp vụ", "person_id": 0, "late_minutes": 15}
    yield ended(8, "late", procedure_title="Cấp giấy phép", **hidden)


def figures(line):
    of = line.figures
    return (of.counts[1:], of.ended, of.in_hand, of.of("late"), of.longest)


def test_each_step_stands_once_in_each_axis():
    report = axes.count(steps())
    by_step = report.lines["step"]
    assert [line.names[2] for line in by_step] == ["B2", "B10"], "2 before 10"
    assert figures(by_step[0]) == ([1, 1, 2, 1, 1, 1], 5, 2, 225, 120)
    assert figures(by_step[1]) == ([0, 1, 0, 0, 0, 0], 1, 0, 0, 0)
    people = [line.names for line in report.lines["person"]]
    office = ("Sở Y tế", "Phòng Nghiệp vụ")
    assert people == [
        ("Đơn vị khác", "", ""),
        (*office, "Trần Văn An"),
        (*office, "Đỗ Thị Lan"),
        (*office, "Phòng Nghiệp vụ"),
    ], "by agency, department and given name; a hidden name is the department's"
    (procedure,) = report.lines["procedure"]
    assert procedure.names == ("QT.01", "Cấp giấy phép"), "renamed: its newest name"
    assert figures(procedure) == ([1, 2, 2, 1, 1, 1], 6, 2, 225, 120)
    assert procedure.figures.rate == 3 / 5, "what had no limit is not judged"
    total = report.total
    assert dict(zip(axes.MINUTES, total.minutes, strict=True)) == {
        "planned": 5 * 480,
        "used": 5 * 300 + 570,
        "waiting": 6 * 60,
        "working": 5 * 240 + 510,
        "paused": 6 * 30,
        "elsewhere": 300,
        "late": 225,
    }


def test_an_axis_that_loses_a_step_is_refused():
    report = axes.count(steps())
    report.lines["person"].pop()
    with pytest.raises(ii06a.IdentityError, match="person"):
        report.check()


def opened(tmp_path, found, values=False):
    snapshot = Snapshot(InMemory())
    snapshot.write("steps", found)
    path = str(tmp_path / "out.xlsx")
    paint(path, Book("T", axes_sheets.build(snapshot, SCOPE, in_english)))
    return load_workbook(path, data_only=values)


def table(tab):
    rows = list(tab.iter_rows(values_only=True))
    head = next(n for n, row in enumerate(rows) if row[0] == "No.")
    return rows[head + 1 :]


def test_every_cell_counts_rows_of_the_list(tmp_path):
    book = opened(tmp_path, steps())
    assert book.sheetnames == [
        "On time by step",
        "On time by department",
        "On time by person",
        "On time by procedure",
        "Most late",
        "Steps",
    ]
    row = table(book["On time by department"])[1]
    assert row[3] == "=SUM(E6:H6)"
    assert row[6] == "=COUNTIFS(steps_by_department,2,steps_result,3)"
    assert row[8] == "=(E6+F6)/(D6-H6)"
    assert row[9] == "=COUNTIFS(steps_by_department,2,steps_in_hand,1)"
    assert row[12] == "=SUMIFS(steps_used,steps_by_department,2)"
    shown = opened(tmp_path, steps(), values=True)
    rows = table(shown["On time by department"])
    assert rows[0][:3] == (1, "Đơn vị khác", "—")
    assert rows[1][3:] == (
        *(5, 1, 1, 2, 1, 2 / 4, 2, 1),
        *(32, 29.5, 5, 24.5, 2.5, 0, 3.75, 2),
    )
    assert rows[2][1] == "Total" and rows[2][3:12] == (6, 1, 2, 2, 1, 0.6, 2, 1, 40)


def test_filters_stop_above_the_total_and_departments_have_a_chart(tmp_path):
    tab = opened(tmp_path, steps())["On time by department"]
    assert tab.auto_filter.ref == "A4:S6"
    assert len(tab._charts) == 1
    assert len(opened(tmp_path, steps())["Most late"]._charts) == 5
    shown = opened(tmp_path, steps(), values=True)["Most late"]
    assert [row[-2:] for row in table(shown)][:2] == [
        ("Phòng Nghiệp vụ", 0.5),
        ("Đơn vị khác", 1),
    ]


def test_the_list_says_where_each_step_is_counted(tmp_path):
    rows = list(opened(tmp_path, steps(), True)["Steps"].iter_rows(values_only=True))
    head = next(n for n, row in enumerate(rows) if row[0] == "Case")
    first = rows[head].index("Result: number")
    numbers = [row[first:] for row in rows[head + 1 : head + 9]]
    assert numbers[0] == (1, None, 1, 2, 2, 1)
    assert numbers[4] == (6, 1, 1, 2, 3, 1)
    assert numbers[6] == (2, None, 1, 1, 1, 1)


def test_no_steps_give_heads_zeros_and_no_chart(tmp_path):
    book = opened(tmp_path, [])
    for axis in ("step", "department", "person", "procedure"):
        tab = book[f"On time by {axis}"]
        (total,) = (row for row in table(tab) if row[1] == "Total")
        assert set(total[-16:]) == {0, "—"}
        assert not tab._charts
    assert not book["Most late"]._charts
