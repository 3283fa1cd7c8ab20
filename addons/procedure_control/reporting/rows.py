"""What the reports are fed with: one value object per case and per late step.

All moments are naive local datetimes of the agency that received the case; whoever
fills the rows converts them once, so that no report ever meets a time zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ..engine.overrun import Terms

#: The only kind that enters the statutory report.
STATUTORY_KIND = "tthc"

#: A case in one of these states has never been received: no clock, no figure.
NEVER_RECEIVED = frozenset({"intake", "not_accepted"})

#: Ways of ending that give the dossier back instead of a result.
RETURNED = frozenset({"refused", "terminated", "withdrawn"})


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case as the reports see it.

    ``kind`` is tthc | tthc_internal | internal | system; ``channel`` online | desk |
    post; ``state`` the case's own key (a key unknown here is printed as it is);
    ``verdict`` early | on_time | late, or None for *judge by the dates*;
    ``granularity`` date | minute; ``ended_how`` done | refused | terminated |
    withdrawn, or None while open.

    ``waiting_supplement`` and ``paused_since`` say how the case stood at the end of
    the period that is reported, not how it stands today. ``requester`` stays empty
    unless the reader of the file may see it. ``supplements_over``: asked beyond the
    number allowed; ``late_entries``: facts recorded after they happened.
    ``account``: where the time of an ended case went. ``paper_receipt``: number of the
    receipt written by hand when the system was down. ``corrects``: number of the case
    whose issued result this one corrects or recalls; such a case is in no figure of
    timeliness. ``correction``: correcting | corrected | recalling | recalled, said of
    the case corrected.

    ``title`` is the procedure's as of the revision the case follows; ``document_id``
    stays the same when it is renamed. ``open``: in hand at the end of the period, or
    when the rows were taken; ``ended``: ended within the period.
    """

    id: int
    number: str
    external_code: str = ""
    procedure_code: str = ""
    title: str = ""
    kind: str = STATUTORY_KIND
    field_code: str = ""
    field_name: str = ""
    agency: str = ""
    department: str = ""
    channel: str = "desk"
    received_at: datetime | None = None
    due_at: datetime | None = None
    ended_at: datetime | None = None
    state: str = "running"
    verdict: str | None = None
    granularity: str = "date"
    waiting_supplement: bool = False
    paused_since: datetime | None = None
    ended_how: str | None = None
    requester: str = ""
    legal_due_at: datetime | None = None
    legal_verdict: str | None = None
    first_due_at: datetime | None = None
    days_past_first: int = 0
    account: Terms | None = None
    supplements_over: int = 0
    late_entries: int = 0
    paper_receipt: str = ""
    corrects: str = ""
    correction: str = ""
    agency_id: int = 0
    department_id: int = 0
    document_id: int = 0
    open: bool = False
    ended: bool = False

    @property
    def counts_late(self) -> bool:
        """Late in the figures of QĐ 766: too many supplements are late as well."""
        return self.verdict == "late" or self.supplements_over > 0

    @property
    def counted(self) -> bool:
        """Whether the case is in any figure: received, and no correction of another."""
        received = self.received_at is not None and self.state not in NEVER_RECEIVED
        return received and not self.corrects


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step that ended in the period, or was ready and open when it was over.

    Minutes are working minutes of the agency's calendar. ``done_at`` is None while
    the step is open; ``late_minutes`` then runs to the end of the period, or to the
    moment the rows were taken. ``person`` is whom the reader may be told, or the
    department in his place, and then ``person_id`` is 0.
    ``cause`` and ``words`` are of who was late, ``decided_*`` of his head, ``why`` is
    the cause that counts: the head's where there is one.

    Exactly one of ``ended`` and ``open`` holds. ``state`` is the step's own key today;
    ``verdict`` early | on_time | late of a step that ended, None while it is open.
    ``overdue``: ended late, or open past its due. ``waiting_minutes`` until somebody
    began, ``working_minutes`` from then on, ``paused_minutes`` while the clock of the
    case stood: known, like ``used_minutes``, when the step has ended, else None.
    ``other_agency``: done elsewhere than where the case was received.
    """

    id: int
    case_number: str
    step_label: str = ""
    step_name: str = ""
    procedure_code: str = ""
    procedure_title: str = ""
    agency: str = ""
    department: str = ""
    person: str = ""
    due_at: datetime | None = None
    done_at: datetime | None = None
    late_minutes: int = 0
    allowed_minutes: int | None = None
    used_minutes: int | None = None
    cause: str = ""
    words: str = ""
    decided_cause: str = ""
    decided_words: str = ""
    why: str = ""
    agency_id: int = 0
    department_id: int = 0
    person_id: int = 0
    document_id: int = 0
    kind: str = STATUTORY_KIND
    ready_at: datetime | None = None
    planned_due_at: datetime | None = None
    state: str = "done"
    verdict: str | None = None
    waiting_minutes: int | None = None
    working_minutes: int | None = None
    paused_minutes: int | None = None
    other_agency: bool = False
    open: bool = False
    ended: bool = False
    overdue: bool = False
    case_id: int = 0
    step_id: int = 0
