"""A filed period: where each case stood, kept as bytes, and what changed since."""

import json
import zlib
from dataclasses import replace
from datetime import datetime

import pytest

from procedure_control.reporting import filing, ii06a
from procedure_control.reporting.period import quarter
from procedure_control.reporting.rows import CaseRow
from procedure_control.reporting.scope import Scope

SCOPE = Scope(period=quarter(2026, 3), as_of=datetime(2026, 9, 20, 9))
LATER = replace(SCOPE, as_of=datetime(2026, 11, 20, 9))

ENDED = CaseRow(
    id=1,
    number="A-1",
    procedure_code="QT.01",
    channel="online",
    received_at=datetime(2026, 7, 1, 9),
    due_at=datetime(2026, 7, 10, 17),
    ended_at=datetime(2026, 7, 9, 10),
    ended_how="done",
    verdict="early",
    state="closed",
)
OPEN = CaseRow(
    id=2,
    number="A-2",
    procedure_code="QT.01",
    received_at=datetime(2026, 9, 10, 9),
    due_at=datetime(2026, 9, 30, 17),
)


def placed(*cases, scope=SCOPE):
    return list(filing.placed(cases, scope))


def test_what_is_filed_reads_back_and_is_the_same_bytes_in_any_order():
    one, two = placed(ENDED, OPEN)
    data = filing.pack([two, one])
    assert data == filing.pack([one, two])
    assert list(filing.unpack(data)) == [one, two]
    assert (one.received, one.result) == (4, 8)
    assert (two.received, two.result) == (5, 12)


def test_what_happened_after_the_period_is_no_change():
    """The open case ended in October: at the end of the period it was in hand."""
    ended = replace(
        OPEN,
        ended_at=datetime(2026, 10, 5, 9),
        ended_how="done",
        verdict="late",
        state="closed",
    )
    after = placed(ENDED, ended, scope=LATER)
    assert filing.changes(placed(ENDED, OPEN), after) == []


def test_each_change_names_what_differs():
    taken_back = replace(
        ENDED, ended_at=None, ended_how=None, verdict=None, state="running"
    )
    late_receipt = replace(OPEN, id=3, number="A-3")
    after = placed(taken_back, late_receipt, scope=LATER)
    found = filing.changes(placed(ENDED, OPEN), after)
    assert [(change.number, change.facts) for change in found] == [
        ("A-1", ("result", "ended_at", "how", "verdict")),
        ("A-2", ("received", "result")),
        ("A-3", ("received", "result")),
    ]
    assert found[0].after.result == 13
    assert found[1].after is None
    assert found[2].before is None


def test_a_case_that_moves_to_another_line_is_told():
    moved = replace(ENDED, field_code="GĐ")
    [change] = filing.changes(placed(ENDED), placed(moved, scope=LATER))
    assert change.facts == ("field",)


def test_what_a_newer_version_keeps_besides_is_left_out():
    data = zlib.compress(
        "\n".join(
            [
                json.dumps(["id", "number", "received", "result", "colour"]),
                '[7,"A",4,8,"red"]',
            ]
        ).encode()
    )
    [row] = filing.unpack(data)
    assert (row.id, row.number, row.result) == (7, "A", 8)


@pytest.mark.parametrize("data", [b"", b"not packed", filing.pack([])[:-3]])
def test_bytes_that_were_cut_are_an_error(data):
    with pytest.raises(ValueError, match="cannot be read"):
        list(filing.unpack(data))


def test_the_figures_are_kept_by_line():
    report = ii06a.build(
        [ENDED, OPEN], SCOPE.period, by=("procedure",), as_of=SCOPE.as_of
    )
    kept = filing.figures(report)
    assert kept["total"] == [2, 1, 1, 0, 1, 1, 0, 0, 1, 1, 0]
    assert kept["lines"] == [["1", "QT.01", kept["total"]]]


def test_a_scope_survives_its_json():
    scope = replace(
        SCOPE, choices=(("Fields of work", "Giám định"),), agencies=("Sở A",)
    )
    assert Scope.from_json(json.loads(json.dumps(scope.to_json()))) == scope


def test_an_agency_that_is_called_otherwise_is_no_change_and_another_one_is():
    before = replace(ENDED, agency_id=7, agency="Sở A")
    renamed = replace(before, agency="Sở B")
    assert filing.changes(placed(before), placed(renamed)) == []
    elsewhere = replace(renamed, agency_id=8)
    [change] = filing.changes(placed(before), placed(elsewhere))
    assert change.facts == ("agency",)
