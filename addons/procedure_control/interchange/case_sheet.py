"""The spreadsheet by which cases come in from another system: template and reader.

One line is one case. The dossier code of the other system identifies it, so the same
file read twice names the same cases. Heads are found by their words in English or
Vietnamese, or by the keys the template carries in a hidden row.
"""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from openpyxl import load_workbook

from .case_sheet_columns import CHANNELS, COLUMNS, REQUIRED
from .case_sheet_template import write_template
from .case_sheet_words import explain
from .finding import Finding
from .safe_xlsx import DEFAULT_LIMITS, Limits, inspect

__all__ = ["CaseLine", "explain", "plain", "read", "write_template"]

_MULTILINE = {"address", "note"}
_HEAD_ROWS = 10
_HEAD_MATCHES = 3
_MAX_ROW, _MAX_COLUMN = 1_048_576, 60
_YEARS = range(2000, 2101)
_DATE = re.compile(
    r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T,]+(\d{1,2})[:hg](\d{2})(?::(\d{2}))?)?"
)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2})(?::(\d{2}))?)?")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]|_x000D_")


@dataclass(frozen=True)
class CaseLine:
    """One case as the file states it; nothing is checked against the database.

    ``received_at`` is naive, in the agency's own time; ``has_time`` is False when only
    a date was given (the time is then 00:00). ``channel`` is a key of `CHANNELS`, or
    empty where the file leaves it open.
    """

    line: int
    external_code: str
    procedure_code: str
    agency_code: str
    received_at: datetime
    has_time: bool = True
    variant: str = ""
    channel: str = ""
    requester_name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    note: str = ""


def read(
    data: bytes, limits: Limits = DEFAULT_LIMITS
) -> tuple[list[CaseLine], list[Finding]]:
    """The lines that fit, and findings for all that does not, by line.

    Never raises for what the file holds. A blocking finding with line 0 means that no
    line was taken. Formulas, links and macros are never evaluated or followed.
    """
    findings = inspect(data, limits)
    if any(finding.blocking for finding in findings):
        return [], findings
    try:
        with warnings.catch_warnings():
            # The library warns about decoration it drops; nothing here needs it.
            warnings.simplefilter("ignore")
            lines, found = _read(data, limits)
    except Exception:
        # A damaged part makes the library raise whatever its parser stumbled on.
        return [], [*findings, Finding("damaged")]
    return lines, [*findings, *found]


def _read(data: bytes, limits: Limits) -> tuple[list[CaseLine], list[Finding]]:
    book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    try:
        found: list[Finding] = []
        for sheet in book.worksheets:
            head = _find_head(sheet)
            if head:
                return _Reader(sheet, *head, limits).run()
            found = found or [Finding("no_head", sheet=sheet.title)]
        return [], found or [Finding("no_head")]
    finally:
        book.close()


def plain(text: object) -> str:
    """Compared without case, accents, stars and spare spaces."""
    low = unicodedata.normalize("NFD", str(text).casefold()).replace("đ", "d")
    low = "".join(sign for sign in low if not unicodedata.combining(sign))
    return " ".join(low.replace("*", " ").replace("_", " ").split())


_HEADS = {plain(head): key for key, heads in COLUMNS.items() for head in (key, *heads)}
_CHANNEL_WORDS = {
    plain(word): key for key, words in CHANNELS.items() for word in (key, *words)
}


def _rows(sheet) -> Iterator[tuple[int, tuple]]:
    rows = sheet.iter_rows(max_row=_MAX_ROW, max_col=_MAX_COLUMN)
    return enumerate(rows, 1)


def _find_head(sheet) -> tuple[int, list[str]] | None:
    """The last of the first rows that holds heads: its number and its keys."""
    best = None
    for number, cells in _rows(sheet):
        if number > _HEAD_ROWS:
            break
        keys = [_HEADS.get(plain(cell.value or ""), "") for cell in cells]
        if sum(map(bool, keys)) >= _HEAD_MATCHES:
            best = number, keys
    return best


