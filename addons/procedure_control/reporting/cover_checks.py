"""Figures that must agree between two sheets, each side a live formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from . import axes, cover_rules, internal_work, late_steps
from .axes import AXES
from .scope import Scope
from .sheets import Count, Formula, Spoken, Words
from .snapshot import Snapshot

#: (what, on one sheet, on the other)
Check = tuple[str, object, object]


def checks(
    snapshot: Snapshot, scope: Scope, keys: Iterable[str], words: Words
) -> Iterator[Check]:
    """The checks of the sheets in the file, by their keys."""
    found = set(keys)
    if {"ii06a", "register"} <= found:
        yield from _form(snapshot, scope, words)
    if {"internal_work", "internal_cases"} <= found:
        yield from _internal(snapshot, scope, words)
    if "steps" in found:
        yield from _axes(snapshot, words)
    if {"late", "steps"} <= found:
        yield from _late(snapshot, words)


def _form(snapshot: Snapshot, scope: Scope, words: Words) -> Iterator[Check]:
    say = Spoken(words)
    text = say._("II.06a, column (%(column)s) = Register")
    totals = cover_rules.received_and_results(snapshot, scope)
    some = any(totals.values())
    for column, value in totals.items():
        where = "received" if column < 7 else "result"
        form: object = 0
        if some:
            # It skips the sums of groups among the rows.
            form = Formula(f"SUBTOTAL(9,ii06a_column_{column})", value)
        there = Count("register", ((where, column),), value)
        yield text % {"column": column}, form, there


def _internal(snapshot: Snapshot, scope: Scope, words: Words) -> Iterator[Check]:
    say = Spoken(words)
    text = say._("Internal work, column (%(column)s) = Internal cases")
    report = internal_work.report(snapshot, scope)
    for column in (8, 9, 10, 12, 13):
        value = report.total.counts[column]
        here: object = 0
        if report.lines:
            here = Formula(f"SUBTOTAL(9,internal_work_column_{column})", value)
        there = Count("internal_cases", (("result", column),), value)
        yield text % {"column": column}, here, there


def _axes(snapshot: Snapshot, words: Words) -> Iterator[Check]:
    say = Spoken(words)
    texts = {
        "step": say._("On time by step"),
        "department": say._("On time by department"),
        "person": say._("On time by person"),
        "procedure": say._("On time by procedure"),
    }
    number, hours = say._("%(sheet)s = Steps"), say._("%(sheet)s, hours late = Steps")
    report = axes.report(snapshot)
    total, late = report.total.steps, report.total.of("late") / 60
    for axis in AXES:
        sheet = {"sheet": texts[axis]}
        here, of_late = 0, 0
        if total:
            here = Formula(f"SUM(by_{axis}_ended)+SUM(by_{axis}_in_hand)", total)
            of_late = Formula(f"SUM(by_{axis}_late)", late)
        yield number % sheet, here, Count("steps", (), total)
        yield hours % sheet, of_late, _hours("steps", late)


def _late(snapshot: Snapshot, words: Words) -> Iterator[Check]:
    say = Spoken(words)
    sums = late_steps.report(snapshot)
    in_hand = (("in_hand", 1),)
    yield (
        say._("Late steps in hand = Steps in hand, overdue"),
        Count("late", in_hand, sums.total.open),
        Count("steps", (("result", axes.OVERDUE),), sums.total.open),
    )
    late = sums.total.minutes / 60
    yield (
        say._("Late steps, hours = Steps"),
        _hours("late", late),
        _hours("steps", late),
    )
    here: object = 0
    if sums.total.steps:
        here = Formula("SUM(late_by_cause_steps)", sums.total.steps)
    yield say._("Late by cause = Late steps"), here, Count("late", (), sums.total.steps)


def _hours(sheet: str, value: float) -> object:
    """Working hours late on a list; where it has no rows the name does not exist."""
    return Formula(f"SUM({sheet}_late)", value) if value else 0
