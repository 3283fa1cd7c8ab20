"""Sheets of documents and evidence: figures by hand, sums that count their list."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from openpyxl import load_workbook

from procedure_control.engine.content import Content, Limit, Ref, Step
from procedure_control.reporting import (
    documents,
    duties,
    escalations,
    event_extract,
    period,
    reading_blocks,
    readings,
    reviews,
    revision_log,
)
from procedure_control.reporting.clarity import MARKS, marks
from procedure_control.reporting.document_rows import (
    DocumentRow,
    DutyRow,
    ExternalRow,
    RevisionRow,
    SignatureRow,
)
from procedure_control.reporting.evidence_rows import (
    EscalationRow,
    EventRow,
    ReviewRow,
)
from procedure_control.reporting.groups import Groups, read_into
from procedure_control.reporting.ii06a import IdentityError
from procedure_control.reporting.painter import paint
from procedure_control.reporting.reading_matrix import Reading
from procedure_control.reporting.scope import Scope
from procedure_control.reporting.sheets import Book, Count, in_english
from procedure_control.reporting.snapshot import InMemory, Snapshot

#: Ends with 14/10/2026.
OCTOBER = Scope(
    period=period.month(2026, 10), as_of=datetime(2026, 11, 20, 9), language="en"
)
BUILDS = (
    duties,
    documents,
    revision_log,
    readings,
    reviews,
    escalations,
    event_extract,
)


def taken(**sources):
    snapshot = Snapshot(InMemory())
    for source, rows in sources.items():
        snapshot.write(source, rows)
    return snapshot


def built(module, scope=OCTOBER, **sources):
    """{key of a sheet: its rows as lists, figures as the values they must show}."""
    sheets = module.build(taken(**sources), scope, in_english)
    return {sheet.key: [list(row_of(row)) for row in sheet.rows] for sheet in sheets}


def row_of(row):
    values = getattr(row, "values", row)
    return [getattr(value, "value", value) for value in values]


def duty(id_, marks=(1, 1, 1, 1, 1), **values):
    return DutyRow(
        **{
            "id": id_,
            "document_id": 1,
            "code": "QT.01",
            "title": "Cấp phép",
            "revision": "01.00",
            "agency": "Sở Y tế",
            "department": "Phòng Nghiệp vụ",
            "marks": marks,
            **values,
        }
    )


class TestDuties:
    steps = (
        duty(1, label="B1", owner="Chuyên viên", holders=("Lan", "An"), more=2),
        duty(2, (1, 1, 1, 1, 0), label="B2", unfilled=True),
        duty(3, (0, 1, 0, 1, 1), code="QT.02", document_id=2, department="Văn phòng"),
    )

    def test_sums_by_hand(self):
        sheets = built(duties, duties=self.steps)
        first, second = sheets["duty_procedures"]
        assert first[6:] == [2, 2, 2, 2, 2, 1, 1, 0.5, 1, 1]
        assert second[6:] == [1, 0, 1, 0, 1, 1, 0, 0, 0, 2]
        assert [row[3:6] for row in sheets["duty_departments"]] == [
            [1, 2, 2],
            [1, 1, 0],
        ]
        assert [row[-3] for row in sheets["duties"]] == [5, 4, 3]
        assert sheets["duties"][0][6] == "Lan, An and 2 more"
        assert sheets["duties"][1][6] == "Nobody"
        assert sheets["duties"][0][8] == "Answers: Chuyên viên"
        assert sheets["duties"][1][8] == "", "nobody is named"

    def test_marks_are_those_of_the_checks_before_approval(self):
        clerk = Ref("c", "Chuyên viên")
        content = Content(
            code="QT",
            title="T",
            kind="internal",
            language="vi",
            issue_number=1,
            amendment_number=0,
            result="Quyết định",
            steps=(
                Step("s1", "B1", "Soạn", role=clerk, result="Dự thảo"),
                Step("s2", "B2", "Ký", duration=Limit("1", "day")),
                Step("s3", "", "Trả", role=clerk, statutory_forms=("receipt",)),
            ),
        )
        assert list(MARKS) == ["person", "work", "responsibility", "process", "result"]
        assert marks(content) == {
            "s1": (1, 1, 1, 1, 1),
            "s2": (0, 1, 0, 1, 0),
            "s3": (1, 1, 1, 0, 1),
        }
        nothing = replace(content, result="", steps=content.steps[:1])
        assert marks(nothing) == {"s1": (1, 1, 1, 0, 0)}, "of the whole: of each step"


class TestDocuments:
    rows = (
        DocumentRow(
            1, "QT.01", "A", type="Quy trình", next_review=date(2026, 10, 14),
            asked=8, read=6, fingerprint="$3$0123456789abcdef",
        ),
        DocumentRow(2, "QT.02", "B", type="Quy trình", next_review=date(2026, 10, 15)),
        DocumentRow(3, "QĐ.01", "C", type="Quy định", standing="ended"),
        DocumentRow(4, "QĐ.02", "D", type="Quy định", standing="draft"),
    )  # fmt: skip

    def test_sums_by_hand(self):
        sheets = built(documents, documents=self.rows)
        rules, procedures = sheets["document_types"]
        assert rules[2:] == ["Quy định", 2, 0, 0, 1, 1, 0, 0, 0, 0]
        assert procedures[2:] == ["Quy trình", 2, 2, 0, 0, 0, 1, 8, 6, 0.75]
        assert sheets["documents"][0][18] == "0123456789ab"
        assert sheets["externals"] == []

    def test_external_documents_are_listed(self):
        row = ExternalRow(1, "NĐ 118", "Một cửa", origin="Chính phủ", edition="2025")
        assert built(documents, externals=[row])["externals"][0][1] == "NĐ 118"


class TestRevisionLog:
    revisions = (
        RevisionRow(7, "QT.01", "A", "02.00", reason="Luật mới", changes=("CR-1",)),
        RevisionRow(9, "QT.02", "B", "01.00", what="signed", urgent=True),
    )
    signatures = (
        SignatureRow(1, 7, "QT.01", "02.00", meaning="review", signer="Lan"),
        SignatureRow(2, 7, "QT.01", "02.00", meaning="approve", for_whom="Thắng"),
        SignatureRow(3, 9, "QT.02", "01.00", meaning="reject"),
    )

    def test_each_revision_counts_its_signatures(self):
        sheets = built(
            revision_log, revisions=self.revisions, signatures=self.signatures
        )
        assert [row[20:22] for row in sheets["revisions"]] == [[2, 0], [1, 1]]
        assert sheets["revisions"][1][6] == "Signed, urgent correction"
        assert [row[0] for row in sheets["signatures"]] == [1, 1, 2]
        assert [row[5] for row in sheets["signatures"]] == [
            "Reviewed",
            "Approved",
            "Rejected",
        ]

    def test_a_signature_under_no_revision_is_not_written(self):
        with pytest.raises(IdentityError):
            built(
                revision_log, revisions=self.revisions[:1], signatures=self.signatures
            )


def reading(person, name, document, state="asked", **values):
    return Reading(
        **{
            "person": person,
            "name": name,
            "department": "Phòng Nghiệp vụ",
            "document": document,
            "code": f"QT.{document:02}",
            "title": f"Procedure {document}",
            "revision": "01.00",
            "state": state,
            "asked_at": datetime(2026, 10, 1, 8),
            **values,
        }
    )


class TestReadings:
    rows = (
        reading(1, "Phạm Văn Dũng", 1, "read", read_at=datetime(2026, 10, 5, 9)),
        reading(2, "Trần Thị Ánh", 1, due_at=datetime(2026, 10, 9, 17)),
        reading(2, "Trần Thị Ánh", 2, "informed"),
        reading(3, "Lê An", 2, due_at=datetime(2026, 10, 20, 17)),
    )

    def test_matrix_and_sums_by_hand(self):
        sheets = built(readings, readings=self.rows)
        assert sheets["reading_procedures"] == [
            [1, "QT.01", "Procedure 1", 2, 1, 1, 1, 0, 0.5],
            [2, "QT.02", "Procedure 2", 2, 0, 1, 0, 1, 0],
        ]
        # By given name: An, Ánh, Dũng.
        assert sheets["reading_matrix_1"] == [
            [1, "Phòng Nghiệp vụ", "Lê An", "", "To read by 20/10/2026"],
            [2, "Phòng Nghiệp vụ", "Trần Thị Ánh", "Overdue since 09/10/2026",
             "For information"],
            [3, "Phòng Nghiệp vụ", "Phạm Văn Dũng", "05/10/2026", ""],
            [None, "", "Have read", 1, 0],
            [None, "", "Still to read", 1, 1],
        ]  # fmt: skip

    def test_wide_matrices_go_on_in_the_next_sheet(self, monkeypatch):
        monkeypatch.setattr(reading_blocks, "ACROSS", 2)
        rows = [reading(1, "An", n, "informed") for n in range(1, 6)]
        rows.append(reading(2, "Bình", 5))
        sheets = built(readings, readings=rows)
        assert [len(sheets[f"reading_matrix_{n}"][0]) for n in (1, 2, 3)] == [5, 5, 4]
        assert [row[2] for row in sheets["reading_matrix_1"]][:2] == ["An", "Have read"]
        assert [row[2] for row in sheets["reading_matrix_3"]][:2] == ["An", "Bình"]

    def test_a_matrix_nobody_can_read_is_left_to_the_list(self, monkeypatch):
        monkeypatch.setattr(reading_blocks, "MOST_CELLS", 5)
        monkeypatch.setattr(reading_blocks, "ACROSS", 2)
        sheets = readings.build(taken(readings=self.rows), OCTOBER, in_english)
        [matrix] = [one for one in sheets if one.key == "reading_matrix_1"]
        assert list(matrix.rows) == []
        assert "3 people and 2 procedures" in matrix.notes[0]
        monkeypatch.setattr(reading_blocks, "ACROSS", 1)  # four cells in two blocks
        sheets = readings.build(taken(readings=self.rows), OCTOBER, in_english)
        assert len([s for s in sheets if s.key.startswith("reading_matrix")]) == 2


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
        duties=TestDuties.steps,
        documents=TestDocuments.rows,
        revisions=TestRevisionLog.revisions,
        signatures=TestRevisionLog.signatures,
        readings=TestReadings.rows,
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