class _Refused(Exception):
    """A cell that cannot be taken: the code and values of its finding."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


class _Reader:
    """Reads one sheet below its head."""

    def __init__(self, sheet, head: int, keys: list[str], limits: Limits) -> None:
        self.sheet, self.head, self.keys, self.limits = sheet, head, keys, limits
        self.findings: list[Finding] = []
        self.lines: list[CaseLine] = []
        self.seen: dict[tuple[str, str], int] = {}

    def find(self, code: str, line: int = 0, column: str = "", **values) -> None:
        severity = values.pop("severity", "error")
        self.findings.append(
            Finding(code, self.sheet.title, line, column, severity, values)
        )

    def run(self) -> tuple[list[CaseLine], list[Finding]]:
        self.heads()
        if self.findings:
            # Without its columns no line can be judged.
            return [], [_at_file(finding) for finding in self.findings]
        taken, blank = 0, None
        for number, cells in _rows(self.sheet):
            # A file may claim a million rows it has not: they are one and the same.
            if cells is blank or number <= self.head:
                continue
            if all(_empty(cell) for cell in cells):
                blank = cells
                continue
            taken += 1
            if taken > self.limits.lines:
                self.find("too_many_lines", limit=self.limits.lines)
                return [], self.findings
            self.line(number, cells)
        if not taken:
            self.find("no_lines")
        return self.lines, self.findings

    def heads(self) -> None:
        for key in REQUIRED:
            if key not in self.keys:
                self.find("missing_column", column=key)
        for key in COLUMNS:
            if self.keys.count(key) > 1:
                self.find("double_column", self.head, key)

    def line(self, number: int, cells: tuple) -> None:
        values: dict[str, object] = {}
        good = True
        for key, cell in zip(self.keys, cells, strict=False):
            if not key:
                continue
            try:
                values[key] = self.value(key, cell, number)
            except _Refused as refused:
                self.find(refused.code, number, key, **refused.values)
                good = False
        for key in REQUIRED:
            if good and not values.get(key):
                self.find("missing_value", number, key)
                good = False
        if not good:
            return
        received, has_time = values.pop("received_at")  # type: ignore[misc]
        case = CaseLine(number, received_at=received, has_time=has_time, **values)
        where = (plain(case.agency_code), case.external_code)
        if where in self.seen:
            first = self.seen[where]
            self.find("double_line", number, "external_code", first=first)
            return
        self.seen[where] = number
        self.lines.append(case)

    def value(self, key: str, cell, number: int) -> object:
        if cell.data_type == "f":
            raise _Refused("formula")
        if cell.data_type == "e":
            raise _Refused("error_value", value=str(cell.value))
        if key == "received_at":
            return _moment(cell.value)
        text = self.text(key, cell.value, number)
        if key == "channel" and text:
            return _channel(text)
        return text

    def text(self, key: str, value: object, line: int) -> str:
        if isinstance(value, (bool, date, time, timedelta)):
            raise _Refused("not_text", value=str(value))
        if isinstance(value, (int, float)):
            return self.number(key, value, line)
        text = _CONTROL.sub("", "" if value is None else str(value)).strip()
        if key not in _MULTILINE:
            text = " ".join(text.split())
        if len(text) > self.limits.text:
            raise _Refused("too_long", limit=self.limits.text)
        return text

    def number(self, key: str, value: int | float, line: int) -> str:
        """A code typed as a number has lost its zeros: taken only where harmless."""
        whole = float(value).is_integer() and abs(value) < 10**15
        if key == "procedure_code" or not whole:
            raise _Refused("number_for_text", value=str(value))
        if key in ("phone", "external_code", "agency_code"):
            self.find("number_for_text", line, key, severity="warning", value=value)
        return str(int(value))


def _at_file(finding: Finding) -> Finding:
    return Finding(finding.code, finding.sheet, 0, finding.column)


def _empty(cell) -> bool:
    return cell.value is None or (
        isinstance(cell.value, str) and not cell.value.strip()
    )


def _channel(text: str) -> str:
    # The template offers "online – Trực tuyến": the key stands before the dash.
    for candidate in (text, text.split("–")[0]):
        key = _CHANNEL_WORDS.get(plain(candidate))
        if key:
            return key
    raise _Refused("unknown_channel", value=text[:80])


def _moment(value: object) -> tuple[datetime, bool] | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, datetime):
        moment, has_time = _to_second(value), value.time() != time.min
    elif isinstance(value, date):
        moment, has_time = datetime.combine(value, time.min), False
    elif isinstance(value, str):
        moment, has_time = _written(value.strip())
    else:
        raise _Refused("not_a_date", value=str(value)[:80])
    if moment.year not in _YEARS:
        raise _Refused("absurd_date", value=moment.strftime("%d/%m/%Y"))
    return moment, has_time


def _to_second(value: datetime) -> datetime:
    """Undo what a fraction of a day loses."""
    value = value.replace(tzinfo=None) + timedelta(milliseconds=500)
    return value.replace(microsecond=0)


def _written(text: str) -> tuple[datetime, bool]:
    text = _CONTROL.sub("", text)
    day_first, iso = _DATE.fullmatch(text), _ISO.fullmatch(text)
    match = day_first or iso
    if match is None:
        raise _Refused("not_a_date", value=text[:80])
    first, month, last, *clock = match.groups()
    day, year = (first, last) if day_first else (last, first)
    parts = [int(part or 0) for part in (year, month, day, *clock)]
    try:
        return datetime(*parts), clock[0] is not None  # type: ignore[arg-type]
    except ValueError:
        raise _Refused("not_a_date", value=text[:80]) from None
