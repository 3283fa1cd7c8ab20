"""Agencies asked: figures by hand, each a live count of the list."""

from dataclasses import replace
from datetime import datetime

from openpyxl import load_workbook

from procedure_control.reporting import coordination, period
from procedure_control.reporting.coordination_rows import AskedRow
from procedure_control.reporting.painter import paint
from procedure_control.reporting.scope import Scope
from procedure_control.reporting.sheets import Book, in_english
from procedure_control.reporting.snapshot import InMemory, Snapshot

QUARTER = period.quarter(2026, 3)
SCOPE = Scope(period=QUARTER, as_of=datetime(2026, 11, 1), language="en", agency="UBND")
JULY = datetime(2026, 7, 10, 9)


def questions():
    one = AskedRow(
        id=1,
        case_number="H1",
        asking="UBND",
        asking_id=1,
        asked="Sở Xây dựng",
        asked_id=2,
        asked_at=JULY,
        due_at=JULY.replace(day=14),
        answered_at=JULY.replace(day=13),
        state="answered",
        answer="agree",
    )
    yield one
    yield replace(one, id=2, late=True, late_minutes=90, asked_here=False)
    silent = {"answered_at": None, "answer": ""}
    yield replace(one, id=3, state="no_reply", late=True, **silent)
    yield replace(one, id=4, state="open", late=True, late_minutes=60, **silent)
    yield replace(one, id=5, state="open", due_here=False, **silent)
    yield replace(one, id=6, state="not_needed", **silent)
    yield replace(one, id=7, asked="=Đội Một", asked_id=3, answer="new_key")


def opened(tmp_path, found, values=False):
    snapshot = Snapshot(InMemory())
    snapshot.write("asked", found)
    path = str(tmp_path / "out.xlsx")
    paint(path, Book("T", coordination.build(snapshot, SCOPE, in_english)))
    return load_workbook(path, data_only=values)


def rows_of(tab, head):
    rows = list(tab.iter_rows(values_only=True))
    return rows[next(n for n, row in enumerate(rows) if row[0] == head) + 1 :]


def test_figures_by_agency_asked(tmp_path):
    book = opened(tmp_path, questions(), values=True)
    rows = rows_of(book["Coordination"], "No.")
    assert rows[0] == (1, "=Đội Một", 1, 1, 1, 0, 0, 0, 0, 0, 0, 0)
    assert rows[1] == (2, "Sở Xây dựng", 5, 5, 1, 1, 1, 1, 1, 1, 0.75, 2.5)
    assert rows[2][1:] == ("Total", 6, 6, 2, 1, 1, 1, 1, 1, 0.6, 2.5)
    live = rows_of(opened(tmp_path, questions())["Coordination"], "No.")
    assert live[1][5] == "=COUNTIFS(asked_agency_no,2,asked_result,2)"
    assert live[1][10] == "=(F6+G6+I6)/(E6+(F6+G6+I6))"
    assert live[1][11] == "=SUMIFS(asked_minutes,asked_agency_no,2)"


def test_every_question_is_listed_and_unknown_answers_as_they_are(tmp_path):
    rows = rows_of(opened(tmp_path, questions(), True)["Agencies asked"], "Case")
    assert [row[12] for row in rows] == [1, 2, 3, 5, 4, 6, 1]
    assert [row[10] for row in rows][::6] == ["Agrees", "new_key"]
    assert rows[2][9] == "No reply"


def test_nobody_asked_is_a_valid_sheet(tmp_path):
    book = opened(tmp_path, [], values=True)
    (total,) = rows_of(book["Coordination"], "No.")[:1]
    assert total[1:] == ("Total", *[0] * 8, "—", 0)
    assert not book["Coordination"]._charts
