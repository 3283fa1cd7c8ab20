"""Rows of the API as lines of the case sheet: checked as strictly as a file's cells."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from ..interchange.case_sheet import CaseLine
from ..interchange.case_sheet_columns import CHANNELS, COLUMNS, REQUIRED
from ..interchange.finding import Finding

TEXT_LIMIT = 2000


@dataclass
class Candidate:
    """One line on its way in.

    ``status``: fits | unchanged | refused, and created once it is in. ``at`` is the
    receipt as naive UTC, None while only the line's local time is known; ``is_now``
    that nobody named it; ``values`` is what `procedure.case._receive` takes.
    """

    line: CaseLine
    status: str = "fits"
    at: datetime | None = None
    is_now: bool = False
    values: dict = field(default_factory=dict)
    case_id: int = 0
    number: str = ""
    findings: list[Finding] = field(default_factory=list)

    def find(self, code, column="", severity="error", **values):
        if severity == "error":
            self.status = "refused"
        self.findings.append(
            Finding(code, "", self.line.line, column, severity, values)
        )


def candidate_of(number, row, now):
    """The `Candidate` of one row of the API; what is wrong with it stands in it.

    :param now: naive UTC, the receipt of a row that names none
    """
    if not isinstance(row, dict):
        wrong = Candidate(CaseLine(number, "", "", "", now))
        wrong.find("not_a_row")
        return wrong
    given = row.get("received_at")
    texts, findings = _texts(row)
    named = {"external_code": "", "procedure_code": "", "agency_code": "", **texts}
    line = CaseLine(number, received_at=now, **named)
    candidate = Candidate(line, at=now, is_now=not given)
    for code, column, values in findings:
        candidate.find(code, column, **values)
    if given:
        candidate.at = _moment(given)
        if candidate.at is None:
            candidate.find("not_a_moment", "received_at", value=str(given)[:80])
    lacking = [key for key in REQUIRED if key != "received_at" and not texts.get(key)]
    for key in () if candidate.findings else lacking:
        candidate.find("missing_value", key)
    return candidate


def _texts(row):
    """({key: text}, [(code, column, values)]) of everything but the receipt."""
    texts, findings = {}, []
    for key, value in row.items():
        if key not in COLUMNS:
            findings.append(("unknown_key", "", {"value": str(key)[:80]}))
        elif key != "received_at" and value not in (None, False):
            problem = _text_problem(key, value)
            if problem:
                findings.append((problem[0], key, problem[1]))
            else:
                texts[key] = " ".join(value.split())
    return texts, findings


def _text_problem(key, value):
    if not isinstance(value, str):
        return "not_text", {"value": str(value)[:80]}
    if len(value) > TEXT_LIMIT:
        return "too_long", {"limit": TEXT_LIMIT}
    if key == "channel" and value and value not in CHANNELS:
        return "unknown_channel", {"value": value[:80]}
    return None


def _moment(text):
    """ISO 8601 → naive UTC; without an offset it is UTC, as everywhere in the API."""
    try:
        moment = datetime.fromisoformat(text).replace(microsecond=0)
        if moment.tzinfo:
            moment = moment.astimezone(UTC).replace(tzinfo=None)
    except (TypeError, ValueError, OverflowError):
        return None
    return moment if 2000 <= moment.year <= 2100 else None
