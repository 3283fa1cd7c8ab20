"""Sheets of documents: figures by hand, sums that count their list."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from procedure_control.engine.content import Content, Limit, Ref, Step
from procedure_control.reporting import (
    documents,
    duties,
    reading_blocks,
    readings,
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
from procedure_control.reporting.ii06a import IdentityError
from procedure_control.reporting.reading_matrix import Reading
from procedure_control.reporting.sheets import in_english

from .built_sheets import OCTOBER, built, taken


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
