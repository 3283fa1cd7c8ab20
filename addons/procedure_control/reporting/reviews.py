"""Periodic reviews that were due or done in the period."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from .evidence_rows import ReviewRow
from .evidence_words import evidence_labels
from .groups import Groups, counts, read_into
from .labels import period_line
from .scope import Scope
from .sheets import Chart, Column, Sheet, Spoken, Words
from .snapshot import Snapshot

LIST = "reviews"
FIGURES = ("done_in_time", "done_late", "open", "overdue", "void")


def build(snapshot: Snapshot, scope: Scope, words: Words) -> list[Sheet]:
    """Sums by department, then every review."""
    by_department = Groups(
        "reviews: department",
        lambda row: (row.agency, row.department),
        lambda row: _figures(row, scope.until),
    )
    read_into(snapshot.rows("reviews"), by_department)
    return [
        _summary(by_department, scope, words),
        _list(snapshot, by_department, scope, words),
    ]


def days_late(row: ReviewRow, until: datetime) -> int:
    """Days from the due day to the day it was done, or to the last day so far."""
    if row.due_at is None or row.state == "void":
        return 0
    end = row.done_at or until - timedelta(microseconds=1)
    return max((end.date() - row.due_at.date()).days, 0)


def _standing(row: ReviewRow, until: datetime) -> str:
    if row.state == "void":
        return "void"
    if row.state == "done":
        return "done_late" if days_late(row, until) else "done_in_time"
    return "overdue" if row.due_at and row.due_at < until else "open"


def _figures(row: ReviewRow, until: datetime) -> dict[str, int]:
    standing = _standing(row, until)
    return {name: int(name == standing) for name in FIGURES}


def _heads(say: Spoken) -> dict[str, str]:
    return {
        "done_in_time": say._("Done in time"),
        "done_late": say._("Done late"),
        "open": say._("Open, not due yet"),
        "overdue": say._("Open, overdue"),
        "void": say._("Void"),
    }


def _summary(groups: Groups, scope: Scope, words: Words) -> Sheet:
    say = Spoken(words)
    heads = _heads(say)
    columns = [
        Column(say._("No."), "integer", 6),
        Column(say._("Agency"), width=30),
        Column(say._("Department"), width=30),
        Column(say._("Reviews"), "integer", 11, total=True),
        *(Column(head, "integer", 12, total=True) for head in heads.values()),
    ]

    def rows() -> Iterator[tuple[object, ...]]:
        for number, key, tally in groups:
            count = counts(LIST, "department_no", number)
            figures = (count(tally[name], standing=heads[name]) for name in FIGURES)
            yield number, *key, count(tally["rows"]), *figures

    name = say._("Reviews by department")
    return Sheet(
        name=name,
        columns=columns,
        rows=rows(),
        above=scope.cover.lines(name, period_line(scope.period, words), len(columns)),
        freeze_columns=3,
        deferred=True,
        key="review_departments",
        charts=[Chart("stacked", name, 2, (4, 5, 6, 7), place="below")],
        about=say._("Periodic reviews, done and open"),
        length=len(groups.tallies),
    )


def _list(snapshot: Snapshot, groups: Groups, scope: Scope, words: Words) -> Sheet:
    say, said, until = Spoken(words), evidence_labels(words), scope.until
    columns = [
        Column(say._("No."), "integer", 6),
        Column(say._("Code"), width=16),
        Column(say._("Procedure"), width=38),
        Column(say._("Revision"), width=10),
        Column(say._("Agency"), width=20),
        Column(say._("Department"), width=20),
        Column(say._("Reviewer"), width=20),
        Column(say._("Asked"), "datetime"),
        Column(say._("Due"), "date"),
        Column(say._("In time or late"), width=16, key="standing"),
        Column(say._("State"), width=16),
        Column(say._("Outcome"), width=14),
        Column(say._("Review done by"), width=20),
        Column(say._("Done"), "datetime"),
        Column(say._("Days late"), "integer", 8, total=True),
        Column(say._("Reason"), width=34),
        Column(say._("Change request"), width=14),
        Column(
            say._("No. of the department"),
            "integer",
            8,
            key="department_no",
            aside=True,
        ),
    ]
    heads = _heads(say)

    def rows() -> Iterator[tuple[object, ...]]:
        for number, row in enumerate(snapshot.rows("reviews"), 1):
            yield (
                number,
                row.code,
                row.title,
                row.revision,
                row.agency,
                row.department,
                row.reviewer,
                row.asked_at,
                row.due_at,
                heads[_standing(row, until)],
                said["review_state"].get(row.state, row.state),
                said["outcome"].get(row.outcome, row.outcome),
                row.done_by,
                row.done_at,
                days_late(row, until),
                row.reason,
                row.change,
                groups.number(row),
            )

    name = say._("Reviews due and done")
    return Sheet(
        name=name,
        columns=columns,
        rows=rows(),
        above=scope.cover.lines(name, period_line(scope.period, words), len(columns)),
        freeze_columns=3,
        key=LIST,
        paper="A3",
        notes=[
            say._(
                "Days late are calendar days after the day it was due, up to the day "
                "it was done or the last day of the period."
            )
        ],
        about=say._("Each review due in the period or done in it"),
        length=snapshot.counts["reviews"],
    )
