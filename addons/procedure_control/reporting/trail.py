"""The audit trail as a sheet: one line an event, the head of its chain above them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from .sheets import Book, Column, Sheet, Span, Spoken, Words


def book(
    rows: Iterable[tuple],
    words: Words,
    *,
    agency: str,
    filters: str,
    head: str,
    produced: str,
    author: str,
    created: datetime,
) -> Book:
    """The workbook.

    A row is (number, occurred, recorded, what, code, about, done by, in the name of,
    reason, procedure, case, SHA-256 of the text, text); moments are local to the
    agency. ``head`` is where the chain stands, to be compared later.
    """
    say = Spoken(words)
    above = [
        [Span(0, 7, text, style)]
        for text, style in (
            (agency, "left"),
            (say._("Audit trail"), "title"),
            (filters, "left"),
            (head, "left"),
            (produced, "left"),
        )
        if text
    ]
    columns = [
        Column(say._("No."), "integer", 10),
        Column(say._("Occurred"), "datetime"),
        Column(say._("Recorded"), "datetime"),
        Column(say._("What happened"), width=30),
        Column(say._("Code"), width=22),
        Column(say._("About"), width=40),
        Column(say._("Done by"), width=24),
        Column(say._("In the name of"), width=20),
        Column(say._("Reason"), width=30),
        Column(say._("Procedure"), width=30),
        Column(say._("Case"), width=20),
        Column(say._("SHA-256 of the text"), width=30),
        Column(say._("Text"), width=60),
    ]
    sheet = Sheet(
        name=say._("Audit trail"),
        columns=columns,
        rows=rows,
        above=above,
        freeze_columns=1,
        notes=[
            say._(
                "A text that is empty was removed by an approved disposal, or is gone."
            )
        ],
    )
    return Book(
        title=say._("Audit trail"),
        sheets=[sheet],
        author=author,
        company=agency,
        created=created,
        words=words,
    )
