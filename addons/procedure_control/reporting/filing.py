"""What a filed report rests on, case by case, and what has changed since.

A filed period keeps where each case stood. Told again from today's rows, the same case
must stand in the same place: what does not is a change after filing.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime

from .ii06a import COLUMNS, Report, place
from .rows import CaseRow
from .scope import Scope
from .sheets import Spoken, Words

#: Facts of a case that decide where it stands, besides the two columns.
FACTS = (
    "kind",
    "agency",
    "field",
    "procedure",
    "received_at",
    "due_at",
    "ended_at",
    "how",
    "verdict",
)


@dataclass(frozen=True, slots=True)
class Placed:
    """One case in the figures of a period: its two columns, and why it stands there.

    Moments are ISO text of the agency's clock, and of the period: what happened after
    its end is not in it. Everything else is a key or a code; no name of a person.
    """

    id: int
    number: str
    received: int
    result: int
    kind: str = ""
    agency: str = ""
    field: str = ""
    procedure: str = ""
    received_at: str = ""
    due_at: str = ""
    ended_at: str = ""
    how: str = ""
    verdict: str = ""
    agency_id: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """A case told otherwise than filed: ``before`` None came in, ``after`` None left.

    ``facts``: the names of what differs, of ``received``, ``result`` and `FACTS`.
    """

    id: int
    number: str
    before: Placed | None
    after: Placed | None
    facts: tuple[str, ...]


def placed(cases: Iterable[CaseRow], scope: Scope) -> Iterator[Placed]:
    """Where each counted case of the period stands; the others are passed over."""
    layout, end = scope.layout, scope.period.end
    for case in cases:
        where = place(case, scope.period, layout, scope.as_of)
        if where is None:
            continue
        ended = case.ended_at if case.ended_at and case.ended_at < end else None
        yield Placed(
            id=case.id,
            number=case.number,
            received=where.received,
            result=where.result,
            kind=case.kind,
            agency=case.agency,
            field=case.field_code or case.field_name,
            procedure=case.procedure_code,
            received_at=_iso(case.received_at),
            due_at=_iso(case.due_at),
            ended_at=_iso(ended),
            how=(case.ended_how or "") if ended else "",
            verdict=(case.verdict or "") if ended else "",
            agency_id=case.agency_id,
        )


def _iso(moment: datetime | None) -> str:
    return moment.isoformat(" ", "minutes") if moment else ""


def pack(rows: Iterable[Placed]) -> bytes:
    """The rows as bytes that are the same for the same rows, one line a case."""
    names = [field.name for field in fields(Placed)]
    lines = (
        json.dumps(
            [getattr(row, name) for name in names],
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for row in sorted(rows, key=lambda row: row.id)
    )
    head = json.dumps(names, separators=(",", ":"))
    return zlib.compress("\n".join([head, *lines]).encode(), 9)


def unpack(data: bytes) -> Iterator[Placed]:
    """The rows of `pack`; names that this version does not know are left out.

    :raises ValueError: these are not such bytes
    """
    try:
        lines = zlib.decompress(data).decode().splitlines()
        names = json.loads(lines[0])
        known = {field.name for field in fields(Placed)}
        for line in lines[1:]:
            values = dict(zip(names, json.loads(line), strict=True))
            yield Placed(**{k: v for k, v in values.items() if k in known})
    except (zlib.error, UnicodeDecodeError, IndexError, TypeError) as error:
        raise ValueError("What was filed cannot be read.") from error


def changes(before: Iterable[Placed], after: Iterable[Placed]) -> list[Change]:
    """The cases that are told otherwise, by number."""
    old = {row.id: row for row in before}
    found = []
    for row in after:
        was = old.pop(row.id, None)
        facts = _differing(was, row) if was else ("received", "result")
        if facts:
            found.append(Change(row.id, row.number, was, row, facts))
    found += [
        Change(row.id, row.number, row, None, ("received", "result"))
        for row in old.values()
    ]
    return sorted(found, key=lambda change: (change.number, change.id))


def _differing(was: Placed, now: Placed) -> tuple[str, ...]:
    names = ["received", "result", *FACTS]
    if was.agency_id and was.agency_id == now.agency_id:
        names.remove("agency")  # by another name it is the same agency
    return tuple(name for name in names if getattr(was, name) != getattr(now, name))


def figures(report: Report) -> dict[str, object]:
    """The figures of a report as they are kept: by line, columns 3 to 13."""
    return {
        "total": [report.total.counts[column] for column in COLUMNS],
        "waiting": report.waiting,
        "lines": [
            [line.number, line.label, [line.tally.counts[c] for c in COLUMNS]]
            for line in report.walk()
        ],
    }


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def fact_words(words: Words) -> dict[str, str]:
    """What a case may differ in, in the reader's language."""
    say = Spoken(words)
    return {
        "received": say._("Received: column"),
        "result": say._("Result: column"),
        "kind": say._("Kind"),
        "agency": say._("Agency"),
        "field": say._("Field of work"),
        "procedure": say._("Procedure code"),
        "received_at": say._("Received"),
        "due_at": say._("Due"),
        "ended_at": say._("Ended"),
        "how": say._("How it ended"),
        "verdict": say._("Verdict"),
    }
