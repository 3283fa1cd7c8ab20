"""What is gathered is what is painted from: rows survive being packed."""

from dataclasses import fields
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procedure_control.engine.overrun import Terms
from procedure_control.reporting import snapshot as snapshots
from procedure_control.reporting.rows import CaseRow
from procedure_control.reporting.snapshot import InFolder, InMemory, Snapshot
from procedure_control.reporting.sources import SOURCES

TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=8)


def values_of(field):
    """Values that a field of a row may hold, by its annotation."""
    kind = str(field.type)
    found = st.text("ab_=\n", max_size=3) | TEXT
    if "datetime" in kind:
        found = st.datetimes()
    elif "date" in kind:
        found = st.dates()
    elif "Terms" in kind:
        found = st.builds(Terms, *[st.integers(-9, 9)] * 5)
    elif "tuple" in kind:
        found = st.lists(st.tuples(st.integers(), TEXT), max_size=2).map(tuple)
    elif "bool" in kind:
        found = st.booleans()
    elif "int" in kind:
        found = st.integers(-(2**70), 2**70)
    return found | st.none() if "None" in kind else found


def rows_of(row_class):
    return st.builds(row_class, *[values_of(field) for field in fields(row_class)])


@pytest.mark.parametrize("source", SOURCES)
def test_rows_come_back_as_they_were(source):
    @settings(max_examples=20, deadline=None)
    @given(st.lists(rows_of(SOURCES[source]), max_size=5), st.integers(1, 4))
    def check(rows, times):
        kept = Snapshot(InMemory())
        kept.write(source, rows * times)
        for _again in range(2):
            found = list(kept.rows(source))
            assert found == rows * times
            assert all(type(row) is SOURCES[source] for row in found)
            for row in found:
                for field in fields(row):
                    value = getattr(row, field.name)
                    assert not isinstance(value, list), field.name
        assert kept.counts[source] == len(rows) * times

    check()


def test_rows_stay_what_they_were_when_they_come_back():
    kept = Snapshot(InMemory())
    kept.write("cases", [CaseRow(1, "a"), CaseRow(2, "b", open=True)])
    first, second = kept.rows("cases")
    assert (first.open, second.open) == (False, True)
    with pytest.raises(AttributeError):
        first.number = "x"
    assert hash(first) == hash(CaseRow(1, "a"))


def test_many_rows_lie_in_chunks_and_are_read_again(tmp_path, monkeypatch):
    monkeypatch.setattr(snapshots, "CHUNK", 10)
    rows = [
        CaseRow(
            n, f"{n}", agency="A" if n % 2 else "B", received_at=datetime(2026, 1, 1)
        )
        for n in range(35)
    ]
    kept = Snapshot(InFolder(str(tmp_path)))
    kept.write("cases", iter(rows[:15]))
    kept.write("cases", iter(rows[15:]))
    assert len(list(tmp_path.iterdir())) == 4
    assert list(kept.rows("cases")) == list(kept.rows("cases")) == rows
    assert list(kept.rows("steps")) == []


def test_a_row_of_another_source_is_refused():
    with pytest.raises(TypeError, match="StepRow"):
        Snapshot(InMemory()).write("steps", [CaseRow(1, "a")])


def test_what_has_no_place_in_a_row_is_refused():
    with pytest.raises(TypeError, match="no place"):
        Snapshot(InMemory()).write("cases", [CaseRow(1, {1})])  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="no place"):
        rows = [CaseRow(1, "a"), CaseRow(1, object())]  # type: ignore[arg-type]
        Snapshot(InMemory()).write("cases", rows)


def test_texts_that_repeat_are_kept_once():
    rows = [
        CaseRow(n, f"number {n}", agency=f"Agency {n % 3}" * 50) for n in range(900)
    ]
    packed = snapshots.pack(rows)
    one = snapshots.pack([CaseRow(n, f"number {n}", agency="") for n in range(900)])
    assert len(packed) < len(one) + 3_000
