"""Sheets of evidence, and what is true of all sheets of documents and evidence."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import polib
import pytest
from openpyxl import load_workbook

from procedure_control.reporting import (
    documents,
    duties,
    escalations,
    event_extract,
    readings,
    reviews,
    revision_log,
)
from procedure_control.reporting.evidence_rows import (
    EscalationRow,
    EventRow,
    ReviewRow,
)
from procedure_control.reporting.evidence_words import evidence_labels
from procedure_control.reporting.groups import Groups, read_into
from procedure_control.reporting.ii06a import IdentityError
from procedure_control.reporting.painter import paint
from procedure_control.reporting.sheets import Book, Count, Spoken, in_english

from . import test_document_sheets as of_documents
from .built_sheets import OCTOBER, built, taken

BUILDS = (
    duties,
    documents,
    revision_log,
    readings,
    reviews,
    escalations,
    event_extract,
)


class TestReviews:
    due = datetime(2026, 10, 5, 17)

    def test_standing_and_days_by_hand(self):
        row = ReviewRow(1, "QT.01", "A", "01.00", due_at=self.due)
        rows = (
            replace(row, state="done", done_at=datetime(2026, 10, 5, 18)),
            replace(row, state="done", done_at=datetime(2026, 10, 8, 9)),
            row,  # open: nine days past on the last day
            replace(row, due_at=datetime(2026, 12, 1, 17)),
            replace(row, state="void", done_at=datetime(2026, 10, 13, 9)),
        )
        sheets = built(reviews, reviews=rows)
        assert [line[14] for line in sheets["reviews"]] == [0, 3, 9, 0, 0]
        assert sheets["review_departments"] == [[1, "", "", 5, 1, 1, 1, 1, 1]]


class TestEscalations:
    def test_sums_by_rung_and_department(self):
        row = EscalationRow(1, "task", 5, ladder="L", level="Quá hạn", department="A")
        rows = (
            row,
            replace(row, id=2, state="missed", repeat=1, department="B"),
            replace(row, id=3, level_id=6, level="Trước hạn", level_order=-1),
            replace(row, id=4, duty="review", level_id=7, state="nobody"),
        )
        sheets = built(escalations, escalations=rows)
        assert [line[1:] for line in sheets["escalation_rungs"]] == [
            ["Review", "L", "Quá hạn", 1, 0, 0, 1],
            ["Step", "L", "Trước hạn", 1, 1, 0, 0],
            ["Step", "L", "Quá hạn", 2, 1, 1, 0],
        ]
        assert [line[3:] for line in sheets["escalation_departments"]] == [
            [3, 2, 0, 1],
            [1, 0, 1, 0],
        ]
        assert sheets["escalations"][1][2] == "Quá hạn (again, no. 1)"


class TestEvents:
    rows = (
        EventRow(4, "case.received", "Case received", case_number="H1", position=1),
        EventRow(5, "case.received", "Case received", case_number="H2"),
        EventRow(8, "x.new", "", position=2),
    )

    def test_sums_by_act(self):
        sheets = built(event_extract, events=self.rows)
        assert sheets["event_acts"] == [
            [1, "Case received", "case.received", 2, 2, 1],
            [2, "x.new", "x.new", 1, 0, 1],
        ]
        assert [line[0] for line in sheets["events"]] == [4, 5, 8]

    def test_the_sheet_says_what_is_left_out(self):
        def notes(scope):
            return event_extract.build(taken(events=()), scope, in_english)[1].notes

        assert len(notes(OCTOBER)) == 2
        assert len(notes(replace(OCTOBER, requesters=True))) == 1


def test_words_that_are_counted_differ_in_vietnamese():
    """Sums compare these texts: two alike would count each other's rows."""
    addon = Path(__file__).parents[2] / "addons" / "procedure_control"
    catalogue = polib.pofile(str(addon / "i18n" / "vi.po"))
    texts = {entry.msgid: entry.msgstr for entry in catalogue if entry.msgstr}

    def words(msgid):
        return texts.get(msgid) or msgid

    said = evidence_labels(words)
    for group in (said["standing"], said["meaning"], said["firing"]):
        assert len({text.casefold() for text in group.values()}) == len(group), group
    heads = reviews._heads(Spoken(words))
    assert len({text.casefold() for text in heads.values()}) == len(heads), heads


def test_groups_that_do_not_re_add_are_told():
    groups = Groups("g", lambda row: (row,), lambda row: {"n": row})
    read_into([1, 2], groups)
    groups.tallies[(2,)]["n"] += 1
    with pytest.raises(IdentityError, match="g: n = list"):
        groups.check(2)


@pytest.mark.parametrize("module", BUILDS, ids=lambda m: m.__name__.split(".")[-1])
def test_an_empty_period_is_valid(module, tmp_path):
    sheets = module.build(taken(), OCTOBER, in_english)
    path = str(tmp_path / "empty.xlsx")
    paint(path, Book("T", sheets))
    assert len(load_workbook(path).sheetnames) == len(sheets)


def test_live_figures_name_columns_that_are_there(tmp_path):
    """Each `Count` is written as a formula over a named range of its list."""
    snapshot = taken(
        duties=of_documents.TestDuties.steps,
        documents=of_documents.TestDocuments.rows,
        revisions=of_documents.TestRevisionLog.revisions,
        signatures=of_documents.TestRevisionLog.signatures,
        readings=of_documents.TestReadings.rows,
        reviews=[ReviewRow(1, "QT.01", "A", "01.00")],
        escalations=[EscalationRow(1, "task", 5)],
        events=TestEvents.rows,
    )
    sheets = [
        s for module in BUILDS for s in module.build(snapshot, OCTOBER, in_english)
    ]
    path = str(tmp_path / "all.xlsx")
    paint(path, Book("T", sheets))
    book = load_workbook(path)
    for sheet in module_sheets(snapshot):
        wanted = sum(isinstance(v, Count) for row in sheet.rows for v in _values(row))
        tab = book[sheet.name]
        live = [c.value for row in tab.iter_rows() for c in row if c.data_type == "f"]
        found = sum("COUNTIFS" in str(v) or "SUMIFS" in str(v) for v in live)
        assert found == wanted, sheet.name


def module_sheets(snapshot):
    for module in BUILDS:
        yield from module.build(snapshot, OCTOBER, in_english)


def _values(row):
    return getattr(row, "values", row)
