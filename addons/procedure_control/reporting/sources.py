"""What a compliance file is made from: one kind of row for each source.

Fields of a row are text, whole numbers, booleans, naive local moments, dates, tuples
of these, or None; `snapshot` keeps nothing else.
"""

from __future__ import annotations

from .coordination_rows import AskedRow, IndicatorRow
from .document_rows import DocumentRow, DutyRow, ExternalRow, RevisionRow, SignatureRow
from .evidence_rows import EscalationRow, EventRow, ReviewRow
from .reading_matrix import Reading
from .rows import CaseRow, StepRow

#: Source → the class of its rows. Gathered in this order by
#: ``procedure.compliance._rows_<source>``, painted by the kinds of `workbook.KINDS`.
SOURCES: dict[str, type] = {
    "cases": CaseRow,
    "steps": StepRow,
    "asked": AskedRow,
    "indicators": IndicatorRow,
    "duties": DutyRow,
    "documents": DocumentRow,
    "externals": ExternalRow,
    "revisions": RevisionRow,
    "signatures": SignatureRow,
    "readings": Reading,
    "reviews": ReviewRow,
    "escalations": EscalationRow,
    "events": EventRow,
}
