"""An event log as XES (IEEE 1849-2016), written as a stream.

The writer is our own: a log of a million events needs no more memory than one of ten,
and the same rows always give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import TextIO

from .event_log import Attributes, Event, Trace, Value

#: Of the standard: its name of the version is a decimal number in its schema.
VERSION = "1849.2016"
EXTENSIONS = (
    ("Concept", "concept", "http://www.xes-standard.org/concept.xesext"),
    ("Lifecycle", "lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
    ("Time", "time", "http://www.xes-standard.org/time.xesext"),
    ("Organizational", "org", "http://www.xes-standard.org/org.xesext"),
)
CLASSIFIERS = (
    ("Step", "concept:name"),
    ("StepAndTransition", "concept:name lifecycle:transition"),
    ("Department", "org:group"),
)
#: What every trace and every event has, with the value of one that lacks it.
GLOBAL_TRACE: Attributes = (("concept:name", ""),)
GLOBAL_EVENT: Attributes = (
    ("concept:name", ""),
    ("lifecycle:transition", "complete"),
    ("time:timestamp", datetime.fromisoformat("1970-01-01T00:00:00+00:00")),
)

# What XML 1.0 has no place for, even as a reference.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = {
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord(">"): "&gt;",
    ord('"'): "&quot;",
    # Else a reader makes spaces of them.
    ord("\t"): "&#9;",
    ord("\n"): "&#10;",
    ord("\r"): "&#13;",
}


def write(out: TextIO, traces: Iterable[Trace], attributes: Attributes = ()) -> int:
    """Write the log to a text stream opened with UTF-8 and ``newline="\\n"``.

    :param attributes: of the log itself
    :return: how many traces it has
    """
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    out.write(
        f'<log xes.version="{VERSION}" xes.features=""'
        ' xmlns="http://www.xes-standard.org/">\n'
    )
    for name, prefix, uri in EXTENSIONS:
        out.write(f'<extension name="{name}" prefix="{prefix}" uri="{uri}"/>\n')
    for scope, of in (("trace", GLOBAL_TRACE), ("event", GLOBAL_EVENT)):
        out.write(f'<global scope="{scope}">\n{_all(of)}</global>\n')
    for name, keys in CLASSIFIERS:
        out.write(f'<classifier name="{name}" keys="{keys}"/>\n')
    out.write(_all((("lifecycle:model", "standard"), *attributes)))
    count = 0
    for trace in traces:
        _write_trace(out, trace)
        count += 1
    out.write("</log>\n")
    return count


def _write_trace(out: TextIO, trace: Trace) -> None:
    out.write("<trace>\n")
    out.write(_all((("concept:name", trace.name), *trace.attributes)))
    for event in trace.events:
        out.write(f"<event>\n{_all(_of_event(event))}</event>\n")
    out.write("</trace>\n")


def _of_event(event: Event) -> Attributes:
    named = (
        ("org:resource", event.resource),
        ("org:role", event.role),
        ("org:group", event.group),
    )
    return (
        ("concept:name", event.activity),
        ("concept:instance", event.instance),
        ("lifecycle:transition", event.transition),
        ("time:timestamp", event.at),
        *((key, value) for key, value in named if value),
        *event.attributes,
    )


def _all(attributes: Attributes) -> str:
    return "".join(
        f'<{_kind(value)} key="{key}" value="{_text(value)}"/>\n'
        for key, value in attributes
    )


def _kind(value: Value) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "int"
    return "date" if isinstance(value, datetime) else "string"


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds")
    return safe(str(value))


def safe(text: str) -> str:
    """Text as the value of an attribute of XML; what XML cannot hold becomes U+FFFD."""
    return _FORBIDDEN.sub("\ufffd", text).translate(_ESCAPES)
