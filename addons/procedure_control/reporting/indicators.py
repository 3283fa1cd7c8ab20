"""Indicators against their targets: met, not met, or not yet entered."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from . import ii06a_sheet
from .coordination_rows import IndicatorRow
from .ii06a import Report
from .labels import period_line
from .scope import Scope
from .sheets import Column, Count, Formula, Sheet, Spoken, Words
from .snapshot import Snapshot

COMPUTED = "computed"
_SIGNS = {"least": "≥", "most": "≤", "rank": "≤"}


def target_text(comparison: str, target: str, unit: str, point: str = ".") -> str:
    """*≥ 89.00 %*, or *≤ 8* for a rank, with the reader's decimal ``point``."""
    number = target.removesuffix(".00") if comparison == "rank" else target
    number = number.replace(".", point)
    return f"{_SIGNS.get(comparison, '')} {number} {unit}".strip()


def met(comparison: str, value: Decimal, target: Decimal) -> bool:
    return value >= target if comparison == "least" else value <= target


def share_in_time(report: Report) -> Decimal | None:
    """(8 + 9) / 7 of form II.06a in percent, two decimals; None where none ended.

    What is not whole is never rounded up to 100.
    """
    counts = report.total.counts
    if not counts[7]:
        return None
    share = Decimal(100) * (counts[8] + counts[9]) / counts[7]
    rounded = share.quantize(Decimal("0.01"))
    if rounded == 100 and counts[10]:
        return Decimal("99.99")
    return rounded


def build(snapshot: Snapshot, scope: Scope, words: Words) -> list[Sheet]:
    """One line for each indicator and agency. IdentityError."""
    report = ii06a_sheet.report(snapshot, scope)
    say = Spoken(words)
    columns = [
        Column(say._("No."), "integer", 6),
        Column(say._("Indicator code"), width=14),
        Column(say._("Indicator"), width=46),
        Column(say._("Agency"), width=34),
        Column(say._("Target"), width=14),
        Column(say._("Reached"), "decimal", 12),
        Column(say._("Unit"), width=8),
        Column(say._("Result"), width=18),
        Column(say._("Year or part of it"), width=30),
        Column(say._("Cases that break it"), "integer", 12),
        Column(say._("Entered by"), width=22),
        Column(say._("Entered on"), "datetime"),
        Column(say._("Note"), width=34),
    ]
    name = say._("Indicators")
    title = say._("Indicators against targets")
    return [
        Sheet(
            name=name,
            key="indicators",
            columns=columns,
            rows=_rows(snapshot, report, scope, words),
            above=scope.cover.lines(
                title, period_line(scope.period, words), len(columns)
            ),
            notes=[
                say._(
                    "Ended in time = (column 8 + column 9) / column 7 of II.06a. To "
                    "list the cases that break it, filter the register: result column "
                    "= 10."
                )
            ],
            freeze_columns=3,
            deferred=True,
            paper="A3",
            about=say._("Each target, what was reached, and whether it is met"),
            length=snapshot.counts["indicators"],
        )
    ]


def _rows(
    snapshot: Snapshot, report: Report, scope: Scope, words: Words
) -> Iterator[tuple[object, ...]]:
    say = Spoken(words)
    point = "," if scope.language == "vi" else "."
    for number, row in enumerate(snapshot.rows("indicators"), 1):
        about, broken = row.about, None
        if row.kind == COMPUTED:
            reached, cell = share_in_time(report), _live(report, scope)
            about = scope.period_text
            late = report.total.counts[10]
            broken = Count("register", (("result", 10),), late)
            nothing = say._("Nothing has ended")
        else:
            reached = Decimal(row.value) if row.value else None
            cell = reached
            nothing = say._("Not yet entered")
        yield (
            number,
            row.code,
            row.name,
            row.agency or scope.agency,
            target_text(row.comparison, row.target, row.unit, point),
            "—" if reached is None else cell,
            row.unit,
            nothing if reached is None else _verdict(row, reached, say),
            about,
            broken,
            row.entered_by,
            row.entered_at,
            row.note,
        )


def _verdict(row: IndicatorRow, reached: Decimal, say: Spoken) -> str:
    if met(row.comparison, reached, Decimal(row.target)):
        return say._("Met")
    return say._("Not met")


def _live(report: Report, scope: Scope) -> object:
    """The share from the form where it is in the file, else as a number."""
    counts = report.total.counts
    if not counts[7]:
        return "—"
    share = 100 * (counts[8] + counts[9]) / counts[7]
    if scope.sheets and "ii06a" not in scope.sheets:
        return share

    def column(number: int) -> str:
        return f"SUBTOTAL(9,ii06a_column_{number})"

    in_time = f"({column(8)}+{column(9)})"
    return Formula(f"100*{in_time}/({in_time}+{column(10)})", share)
