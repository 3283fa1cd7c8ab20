"""An event log as CSV: a row an event, with the same rows as the XES file.

UTF-8 with its mark, so that Excel reads it as such. No cell of text is run as a
formula: where one would begin with ``= + - @``, a tabulator or a line end, an
apostrophe is put before it, which spreadsheets show as text.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from datetime import datetime
from typing import TextIO

from .event_log import Trace, Value

#: Columns that every row has; those of our own come after them.
HEADS = (
    "case:concept:name",
    "concept:name",
    "concept:instance",
    "lifecycle:transition",
    "time:timestamp",
    "org:resource",
    "org:role",
    "org:group",
)
#: Attributes of events and of traces, in the order of their columns.
OF_EVENT = (
    "occurrence",
    "agency",
    "due",
    "state",
    "verdict",
    "outcome",
    "waiting_minutes",
    "working_minutes",
    "paused_minutes",
    "late_minutes",
    "other_agency",
)
OF_TRACE = (
    "procedure",
    "revision",
    "variant",
    "kind",
    "channel",
    "agency",
    "state",
    "verdict",
    "received",
    "due",
    "result",
    "ended",
)
MARK = "\ufeff"

# What begins a formula, also full-width or after spaces that a program takes away.
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def write(out: TextIO, traces: Iterable[Trace]) -> int:
    """Write the log to a text stream opened with UTF-8 and ``newline=""``.

    :return: how many traces it has; a case without events has no row
    """
    out.write(MARK)
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow((*HEADS, *OF_EVENT, *(f"case:{key}" for key in OF_TRACE)))
    count = 0
    for trace in traces:
        count += 1
        of_trace = dict(trace.attributes)
        end = [cell(of_trace.get(key, "")) for key in OF_TRACE]
        name = cell(trace.name)
        for event in trace.events:
            of_event = dict(event.attributes)
            rows.writerow(
                [
                    name,
                    cell(event.activity),
                    cell(event.instance),
                    event.transition,
                    cell(event.at),
                    cell(event.resource),
                    cell(event.role),
                    cell(event.group),
                    *(cell(of_event.get(key, "")) for key in OF_EVENT),
                    *end,
                ]
            )
    return count


def cell(value: Value) -> str:
    """One cell: moments with their zone, numbers as they are, text that stays text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    text = _CONTROL.sub("\ufffd", value)
    return f"'{text}" if _FORMULA.match(text) else text
