"""Rows of agencies asked, and of indicators against their targets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AskedRow:
    """One agency asked in one case, as it stood at the end of the period.

    Moments are local ones of the agency that asks, whose calendar the due is on.
    ``state`` open | answered | no_reply | not_needed; ``late``: answered after its due,
    silent, or awaited past it; ``late_minutes`` working minutes after the due.
    ``asked_here`` and ``due_here``: asked, and due, within the period.
    """

    id: int
    case_number: str
    question: str = ""
    procedure_code: str = ""
    procedure_title: str = ""
    asking: str = ""
    asking_id: int = 0
    asked: str = ""
    asked_id: int = 0
    asked_at: datetime | None = None
    due_at: datetime | None = None
    answered_at: datetime | None = None
    state: str = "open"
    answer: str = ""
    late: bool = False
    late_minutes: int = 0
    asked_here: bool = True
    due_here: bool = True


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One indicator of one agency, with what it is measured by in the period.

    ``kind`` computed | entered; ``comparison`` least | most | rank; ``target`` and
    ``value`` as decimal text, ``value`` empty where none was entered; ``about`` says
    for which year or period it was. A computed one has no value here: it comes from
    the figures of the file.
    """

    id: int
    code: str
    name: str
    kind: str = "entered"
    comparison: str = "least"
    target: str = ""
    unit: str = "%"
    measure: str = ""
    agency: str = ""
    agency_id: int = 0
    value: str = ""
    about: str = ""
    entered_by: str = ""
    entered_at: datetime | None = None
    note: str = ""
