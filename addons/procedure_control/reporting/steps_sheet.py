"""The list of steps that every figure by step, department… counts."""

from __future__ import annotations

from collections.abc import Iterator

from . import axes
from .axes import Report
from .labels import period_line
from .scope import Scope
from .sheets import Column, Sheet, Spoken, Words
from .snapshot import Snapshot


def result_words(words: Words) -> dict[int, str]:
    """How each of `axes.RESULTS` reads."""
    say = Spoken(words)
    return {
        axes.EARLY: say._("Early"),
        axes.ON_TIME: say._("On time"),
        axes.LATE: say._("Late"),
        axes.NO_LIMIT: say._("No limit"),
        axes.WITHIN: say._("In hand, within limit"),
        axes.OVERDUE: say._("In hand, overdue"),
    }


def sheet(snapshot: Snapshot, report: Report, scope: Scope, words: Words) -> Sheet:
    """One row a step; its last columns say where each summary counts it."""
    say = Spoken(words)
    columns = [
        Column(say._("Case")),
        Column(say._("Step")),
        Column(say._("Work"), width=34),
        Column(say._("Procedure code")),
        Column(say._("Procedure"), width=34),
        Column(say._("Agency"), width=26),
        Column(say._("Department"), width=26),
        Column(say._("Person")),
        Column(say._("Ready since"), "datetime"),
        Column(say._("Due"), "datetime"),
        Column(say._("Ended"), "datetime"),
        Column(say._("Result")),
        Column(say._("Planned (working hours)"), "hours", 12, key="planned"),
        Column(say._("Real (working hours)"), "hours", 12, key="used"),
        Column(say._("Waiting (working hours)"), "hours", 12, key="waiting"),
        Column(say._("Working (working hours)"), "hours", 12, key="working"),
        Column(say._("Clock stood (working hours)"), "hours", 12, key="paused"),
        Column(
            say._("At another agency (working hours)"), "hours", 12, key="elsewhere"
        ),
        Column(say._("Late (working hours)"), "hours", 12, key="late"),
        Column(say._("Result: number"), "integer", 11, key="result", aside=True),
        Column(say._("In hand: 1"), "integer", 11, key="in_hand", aside=True),
        Column(say._("Row by step"), "integer", 11, key="by_step", aside=True),
        Column(
            say._("Row by department"), "integer", 11, key="by_department", aside=True
        ),
        Column(say._("Row by person"), "integer", 11, key="by_person", aside=True),
        Column(
            say._("Row by procedure"), "integer", 11, key="by_procedure", aside=True
        ),
    ]
    name = say._("Steps")
    title = say._("Steps ended in the period or in hand at its end")
    return Sheet(
        name=name,
        key="steps",
        columns=columns,
        rows=_rows(snapshot, report, words),
        above=scope.cover.lines(title, period_line(scope.period, words), len(columns)),
        freeze_columns=3,
        paper="A3",
        about=say._("Every step counted, with the row of each summary it stands in"),
        length=snapshot.counts["steps"],
    )


def _rows(
    snapshot: Snapshot, report: Report, words: Words
) -> Iterator[tuple[object, ...]]:
    texts = result_words(words)
    for step in snapshot.rows("steps"):
        result = axes.result(step)
        yield (
            step.case_number,
            step.step_label,
            step.step_name,
            step.procedure_code,
            step.procedure_title,
            step.agency,
            step.department,
            step.person,
            step.ready_at,
            step.due_at,
            step.done_at,
            texts[result],
            *axes.minutes(step),
            result,
            1 if step.open else None,
            *report.row_of(step),
        )
