"""Proof of form II.06a: the register counted again, and what differs from the form.

The form itself holds plain figures, as it is filed; here each is a live count of the
register's rows.
"""

from __future__ import annotations

from collections.abc import Iterator

from . import ii06a_sheet
from .ii06a import COLUMNS, ENDED, OPEN, RECEIVED, Report
from .labels import period_line
from .scope import Scope
from .sheets import Column, Count, Formula, Row, Sheet, Spoken, Words
from .snapshot import Snapshot

_LETTERS = dict(zip(COLUMNS, "CDEFGHIJKLM", strict=True))


def build(snapshot: Snapshot, scope: Scope, words: Words) -> list[Sheet]:
    """One sheet, or none where the form or the register is not in the file."""
    if scope.sheets and not {"ii06a", "register"} <= set(scope.sheets):
        return []
    return [sheet(ii06a_sheet.report(snapshot, scope), scope, words)]


def sheet(report: Report, scope: Scope, words: Words) -> Sheet:
    """Rows as on the form, each figure counted from the register. IdentityError."""
    report.check()
    say = Spoken(words)
    columns = [
        Column(say._("Row of II.06a"), "integer"),
        Column(say._("Counted from the register"), width=44),
    ]
    columns += [Column(f"({column})", "integer") for column in COLUMNS]
    columns.append(
        Column(say._("Differences from the form"), "integer", key="difference")
    )
    title = say._("Check of form II.06a against the register")
    return Sheet(
        name=say._("Check of II.06a"),
        key="check",
        columns=columns,
        rows=_rows(report, words),
        above=scope.cover.lines(title, period_line(scope.period, words), len(columns)),
        notes=[
            say._(
                "Filter the register by its last three columns to see the cases behind "
                "a figure: row, column of receipt, column of the result."
            )
        ],
        filtered=False,
        freeze_columns=2,
        deferred=True,
        about=say._("Each figure of the form counted again; differences must be 0"),
        length=sum(1 for _leaf in ii06a_sheet.leaves(report)),
    )


def _rows(report: Report, words: Words) -> Iterator[object]:
    say = Spoken(words)
    leaves = list(ii06a_sheet.leaves(report))
    groups = {line.key: line.label for line in report.lines if line.children}
    for number, path, line in leaves:
        label = " › ".join(filter(None, (groups.get(path[0]), line.label)))
        figures = (_figure(column, line.tally.counts, number) for column in COLUMNS)
        yield (number, label or "—", *figures, _difference(number))
    totals: list[object] = [0] * (len(COLUMNS) + 1)
    if leaves:
        sums = [*(report.total.counts[column] for column in COLUMNS), 0]
        totals = [
            Formula(f"SUM({letter}{{first}}:{letter}{{last}})", value)
            for letter, value in zip("CDEFGHIJKLMN", sums, strict=True)
        ]
    yield Row(("", say._("Total"), *totals), "total")


def _figure(column: int, counts: dict[int, int], row: int) -> Count | Formula:
    if parts := {3: RECEIVED, 7: ENDED, 11: OPEN}.get(column):
        first, last = _LETTERS[parts[0]], _LETTERS[parts[-1]]
        return Formula(f"SUM({first}{{row}}:{last}{{row}})", counts[column])
    where = "received" if column in RECEIVED else "result"
    return Count("register", (("row", row), (where, column)), counts[column])


def _difference(row: int) -> Formula:
    """How many cases stand elsewhere on the form than in the register."""
    terms = (
        f"ABS({letter}{{row}}-INDEX(ii06a_column_{column},{row}))"
        for column, letter in _LETTERS.items()
    )
    return Formula("+".join(terms), 0)
